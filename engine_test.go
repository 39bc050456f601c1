package golgi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/vectors"
	"golgi/mech"
)

// TestEngineVectors: the loops of systems use the vectors of the engine; with the interpreter none if it is asked for, and what
// GOLGI_NATIVE allows if it is there for want of another.
func TestEngineVectors(t *testing.T) {
	of := func(name, allowed string) vectors.Set {
		t.Setenv(vectors.Variable, allowed)
		engine, err := newEngine(name)
		require.NoError(t, err)
		return mech.VectorsOf(engine)
	}
	require.Equal(t, vectors.None, of(interpreter, ""))
	require.Equal(t, vectors.None, of("", "off"))
	require.Equal(t, vectors.None, of("", "all"), "a value that there is not")
	if vectors.Processor() >= vectors.AVX2 {
		require.Equal(t, vectors.AVX2, of("", "avx2"))
		require.Equal(t, vectors.Processor(), of("", ""))
		require.Equal(t, vectors.Processor(), of(machineCode, ""))
	}
	_, err := newEngine("machine")
	require.EqualError(t, err, `no engine "machine"; there are "native" and "interp"`)
	t.Setenv(vectors.Variable, "all")
	_, err = newEngine(machineCode)
	require.EqualError(t, err, `no engine "native" here: native: GOLGI_NATIVE is "all"; it may be off, avx2 or avx512; there is "interp", which gives the same results`)
}
