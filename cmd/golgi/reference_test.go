package main

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

// Tolerances of the reference results beside the repository, as their README states them.
const (
	traceTolerance      = 1e-6  // of the column's unit, or of its largest value where that is below 1
	secantTolerance     = 1e-4  // the same where Jaxley's secant, in place of the exact slope, makes a difference
	nodesTolerance      = 1e-9  // relative; the reference is written with 12 digits
	coordinateTolerance = 1e-6  // um
	sectionTolerance    = 1e-3  // relative; NEURON keeps points as float32
	steepest            = 10.0  // mV/ms: where the voltage changes faster, spike times are compared instead
	treeSpikeTolerance  = 0.004 // ms
	treeVoltage         = 0.05  // mV
	swcSpikeTolerance   = 0.02  // ms
	swcVoltage          = 0.5   // mV
)

// slow cases are left out by go test -short.
var slow = map[string]bool{"swc_l5pc_with_axon_n1": true, "swc_ca1_n120": true, "swc_ca1_n120_250_single_point_soma": true, "swc_l5pc_with_axon": true}

// shared is the folder of reference results; the test is skipped where there is none.
func shared(t *testing.T, folder string) string {
	path := filepath.Join("..", "..", "..", "shared", folder)
	if _, err := os.Stat(path); err != nil {
		t.Skip("the reference results (../shared/" + folder + ") are not beside this checkout")
	}
	return path
}

// succeed runs a command line that must end well and say nothing on standard error.
func succeed(t *testing.T, args ...string) (stdout string) {
	t.Helper()
	var out, errors bytes.Buffer
	status := run(args, &out, &errors)
	require.Equal(t, 0, status, errors.String())
	require.Empty(t, errors.String())
	return out.String()
}

// columns reads a CSV file: header, and the fields of each column.
func columns(t *testing.T, file string) (names []string, fields map[string][]string) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	fields = map[string][]string{}
	for _, row := range rows[1:] {
		for c, name := range rows[0] {
			fields[name] = append(fields[name], row[c])
		}
	}
	return rows[0], fields
}

func numbers(t *testing.T, fields []string) []float64 {
	t.Helper()
	values := make([]float64, len(fields))
	for i, field := range fields {
		x, err := strconv.ParseFloat(field, 64)
		require.NoError(t, err)
		values[i] = x
	}
	return values
}

func largest(values []float64) float64 {
	m := 0.0
	for _, x := range values {
		m = max(m, math.Abs(x))
	}
	return m
}

// TestReference runs every case of Jaxley's that this version builds.
func TestReference(t *testing.T) {
	folder := shared(t, "reference")
	for _, pattern := range []string{
		"hh_*", "uneven_ncomp_tree", "swc_*", "groups_parameters", "stimulus_padding", "network_fully_connected", "synapses_all_types", "clamps", "pospischil_*", "calcium_*",
	} {
		cases, err := filepath.Glob(filepath.Join(folder, pattern, "model.yaml"))
		require.NoError(t, err)
		require.NotEmpty(t, cases)
		for _, file := range cases {
			dir := filepath.Dir(file)
			t.Run(filepath.Base(dir), func(t *testing.T) {
				if testing.Short() && slow[filepath.Base(dir)] {
					t.Skip("slow")
				}
				out := t.TempDir()
				succeed(t, "run", file, "--out", out, "--quiet")
				succeed(t, "nodes", file, "--out", out, "--quiet")
				if _, err := os.Stat(filepath.Join(dir, "traces.csv")); err == nil {
					tolerance, name := traceTolerance, filepath.Base(dir)
					if name == "pospischil_channels" || strings.HasPrefix(name, "calcium_") {
						tolerance = secantTolerance
					}
					compareTraces(t, filepath.Join(dir, "traces.csv"), filepath.Join(out, "traces.csv"), tolerance, startsElsewhere[name]...)
				}
				if _, err := os.Stat(filepath.Join(dir, "nodes.csv")); err == nil {
					compareNodes(t, filepath.Join(dir, "nodes.csv"), filepath.Join(out, "nodes.csv"))
				}
			})
		}
	}
}

// startsElsewhere are columns whose sample at 0 is Jaxley's stored default, where golgi computes the state: eCa.
var startsElsewhere = map[string][]string{"calcium_pump_nernst": {"r2"}}

// compareTraces compares every sample but the first of some columns.
func compareTraces(t *testing.T, want, got string, relative float64, later ...string) {
	t.Helper()
	names, reference := columns(t, want)
	gotNames, ours := columns(t, got)
	require.Equal(t, names, gotNames)
	for _, name := range names {
		a, b := numbers(t, reference[name]), numbers(t, ours[name])
		require.Len(t, b, len(a), name)
		tolerance := relative * min(1, largest(a))
		worst, at := 0.0, 0
		if slices.Contains(later, name) {
			a, b = a[1:], b[1:]
		}
		for k := range a {
			if d := math.Abs(a[k] - b[k]); !(d <= worst) {
				worst, at = d, k
			}
		}
		require.LessOrEqual(t, worst, tolerance, "column %s, sample %d: %v, the reference has %v", name, at, b[at], a[at])
	}
}

func compareNodes(t *testing.T, want, got string) {
	t.Helper()
	names, reference := columns(t, want)
	_, ours := columns(t, got)
	for _, name := range names {
		require.Contains(t, ours, name)
		require.Len(t, ours[name], len(reference[name]))
		if first := reference[name][0]; first == "True" || first == "False" {
			require.Equal(t, reference[name], ours[name], name)
			continue
		}
		a, b := numbers(t, reference[name]), numbers(t, ours[name])
		for i := range a {
			tolerance := nodesTolerance * math.Abs(a[i])
			if name == "x" || name == "y" || name == "z" {
				tolerance = coordinateTolerance
			}
			require.InDelta(t, a[i], b[i], tolerance, "%s of compartment %d", name, i)
		}
	}
}

// TestReferenceNEURON runs the cases of NEURON's, in the default convention.
func TestReferenceNEURON(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(shared(t, "reference_neuron"), "*", "model.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	for _, file := range cases {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			if testing.Short() && slow[filepath.Base(dir)] {
				t.Skip("slow")
			}
			spikeTolerance, voltage := swcSpikeTolerance, swcVoltage
			if strings.HasPrefix(filepath.Base(dir), "tree_") {
				spikeTolerance, voltage = treeSpikeTolerance, treeVoltage
			}
			out := t.TempDir()
			succeed(t, "run", file, "--out", out, "--quiet")
			succeed(t, "nodes", file, "--out", out, "--quiet")
			compareSpikes(t, filepath.Join(dir, "traces.csv"), filepath.Join(out, "traces.csv"), spikeTolerance, voltage)
			compareSections(t, filepath.Join(dir, "sections.csv"), filepath.Join(out, "nodes.csv"))
		})
	}
}

func compareSpikes(t *testing.T, want, got string, spikeTolerance, tolerance float64) {
	t.Helper()
	names, reference := columns(t, want)
	gotNames, ours := columns(t, got)
	require.Equal(t, names, gotNames)
	times := numbers(t, reference["t_ms"])
	require.InDeltaSlice(t, times, numbers(t, ours["t_ms"]), 1e-9)
	for _, name := range names[1:] {
		a, b := numbers(t, reference[name]), numbers(t, ours[name])
		require.Len(t, b, len(a))
		theirs, mine := golgi.Crossings(times, a, 0), golgi.Crossings(times, b, 0)
		require.Len(t, mine, len(theirs), "spikes of %s", name)
		if len(theirs) > 0 {
			require.InDeltaSlice(t, theirs, mine, spikeTolerance, "spikes of %s", name)
		}
		compared := 0
		for k := 1; k+1 < len(a); k++ {
			slope := max(math.Abs(a[k+1]-a[k])/(times[k+1]-times[k]), math.Abs(a[k]-a[k-1])/(times[k]-times[k-1]))
			if slope < steepest {
				compared++
				require.InDelta(t, a[k], b[k], tolerance, "%s at %v ms", name, times[k])
			}
		}
		require.Greater(t, compared, len(a)/2, "most samples lie where the voltage changes slowly")
	}
}

// branch is what nodes.csv says of a branch.
type branch struct {
	length, area float64
	parent       int
	at           float64
	kind         string
}

// branches sums nodes.csv up by branch.
func branches(t *testing.T, file string) []branch {
	t.Helper()
	_, fields := columns(t, file)
	index := numbers(t, fields["global_branch_index"])
	length, area := numbers(t, fields["length"]), numbers(t, fields["area"])
	parent, at := numbers(t, fields["parent_branch_index"]), numbers(t, fields["parent_loc"])
	var all []branch
	for i, b := range index {
		if int(b) == len(all) {
			all = append(all, branch{parent: int(parent[i]), at: at[i], kind: "b"})
		}
		one := &all[int(b)]
		one.length += length[i]
		one.area += area[i]
		for group, section := range map[string]string{"soma": "soma", "axon": "axon", "basal": "dend", "apical": "apic"} {
			if fields[group] != nil && fields[group][i] == "True" {
				one.kind = section
			}
		}
	}
	return all
}

// compareSections compares branches with NEURON's sections: the n-th branch of a type is the n-th section of it.
func compareSections(t *testing.T, want, got string) {
	t.Helper()
	_, sections := columns(t, want)
	ours := branches(t, got)
	require.Len(t, ours, len(sections["name"]))
	number := map[string]int{} // of a section's name, the branch
	count := map[string]int{}
	for i, b := range ours {
		name := b.kind + "[" + strconv.Itoa(count[b.kind]) + "]"
		if b.kind == "b" {
			name = "b" + strconv.Itoa(i)
		}
		count[b.kind]++
		number[name] = i
	}
	length, area := numbers(t, sections["length_um"]), numbers(t, sections["area_um2"])
	type totals struct{ length, area float64 }
	theirs, mine := map[string]totals{}, map[string]totals{}
	for i, name := range sections["name"] {
		require.Contains(t, number, name)
		b := ours[number[name]]
		s := theirs[b.kind]
		theirs[b.kind] = totals{s.length + length[i], s.area + area[i]}
		s = mine[b.kind]
		mine[b.kind] = totals{s.length + b.length, s.area + b.area}
		parent := sections["parent"][i]
		if parent == "" {
			require.Equal(t, -1, b.parent, name)
			continue
		}
		parentName, place, found := strings.Cut(strings.TrimSuffix(parent, ")"), "(")
		require.True(t, found, parent)
		at, err := strconv.ParseFloat(place, 64)
		require.NoError(t, err)
		require.Equal(t, number[parentName], b.parent, "the parent of %s", name)
		require.InDelta(t, at, b.at, 1e-6, "the place of %s on its parent", name)
	}
	for kind, s := range theirs {
		require.InEpsilon(t, s.length, mine[kind].length, sectionTolerance, "length of all %s", kind)
		require.InEpsilon(t, s.area, mine[kind].area, sectionTolerance, "area of all %s", kind)
	}
}
