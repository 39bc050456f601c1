//go:build linux || darwin || freebsd || netbsd || openbsd

package lanes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/guardpage"
)

// everything are the columns of all loops.
type everything struct {
	matrix         Matrix
	membrane       Membrane
	back           Back
	base, given, x []float64
	above          []int32 // parents of nodes that are not in octets
}

// columns lists them, in one order.
func (e *everything) columns() (numbers []*[]float64, rows []*[]int32) {
	m, c, b := &e.matrix, &e.membrane, &e.back
	return []*[]float64{
		&m.Coupling, &m.Diagonal, &m.Right, &m.Reciprocal, &c.Capacity, &c.Voltage, &c.Current, &c.Slope, &c.Injected,
		&b.Before, &b.After, &b.Slope, &b.Capacity, &b.Value, &b.CurrentBar, &b.SlopeBar, &b.CapacityBar, &e.base, &e.given, &e.x,
	}, []*[]int32{&m.Parent, &c.Place, &b.Place, &e.above}
}

// drawEverything has so many octets of nodes, all of them compartments.
func drawEverything(octets int, random *rand.Rand) *everything {
	e := &everything{}
	n := octets * Width
	numbers, rows := e.columns()
	for _, c := range numbers {
		*c = make([]float64, n)
		for i := range *c {
			(*c)[i] = 1 + random.Float64()
		}
	}
	for _, c := range rows {
		*c = make([]int32, n)
	}
	for i, octet := range random.Perm(octets) {
		parent := -1 // of some octets: roots
		if i > 0 && random.IntN(4) > 0 {
			parent = random.IntN(i)
		}
		for lane := range Width {
			k := i*Width + lane
			e.membrane.Place[k] = int32(octet*Width + lane)
			e.back.Place[k] = e.membrane.Place[k]
			e.above[k] = int32(random.IntN(k + 1))
			if e.matrix.Parent[k] = -1; parent >= 0 {
				e.matrix.Parent[k] = int32(parent*Width + lane)
			}
		}
	}
	e.back.Moved, e.back.Kept = 0.5, -1
	return e
}

// laid copies all columns.
func (e *everything) laid(numbers func([]float64) []float64, rows func([]int32) []int32) *everything {
	c := *e
	a, b := c.columns()
	for _, column := range a {
		*column = numbers(*column)
	}
	for _, column := range b {
		*column = rows(*column)
	}
	return &c
}

// loops are all of the package over whole columns, but for those of strips, which package tree has; of Couplings and Within only the first n.
var loops = map[string]func(v Vectors, e *everything, n int) bool{
	"Eliminate":  func(v Vectors, e *everything, _ int) bool { v.Eliminate(&e.matrix, 0, len(e.x)); return true },
	"Substitute": func(v Vectors, e *everything, _ int) bool { v.Substitute(&e.matrix, 0, len(e.x)); return true },
	"Assemble": func(v Vectors, e *everything, _ int) bool {
		v.Assemble(&e.membrane, e.base, &e.matrix, 0, len(e.x))
		return true
	},
	"Take": func(v Vectors, e *everything, _ int) bool {
		v.Take(e.membrane.Place, e.matrix.Right, e.membrane.Voltage, 0, len(e.x))
		return true
	},
	"AssembleBack": func(v Vectors, e *everything, _ int) bool {
		v.AssembleBack(&e.back, 2, e.base, e.matrix.Diagonal, e.matrix.Right, 0, len(e.x))
		return true
	},
	"TakeBack": func(v Vectors, e *everything, _ int) bool { v.TakeBack(&e.back, e.x, 0, len(e.x)); return true },
	"Give": func(v Vectors, e *everything, _ int) bool {
		v.Give(e.back.Place, e.x, e.given, 0, len(e.x))
		return true
	},
	"Spread": func(v Vectors, e *everything, _ int) bool {
		v.Spread(e.back.Place, e.given, e.x, 0, len(e.x))
		return true
	},
	"Couplings": func(v Vectors, e *everything, n int) bool {
		v.Couplings(0, e.above[:n], e.matrix.Right[:n], e.x[:n], e.matrix.Coupling[:n])
		return true
	},
	"Within": func(v Vectors, e *everything, n int) bool { return v.Within(e.x[:n], 1.9) },
}

// TestGuardPages: no loop reads or writes before or behind a column, and each gives the bits of Go.
func TestGuardPages(t *testing.T) {
	memory := guardpage.New(t)
	for name, loop := range loops {
		for _, v := range []Vectors{AVX2, AVX512} {
			if v > Detect() {
				continue
			}
			for octets := 1; octets <= 9; octets++ {
				random := rand.New(rand.NewPCG(uint64(octets), 11))
				drawn := drawEverything(octets, random)
				for rest := range Width { // of the loops that take any number
					n := octets*Width - rest
					for _, side := range guardpage.Sides() {
						e := drawn
						if rest > 0 { // the columns end there
							if name != "Couplings" && name != "Within" {
								continue
							}
							e = drawn.laid(func(x []float64) []float64 { return x[:n] }, func(x []int32) []int32 { return x[:n] })
						}
						memory.Reset()
						got := e.laid(func(x []float64) []float64 { return guardpage.Copy(memory, x, side) }, func(x []int32) []int32 { return guardpage.Copy(memory, x, side) })
						want := e.laid(slices.Clone[[]float64], slices.Clone[[]int32])
						what := fmt.Sprintf("%s, %v, %d nodes, %v", name, v, n, side)
						require.Equal(t, loop(None, want, n), loop(v, got, n), what)
						a, _ := want.columns()
						b, _ := got.columns()
						for i := range a {
							same := slices.EqualFunc(*a[i], *b[i], func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
							require.True(t, same, "%s: column %d is %v, want %v", what, i, *b[i], *a[i])
						}
					}
				}
			}
		}
	}
}
