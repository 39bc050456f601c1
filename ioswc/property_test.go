package ioswc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

// drawRows makes a random tree; each row's parent stands above it.
func drawRows(t *rapid.T, types []int) []row {
	n := rapid.IntRange(2, 40).Draw(t, "points")
	rows := make([]row, n)
	for i := range rows {
		r := row{id: int64(i + 1), parent: -1, kind: rapid.SampledFrom(types).Draw(t, "type")}
		if i > 0 {
			p := i - 1
			if rapid.IntRange(0, 9).Draw(t, "jump") > 6 {
				p = rapid.IntRange(0, i-1).Draw(t, "parent")
			}
			r.parent = int64(p + 1)
			r.point = rows[p].point
		}
		coordinate := rapid.Float64Range(-20, 20)
		r.point.X += coordinate.Draw(t, "dx")
		r.point.Y += coordinate.Draw(t, "dy")
		r.point.Z += coordinate.Draw(t, "dz")
		r.point.Radius = rapid.Float64Range(0.1, 5).Draw(t, "radius")
		if i > 0 && distance(r.point, rows[r.parent-1].point) < 1e-3 {
			r.point.X++ // zero-length branches have tests of their own
		}
		rows[i] = r
	}
	return rows
}

func rowsText(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(fmt.Sprintf("%d %d ", r.id, r.kind))
		b.Write(appendFloats(nil, r.point.X, r.point.Y, r.point.Z, r.point.Radius))
		b.WriteString(fmt.Sprintf(" %d\n", r.parent))
	}
	return b.String()
}

// edges sums up what the rows hold, edge by edge.
func edgeSums(rows []row) (length, area float64) {
	for _, r := range rows {
		if r.parent > 0 {
			p := rows[r.parent-1].point
			length += distance(p, r.point)
			area += frustumArea(p, r.point)
		}
	}
	return length, area
}

// sumTolerance: sums of at most 40 positive terms in another order.
const sumTolerance = 1e-12

// Without a soma every traced edge is in exactly one branch.
func TestLengthAndAreaAreConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t, []int{3})
		text := rowsText(rows)
		length, area := edgeSums(rows)
		for _, o := range []Options{{}, {JoinJumps: true}, {MaxBranchLength: rapid.Float64Range(1, 50).Draw(t, "max")}} {
			m, report, err := Read(strings.NewReader(text), o)
			require.NoError(t, err)
			tolerance := sumTolerance
			if o.MaxBranchLength > 0 {
				tolerance = 1e-9 // a cut of a frustum rounds its radius
			}
			require.InEpsilon(t, length, report.Length, tolerance)
			require.InEpsilon(t, area, report.Area, tolerance)
			requireConnected(t, m)
		}
	})
}

// requireConnected: a branch begins at the last or first point of its parent,
// or at the parent's second, where it leaves at the neck.
func requireConnected(t require.TestingT, m *topology.Morphology) {
	for i, b := range m.Branches {
		if b.Parent < 0 {
			continue
		}
		points := m.Branches[b.Parent].Points
		want := points[len(points)-1]
		if b.At == 0 {
			want = points[0]
		}
		require.Equal(t, want, b.Points[0], "branch %d at %g", i, b.At)
	}
}

// The rows' order does not matter where ids tell it.
func TestShuffledRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t, []int{1, 1, 2, 3, 4})
		want, _, err := Read(strings.NewReader(rowsText(rows)), Options{})
		require.NoError(t, err)
		random := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		got, _, err := Read(strings.NewReader(rowsText(rows)), Options{})
		require.NoError(t, err)
		require.True(t, Same(want, got))
	})
}

// Without a soma the numbers of points do not matter but to the order of branches.
func TestRenumberedPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t, []int{3})
		length, area := edgeSums(rows)
		random := rand.New(rand.NewPCG(2, rapid.Uint64().Draw(t, "seed")))
		number := random.Perm(len(rows))
		for i := range rows {
			rows[i].id = int64(number[rows[i].id-1] + 1)
			if rows[i].parent > 0 {
				rows[i].parent = int64(number[rows[i].parent-1] + 1)
			}
		}
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		m, report, err := Read(strings.NewReader(rowsText(rows)), Options{})
		require.NoError(t, err)
		require.NoError(t, checkMorphology(m))
		require.InEpsilon(t, length, report.Length, sumTolerance)
		require.InEpsilon(t, area, report.Area, sumTolerance)
	})
}

func TestNoBranchIsLongerThanTheMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rowsText(drawRows(t, []int{1, 1, 2, 3, 4}))
		whole, _, err := Read(strings.NewReader(text), Options{})
		require.NoError(t, err)
		limit := rapid.Float64Range(0.5, 60).Draw(t, "max")
		m, _, err := Read(strings.NewReader(text), Options{MaxBranchLength: limit})
		require.NoError(t, err)
		require.NoError(t, checkMorphology(m))
		fewest, most := 0, 0
		for _, s := range shapes(whole) {
			fewest += int(math.Ceil(s.length / limit))
			// rounding may cost a piece where the limit divides the length
			most += int(math.Ceil(s.length / limit * (1 + 1e-12)))
		}
		require.GreaterOrEqual(t, len(m.Branches), fewest)
		require.LessOrEqual(t, len(m.Branches), most, "the fewest equal pieces")
		for i, s := range shapes(m) {
			require.LessOrEqual(t, s.length, limit, "branch %d", i)
		}
	})
}

func TestPlacesOnPieces(t *testing.T) {
	text := "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 16 0 0 1 2\n"
	for limit, want := range map[float64]shape{
		10: {kind: 3, parent: 0, at: 0.5},
		5:  {kind: 3, parent: 0, at: 1},
		4:  {kind: 3, parent: 1, at: 0.5},
	} {
		m, _ := readText(t, text, Options{MaxBranchLength: limit})
		i := 0
		for m.Branches[i].Type == 1 {
			i++
		}
		require.Equal(t, topology.Attachment{Parent: want.parent, At: want.at}, m.Branches[i].Attachment, "maximum %g", limit)
	}
}

// A ring between doubled points is in one piece, also where it lies at a cut.
func TestRingAtACut(t *testing.T) {
	text := "1 3 0 0 0 2 -1\n2 3 5 0 0 2 1\n3 3 5 0 0 1 2\n4 3 10 0 0 1 3\n"
	whole, report := readText(t, text, Options{})
	require.Len(t, whole.Branches, 1)
	m, cut := readText(t, text, Options{MaxBranchLength: 5})
	require.Len(t, m.Branches, 2)
	require.InEpsilon(t, 20*pi+3*pi+10*pi, report.Area, sumTolerance)
	require.InEpsilon(t, report.Area, cut.Area, sumTolerance)
}
