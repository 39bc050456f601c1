package nearest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/nearest"
)

func TestName(t *testing.T) {
	keys := []string{"HH_gNa", "HH_gK", "HH_gLeak", "radius", "length", "v"}
	for asked, want := range map[string]string{
		"HH_gNA": "HH_gNa", "HH_gN": "HH_gNa", "raduis": "radius", "LENGTH": "length", "lenght": "length",
		"capacitance": "", "": "", "HH_gLeek": "HH_gLeak",
	} {
		require.Equal(t, want, nearest.Name(asked, keys), "asked for %q", asked)
	}
	require.Equal(t, `; did you mean "radius"?`, nearest.Suggestion("radus", keys))
	require.Empty(t, nearest.Suggestion("something else", keys))
}
