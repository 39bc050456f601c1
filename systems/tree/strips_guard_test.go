//go:build linux || darwin || freebsd || netbsd || openbsd

package tree

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/guardpage"
	"golgi/systems/lanes"
	"golgi/topology"
)

// laid copies strips.
func laid(s *lanes.Strips, numbers func([]float64) []float64, rows func([]int32) []int32, heads func([]lanes.Strip) []lanes.Strip) *lanes.Strips {
	return &lanes.Strips{
		Heads: heads(s.Heads), Node: rows(s.Node), Coupling: numbers(s.Coupling), Parent: rows(s.Parent), Child: rows(s.Child),
		Reciprocal: numbers(s.Reciprocal), Right: numbers(s.Right), Less: numbers(s.Less), More: numbers(s.More),
	}
}

// TestStripsAtGuardPages: the loops over strips read and write nothing before or behind a column, and give the bits of Go.
func TestStripsAtGuardPages(t *testing.T) {
	memory := guardpage.New(t)
	for n := 1; n <= 120; n++ {
		random := rand.New(rand.NewPCG(uint64(n), 3))
		run := Run{0, n}
		s := forest(random, n, run, []float64{0, 0.05, 0.2, 1}[n%4], []int{1, 5, 1000}[n%3])
		number := make([]int32, n)
		for k := range number {
			number[k] = int32(k)
		}
		cut, _ := topology.NewStrips(s.Parent, run.Low, run.High, 0, nil)
		strips := LayStrips(cut, n, []int32{int32(len(cut.Ends))})
		s.InStrips(run, strips, number, lanes.None)
		part, beyond := &strips.Parts[0], lanes.Paddings
		diagonal, right := slices.Clone(s.Diagonal[:n+beyond]), slices.Clone(s.Right[:n+beyond])
		diagonal[n], right[n], right[n+1] = 1, 1, 1
		solve := func(v lanes.Vectors, s *lanes.Strips, diagonal, right []float64) {
			v.EliminateStrips(s, part, diagonal, right)
			v.SubstituteStrips(s, part, right)
		}
		for _, v := range []lanes.Vectors{lanes.AVX2, lanes.AVX512} {
			if v > lanes.Detect() {
				continue
			}
			for _, side := range guardpage.Sides() {
				memory.Reset()
				numbers := func(x []float64) []float64 { return guardpage.Copy(memory, x, side) }
				got := laid(strips, numbers, func(x []int32) []int32 { return guardpage.Copy(memory, x, side) },
					func(x []lanes.Strip) []lanes.Strip { return guardpage.Copy(memory, x, side) })
				gotRight := numbers(right)
				solve(v, got, numbers(diagonal), gotRight)

				want := laid(strips, slices.Clone[[]float64], slices.Clone[[]int32], slices.Clone[[]lanes.Strip])
				wantRight := slices.Clone(right)
				solve(lanes.None, want, slices.Clone(diagonal), wantRight)
				for i, pair := range [][2][]float64{{wantRight, gotRight}, {want.Reciprocal, got.Reciprocal}, {want.Right, got.Right}, {want.Less, got.Less}, {want.More, got.More}} {
					same := slices.EqualFunc(pair[0], pair[1], func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
					require.True(t, same, "%d nodes, %v, %v: column %d is %v, want %v", n, v, side, i, pair[1], pair[0])
				}
			}
		}
	}
}
