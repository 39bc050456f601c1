package bench_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/bench"
)

// TestCostOfGradients: value and gradient take at most five times the run with the interpreter, all on the tape; on an idle machine they
// take three. With GOLGI_TIMING set.
func TestCostOfGradients(t *testing.T) {
	if os.Getenv("GOLGI_TIMING") == "" {
		t.Skip("set GOLGI_TIMING to measure")
	}
	population, err := bench.Population(100, 20)
	require.NoError(t, err)
	traced, err := bench.TracedCell("../testdata/pyramidal.swc", 2, 20)
	require.NoError(t, err)
	for _, w := range []*bench.Workload{population, traced} {
		w, err := w.Gradient()
		require.NoError(t, err)
		m, err := w.Measure(t.Context(), bench.MeasureOptions{Workers: 1, Engine: "interp"})
		require.NoError(t, err)
		t.Log(m)
		require.LessOrEqual(t, m.Ratio, 5.0)
	}
}
