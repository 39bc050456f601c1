package golgi

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/vectors"
	"golgi/mech"
	"golgi/mech/library"
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
	require.EqualError(t, err, `no engine "native" here: GOLGI_NATIVE is "all"; it may be off, avx2 or avx512; there is "interp", which gives the same results`)
}

// TestCodeIsMadeAtFreeze: a simulation that is prepared has its machine code, and a run of it makes no more.
func TestCodeIsMadeAtFreeze(t *testing.T) {
	if name, why := FastestEngine(); name != machineCode {
		t.Skip("no machine code here: ", why)
	}
	cell, err := NewCellFromParents([]int{-1, 0}, 4)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Record("v"))
	s, err := cell.Prepare(Options{TMax: 1})
	require.NoError(t, err)
	made := s.Plan().String()
	require.Regexp(t, `kernels: sweep \([0-9]+ bytes, bound in 1 way\), currents \([0-9]+ bytes, bound in 1 way\), initialise \(no code\)`, made)
	_, err = s.Run(context.Background())
	require.NoError(t, err)
	require.Equal(t, made, s.Plan().String())
	require.Equal(t, machineCode, s.Result().Stats.Engine)
}
