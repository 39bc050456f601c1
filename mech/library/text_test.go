package library_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestATextCostsNoSpeed: the equations of a library mechanism, read from a text
// as a user's are, give the very same programs, so that they run as fast.
func TestATextCostsNoSpeed(t *testing.T) {
	for _, name := range library.Names() {
		own, err := library.ByName(name)
		require.NoError(t, err)
		text, err := mech.Parse(name+".mech", []byte(own.String()))
		require.NoError(t, err)
		for purpose := mech.Initialise; purpose <= mech.Assign; purpose++ {
			a, err := own.Program(purpose)
			require.NoError(t, err)
			b, err := text.Program(purpose)
			require.NoError(t, err)
			require.True(t, a.Code.Same(b.Code), "%s, purpose %d", name, purpose)
			require.Equal(t, a.Inputs, b.Inputs)
			require.Equal(t, a.Outputs, b.Outputs)
		}
	}
}
