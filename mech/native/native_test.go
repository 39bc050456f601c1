package native

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/native/amd64"
)

// engines are those that this machine can run.
func engines(t testing.TB) map[string]mech.Engine {
	t.Helper()
	list := map[string]mech.Engine{}
	for width, name := range map[amd64.Width]string{amd64.AVX2: "avx2", amd64.AVX512: "avx512"} {
		if width > widest() {
			continue
		}
		e, err := newEngine(width)
		require.NoError(t, err)
		list[name] = e
	}
	if len(list) == 0 {
		t.Skip("this processor has neither AVX2 nor AVX-512")
	}
	return list
}

func TestConformance(t *testing.T) {
	for name, e := range engines(t) {
		t.Run(name, func(t *testing.T) { enginetest.Conformance(t, e) })
	}
}
