package golgi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

func TestCrossings(t *testing.T) {
	require.Equal(t, []float64{1.5}, golgi.Crossings([]float64{0, 1, 2, 3}, []float64{-60, -50, -30, -50}, -40))
	require.Empty(t, golgi.Crossings([]float64{0, 1}, []float64{-40, 20}, -40), "it starts there")
	require.Equal(t, []float64{1}, golgi.Crossings([]float64{0, 1, 2}, []float64{-1, 0, 1}, 0))
}
