package lanes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestVectorsGiveTheBitsOfGo: a random forest in octets, every kind of code that this processor has, in one call and in several.
func TestVectorsGiveTheBitsOfGo(t *testing.T) {
	for _, nodes := range []int{40, stretch/8 + 3, stretch/8 + 4, 5*stretch/16 + 3} {
		t.Run(fmt.Sprint(nodes), func(t *testing.T) { vectorsGiveTheBitsOfGo(t, nodes) })
	}
}

func vectorsGiveTheBitsOfGo(t *testing.T, nodes int) {
	random := rand.New(rand.NewPCG(1, 2))
	low, high := 8, (nodes-3)*8
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
		backGivesTheBitsOfGo(t, v, high, make1)
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

// backGivesTheBitsOfGo does the same for the way back.
func backGivesTheBitsOfGo(t *testing.T, v Vectors, high int, make1 func() (*Matrix, *Membrane, []float64)) {
	const low = 8
	m, c, base := make1()
	n := len(base)
	random := rand.New(rand.NewPCG(3, 4))
	draw := func() []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = random.NormFloat64()
			if random.IntN(9) == 0 {
				x[i] = math.Copysign(0, x[i])
			}
		}
		return x
	}
	above := make([]int32, n-3) // any, not in octets
	for k := range above {
		above[k] = int32(random.IntN(k + 1))
		if octet := k / Width * Width; octet%3 == 0 && octet > 0 { // some in a row
			above[k] = max(int32(octet-11), 0) + int32(k-octet)
		}
	}
	type columns struct {
		back                                        Back
		diagonal, right, given, spread, x, coupling []float64
	}
	first := columns{
		back: Back{
			Place: c.Place, Before: draw(), After: draw(), Slope: c.Slope, Capacity: c.Capacity, Value: draw(),
			CurrentBar: draw(), SlopeBar: draw(), CapacityBar: draw(),
		},
		diagonal: m.Diagonal, right: draw(), given: draw(), spread: draw(), x: draw(), coupling: draw(),
	}
	for kind := range 4 {
		half, all := kind&1 > 0, kind&2 > 0
		first.back.Moved, first.back.Kept = 1, 0
		if half {
			first.back.Moved, first.back.Kept = 0.5, -1
		}
		var results []columns
		for _, v := range []Vectors{None, v} {
			r := first
			for _, column := range []*[]float64{
				&r.back.Value, &r.back.CurrentBar, &r.back.SlopeBar, &r.back.CapacityBar, &r.diagonal, &r.right, &r.given, &r.spread, &r.coupling,
			} {
				*column = slices.Clone(*column)
			}
			v.AssembleBack(&r.back, 2, base, r.diagonal, r.right, low, high)
			b := r.back
			if all {
				b.InjectedBar, b.Spread = r.given, r.spread
			}
			v.TakeBack(&b, r.right, low, high)
			if all {
				results = append(results, r)
				continue
			}
			v.Give(c.Place, r.right, r.given, low, high)
			v.Spread(c.Place, r.back.Value, r.spread, low, high)
			v.Couplings(0, above, r.right, r.x, r.coupling)
			results = append(results, r)
		}
		require.NotEqual(t, first, results[0])
		require.Equal(t, fmt.Sprintf("%x", results[0]), fmt.Sprintf("%x", results[1]), "%v, signs of zeros included", v)
	}
}

// TestMean: some neighbours are missing, some values are none.
func TestMean(t *testing.T) {
	for _, eights := range []int{1, 9, stretch / Width / 2, stretch/Width + 9} {
		t.Run(fmt.Sprint(eights), func(t *testing.T) { mean(t, eights) })
	}
}

func mean(t *testing.T, eights int) {
	random := rand.New(rand.NewPCG(5, 6))
	const values = 50
	m := &Means{}
	x := make([]float64, values+eights*Width)
	for i := range x {
		x[i] = random.NormFloat64()
	}
	x[3], x[4], x[5] = math.Inf(1), math.NaN(), math.Copysign(0, -1)
	for i := range eights {
		count := 1 + random.IntN(4)
		m.Count, m.First = append(m.Count, int32(count)), append(m.First, int32(values+i*Width))
		for range Width {
			m.Whole = append(m.Whole, 1+random.Float64())
		}
		for range count {
			m.Present = append(m.Present, uint16(random.IntN(256)))
			for range Width {
				m.Node, m.Weight = append(m.Node, int32(random.IntN(values))), append(m.Weight, random.Float64())
			}
		}
	}
	want := slices.Clone(x)
	None.Mean(m, want)
	require.NotEqual(t, x[values:], want[values:])
	Detect().Mean(m, x)
	require.Equal(t, fmt.Sprintf("%x", want), fmt.Sprintf("%x", x))
}

// TestWithin: every length and place of a number that is not.
func TestWithin(t *testing.T) {
	for _, v := range []Vectors{None, AVX2, AVX512} {
		if v > Detect() {
			continue
		}
		for n := range 40 {
			x := make([]float64, n)
			for i := range x {
				x[i] = float64(i%3-1) * 10
			}
			require.True(t, v.Within(x, 10), "%v, %d numbers", v, n)
			for i := range x {
				was := x[i]
				for _, wrong := range []float64{10.5, -10.5, math.NaN(), math.Inf(1), math.Inf(-1)} {
					x[i] = wrong
					require.False(t, v.Within(x, 10), "%v, %d numbers, %g at %d", v, n, wrong, i)
				}
				x[i] = was
			}
		}
		x := make([]float64, 3*stretch+5) // several calls
		require.True(t, v.Within(x, 0))
		for _, i := range []int{0, stretch - 1, stretch, 3*stretch - 1, 3 * stretch, 3*stretch + 4} {
			x[i] = -1
			require.False(t, v.Within(x, 0.5), "%v, at %d", v, i)
			x[i] = 0
		}
	}
}

// TestSetsWithoutCode: a set of instructions that a loop has no code for leaves it to Go, which does all of it.
func TestSetsWithoutCode(t *testing.T) {
	const other = AVX512 + 1
	random := rand.New(rand.NewPCG(3, 9))
	x := make([]float64, 5*Width+3)
	for i := range x {
		x[i] = random.Float64()
	}
	require.True(t, other.Within(x, 1))
	x[Width+1] = math.NaN()
	require.False(t, other.Within(x, 1))
	x[Width+1] = 0.5
	parent, want, got := make([]int32, len(x)), make([]float64, len(x)), make([]float64, len(x))
	for i := range parent {
		parent[i] = int32(random.IntN(i + 1))
	}
	lambda := slices.Clone(x)
	slices.Reverse(lambda)
	None.Couplings(0, parent, lambda, x, want)
	other.Couplings(0, parent, lambda, x, got)
	require.Equal(t, want, got)
	require.NotZero(t, got[Width-1])
}
