package bench_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/topology"
)

// goldenEntry is a run, or a gradient, as Jaxley 0.14 computed it, faults included.
type goldenEntry struct {
	Every int
	Data  [][]float64
	Loss  float64
	Grad  []map[string][]float64
}

// elsewhere are the entries that other tests compare, in mech/library.
var elsewhere = map[string]string{
	"lif": "TestGoldenPointNeurons", "izh": "TestGoldenPointNeurons", "adex": "TestGoldenPointNeurons", "ca_diffuse": "TestGoldenCalcium",
}

func goldenEntries(t *testing.T) map[string]goldenEntry {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "reference", "jaxley_golden.json"))
	if err != nil {
		t.Skip("../shared/reference/jaxley_golden.json, which lies beside the repository, is not there")
	}
	var entries map[string]goldenEntry
	require.NoError(t, json.Unmarshal(data, &entries))
	return entries
}

// probe is a place and what is recorded there.
type probe struct {
	at  *golgi.View
	key string
}

// scenario is a model with its stimuli, and the run.
type scenario struct {
	run     func(context.Context, golgi.Options) (*golgi.Result, error)
	probes  []probe
	options golgi.Options
	// tolerance is that of every sample, mV or 1; of currents (mA/cm2, nA) and other
	// small columns it is a part of the column's largest value.
	tolerance float64
}

// Both sides do the same arithmetic but for the slope of the currents: golgi's is exact, Jaxley's a secant over 1e-3 mV, which
// differs from it where a current is no straight line in V (CaT), and in its roundings everywhere.
const (
	same   = 1e-8
	secant = 1e-5
)

func (s *scenario) compare(t *testing.T, want goldenEntry) {
	t.Helper()
	for _, p := range s.probes {
		require.NoError(t, p.at.Record(p.key))
	}
	require.Len(t, want.Data, len(s.probes))
	result, err := s.run(context.Background(), s.options)
	require.NoError(t, err)
	compareGolden(t, want, s.probes, result.Recordings, s.tolerance)
}

func compareGolden(t *testing.T, want goldenEntry, probes []probe, traces [][]float64, tolerance float64) {
	t.Helper()
	worst := 0.0
	for r, p := range probes {
		largest := 0.0
		for _, x := range want.Data[r] {
			largest = max(largest, math.Abs(x))
		}
		compared := 0
		for k, n := 0, 0; k < len(want.Data[r]) && n < len(traces[r]); k, n = k+1, n+want.Every {
			if n == 0 && p.key != "v" && p.key[:2] == "i_" {
				continue // the current of the initial state is computed here, and 0 or left to chance there
			}
			require.InDelta(t, want.Data[r][k], traces[r][n], tolerance*min(1, largest), "row %d (%s) at sample %d", r, p.key, n)
			worst = max(worst, math.Abs(want.Data[r][k]-traces[r][n])/min(1, largest))
			compared++
		}
		require.GreaterOrEqual(t, compared, len(want.Data[r])-2, "Jaxley's runs have a sample or two more")
	}
	t.Logf("largest deviation %.2g of %g", worst, tolerance)
}

func treeCell(t *testing.T, parents []int, ncomp []int, mechanisms ...*mech.Mechanism) *golgi.Cell {
	t.Helper()
	cell, err := golgi.NewCellFromParents(parents, ncomp...)
	require.NoError(t, err)
	for _, m := range mechanisms {
		require.NoError(t, cell.Insert(m))
	}
	return cell
}

func set(t *testing.T, v *golgi.View, key string, value float64) {
	t.Helper()
	require.NoError(t, v.Set(key, value))
}

func pulse(t *testing.T, v *golgi.View, delay, dur, amp, tMax float64) {
	t.Helper()
	require.NoError(t, v.Stimulate(golgi.StepCurrent(delay, dur, amp, 0.025, tMax, 0)))
}

func compHH(t *testing.T) *scenario {
	cell := treeCell(t, []int{-1}, []int{1}, library.HH())
	c := cell.Branch(0).Comp(0)
	pulse(t, c, 0.5, 1, 0.02, 5)
	return &scenario{cell.Integrate, []probe{{c, "v"}, {c, "HH_m"}, {c, "HH_h"}, {c, "HH_n"}, {c, "i_HH"}}, golgi.Options{TMax: 5}, same}
}

func cell3(solver string) func(*testing.T) *scenario {
	return func(t *testing.T) *scenario {
		cell := treeCell(t, []int{-1, 0, 0}, []int{2, 2, 2}, library.HH())
		pulse(t, cell.Branch(1).Comp(0), 0.5, 1, 0.02, 5)
		integrator, err := golgi.ParseSolver(solver)
		require.NoError(t, err)
		return &scenario{cell.Integrate, []probe{{cell.Branch(1).Comp(0), "v"}, {cell.Branch(2).Comp(1), "v"}}, golgi.Options{TMax: 5, Solver: integrator}, same}
	}
}

func unevenNComp(t *testing.T) *scenario {
	cell := treeCell(t, []int{-1, 0, 0, 1}, []int{1, 2, 3, 4}, library.HH())
	for key, value := range map[string]float64{
		"axial_resistivity": 1000, "HH_gNa": 0.12, "HH_gK": 0.036, "HH_gLeak": 0.0003, "v": -62,
		"HH_m": 0.07490098835688629, "HH_h": 0.488947681848153, "HH_n": 0.3644787002343737, "radius": 5, "length": 20,
	} {
		set(t, cell.Branch("all"), key, value)
	}
	set(t, cell.Branch(1), "capacitance", 10)
	set(t, cell.Branch(3), "capacitance", 20)
	pulse(t, cell.Branch(1).Comp(1), 3, 2, 1, 10)
	return &scenario{cell.Integrate, []probe{
		{cell.Branch(0).Comp(0), "v"}, {cell.Branch(2).Comp(2), "v"}, {cell.Branch(3).Comp(1), "v"}, {cell.Branch(3).Comp(3), "v"},
	}, golgi.Options{TMax: 10}, same}
}

// pospischil starts Km and CaT from the values that Jaxley gives them: it takes steady state and time constant for
// opening and closing rate. golgi's own are asserted to be the steady states.
func pospischil(t *testing.T) *scenario {
	cell := treeCell(t, []int{-1}, []int{1}, library.Na(), library.K(), library.Km(), library.CaL(), library.CaT(), library.Leak())
	c := cell.Branch(0).Comp(0)
	require.NoError(t, cell.InitStates())
	steady, err := c.Get("Km_p")
	require.NoError(t, err)
	require.InDelta(t, 1/(1+math.Exp(3.5)), steady[0], 1e-12)
	set(t, c, "Km_p", 4.637021417530965e-05)
	set(t, c, "CaT_u", 0.002372806003325169)
	pulse(t, c, 1, 5, 0.02, 10)
	s := &scenario{cell.Integrate, nil, golgi.Options{TMax: 10}, secant}
	for _, key := range []string{"v", "Na_m", "Na_h", "K_n", "Km_p", "CaL_q", "CaL_r", "CaT_u", "i_Na", "i_K", "i_Ca", "i_Leak"} {
		s.probes = append(s.probes, probe{c, key})
	}
	return s
}

// Jaxley moves the voltages of both sides for the slope of a synapse's current, and calls the result that of the postsynaptic
// one. The texts have that secant on purpose, about the voltage at the start of the step; the library's synapses have the slope.
const (
	twoSidedRate = `synapse TanhRateSynapse
units off
param gS = 1e-4
param x_offset = -70
param slope = 1
state held = -70
update held = v_post
s = tanh((v_pre - x_offset)*slope)
s1 = tanh((v_pre + 0.001 - x_offset)*slope)
current i_TanhRateSynapse = -gS*s - gS*(s1 - s)/0.001*(v_post - held) outward
`
	twoSidedConductance = `synapse TanhConductanceSynapse
units off
param gS = 1e-4
param e_syn = 0
param x_offset = -70
param slope = 1
state held = -70
update held = v_post
s = tanh((v_pre - x_offset)*slope)
s1 = tanh((v_pre + 0.001 - x_offset)*slope)
current i_TanhConductanceSynapse = gS*s*(held - e_syn) + gS*(s1*(held + 0.001 - e_syn) - s*(held - e_syn))/0.001*(v_post - held) outward
`
)

func parsed(t *testing.T, text string) *mech.Mechanism {
	t.Helper()
	m, err := mech.Parse("golden_test", []byte(text))
	require.NoError(t, err)
	return m
}

func synapse(m func(*testing.T) *mech.Mechanism, tolerance float64, settings map[string]float64, states ...string) func(*testing.T) *scenario {
	return func(t *testing.T) *scenario {
		net, err := golgi.NewNetworkOf(treeCell(t, []int{-1}, []int{1}, library.HH()), 2)
		require.NoError(t, err)
		mechanism := m(t)
		pre, post := net.Cell(0).Branch(0).Comp(0), net.Cell(1).Branch(0).Comp(0)
		require.NoError(t, golgi.Connect(pre, post, mechanism))
		edge := net.Mechanism(mechanism.Name())
		for key, value := range settings {
			set(t, edge, mechanism.Name()+"_"+key, value)
		}
		pulse(t, pre, 0.5, 1, 0.02, 5)
		s := &scenario{net.Integrate, []probe{{pre, "v"}, {post, "v"}}, golgi.Options{TMax: 5}, tolerance}
		for _, state := range states {
			s.probes = append(s.probes, probe{edge, mechanism.Name() + "_" + state})
		}
		s.probes = append(s.probes, probe{edge, "i_" + mechanism.Name()})
		return s
	}
}

func of(m func() *mech.Mechanism) func(*testing.T) *mech.Mechanism {
	return func(*testing.T) *mech.Mechanism { return m() }
}

func text(text string) func(*testing.T) *mech.Mechanism {
	return func(t *testing.T) *mech.Mechanism { return parsed(t, text) }
}

func traced(file string, ncomp int, end bool) func(*testing.T) *scenario {
	return func(t *testing.T) *scenario {
		cell, _, err := golgi.ReadSWC(filepath.Join("..", "..", "shared", "morphologies", file), golgi.WithNComp(ncomp), golgi.WithConvention(topology.Jaxley))
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		set(t, cell.Branch("all"), "axial_resistivity", 100)
		soma := cell.Group("soma").Branch(0).Loc(0.5)
		pulse(t, soma, 0.5, 1, 0.2, 5)
		s := &scenario{cell.Integrate, []probe{{soma, "v"}}, golgi.Options{TMax: 5}, same}
		if end {
			_, branches, _ := cell.Shape()
			s.probes = append(s.probes, probe{cell.Branch(branches - 1).Loc(1), "v"})
		}
		return s
	}
}

// TestGolden runs every scenario of the file but those that other tests hold.
func TestGolden(t *testing.T) {
	entries := goldenEntries(t)
	tanh := map[string]float64{"gS": 5e-4, "slope": 0.1, "x_offset": -60}
	scenarios := map[string]func(*testing.T) *scenario{
		"comp_hh":                                compHH,
		"cell3_bwd_euler":                        cell3("bwd_euler"),
		"cell3_crank_nicolson":                   cell3("crank_nicolson"),
		"cell3_fwd_euler":                        cell3("fwd_euler"),
		"cell3_exp_euler":                        cell3("exp_euler"),
		"uneven_ncomp":                           unevenNComp,
		"pospischil":                             pospischil,
		"syn_IonotropicSynapse":                  synapse(of(library.IonotropicSynapse), same, map[string]float64{"gS": 5e-4}, "s"),
		"syn_TestSynapse":                        synapse(of(library.TestSynapse), same, map[string]float64{"gC": 5e-4}, "c"),
		"syn_TanhRateSynapse":                    synapse(text(twoSidedRate), same, tanh),
		"syn_TanhConductanceSynapse":             synapse(text(twoSidedConductance), same, tanh),
		"swc_variable_radiuses_within_branch_n1": traced("variable_radiuses_within_branch.swc", 1, false),
		"swc_variable_radiuses_within_branch_n4": traced("variable_radiuses_within_branch.swc", 4, true),
		"swc_3_types_single_point_soma_n2":       traced("3_types_single_point_soma.swc", 2, true),
		"swc_ca1_n120_250_n2":                    traced("ca1_n120_250.swc", 2, true),
	}
	for name, entry := range entries {
		t.Run(name, func(t *testing.T) {
			make, here := scenarios[name]
			switch {
			case here:
				make(t).compare(t, entry)
			case name == "clamp_v":
				lateClamp(t, entry)
			case entry.Grad != nil: // TestGoldenGradients
			default:
				require.Contains(t, elsewhere, name, "no test of this entry")
			}
		})
	}
}

// lateClamp puts the command into the voltage after each step, as Jaxley does: the neighbours see in the step where the
// compartment would have gone by itself. A clamp of golgi holds within the step.
func lateClamp(t *testing.T, want goldenEntry) {
	t.Helper()
	cell := treeCell(t, []int{-1}, []int{4}, library.HH())
	const steps, command = 41, -50.0
	var probes []probe
	traces := make([][]float64, 4)
	for c := range 4 {
		probes = append(probes, probe{cell.Branch(0).Comp(c), "v"})
		require.NoError(t, probes[c].at.Record("v"))
		traces[c] = []float64{-70}
	}
	for range steps {
		result, err := cell.Integrate(context.Background(), golgi.Options{TMax: 0.025, ReturnStates: true})
		require.NoError(t, err)
		for _, key := range []string{"v", "HH_m", "HH_h", "HH_n"} {
			values, err := result.States.Get(key)
			require.NoError(t, err)
			if key == "v" {
				values[0] = command
				for c := range traces {
					traces[c] = append(traces[c], values[c])
				}
			}
			require.NoError(t, cell.Set(key, values...))
		}
	}
	compareGolden(t, want, probes, traces, same)
}
