package ioswc

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"golgi/topology"
)

// Jaxley's tables are printed with 12 digits; coordinates in um.
const (
	jaxleyTolerance     = 1e-9
	coordinateTolerance = 1e-6
)

// requireNodes compares compartments with a table of Jaxley's nodes, whose
// columns are named by names in the order of topology.Compartments.
func requireNodes(t *testing.T, c *topology.Compartments, rows []map[string]string, names [9]string) {
	t.Helper()
	require.Len(t, c.Length, len(rows))
	columns := [9][]float64{c.Length, c.Radius, c.Area, c.Volume, c.LoadIn, c.LoadOut, c.X, c.Y, c.Z}
	for i, row := range rows {
		for k, name := range names {
			want, got := number(t, row[name]), columns[k][i]
			tolerance := jaxleyTolerance * math.Abs(want)
			if k >= 6 {
				tolerance = coordinateTolerance
			}
			require.InDelta(t, want, got, tolerance, "%s of compartment %d", name, i)
		}
	}
}

// The tables in testdata/jaxley were made by Jaxley 0.14 from the files beside
// them, with two compartments a branch and a maximal branch length of 12 um.
func TestCompartmentsAreJaxleys(t *testing.T) {
	for _, name := range swcFiles(t, "jaxley") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			m, _, err := ReadFile(name, Options{Convention: topology.Jaxley, MaxBranchLength: 12})
			require.NoError(t, err)
			requireValid(t, m)
			ncomp := make([]int, len(m.Branches))
			for i := range ncomp {
				ncomp[i] = 2
			}
			c, err := m.Discretise(ncomp, 0)
			require.NoError(t, err)
			rows := table(t, strings.TrimSuffix(name, ".swc")+".csv")
			requireNodes(t, c, rows, [9]string{"length", "radius", "area", "volume", "load_in", "load_out", "x", "y", "z"})
			for i, row := range rows {
				b := m.Branches[i/2]
				require.Equal(t, row["group"], GroupName(b.Type), "group of compartment %d", i)
				require.Equal(t, row["parent"], strconv.Itoa(b.Parent), "parent of branch %d", i/2)
			}
		})
	}
}

// swcCell is what a reference model says about its cell.
type swcCell struct {
	SWC             string  `yaml:"swc"`
	Convention      string  `yaml:"convention"`
	NComp           int     `yaml:"ncomp"`
	MaxBranchLength float64 `yaml:"max_branch_len"`
	MinRadius       float64 `yaml:"min_radius"`
}

func TestReferenceNodes(t *testing.T) {
	needShared(t)
	tables, err := filepath.Glob(filepath.Join(shared, "reference", "swc_*", "nodes.csv"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	for _, name := range tables {
		folder := filepath.Dir(name)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(folder, "model.yaml"))
			require.NoError(t, err)
			var model struct {
				Cells []swcCell `yaml:"cells"`
				NComp []any     `yaml:"ncomp"`
			}
			require.NoError(t, yaml.Unmarshal(text, &model))
			cell := model.Cells[0]
			require.Equal(t, "jaxley", cell.Convention)
			require.Empty(t, model.NComp, "this test takes one number for all branches")
			m, _, err := ReadFile(filepath.Join(folder, cell.SWC), Options{
				Convention: topology.Jaxley, MaxBranchLength: cell.MaxBranchLength, MinRadius: cell.MinRadius,
			})
			require.NoError(t, err)
			ncomp := make([]int, len(m.Branches))
			for i := range ncomp {
				ncomp[i] = max(cell.NComp, 1)
			}
			c, err := m.Discretise(ncomp, cell.MinRadius)
			require.NoError(t, err)
			rows := table(t, name)
			requireNodes(t, c, rows, [9]string{"length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out", "x", "y", "z"})
			for i, row := range rows {
				b := int(number(t, row["global_branch_index"]))
				require.Equal(t, i/max(cell.NComp, 1), b)
				require.Equal(t, "True", row[GroupName(m.Branches[b].Type)])
				if parent, ok := row["parent_branch_index"]; ok {
					require.InDelta(t, number(t, parent), float64(m.Branches[b].Parent), 0)
				}
			}
		})
	}
}

func TestJaxleyReportListsDepartures(t *testing.T) {
	text := "1 1 0 0 0 5 -1\n2 1 5 0 0 5 1\n3 1 10 0 0 5 2\n4 3 5 8 0 1 2\n5 3 5 30 0 1 4\n" +
		"6 2 100 0 0 1 -1\n7 2 120 0 0 1 6\n"
	m, report := readText(t, text, Options{Convention: topology.Jaxley, MinRadius: 2})
	require.Len(t, m.Branches, 3)
	require.Equal(t, 2, report.Count(RuleJaxleyLostTree))
	require.Equal(t, 1, report.Count(RuleJaxleyZeroedEdge))
	require.Equal(t, 2, report.Count(RuleJaxleyDropped), "the dendrite and the second half of the soma")
	require.Positive(t, report.Count(RuleJaxleyArea))
	require.Positive(t, report.Count(RuleJaxleyLength), "the lost axon")
	require.Positive(t, report.Count(RuleJaxleyMinRadius))
	require.NotEmpty(t, report.Default)
	for _, f := range report.Departures {
		if f.Rule == RuleJaxleyLostTree {
			require.Equal(t, []int{6, 7}, f.Lines)
		}
	}
	require.Contains(t, report.String(), "departs from the default convention")
}

func TestJaxleyKeepsEdgesOfRepeatedIDs(t *testing.T) {
	text := "1 1 0 0 0 1 -1\n2 1 1 0 0 0.5 1\n3 1 9 9 9 1 -1\n4 1 3 0 0 0.5 3\n3 1 2 0 0 2 2\n"
	m, report := readText(t, text, Options{Convention: topology.Jaxley})
	require.Len(t, m.Branches, 1)
	require.Equal(t, topology.Point{X: 2, Radius: 2}, m.Branches[0].Points[2], "the last row of id 3")
	require.Equal(t, 1, report.Count(RuleJaxleyRepeated))
	require.Equal(t, 1, report.Count(RuleJaxleyRefused))
}

func TestJaxleyRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, message string }{
		"one row":        {"1 1 0 0 0 1 -1\n", "a single row"},
		"no edge":        {"1 1 0 0 0 1 -1\n2 1 0 0 0 1 -1\n", "no point has a parent"},
		"no point 1":     {"2 1 0 0 0 1 -1\n3 1 0 0 1 1 2\n", "no point is numbered 1"},
		"root mark 0":    {"1 1 0 0 0 1 0\n2 1 0 0 1 1 1\n", "x.swc:1: parent 0 of point 1 does not exist"},
		"eight columns":  {"1 1 0 0 0 1 -1 9\n2 1 0 0 1 1 1\n", "x.swc:1: more than 7 columns"},
		"heading":        {"id type x y z r p\n1 1 0 0 0 1 -1\n2 1 0 0 1 1 1\n", "x.swc:1: id is \"id\", not a number"},
		"own parent":     {"1 1 0 0 0 1 1\n2 1 0 0 1 1 1\n", "is its own parent"},
		"cycle":          {"1 1 0 0 0 1 3\n2 1 0 0 1 1 1\n3 1 0 0 2 1 2\n", "closes a cycle"},
		"point 0":        {"0 1 0 0 0 1 -1\n1 3 0 0 1 1 0\n2 3 0 0 2 1 1\n", "a point numbered 0"},
		"lone start":     {"1 3 0 0 0 1 -1\n2 3 0 0 1 1 -1\n3 3 0 0 2 1 2\n", "stands alone"},
		"both ways":      {"1 3 0 0 0 1 2\n2 3 0 0 1 1 1\n", "cycle"},
		"infinite":       {"1 3 0 0 0 1 -1\n2 3 Inf 0 1 1 1\n", "x.swc:2: x is Inf"},
		"unknown parent": {"1 3 0 0 0 1 -1\n2 3 0 0 1 1 7\n", "x.swc:2: parent 7"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Read(strings.NewReader(c.text), Options{Name: "x.swc", Convention: topology.Jaxley})
			require.ErrorContains(t, err, c.message)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}
