package bench_test

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
)

// l5pcReference holds what Jaxley and jaxley-mech computed for this cell; its README says how.
var l5pcReference = filepath.Join("..", "testdata", "reference", "l5pc")

// section is a branch: its parent, compartments, radius and length (um), and group.
type section struct {
	parent, ncomp  int
	radius, length float64
	group          string
}

func l5pcSections() []section {
	return []section{
		{-1, 1, 10, 20, "soma"},
		{0, 3, 0.6, 60, "axon"},
		{0, 2, 1.2, 120, "basal"},
		{0, 2, 1, 150, "basal"},
		{0, 4, 2.5, 300, "apical"},
		{4, 1, 0.6, 120, "apical"},
		{4, 3, 1.8, 240, "apical"},
		{6, 2, 0.7, 160, "apical"},
		{6, 2, 0.6, 180, "apical"},
	}
}

// gated is a current of a mechanism: conductance g<name> times gates with their powers, towards a reversal potential.
type gated struct {
	name, group, reversal string
	gates                 map[string]int
	density               float64 // S/cm2
}

// l5pcDensities are the release values of Hay et al. (2011), as in BluePyOpt's examples/l5pc, in order of insertion.
func l5pcDensities() []gated {
	mh := func(m, h int) map[string]int { return map[string]int{"m": m, "h": h} }
	m, z := map[string]int{"m": 1}, map[string]int{"z": 1}
	return []gated{
		{"NaTaT", "axon", "eNa", mh(3, 1), 3.137968},
		{"NaTs2T", "soma", "eNa", mh(3, 1), 0.983955},
		{"NaTs2T", "apical", "eNa", mh(3, 1), 0.026145},
		{"NapEt2", "axon", "eNa", mh(3, 1), 0.006827},
		{"KPst", "axon", "eK", mh(2, 1), 0.973538},
		{"KTst", "axon", "eK", mh(4, 1), 0.089259},
		{"SKv3_1", "soma", "eK", m, 0.303472},
		{"SKv3_1", "axon", "eK", m, 1.021945},
		{"SKv3_1", "apical", "eK", m, 0.004226},
		{"M", "apical", "eK", m, 0.000143},
		{"CaHVA", "soma", "eCa", mh(2, 1), 0.000994},
		{"CaHVA", "axon", "eCa", mh(2, 1), 0.00099},
		{"CaLVA", "soma", "eCa", mh(2, 1), 0.000333},
		{"CaLVA", "axon", "eCa", mh(2, 1), 0.008752},
		{"SKE2", "soma", "eK", z, 0.008407},
		{"SKE2", "axon", "eK", z, 0.007104},
		{"H", "", "eH", m, 8e-5},
	}
}

// writtenCalcium is calcium as jaxley-mech has it: a channel that writes the concentration, with i_Ca of the step before and an
// exponential. (CaDynamics is a flux, with i_Ca of the step and implicit in the concentration.)
const writtenCalcium = `channel WrittenCalcium
source "Destexhe, Contreras, Sejnowski & Steriade 1994, J Neurophysiol 72:803-818"
param gamma = 0.05 (1)
param decay = 80 (ms)
param depth = 0.1 (um)
param minCai = 1e-4 (mM)
const F = 96485 (C/mol)
shared state CaCon_i = 5e-5 (mM)
read i_Ca = 0 (mA/cm2)
target = minCai - decay*1e4*gamma*previous(i_Ca)/(2*F*depth)
update CaCon_i = target + (CaCon_i - target)*exp(-dt/decay)
`

// l5pcCell is a layer 5 pyramidal cell of 20 compartments with every mechanism of the published one.
func l5pcCell(t *testing.T, dynamics *mech.Mechanism) *golgi.Cell {
	t.Helper()
	sections := l5pcSections()
	parents, ncomp := make([]int, len(sections)), make([]int, len(sections))
	for i, s := range sections {
		parents[i], ncomp[i] = s.parent, s.ncomp
	}
	cell := treeCell(t, parents, ncomp, library.Leak())
	for i, s := range sections {
		branch := cell.Branch(i)
		set(t, branch, "radius", s.radius)
		set(t, branch, "length", s.length/float64(s.ncomp))
		if s.group == "apical" || s.group == "basal" {
			set(t, branch, "capacitance", 2)
		}
		require.NoError(t, branch.AddToGroup(s.group))
	}
	everywhere := cell.Branch("all")
	for key, value := range map[string]float64{"axial_resistivity": 100, "v": -75, "Leak_gLeak": 3e-5, "Leak_eLeak": -75} {
		set(t, everywhere, key, value)
	}
	for _, d := range l5pcDensities() {
		m, err := library.ByName(d.name)
		require.NoError(t, err)
		view := everywhere
		if d.group != "" {
			view = cell.Group(d.group)
		}
		require.NoError(t, view.Insert(m))
		set(t, view, d.name+"_g"+d.name, d.density)
	}
	for group, calcium := range map[string][2]float64{"soma": {0.000609, 210.485284}, "axon": {0.00291, 287.198731}} {
		view := cell.Group(group)
		require.NoError(t, view.Insert(dynamics))
		set(t, view, dynamics.Name()+"_gamma", calcium[0])
		set(t, view, dynamics.Name()+"_decay", calcium[1])
	}
	for _, group := range []string{"soma", "axon"} {
		require.NoError(t, cell.Group(group).Insert(library.CaNernstReversal()))
	}
	set(t, everywhere, "eNa", 50)
	set(t, everywhere, "eK", -85)
	require.NoError(t, cell.InitStates())
	return cell
}

const (
	l5pcStep     = 0.001 // ms
	l5pcDuration = 100.0 // ms
)

func readTable(t *testing.T, name string) (header []string, rows [][]string) {
	t.Helper()
	file, err := os.Open(filepath.Join(l5pcReference, name))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	all, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(all), 1)
	return all[0], all[1:]
}

func number(t *testing.T, field string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(field, 64)
	require.NoError(t, err)
	return x
}

// agreement says how near a run comes to the reference.
type agreement struct {
	spikes  float64 // ms
	voltage float64 // mV, where it changes by less than 10 mV a ms
	calcium float64 // of CaCon_i and eCa, a part of the largest
}

// TestL5PC compares 100 ms of spiking with Jaxley: with calcium as it stands there, where roundings and secants are all that
// differs, and with the library's, whose current is that of the same step, 1 us earlier.
func TestL5PC(t *testing.T) {
	t.Run("written calcium", func(t *testing.T) { compareL5PC(t, parsed(t, writtenCalcium), agreement{5e-6, 1e-5, 1e-6}) })
	t.Run("CaDynamics", func(t *testing.T) { compareL5PC(t, library.CaDynamics(), agreement{0.002, 0.02, 1e-3}) })
}

func compareL5PC(t *testing.T, dynamics *mech.Mechanism, allowed agreement) {
	t.Helper()
	cell := l5pcCell(t, dynamics)
	soma, axon, trunk := cell.Branch(0).Comp(0), cell.Branch(1), cell.Branch(6).Comp(2)
	require.NoError(t, soma.Stimulate(golgi.StepCurrent(20, 70, 0.8, l5pcStep, l5pcDuration, 0)))
	for _, p := range []probe{{soma, "v"}, {axon.Comp(2), "v"}, {trunk, "v"}, {soma, "CaCon_i"}, {axon.Comp(0), "CaCon_i"}, {soma, "eCa"}} {
		require.NoError(t, p.at.Record(p.key))
	}
	result, err := cell.Integrate(context.Background(), golgi.Options{TMax: l5pcDuration, Dt: l5pcStep})
	require.NoError(t, err)
	header, rows := readTable(t, "traces.csv")
	require.Len(t, header, 1+len(result.Recordings))
	require.Len(t, rows, 501)

	_, spikes := readTable(t, "spikes.csv")
	want := map[string][]float64{}
	for _, row := range spikes {
		want[row[0]] = append(want[row[0]], number(t, row[1]))
	}
	for r, name := range header[1:4] {
		require.GreaterOrEqual(t, len(want[name]), 3, name)
		got := golgi.Crossings(result.Times, result.Recordings[r], -20)
		require.Len(t, got, len(want[name]), name)
		require.InDeltaSlice(t, want[name], got, allowed.spikes, "spikes of %s", name)
		for k := range got {
			t.Logf("%s spike %d: %.6f ms, %+.2g", name, k, got[k], got[k]-want[name][k])
		}
	}
	for r, name := range header[1:] {
		reference := make([]float64, len(rows))
		largest, worst, flat := 0.0, 0.0, 0
		for k, row := range rows {
			reference[k] = number(t, row[1+r])
			largest = max(largest, math.Abs(reference[k]))
		}
		tolerance := allowed.calcium * largest
		if r < 3 {
			tolerance = allowed.voltage
		}
		for k := 1; k < len(rows)-1; k++ {
			slope := max(math.Abs(reference[k+1]-reference[k]), math.Abs(reference[k]-reference[k-1])) / 0.2
			if r < 3 && slope > 10 {
				continue // in a spike, whose time was compared
			}
			got := result.Recordings[r][int(math.Round(number(t, rows[k][0])/l5pcStep))]
			require.InDelta(t, reference[k], got, tolerance, "%s at %s ms", name, rows[k][0])
			worst = max(worst, math.Abs(reference[k]-got))
			flat++
		}
		require.Greater(t, flat, 350, "samples compared of %s", name)
		t.Logf("%s: largest deviation %.2g of %.2g, in %d samples", name, worst, tolerance, flat)
	}
}

// TestL5PCEveryMechanismMatters: of the currents through the membrane of some compartment each mechanism carries more than one
// in a hundred at some time, calcium opens SKE2, and calcium changes its own reversal potential.
func TestL5PCEveryMechanismMatters(t *testing.T) {
	const dt, every = 0.025, 4
	cell := l5pcCell(t, library.CaDynamics())
	require.NoError(t, cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(20, 70, 0.8, dt, l5pcDuration, 0)))
	places := []struct {
		group string
		at    *golgi.View
	}{{"soma", cell.Branch(0).Comp(0)}, {"axon", cell.Branch(1).Comp(1)}, {"apical", cell.Branch(6).Comp(1)}}
	densities := l5pcDensities()
	index := map[string]int{}
	record := func(place int, at *golgi.View, key string) {
		name := strconv.Itoa(place) + key
		if _, there := index[name]; !there {
			require.NoError(t, at.Record(key))
			index[name] = len(index)
		}
	}
	calcium := func(group string) bool { return group != "apical" }
	for p, place := range places {
		record(p, place.at, "v")
		if calcium(place.group) {
			record(p, place.at, "eCa")
			record(p, place.at, "CaCon_i")
		}
		for _, d := range densities {
			if d.group == place.group || d.group == "" {
				for gate := range d.gates {
					record(p, place.at, d.name+"_"+gate)
				}
			}
		}
	}
	result, err := cell.Integrate(context.Background(), golgi.Options{TMax: l5pcDuration, Dt: dt, Every: every})
	require.NoError(t, err)

	share := map[string]float64{} // the largest part of the sum of the currents' sizes
	for p, place := range places {
		value := func(key string, k int) float64 { return result.Recordings[index[strconv.Itoa(p)+key]][k] }
		for k := range result.Times {
			v := value("v", k)
			reversals := map[string]float64{"eNa": 50, "eK": -85, "eH": -45}
			if calcium(place.group) {
				reversals["eCa"] = value("eCa", k)
			}
			currents := map[string]float64{"Leak": math.Abs(3e-5 * (v + 75))}
			sum := currents["Leak"]
			for _, d := range densities {
				if d.group != place.group && d.group != "" {
					continue
				}
				current := d.density * (v - reversals[d.reversal])
				for gate, power := range d.gates {
					current *= math.Pow(value(d.name+"_"+gate, k), float64(power))
				}
				currents[d.name] = math.Abs(current)
				sum += math.Abs(current)
			}
			for name, current := range currents {
				share[name] = max(share[name], current/sum)
			}
		}
	}
	require.Len(t, share, 12, "11 channels of the cell and the leak")
	for name, part := range share {
		t.Logf("%s carries up to %.1f %% of a compartment's currents", name, 100*part)
		require.Greater(t, part, 0.01, name)
	}
	last := len(result.Times) - 1
	require.Greater(t, result.Recordings[index["1CaCon_i"]][last], 5e-4, "calcium of the axon, mM, ten times that at rest")
	require.Less(t, result.Recordings[index["1eCa"]][last], result.Recordings[index["1eCa"]][1]-10, "its reversal potential, mV")
}
