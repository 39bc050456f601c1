package gather

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/systems/lanes"
)

func draw(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rand.NormFloat64() * math.Exp(5*rand.NormFloat64())
	}
	return x
}

// variants calls f with the widest registers that there are, and with GOLGI_NATIVE as it may be set.
func variants(t *testing.T, f func(t *testing.T)) {
	for _, setting := range []string{"", "avx2", "off"} {
		t.Run("native="+setting, func(t *testing.T) {
			t.Setenv("GOLGI_NATIVE", setting)
			f(t)
		})
	}
}

// TestSameBits: the loops of this processor and those in Go, lists of any length.
func TestSameBits(t *testing.T) {
	variants(t, func(t *testing.T) { rapid.Check(t, sameBits) })
}

func sameBits(r *rapid.T) {
	column := draw(rapid.IntRange(2, 50).Draw(r, "column"))
	sorted := []int32{}
	for range rapid.IntRange(0, 40).Draw(r, "runs") {
		row := rapid.Int32Range(0, int32(len(column)-1)).Draw(r, "row")
		length := rapid.OneOf(rapid.IntRange(1, 9), rapid.IntRange(1, 60)).Draw(r, "length")
		sorted = append(sorted, slices.Repeat([]int32{row}, length)...)
	}
	slices.Sort(sorted)
	n := len(sorted)
	rows := slices.Clone(sorted)
	rand.Shuffle(n, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	list, runs := New(lanes.Detect(), rows), NewRuns(lanes.Detect(), sorted)

	to, spreadTo, want := draw(n+9), draw(n+9), make([]float64, n)
	behind := slices.Clone(spreadTo[n:])
	list.Pick(to, column)
	runs.Pick(spreadTo, column)
	for i, row := range rows {
		want[i] = column[row]
	}
	require.Equal(r, want, to[:n])
	for i, row := range sorted {
		want[i] = column[row]
	}
	require.Equal(r, want, spreadTo[:n])
	require.Equal(r, behind, spreadTo[n:], "what lies behind")

	x, y := draw(n+9), draw(n+9)
	behindX, behindY := slices.Clone(x[n:]), slices.Clone(y[n:])
	twice := draw(2 * len(column))
	list.Pairs(x, y, twice)
	for i, row := range rows {
		require.Equal(r, [2]float64{x[i], y[i]}, [2]float64(twice[2*row:2*row+2]))
	}
	require.Equal(r, behindX, x[n:])
	require.Equal(r, behindY, y[n:])

	x, y = draw(n), draw(n)
	mixed := draw(2*n + 17)
	behind = slices.Clone(mixed[2*n:])
	mixer := NewMixer(lanes.Detect())
	mixer.Interleave(mixed, x, y)
	for i := range x {
		require.Equal(r, [2]float64{x[i], y[i]}, [2]float64(mixed[2*i:2*i+2]))
	}
	require.Equal(r, behind, mixed[2*n:])

	a, b := draw(len(column)), draw(len(column))
	wantA, wantB := slices.Clone(a), slices.Clone(b)
	for i, row := range sorted { // one after the other
		wantA[row] += x[i]
		wantB[row] += y[i]
	}
	runs.Add(a, b, x, y)
	require.Equal(r, wantA, a)
	require.Equal(r, wantB, b)
}

// TestInGo: the loops of other processors.
func TestInGo(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		length := rapid.SampledFrom([]int{1, 2, 3, 4, 5, 6, 7, 8, 16}).Draw(r, "length")
		n := rapid.IntRange(1, 9).Draw(r, "pieces")
		pieces, rows := make([]piece, n), make([]int32, n)
		for i := range pieces {
			pieces[i] = piece{rapid.Int32Range(0, 9).Draw(r, "row"), int32(i * length)}
			rows[i] = pieces[i].row
		}
		x, y, a, b := draw(n*length), draw(n*length), draw(20), draw(20)
		wantA, wantB := slices.Clone(a), slices.Clone(b)
		addPieces(wantA, wantB, x, y, pieces, length)
		addPiecesGo(a, b, x, y, pieces, length)
		require.Equal(r, wantA, a)
		require.Equal(r, wantB, b)

		spreadPieces(y, a, pieces, length)
		spreadPiecesGo(x, a, pieces, length)
		require.Equal(r, y, x)
		to, other, wantTo, wantOther := make([]float64, 2*n), make([]float64, n), make([]float64, 2*n), make([]float64, n)
		pick(wantTo, a, rows)
		pickGo(to, a, rows)
		require.Equal(r, wantTo, to)
		pairs(wantTo, wantOther, a, rows)
		pairsGo(to, other, a, rows)
		require.Equal(r, wantTo, to)
		require.Equal(r, wantOther, other)
		interleave(wantTo, other, x[:n])
		interleaveGo(to, other, x[:n])
		require.Equal(r, wantTo, to)
	})
}

// TestOutside: what is too short for a list is a fault, not memory of others.
func TestOutside(t *testing.T) {
	list, sums, mixer := New(lanes.Detect(), []int32{0, 4, 2}), NewRuns(lanes.Detect(), []int32{0, 0, 4}), NewMixer(lanes.Detect())
	long, short := make([]float64, 5), make([]float64, 4)
	require.Panics(t, func() { list.Pick(long, short) })
	require.Panics(t, func() { list.Pick(short[:2], long) })
	require.Panics(t, func() { list.Pairs(short, short, make([]float64, 9)) }, "a pair ends behind its row")
	require.NotPanics(t, func() { list.Pairs(short, short, make([]float64, 10)) })
	require.Panics(t, func() { sums.Add(short, long, long, long) })
	require.Panics(t, func() { sums.Add(long, short, long, long) })
	require.Panics(t, func() { sums.Add(long, long, short[:2], long) })
	require.Panics(t, func() { sums.Add(long, long, long, short[:2]) })
	require.Panics(t, func() { sums.Pick(long, short) })
	require.Panics(t, func() { sums.Pick(short[:2], long) })
	require.Panics(t, func() { mixer.Interleave(long, long[:3], long) })
	require.Panics(t, func() { mixer.Interleave(long, long[:2], long[:1]) })
	require.Panics(t, func() { New(lanes.Detect(), []int32{1, -1}) })
	require.Panics(t, func() { NewRuns(lanes.Detect(), []int32{-1}) })
	require.NotPanics(t, func() { empty := New(lanes.Detect(), nil); empty.Pick(nil, nil); empty.Pairs(nil, nil, nil) })
	require.NotPanics(t, func() { empty := NewRuns(lanes.Detect(), nil); empty.Add(nil, nil, nil, nil); empty.Pick(nil, nil) })
}

// BenchmarkBlock is a block of synapses.
func BenchmarkBlock(b *testing.B) {
	const n = 1024
	for name, each := range map[string]int{"long": 100, "short": 3} {
		var rows []int32
		for row := int32(0); len(rows) < n; row += 7 {
			rows = append(rows, slices.Repeat([]int32{row}, min(1+rand.IntN(2*each), n-len(rows)))...)
		}
		column, x, y, to := draw(60000), draw(n), draw(n), draw(n)
		places := make([]int32, n)
		for i := range places {
			places[i] = rand.Int32N(27000)
		}
		anywhere, runs := New(lanes.Detect(), places), NewRuns(lanes.Detect(), rows)
		other := draw(len(column))
		for what, f := range map[string]func(){
			"spread":  func() { runs.Pick(to, column) },
			"pick":    func() { anywhere.Pick(to, column) },
			"pairs":   func() { anywhere.Pairs(x, to, column) },
			"add":     func() { runs.Add(column, other, x, y) },
			"pairsGo": func() { pairsGo(x, to, column, places) },
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

// TestLong: lists that take several calls, of whole vectors and not.
func TestLong(t *testing.T) {
	for v := lanes.None; v <= lanes.Detect(); v++ {
		for _, n := range []int{stretch - 1, stretch, stretch + 1, 2*stretch + vector, 3*stretch + 5} {
			column, rows := draw(3000), make([]int32, n)
			for i := range rows {
				rows[i] = rand.Int32N(1500)
			}
			list, to, x, y := New(v, rows), make([]float64, n), make([]float64, n), make([]float64, n)
			list.Pick(to, column)
			list.Pairs(x, y, column)
			want, wantX, wantY := make([]float64, n), make([]float64, n), make([]float64, n)
			pickGo(want, column, rows)
			pairsGo(wantX, wantY, column, rows)
			require.Equal(t, want, to)
			require.Equal(t, wantX, x)
			require.Equal(t, wantY, y)

			mixer, mixed, wantMixed := NewMixer(v), make([]float64, 2*n), make([]float64, 2*n)
			mixer.Interleave(mixed, x, y)
			interleaveGo(wantMixed, x, y)
			require.Equal(t, wantMixed, mixed)

			slices.Sort(rows)
			for row := range rows[:n/2] {
				rows[row] = rows[n/2] // one long run
			}
			runs, a, b := NewRuns(v, rows), draw(1500), draw(1500)
			wantA, wantB := slices.Clone(a), slices.Clone(b)
			for i, row := range rows {
				wantA[row] += x[i]
				wantB[row] += y[i]
				want[i] = column[row]
			}
			runs.Add(a, b, x, y)
			runs.Pick(to, column)
			require.Equal(t, wantA, a)
			require.Equal(t, wantB, b)
			require.Equal(t, want, to)
		}
	}
}
