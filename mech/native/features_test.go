package native

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/vectors"
	"golgi/mech"
	"golgi/mech/native/amd64"
)

// TestVariable: the environment can switch the engine off, and hide what the processor can do.
func TestVariable(t *testing.T) {
	t.Setenv(vectors.Variable, "off")
	_, err := New()
	require.EqualError(t, err, "GOLGI_NATIVE=off (unset it to have machine code)")
	t.Setenv(vectors.Variable, "sse")
	_, err = New()
	require.EqualError(t, err, `GOLGI_NATIVE is "sse"; it may be off, avx2 or avx512`)
	if widest() == 0 {
		t.Setenv(vectors.Variable, "")
		_, err = New()
		require.ErrorContains(t, err, "no AVX2")
		return
	}
	t.Setenv(vectors.Variable, "avx2")
	e, err := New()
	require.NoError(t, err)
	require.Equal(t, amd64.AVX2, e.(*engine).width)
	require.Equal(t, vectors.AVX2, e.(mech.Vectored).Vectors())
	require.Equal(t, "AVX2", e.(mech.Describer).Describe())
	if widest() == amd64.AVX512 {
		t.Setenv(vectors.Variable, "")
		e, err = New()
		require.NoError(t, err)
		require.Equal(t, amd64.AVX512, e.(*engine).width)
		require.Equal(t, vectors.AVX512, e.(mech.Vectored).Vectors())
	}
}
