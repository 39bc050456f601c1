package bench

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

// The cable of another number of compartments, and the tree of another number of levels, are near their closed forms too.
func TestRallpacksOfOtherSizes(t *testing.T) {
	for _, other := range []struct {
		make      func(int, float64, float64) (*Case, error)
		size      int
		tolerance float64 // mV: of time steps of 10 us, and of compartments of 5 um or a level
	}{{rallpack1, 200, 0.1}, {rallpack2, 6, 0.3}} {
		const tMax, dt = 20, 0.01
		c, err := other.make(other.size, tMax, dt)
		require.NoError(t, err)
		r, err := c.Cell.Integrate(context.Background(), golgi.Options{TMax: tMax, Dt: dt})
		require.NoError(t, err)
		for i, trace := range r.Recordings {
			require.Greater(t, trace[len(trace)-1], -64.9, "%s, %s: it has been reached", c.Name, c.Places[i])
			for k := 100; k < len(trace); k++ {
				require.InDelta(t, c.Exact(i, dt*float64(k)), trace[k], other.tolerance, "%s, %s, sample %d", c.Name, c.Places[i], k)
			}
		}
	}
}

func TestRallpackWorkload(t *testing.T) {
	w, err := Rallpack(2, 5, 5)
	require.NoError(t, err)
	m, err := w.Measure(context.Background(), MeasureOptions{Workers: 1, Repetitions: 1})
	require.NoError(t, err)
	require.Equal(t, 31, m.NComp)
	require.Equal(t, 100, m.Steps)
	for _, bad := range []struct {
		number, size int
		tMax         float64
		message      string
	}{
		{4, 1, 5, "bench rallpack 4 1 5: no Rallpack 4; there are 1 to 3"},
		{1, 0, 5, "bench rallpack 1 0 5: a size of 0; give from 1 to 16777216"},
		{2, 25, 5, "bench rallpack 2 25 5: a size of 25; give from 1 to 24"},
		{3, 10, 0.01, "bench rallpack 3 10 0.01: a duration of 0.01 ms; give at least a step, 0.05 ms"},
	} {
		_, err := Rallpack(bad.number, bad.size, bad.tMax)
		require.EqualError(t, err, bad.message)
	}
}
