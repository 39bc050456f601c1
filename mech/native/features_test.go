package native

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/native/amd64"
)

// TestVariable: the environment can switch the engine off, and hide what the processor can do.
func TestVariable(t *testing.T) {
	t.Setenv(Variable, "off")
	_, err := New()
	require.EqualError(t, err, "GOLGI_NATIVE=off (unset it to have machine code)")
	_, err = Features()
	require.EqualError(t, err, "GOLGI_NATIVE=off (unset it to have machine code)")
	t.Setenv(Variable, "sse")
	_, err = New()
	require.EqualError(t, err, `GOLGI_NATIVE is "sse"; it may be off, avx2 or avx512`)
	if widest() == 0 {
		t.Setenv(Variable, "")
		_, err = New()
		require.ErrorContains(t, err, "no AVX2")
		return
	}
	t.Setenv(Variable, "avx2")
	e, err := New()
	require.NoError(t, err)
	require.Equal(t, amd64.AVX2, e.(*engine).width)
	name, err := Features()
	require.NoError(t, err)
	require.Equal(t, "avx2", name)
	if widest() == amd64.AVX512 {
		t.Setenv(Variable, "")
		name, err = Features()
		require.NoError(t, err)
		require.Equal(t, "avx512", name)
	}
}
