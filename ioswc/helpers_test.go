package ioswc

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

const shared = "../../shared"

// needShared skips a test without the reference data beside the repository.
func needShared(t testing.TB) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(shared, "morphologies")); err != nil {
		t.Skip("the reference data in ../shared is absent; this test compares with it")
	}
}

func readText(t testing.TB, text string, options Options) (*topology.Morphology, *Report) {
	t.Helper()
	m, report, err := Read(strings.NewReader(text), options)
	require.NoError(t, err)
	return m, report
}

func swcFiles(t testing.TB, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.swc"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// table reads a CSV file with a heading as one map a row.
func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, value := range record {
			row[records[0][i]] = value
		}
		rows = append(rows, row)
	}
	return rows
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return x
}

// shape is a branch in sum.
type shape struct {
	kind, parent     int
	at, length, area float64
}

func shapes(m *topology.Morphology) []shape {
	var list []shape
	for i := range m.Branches {
		b := &m.Branches[i]
		length, area := lengthAndArea(b.Points)
		list = append(list, shape{b.Type, b.Parent, b.At, length, area})
	}
	return list
}

// requireShapes compares to a relative tolerance.
func requireShapes(t testing.TB, want, got []shape, tolerance float64) {
	t.Helper()
	require.Len(t, got, len(want), "branches")
	for i := range want {
		w, g := want[i], got[i]
		require.Equal(t, [2]int{w.kind, w.parent}, [2]int{g.kind, g.parent}, "type and parent of branch %d", i)
		require.InDelta(t, w.at, g.at, 1e-9, "place of branch %d", i)
		require.InDelta(t, w.length, g.length, tolerance*w.length, "length of branch %d", i)
		require.InDelta(t, w.area, g.area, tolerance*w.area, "area of branch %d", i)
	}
}

// requireValid checks what every morphology must be.
func requireValid(t testing.TB, m *topology.Morphology) {
	t.Helper()
	require.NoError(t, checkMorphology(m))
	require.Equal(t, -1, m.Branches[0].Parent)
	for i := range m.Branches {
		length, area := lengthAndArea(m.Branches[i].Points)
		require.False(t, math.IsNaN(length+area) || math.IsInf(length+area, 0), "branch %d: length %g, area %g", i, length, area)
	}
}
