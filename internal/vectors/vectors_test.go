package vectors

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAllowed: the variable takes away, never adds, and a value that it does not know leaves nothing, and says which it knows.
func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		wanted string
		there  Set
		want   Set
		why    string
	}{
		{"", AVX512, AVX512, ""},
		{"", AVX2, AVX2, ""},
		{"", None, None, "this processor, or this system, has no AVX2 that golgi has code for"},
		{"avx512", AVX512, AVX512, ""},
		{"avx512", AVX2, None, "this processor has no AVX-512"},
		{"avx2", AVX512, AVX2, ""},
		{"avx2", AVX2, AVX2, ""},
		{"avx2", None, None, "this processor, or this system, has no AVX2 that golgi has code for"},
		{"off", AVX512, None, "GOLGI_NATIVE=off (unset it to have machine code)"},
		{"off", None, None, "GOLGI_NATIVE=off (unset it to have machine code)"},
		{"sse", AVX512, None, `GOLGI_NATIVE is "sse"; it may be off, avx2 or avx512`},
		{"AVX2", AVX512, None, `GOLGI_NATIVE is "AVX2"; it may be off, avx2 or avx512`},
	} {
		got, err := allowed(c.wanted, c.there)
		require.Equal(t, c.want, got, "%+v", c)
		if c.why == "" {
			require.NoError(t, err)
		} else {
			require.EqualError(t, err, c.why)
		}
	}
}

// TestVariable: it is read from the environment.
func TestVariable(t *testing.T) {
	t.Setenv(Variable, "off")
	got, err := Allowed()
	require.Equal(t, None, got)
	require.EqualError(t, err, "GOLGI_NATIVE=off (unset it to have machine code)")
}

func TestNames(t *testing.T) {
	require.Equal(t, []string{"none", "AVX2", "AVX-512"}, []string{None.String(), AVX2.String(), AVX512.String()})
}
