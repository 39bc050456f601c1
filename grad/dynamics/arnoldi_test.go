package dynamics

import (
	"context"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// TestArnoldi: the largest eigenvalue of a matrix, real or a pair, is that of the dense
// factorisation, to the residual asked for times the condition of the eigenvalue (100).
func TestArnoldi(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 90).Draw(t, "n")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		a := mat.NewDense(n, n, nil)
		for i := range n {
			for j := range n {
				a.Set(i, j, 0.02*random.NormFloat64())
			}
			a.Set(i, i, a.At(i, i)+random.NormFloat64())
		}
		if n > 2 && rapid.Bool().Draw(t, "pair") {
			a.Set(0, 1, 3)
			a.Set(1, 0, -3)
		}
		values, _, err := eigen(a, mat.EigenNone)
		require.NoError(t, err)
		want := 0.0
		for _, value := range values {
			want = max(want, cmplx.Abs(value))
		}
		got, err := arnoldi(context.Background(), n, func(dst, v []float64) error {
			mat.NewVecDense(n, dst).MulVec(a, mat.NewVecDense(n, v))
			return nil
		})
		require.NoError(t, err)
		require.InDelta(t, want, got, 1e-4*want)
	})
}
