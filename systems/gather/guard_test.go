//go:build linux || darwin || freebsd || netbsd || openbsd

package gather

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/guardpage"
)

// TestGuardPages: no loop reads or writes before or behind a column, lists of every length and with the first and the last row.
func TestGuardPages(t *testing.T) {
	memory := guardpage.New(t)
	for n := 1; n <= 40; n++ {
		for _, size := range []int{2, 3, 9, 40} { // of the column
			for _, side := range guardpage.Sides() {
				numbers := func(n int) []float64 { return guardpage.Copy(memory, draw(n), side) }
				same := func(want, got []float64, what string) {
					require.Equal(t, want, got, "%s, %d rows, column of %d, %v", what, n, size, side)
				}
				rows := make([]int32, n)
				pair := make([]int32, n)
				for i := range rows {
					rows[i] = int32(i * size / n)
					pair[i] = rand.Int32N(int32(size - 1))
				}
				rows[n-1], pair[n-1] = int32(size-1), int32(size-2)
				pair[0] = 0
				memory.Reset()
				rows, pair = guardpage.Copy(memory, rows, side), guardpage.Copy(memory, pair, side)
				list, pairList, sums := New(rows), New(pair), NewSums(rows)
				sums.chunks = guardpage.Copy(memory, sums.chunks, side)
				column := numbers(size)

				to, want := numbers(n), make([]float64, n)
				list.Pick(to, column)
				pickGo(want, column, rows)
				same(want, to, "Pick")

				x, y, wantY := numbers(n), numbers(n), make([]float64, n)
				pairList.Pairs(x, y, column)
				pairsGo(want, wantY, column, pair)
				same(want, x, "Pairs")
				same(wantY, y, "Pairs")

				mixed, wantMixed := numbers(2*n), make([]float64, 2*n)
				Interleave(mixed, x, y)
				interleaveGo(wantMixed, x, y)
				same(wantMixed, mixed, "Interleave")

				a, b := numbers(size), numbers(size)
				wantA, wantB := append([]float64(nil), a...), append([]float64(nil), b...)
				for i, row := range rows {
					wantA[row] += x[i]
					wantB[row] += y[i]
				}
				sums.Add(a, b, x, y)
				same(wantA, a, "Add")
				same(wantB, b, "Add")
			}
		}
	}
}
