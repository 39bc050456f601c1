package topology_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

const shared = "../../shared" // reference data, beside the repository

func jaxleyCell(points ...topology.Point) *topology.Morphology {
	m := cell(points...)
	m.Convention = topology.Jaxley
	return m
}

// unbranchedSWC reads a file whose rows are the points of one branch in order.
func unbranchedSWC(t *testing.T, text []byte) []topology.Point {
	var points []topology.Point
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		var v [4]float64
		for i := range v {
			x, err := strconv.ParseFloat(fields[2+i], 64)
			require.NoError(t, err)
			v[i] = x
		}
		points = append(points, topology.Point{X: v[0], Y: v[1], Z: v[2], Radius: v[3]})
	}
	return points
}

func TestJaxleyAgreesWithReferenceBranches(t *testing.T) {
	if _, err := os.Stat(filepath.Join(shared, "reference")); err != nil {
		t.Skip("the reference cases are not beside the repository")
	}
	for name, file := range map[string]string{
		"swc_rule_doubled_points":             "reference/swc_rule_doubled_points/cell.swc",
		"swc_rule_radius_tolerance":           "reference/swc_rule_radius_tolerance/cell.swc",
		"swc_single_branch":                   "morphologies/single_branch.swc",
		"swc_variable_radiuses_within_branch": "morphologies/variable_radiuses_within_branch.swc",
	} {
		text, err := os.ReadFile(filepath.Join(shared, file))
		require.NoError(t, err)
		table, err := os.Open(filepath.Join(shared, "reference", name, "nodes.csv"))
		require.NoError(t, err)
		rows, err := csv.NewReader(table).ReadAll()
		require.NoError(t, err)
		require.NoError(t, table.Close())
		c, err := jaxleyCell(unbranchedSWC(t, text)...).Discretise([]int{len(rows) - 1}, 0)
		require.NoError(t, err)
		columns := map[string][]float64{
			"length": c.Length, "radius": c.Radius, "area": c.Area, "volume": c.Volume,
			"resistive_load_in": c.LoadIn, "resistive_load_out": c.LoadOut, "x": c.X, "y": c.Y, "z": c.Z,
		}
		for j, title := range rows[0] {
			column, ok := columns[title]
			if !ok {
				continue
			}
			for i, row := range rows[1:] {
				want, err := strconv.ParseFloat(row[j], 64)
				require.NoError(t, err)
				// The table has 12 digits.
				require.InDelta(t, want, column[i], 1e-11*max(1, math.Abs(want)), "%s %s %d", name, title, i)
			}
		}
	}
}

// A cell whose figures Jaxley gives in full: a 15 um end on a thin process.
func TestJaxleyOfAThickEnd(t *testing.T) {
	points := []topology.Point{{Radius: 15}, {Y: 40, Radius: 0.2}, {Y: 80, Radius: 0.2}, {Y: 120, Radius: 0.2}}
	c, err := jaxleyCell(points...).Discretise([]int{1}, 0)
	require.NoError(t, err)
	// Given with six digits.
	require.InEpsilon(t, 120.00, c.Length[0], 1e-5)
	require.InEpsilon(t, 2.66667, c.Radius[0], 1e-5)
	require.InEpsilon(t, 2137.17, c.Area[0], 1e-5)
	require.InEpsilon(t, 9562.17, c.Volume[0], 1e-5)
	require.InEpsilon(t, 163.399, c.LoadIn[0], 1e-5)
	require.InEpsilon(t, 477.465, c.LoadOut[0], 1e-5)
}

func TestJaxleyOfOnePointIsASphere(t *testing.T) {
	m := jaxleyCell(topology.Point{X: 3, Radius: 5})
	m.Branches[0].Traced = &topology.Traced{Path: []float64{0, 10, 10}, Nodes: []topology.Point{{}, {X: 3}, {X: 4}}}
	c, err := m.Discretise([]int{2}, 0)
	require.NoError(t, err)
	require.Equal(t, []float64{5, 5}, c.Length, "from the traced path")
	require.Equal(t, []float64{5, 5}, c.Radius)
	require.InEpsilon(t, 4*pi*25, total(c.Area), rounding)
	require.InEpsilon(t, 4./3*pi*125, total(c.Volume), rounding)
	require.InEpsilonSlice(t, []float64{1 / (10 * pi), 1 / (10 * pi)}, c.LoadIn, rounding)
	require.Equal(t, c.LoadIn, c.LoadOut)
	require.InEpsilonSlice(t, []float64{0.75, 2.25}, c.X, rounding, "centres on the traced nodes")
}

func TestJaxleyOfABranchWithoutLength(t *testing.T) {
	m := jaxleyCell(topology.Point{X: 2, Radius: 1})
	m.Branches[0].Traced = &topology.Traced{Path: []float64{0, 0}, Nodes: []topology.Point{{X: 7}, {X: 2}}}
	c, err := m.Discretise([]int{2}, 0)
	require.NoError(t, err)
	require.Equal(t, []float64{0.05, 0.05}, c.Length)
	require.Equal(t, []float64{2, 2}, c.X, "both centres at the last node")
}

func TestJaxleyReplacesTheRadiusOnly(t *testing.T) {
	thin := jaxleyCell(topology.Point{Radius: 0.1}, topology.Point{X: 10, Radius: 0.1})
	c, err := thin.Discretise([]int{1}, 2)
	require.NoError(t, err)
	require.Equal(t, 2.0, c.Radius[0])
	require.InEpsilon(t, 2*pi*0.1*10, c.Area[0], rounding, "the area is that of the points")

	_, err = jaxleyCell(topology.Point{}, topology.Point{X: 10}).Discretise([]int{1}, 0)
	require.ErrorContains(t, err, "branch 0: compartment 0 has radius 0 um")
	_, err = jaxleyCell(topology.Point{}, topology.Point{X: 10}).Discretise([]int{1}, 1)
	require.ErrorContains(t, err, "branch 0: compartment 0 has a membrane area of 0 um2")
	_, err = jaxleyCell(topology.Point{Radius: 1}, topology.Point{X: 10}).Discretise([]int{3}, 0)
	require.ErrorContains(t, err, "branch 0: compartment 2 has an axial load of +Inf per um")
	_, err = jaxleyCell().Discretise([]int{1}, 0)
	require.ErrorContains(t, err, "branch 0: it has no points")
	bad := jaxleyCell(topology.Point{Radius: 1})
	bad.Branches[0].Traced = &topology.Traced{Path: []float64{0}}
	_, err = bad.Discretise([]int{1}, 0)
	require.ErrorContains(t, err, "0 traced nodes with 1 path lengths")
}

// Away from doubled points the two conventions describe the same solid, and
// Jaxley's pieces join without a gap.
func TestJaxleyConservesSmoothBranches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 10).Draw(t, "frusta")
		points := []topology.Point{{Radius: 1}}
		for range n {
			p := points[len(points)-1]
			p.X += rapid.Float64Range(0.1, 20).Draw(t, "x")
			p.Y += rapid.Float64Range(-20, 20).Draw(t, "y")
			p.Radius = rapid.Float64Range(0.1, 10).Draw(t, "radius")
			points = append(points, p)
		}
		ncomp := []int{rapid.IntRange(1, 20).Draw(t, "ncomp")}
		want, err := cell(points...).Discretise(ncomp, 0)
		require.NoError(t, err)
		got, err := jaxleyCell(points...).Discretise(ncomp, 0)
		require.NoError(t, err)
		// Loads lose digits where 1/r1 - 1/r2 nearly cancel, down to a taper of 1e-8 um.
		require.InEpsilonSlice(t, want.Area, got.Area, 1e-9)
		require.InEpsilonSlice(t, want.Volume, got.Volume, 1e-9)
		require.InEpsilonSlice(t, want.LoadIn, got.LoadIn, 1e-6)
		require.InEpsilonSlice(t, want.LoadOut, got.LoadOut, 1e-6)
	})
}

func TestRecutStartsFromStoredPoints(t *testing.T) {
	b := topology.Branch{Points: []topology.Point{{Radius: 1}, {X: 4, Radius: 2}, {X: 10, Radius: 1}}}
	m := &topology.Morphology{Convention: topology.Jaxley, Branches: []topology.Branch{{Attachment: rootStart, Points: b.Points}}}
	old, err := m.Discretise([]int{2}, 0)
	require.NoError(t, err)
	stored := b.StoredPoints(2)
	require.Len(t, stored, 5)
	require.Equal(t, stored[2], stored[3], "the point at the cut is stored twice")

	c, err := topology.RecutJaxley(old, stored, 4, 0)
	require.NoError(t, err)
	fresh, err := m.Discretise([]int{4}, 0)
	require.NoError(t, err)
	require.InEpsilonSlice(t, fresh.Area, c.Area, rounding)
	require.InEpsilonSlice(t, fresh.LoadIn, c.LoadIn, rounding)
	require.InEpsilonSlice(t, fresh.Length, c.Length, rounding)
	require.Equal(t, (old.X[0]+old.X[1])/2, c.X[0])
	require.Equal(t, c.X[0], c.X[3], "centres are the mean of the old ones")

	// A sphere kept as several copies of its point has no length to cut.
	sphere := topology.Branch{Points: []topology.Point{{Radius: 5}}}
	require.Len(t, sphere.StoredPoints(1), 1)
	require.Len(t, sphere.StoredPoints(3), 3)
	_, err = topology.RecutJaxley(old, sphere.StoredPoints(3), 2, 0)
	require.ErrorContains(t, err, "recut: compartment 0 has radius NaN um")
	_, err = topology.RecutJaxley(old, sphere.StoredPoints(3), 2, 1)
	require.ErrorContains(t, err, "membrane area of 0 um2")
	c, err = topology.RecutJaxley(old, sphere.StoredPoints(1), 2, 0)
	require.NoError(t, err)
	require.InEpsilon(t, 4*pi*25, total(c.Area), rounding)
	_, err = topology.RecutJaxley(old, stored, 0, 0)
	require.ErrorContains(t, err, "needs at least 1")
	_, err = topology.RecutJaxley(old, nil, 1, 0)
	require.ErrorContains(t, err, "0 points")
}
