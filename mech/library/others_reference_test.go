package library_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
)

// othersReference holds runs of pumps, point neurons, points, synapses and junctions by Jaxley, NEURON and equations written down
// independently; its README says which.
var othersReference = filepath.Join("..", "..", "testdata", "reference", "mechanisms", "others")

// setting is a value put on a whole model.
type setting struct {
	key   string
	value float64
}

// pointCell makes a cell of one compartment.
func pointCell(t *testing.T, settings []setting, mechanisms ...*mech.Mechanism) *golgi.Cell {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1})
	require.NoError(t, err)
	for _, m := range mechanisms {
		require.NoError(t, cell.Insert(m))
	}
	for _, s := range settings {
		require.NoError(t, cell.Set(s.key, s.value))
	}
	return cell
}

// runOnce is a case: a model, the pulse of current into its first compartment, and what is recorded, in the order of the file's columns.
type runOnce struct {
	name        string
	pulse       [3]float64 // delay, duration, ms; amplitude, nA
	tMax, dt    float64
	initialise  bool
	settings    []setting
	mechanisms  []*mech.Mechanism
	v, relative float64 // tolerance of voltages, mV, and of all else, of the column's largest value
}

// exact is the tolerance where both sides do the same arithmetic: what roundings leave, of a mV.
const exact = 1e-9

func runs() []runOnce {
	leak := library.Leak
	gCaL := setting{"CaL_gCaL", 3e-4}
	calcium := [3]float64{2, 10, 0.02}
	return []runOnce{
		{"ca_pump", calcium, 20, 0.025, true, []setting{gCaL}, []*mech.Mechanism{leak(), library.CaL(), library.CaPump(), library.CaNernstReversal()}, 1e-4, 1e-6},
		{"ca_faraday", [3]float64{2, 10, 0.1}, 20, 0.025, true, []setting{{"radius", 2}, {"length", 20}},
			[]*mech.Mechanism{leak(), library.CaL(), library.CaFaradayConcentrationChange()}, 1e-4, 1e-6},
		{"ca_ghk", [3]float64{2, 10, 0.03}, 20, 0.025, true, nil, []*mech.Mechanism{leak(), library.CaGHK(), library.CaPump()}, 1e-4, 1e-6},
		{"fire", [3]float64{5, 20, 0.005}, 40, 0.1, false, nil, []*mech.Mechanism{leak(), library.Fire()}, exact, exact},
		{"izhikevich", [3]float64{5, 45, 0.012}, 60, 0.1, false, nil, []*mech.Mechanism{library.Izhikevich()}, exact, exact},
		{"adex", [3]float64{5, 50, 100}, 60, 0.1, false, []setting{{"capacitance", 200}, {"radius", 33}, {"length", 100}, {"v", -58}, {"AdEx_b", 60}},
			[]*mech.Mechanism{library.AdEx()}, exact, exact},
		{"rate", [3]float64{0, 5, 2}, 20, 0.5, false, []setting{{"length", 1 / (2 * math.Pi * 1e-5)}, {"v", 2}, {"Rate_tau", 3}}, []*mech.Mechanism{library.Rate()},
			exact, exact},
		{"ca_dynamics", calcium, 20, 0.025, true, []setting{gCaL}, []*mech.Mechanism{library.HH(), library.CaL(), library.CaDynamics()}, 1e-8, 1e-9},
		{"ca_buffer", calcium, 20, 0.025, true, []setting{gCaL},
			[]*mech.Mechanism{leak(), library.CaL(), library.CaFaradayConcentrationChange(), library.CaBuffer()}, 1e-8, 1e-9},
		{"pmca", calcium, 40, 0.025, true, []setting{gCaL}, []*mech.Mechanism{leak(), library.CaL(), library.CaFaradayConcentrationChange(), library.PMCA()}, 1e-8, 1e-9},
		{"nak_pump", [3]float64{2, 30, 0.05}, 40, 0.025, true, nil, []*mech.Mechanism{library.NaNernstReversal(), library.KNernstReversal(), leak(), library.Na(),
			library.K(), library.NaKPump(), library.NaFaradayConcentrationChange(), library.KFaradayConcentrationChange()}, 1e-8, 1e-9},
		{"seclamp", [3]float64{}, 20, 0.025, false, []setting{{"SEClamp_rs", 20}, {"SEClamp_dur1", 2.1}, {"SEClamp_dur2", 5}, {"SEClamp_dur3", 3.3},
			{"SEClamp_amp1", -70}, {"SEClamp_amp2", -20}, {"SEClamp_amp3", -90}}, []*mech.Mechanism{leak(), library.SEClamp()}, exact, exact},
	}
}

// traces are the columns of a case's file by their keys.
type traces struct {
	keys    []string
	columns [][]float64
}

// referenceTable reads a case's file; its first column is the time.
func referenceTable(t *testing.T, name string) traces {
	t.Helper()
	file, err := os.Open(filepath.Join(othersReference, name+".csv"))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Equal(t, "t_ms", rows[0][0])
	table := traces{rows[0], make([][]float64, len(rows[0]))}
	for _, row := range rows[1:] {
		for c, field := range row {
			x, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			table.columns[c] = append(table.columns[c], x)
		}
	}
	return table
}

// compare checks traces against a table, which may hold one sample in so many. The file's 12 digits are allowed for.
func compare(t *testing.T, table traces, r *golgi.Result, dt, v, relative float64) {
	t.Helper()
	require.Len(t, r.Recordings, len(table.keys)-1)
	times := table.columns[0]
	for c, trace := range r.Recordings {
		key, want := table.keys[c+1], table.columns[c+1]
		tolerance := v
		if key != "v" && !strings.HasSuffix(key, ":v") {
			largest := 0.0
			for _, x := range want {
				largest = max(largest, math.Abs(x))
			}
			require.NotZero(t, largest, key)
			tolerance = relative * largest
		}
		for k, x := range want {
			n := int(math.Round(times[k] / dt))
			require.InDelta(t, x, trace[n], tolerance+1e-11*math.Abs(x), "%s at %v ms", key, times[k])
		}
	}
}

// TestOthersRuns: current clamps of one compartment.
func TestOthersRuns(t *testing.T) {
	for _, c := range runs() {
		t.Run(c.name, func(t *testing.T) {
			cell := pointCell(t, c.settings, c.mechanisms...)
			if c.initialise {
				require.NoError(t, cell.InitStates())
			}
			require.NoError(t, cell.Stimulate(golgi.StepCurrent(c.pulse[0], c.pulse[1], c.pulse[2], c.dt, c.tMax, 0)))
			table := referenceTable(t, c.name)
			for _, key := range table.keys[1:] {
				require.NoError(t, cell.Record(key))
			}
			result, err := cell.Integrate(context.Background(), golgi.Options{TMax: c.tMax, Dt: c.dt})
			require.NoError(t, err)
			compare(t, table, result, c.dt, c.v, c.relative)
		})
	}
}

// TestDynamicClampRun: conductance and reversal potential are waveforms.
func TestDynamicClampRun(t *testing.T) {
	cell := pointCell(t, nil, library.HH(), library.DynamicClamp())
	require.NoError(t, cell.InitStates())
	const steps, dt = 800, 0.025
	g, e := make([]float64, steps), make([]float64, steps)
	for n := range steps {
		at := float64(n) * dt
		g[n], e[n] = 0.002*math.Pow(math.Sin(at/3), 2), -40+float64(30*math.Cos(at/5))
	}
	require.NoError(t, cell.Clamp("DynamicClamp_g", g))
	require.NoError(t, cell.Clamp("DynamicClamp_e", e))
	require.NoError(t, cell.Stimulate(golgi.StepCurrent(2, 10, 0.01, dt, 20, 0)))
	require.NoError(t, cell.Record("v"))
	result, err := cell.Integrate(context.Background(), golgi.Options{TMax: 20, Dt: dt})
	require.NoError(t, err)
	compare(t, referenceTable(t, "dynamic_clamp"), result, dt, 1e-8, 0)
}

// TestGradedRuns: each of the graded synapses from a spiking cell onto a passive one.
func TestGradedRuns(t *testing.T) {
	for _, c := range []struct {
		m        *mech.Mechanism
		g        float64
		tMax     float64
		extraKey string
	}{{library.AMPA(), 1e-3, 20, ""}, {library.GABAa(), 1e-3, 20, ""}, {library.NMDA(), 1e-3, 30, ""}, {library.GABAb(), 1, 50, "GABAb_G"}} {
		name := c.m.Name()
		t.Run(name, func(t *testing.T) {
			net, err := golgi.NewNetworkOf(pointCell(t, nil), 2)
			require.NoError(t, err)
			require.NoError(t, net.Cell(0).Insert(library.HH()))
			require.NoError(t, net.Cell(1).Insert(library.Leak()))
			require.NoError(t, net.Cell(1).Set("v", -65))
			require.NoError(t, golgi.Connect(net.Cell(0).Branch(0).Comp(0), net.Cell(1).Branch(0).Comp(0), c.m))
			require.NoError(t, net.Set(name+"_g"+name, c.g))
			require.NoError(t, net.InitStates())
			require.NoError(t, net.Cell(0).Stimulate(golgi.StepCurrent(1, c.tMax-5, 0.02, 0.025, c.tMax, 0)))
			require.NoError(t, net.Cell(0).Record("v"))
			require.NoError(t, net.Cell(1).Record("v"))
			table := referenceTable(t, strings.ToLower(name))
			for _, key := range table.keys[3:] {
				require.NoError(t, net.Mechanism(name).Record(key))
			}
			result, err := net.Integrate(context.Background(), golgi.Options{TMax: c.tMax})
			require.NoError(t, err)
			compare(t, table, result, 0.025, 1e-4, 1e-6)
		})
	}
}

// TestJunctionRuns: rings of four cells, which the tree solve does not know, against dense solves.
func TestJunctionRuns(t *testing.T) {
	for _, c := range []struct {
		name      string
		m         *mech.Mechanism
		amplitude float64
		cells     []*mech.Mechanism
		settings  []setting
	}{
		{"gap_junction", library.GapJunction(), 0.02, []*mech.Mechanism{library.HH(), library.Leak(), library.Leak(), library.HH()}, nil},
		{"voltage_gated_gap_junction", library.VoltageGatedGapJunction(), 0.1,
			[]*mech.Mechanism{library.Leak(), library.Leak(), library.Leak(), library.Leak()}, []setting{{"Leak_gLeak", 5e-4}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			net, err := golgi.NewNetworkOf(pointCell(t, nil), len(c.cells))
			require.NoError(t, err)
			for i, m := range c.cells {
				require.NoError(t, net.Cell(i).Insert(m))
			}
			for i := range c.cells {
				require.NoError(t, golgi.Connect(net.Cell(i), net.Cell((i+1)%len(c.cells)), c.m))
			}
			for _, s := range c.settings {
				require.NoError(t, net.Set(s.key, s.value))
			}
			require.NoError(t, net.InitStates())
			require.NoError(t, net.Cell(0).Stimulate(golgi.StepCurrent(1, 20, c.amplitude, 0.025, 40, 0)))
			for i := range c.cells {
				require.NoError(t, net.Cell(i).Record("v"))
			}
			result, err := net.Integrate(context.Background(), golgi.Options{TMax: 40})
			require.NoError(t, err)
			compare(t, referenceTable(t, c.name), result, 0.025, 1e-8, 0)
		})
	}
}

// golden reads an entry of what Jaxley 0.14 computed, unmended.
func golden(t *testing.T, name string) (every int, data [][]float64) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "jaxley_golden.json"))
	if err != nil {
		t.Skip("../shared/reference/jaxley_golden.json, which lies beside the repository, is not there")
	}
	var entries map[string]struct {
		Every int
		Data  [][]float64
	}
	require.NoError(t, json.Unmarshal(file, &entries))
	require.NotEmpty(t, entries[name].Data)
	return entries[name].Every, entries[name].Data
}

// TestGoldenPointNeurons: lif, izh and adex of Jaxley, sample by sample, spikes in the same steps. Jaxley's runs are a sample longer.
func TestGoldenPointNeurons(t *testing.T) {
	for _, c := range []struct {
		name       string
		pulse      [3]float64
		tMax       float64
		settings   []setting
		mechanisms []*mech.Mechanism
		record     []string
	}{
		{"lif", [3]float64{5, 20, 0.005}, 40, nil, []*mech.Mechanism{library.Leak(), library.Fire()}, []string{"v", "Fire_spikes"}},
		{"izh", [3]float64{10, 180, 0.012}, 200, nil, []*mech.Mechanism{library.Izhikevich()}, []string{"v", "Izhikevich_u"}},
		{"adex", [3]float64{5, 80, 100}, 100, []setting{{"capacitance", 200}, {"radius", 33}, {"length", 100}, {"v", -58}}, []*mech.Mechanism{library.AdEx()},
			[]string{"v", "AdEx_w", "AdEx_spikes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			every, want := golden(t, c.name)
			cell := pointCell(t, c.settings, c.mechanisms...)
			require.NoError(t, cell.Stimulate(golgi.StepCurrent(c.pulse[0], c.pulse[1], c.pulse[2], 0.1, c.tMax, 0)))
			for _, key := range c.record {
				require.NoError(t, cell.Record(key))
			}
			result, err := cell.Integrate(context.Background(), golgi.Options{TMax: c.tMax, Dt: 0.1})
			require.NoError(t, err)
			require.Len(t, want, len(c.record))
			for r, key := range c.record {
				for k, n := 0, 0; k < len(want[r]) && n < len(result.Times); k, n = k+1, n+every {
					require.InDelta(t, want[r][k], result.Recordings[r][n], 1e-8, "%s at %v ms", key, result.Times[n])
				}
			}
		})
	}
}

// TestGoldenCalcium: ca_diffuse of Jaxley. There eCa of CaL stays 120 mV beside CaNernstReversal, whose result is recorded and read by
// nothing; so the run is that without it, and its eCa follows from the calcium of the sample before.
func TestGoldenCalcium(t *testing.T) {
	every, want := golden(t, "ca_diffuse")
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2, 2, 2)
	require.NoError(t, err)
	for _, m := range []*mech.Mechanism{library.HH(), library.CaL(), library.CaPump()} {
		require.NoError(t, cell.Insert(m))
	}
	require.NoError(t, cell.Set("CaL_gCaL", 1e-3))
	require.NoError(t, cell.Diffuse("CaCon_i"))
	require.NoError(t, cell.Set("axial_diffusion_CaCon_i", 20))
	require.NoError(t, cell.InitStates())
	first, last := cell.Branch(0).Comp(0), cell.Branch(2).Comp(1)
	require.NoError(t, first.Stimulate(golgi.StepCurrent(0.5, 1, 0.1, 0.025, 10, 0)))
	require.NoError(t, first.Record("v"))
	require.NoError(t, first.Record("CaCon_i"))
	require.NoError(t, last.Record("CaCon_i"))
	require.NoError(t, first.Record("i_Ca"))
	result, err := cell.Integrate(context.Background(), golgi.Options{TMax: 10})
	require.NoError(t, err)
	calcium := result.Recordings[1]
	for k, n := 0, 0; k < len(want[0]) && n < len(result.Times); k, n = k+1, n+every {
		require.InDelta(t, want[0][k], result.Recordings[0][n], 1e-4, "v at sample %d", n)
		require.InEpsilon(t, want[1][k], calcium[n], 1e-6, "CaCon_i at sample %d", n)
		require.InEpsilon(t, want[2][k], result.Recordings[2][n], 1e-6, "CaCon_i of the other end at sample %d", n)
		require.InDelta(t, want[4][k], result.Recordings[3][n], 1e-6*0.1, "i_Ca at sample %d", n)
		if n > 0 {
			require.InDelta(t, want[3][k], 8.314*279.45/(2*96485.3329)*1000*math.Log(2/calcium[n-1]), 1e-4, "eCa at sample %d", n)
		}
	}
}
