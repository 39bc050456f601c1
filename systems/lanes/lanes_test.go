package lanes

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestVectorsGiveTheBitsOfGo: a random forest in octets, every kind of code that this processor has.
func TestVectorsGiveTheBitsOfGo(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const nodes, low, high = 40, 8, 37 * 8
	draw := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = 1 + random.Float64()
		}
		return x
	}
	make1 := func() (*Matrix, *Membrane, []float64) {
		m := &Matrix{Parent: make([]int32, nodes*8), Coupling: draw(nodes * 8), Diagonal: draw(nodes * 8), Right: draw(nodes * 8), Reciprocal: draw(nodes * 8)}
		for k := range nodes {
			parent := -1
			if k%10 != 1 { // some roots
				parent = max(k-1-random.IntN(2), k/10*10+1)
			}
			for lane := range 8 {
				m.Parent[k*8+lane] = -1
				if parent >= 0 && parent < k {
					m.Parent[k*8+lane] = int32(parent*8 + lane)
				}
			}
		}
		c := &Membrane{Capacity: draw(nodes * 8), Voltage: draw(nodes * 8), Current: draw(nodes * 8), Slope: draw(nodes * 8), Injected: draw(nodes * 8)}
		for k := range nodes {
			for lane := range 8 {
				c.Place = append(c.Place, int32((nodes-1-k)*8+lane))
			}
		}
		return m, c, draw(nodes * 8)
	}
	for _, v := range []Vectors{AVX2, AVX512} {
		if v > Detect() {
			continue
		}
		m, c, base := make1()
		want := &Matrix{m.Parent, m.Coupling, slices.Clone(m.Diagonal), slices.Clone(m.Right), slices.Clone(m.Reciprocal)}
		wantV := slices.Clone(c.Voltage)
		for range 3 {
			v.Assemble(c, base, m, low, high)
			v.Eliminate(m, low, high)
			v.Substitute(m, low, high)
			v.Take(c.Place, m.Right, c.Voltage, low, high)
			d := *c
			d.Voltage = wantV
			None.Assemble(&d, base, want, low, high)
			None.Eliminate(want, low, high)
			None.Substitute(want, low, high)
			None.Take(d.Place, want.Right, wantV, low, high)
			require.Equal(t, want, m)
			require.Equal(t, wantV, c.Voltage)
		}
	}
}
