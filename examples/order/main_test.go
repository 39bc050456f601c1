package main

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Of volleys that were not in the training the network tells at least 95 % apart, the untrained
// one no more than chance would let it: of 40, half and three standard deviations (8 %) of that.
func TestOrderIsLearnt(t *testing.T) {
	seeds := []uint64{1, 2, 3}
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "new", "folder")
			var text bytes.Buffer
			before, after, err := run(t.Context(), out, seed, &text)
			require.NoError(t, err)
			require.InDelta(t, 0.5, before, 0.24)
			require.GreaterOrEqual(t, after, 0.95)
			require.Contains(t, text.String(), "new volleys told apart")
			for _, name := range []string{"order.png", "order_loss.png"} {
				f, err := os.Open(filepath.Join(out, name))
				require.NoError(t, err)
				config, err := png.DecodeConfig(f)
				require.NoError(t, err)
				require.NoError(t, f.Close())
				require.Equal(t, 1600, config.Width, name)
			}
		})
	}
}
