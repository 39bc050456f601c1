//go:build linux || darwin || freebsd || netbsd || openbsd

package gather

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/guardpage"
	"golgi/systems/lanes"
)

// TestGuardPages: no loop reads or writes before or behind a column, lists of every length and with the first and the last row.
func TestGuardPages(t *testing.T) { variants(t, guardPages) }

func guardPages(t *testing.T) {
	memory, random := guardpage.New(t), rand.New(rand.NewPCG(4, 4))
	for n := 1; n <= 60; n++ {
		for _, size := range []int{1, 2, 3, 9, 40} { // of the column
			for _, side := range guardpage.Sides() {
				memory.Reset()
				numbers := func(n int) []float64 { return guardpage.Copy(memory, draw(n), side) }
				same := func(want, got []float64, what string) {
					require.Equal(t, want, got, "%s, %d rows, column of %d, %v", what, n, size, side)
				}
				sorted, others := make([]int32, n), make([]int32, n)
				for i := range sorted {
					sorted[i], others[i] = random.Int32N(int32(size)), random.Int32N(int32(size))
				}
				sorted[0], others[n-1] = int32(size-1), int32(size-1)
				slices.Sort(sorted)
				sorted, others = guardpage.Copy(memory, sorted, side), guardpage.Copy(memory, others, side)
				list, runs, mixer := New(lanes.Detect(), others), NewRuns(lanes.Detect(), sorted), NewMixer(lanes.Detect())
				runs.pieces = guardpage.Copy(memory, runs.pieces, side)
				column, twice := numbers(size), numbers(2*size)

				to, want := numbers(n), make([]float64, n)
				list.Pick(to, column)
				pickGo(want, column, others)
				same(want, to, "Pick")

				to = numbers(n)
				runs.Pick(to, column)
				pickGo(want, column, sorted)
				same(want, to, "Pick of runs")

				x, y, wantY := numbers(n), numbers(n), make([]float64, n)
				list.Pairs(x, y, twice)
				pairsGo(want, wantY, twice, others)
				same(want, x, "Pairs")
				same(wantY, y, "Pairs")

				mixed, wantMixed := numbers(2*n), make([]float64, 2*n)
				mixer.Interleave(mixed, x, y)
				interleaveGo(wantMixed, x, y)
				same(wantMixed, mixed, "Interleave")

				a, b := numbers(size), numbers(size)
				wantA, wantB := slices.Clone(a), slices.Clone(b)
				for i, row := range sorted {
					wantA[row] += x[i]
					wantB[row] += y[i]
				}
				runs.Add(a, b, x, y)
				same(wantA, a, "Add")
				same(wantB, b, "Add")
			}
		}
	}
}
