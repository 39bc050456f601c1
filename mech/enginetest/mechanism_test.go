package enginetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
)

// TestMechanism: the texts are mechanisms.
func TestMechanism(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := enginetest.Mechanism(r)
		_, err := mech.ParseTrusted("random.mech", []byte(text))
		require.NoError(r, err, text)
	})
}
