package gather

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func draw(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rand.NormFloat64() * math.Exp(5*rand.NormFloat64())
	}
	return x
}

// TestSameBits: the loops of this processor and those in Go, lists of any length.
func TestSameBits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		column := draw(rapid.IntRange(2, 50).Draw(r, "column"))
		rows := rapid.SliceOf(rapid.Int32Range(0, int32(len(column)-2))).Draw(r, "rows")
		slices.Sort(rows)
		n := len(rows)
		list, sums := New(rows), NewSums(rows)

		to, want := make([]float64, n+1), make([]float64, n+1)
		list.Pick(to, column)
		pickGo(want, column, rows)
		require.Equal(r, want, to)

		x, y, wantX, wantY := make([]float64, n+1), make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
		twice := draw(2 * len(column))
		list.Pairs(x, y, twice)
		pairsGo(wantX, wantY, twice, rows)
		require.Equal(r, wantX, x)
		require.Equal(r, wantY, y)
		for i, row := range rows {
			require.Equal(r, [2]float64{x[i], y[i]}, [2]float64(twice[2*row:2*row+2]))
		}

		x, y = draw(n), draw(n)
		mixed, wantMixed := make([]float64, 2*n+1), make([]float64, 2*n+1)
		Interleave(mixed, x, y)
		interleaveGo(wantMixed, x, y)
		require.Equal(r, wantMixed, mixed)
		for i := range x {
			require.Equal(r, [2]float64{x[i], y[i]}, [2]float64(mixed[2*i:2*i+2]))
		}

		a, b := draw(len(column)), draw(len(column))
		wantA, wantB := slices.Clone(a), slices.Clone(b)
		inGoA, inGoB := slices.Clone(a), slices.Clone(b)
		for i, row := range rows { // one after the other
			wantA[row] += x[i]
			wantB[row] += y[i]
		}
		sums.Add(a, b, x, y)
		addChunksGo(inGoA, inGoB, x, y, sums.chunks)
		onlyRests := sums
		onlyRests.chunks = nil
		onlyRests.Add(inGoA, inGoB, x, y)
		require.Equal(r, wantA, a)
		require.Equal(r, wantB, b)
		require.Equal(r, wantA, inGoA)
		require.Equal(r, wantB, inGoB)
	})
}

// TestOutside: what is too short for a list is a fault, not memory of others.
func TestOutside(t *testing.T) {
	list, sums := New([]int32{0, 4, 2}), NewSums([]int32{0, 0, 4})
	long, short := make([]float64, 5), make([]float64, 4)
	require.Panics(t, func() { list.Pick(long, short) })
	require.Panics(t, func() { list.Pick(short[:2], long) })
	require.Panics(t, func() { list.Pairs(short, short, make([]float64, 9)) }, "a pair ends behind its row")
	require.NotPanics(t, func() { list.Pairs(short, short, make([]float64, 10)) })
	require.Panics(t, func() { sums.Add(short, long, long, long) })
	require.Panics(t, func() { sums.Add(long, short, long, long) })
	require.Panics(t, func() { sums.Add(long, long, short[:2], long) })
	require.Panics(t, func() { sums.Add(long, long, long, short[:2]) })
	require.Panics(t, func() { Interleave(long, long[:3], long) })
	require.Panics(t, func() { Interleave(long, long[:2], long[:1]) })
	require.Panics(t, func() { New([]int32{1, -1}) })
	require.Panics(t, func() { NewSums([]int32{-1}) })
	require.NotPanics(t, func() { empty := New(nil); empty.Pick(nil, nil); empty.Pairs(nil, nil, nil) })
	require.NotPanics(t, func() { empty := NewSums(nil); empty.Add(nil, nil, nil, nil) })
}

// BenchmarkBlock is a row of some blocks of synapses.
func BenchmarkBlock(b *testing.B) {
	const n = 4096
	for name, each := range map[string]int32{"long": 100, "short": 3} {
		rows := make([]int32, n)
		for i := range rows {
			rows[i] = int32(i) / each * (2000 / (n/each + 1))
		}
		column, x, y, to := draw(2048), draw(n), draw(n), draw(n)
		places := make([]int32, n)
		for i := range places {
			places[i] = rand.Int32N(1000)
		}
		list, pairs, sums := New(rows), New(places), NewSums(rows)
		other := draw(2048)
		for what, f := range map[string]func(){
			"pick":    func() { list.Pick(to, column) },
			"pairs":   func() { pairs.Pairs(x, to, column) },
			"add":     func() { sums.Add(column, other, x, y) },
			"pickGo":  func() { pickGo(to, column, rows) },
			"pairsGo": func() { pairsGo(x, to, column, places) },
			"addGo":   func() { addChunksGo(column, other, x, y, sums.chunks) },
		} {
			b.Run(name+"/"+what, func(b *testing.B) {
				for b.Loop() {
					f()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
			})
		}
	}
}
