package systems

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGathered: one span never is; several are if they are short for the engine.
func TestGathered(t *testing.T) {
	for _, c := range []struct {
		engine      string
		spans, rows int
		want        bool
	}{
		{"interp", 1, 1, false}, {"native", 1, 1, false},
		{"interp", 10, 630, true}, {"interp", 10, 640, false},
		{"native", 10, 80, true}, {"native", 10, 160, false},
	} {
		require.Equal(t, c.want, gathered(c.engine, c.spans, c.rows), "%+v", c)
	}
}
