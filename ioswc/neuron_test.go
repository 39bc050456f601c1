package ioswc

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

// The tables in testdata/neuron were made by NEURON 9's SWC importer from the
// files beside them, one row a section in its order. Its points are float32
// values, hence the tolerance.
const neuronTolerance = 1e-3

func TestBranchesAreNeuronsSections(t *testing.T) {
	for _, name := range swcFiles(t, "neuron") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var want []shape
			for _, row := range table(t, strings.TrimSuffix(name, ".swc")+".csv") {
				want = append(want, shape{
					kind: int(number(t, row["type"])), parent: int(number(t, row["parent"])), at: number(t, row["at"]),
					length: number(t, row["length_um"]), area: number(t, row["area_um2"]),
				})
			}
			m, _, err := ReadFile(name, Options{})
			require.NoError(t, err)
			requireValid(t, m)
			requireShapes(t, want, shapes(m), neuronTolerance)
		})
	}
}

// reference sections are named by type, numbered within it.
var sectionName = regexp.MustCompile(`^(soma|axon|dend|apic|dend_(\d+))\[(\d+)\](?:\(([0-9.]+)\))?$`)

// sectionIndex finds the branch that a section's name means, and its place.
func sectionIndex(t *testing.T, m *topology.Morphology, name string) (branch int, at float64) {
	parts := sectionName.FindStringSubmatch(name)
	require.NotNil(t, parts, name)
	kind, ok := map[string]int{"soma": 1, "axon": 2, "dend": 3, "apic": 4}[parts[1]]
	if !ok {
		kind, _ = strconv.Atoi(parts[2])
	}
	nth, _ := strconv.Atoi(parts[3])
	if parts[4] != "" {
		at = number(t, parts[4])
	}
	for i := range m.Branches {
		if m.Branches[i].Type != kind {
			continue
		}
		if nth == 0 {
			return i, at
		}
		nth--
	}
	t.Fatalf("no branch for section %s", name)
	return 0, 0
}

func TestReferenceSections(t *testing.T) {
	needShared(t)
	tables, err := filepath.Glob(filepath.Join(shared, "reference_neuron", "swc_*", "sections.csv"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	for _, name := range tables {
		cell := strings.TrimPrefix(filepath.Base(filepath.Dir(name)), "swc_")
		t.Run(cell, func(t *testing.T) {
			m, report, err := ReadFile(filepath.Join(shared, "morphologies", cell+".swc"), Options{})
			require.NoError(t, err)
			requireValid(t, m)
			got := shapes(m)
			want := make([]shape, len(m.Branches))
			rows := table(t, name)
			require.Len(t, rows, len(got))
			lengths, areas := map[int]float64{}, map[int]float64{}
			for _, row := range rows {
				i, _ := sectionIndex(t, m, row["name"])
				parent, at := -1, 0.0
				if row["parent"] != "" {
					parent, at = sectionIndex(t, m, row["parent"])
				}
				want[i] = shape{got[i].kind, parent, at, number(t, row["length_um"]), number(t, row["area_um2"])}
				lengths[got[i].kind] += want[i].length
				areas[got[i].kind] += want[i].area
			}
			requireShapes(t, want, got, neuronTolerance)
			for _, total := range report.ByType {
				require.InEpsilon(t, lengths[total.Type], total.Length, neuronTolerance)
				require.InEpsilon(t, areas[total.Type], total.Area, neuronTolerance)
			}
		})
	}
}
