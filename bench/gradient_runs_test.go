package bench_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/topology"
)

// tapered is a cell of traced, tapered branches.
func tapered(t testing.TB) *golgi.Cell {
	t.Helper()
	point := func(x, y, r float64) topology.Point { return topology.Point{X: x, Y: y, Radius: r} }
	cell, err := golgi.NewCellFromCoordinates([]int{-1, 0, 0}, [][]topology.Point{
		{point(0, 0, 5), point(10, 0, 6), point(25, 0, 3)},
		{point(25, 0, 2), point(60, 30, 1.2), point(100, 50, 0.6)},
		{point(25, 0, 1.5), point(80, -40, 0.5)},
	}, golgi.WithNComp(2))
	require.NoError(t, err)
	must(t, cell.Set("axial_resistivity", 200), cell.Set("v", -65, -64, -60, -66, -62, -70))
	return cell
}

// TestGradientOfGeometry: radius and length of cylinders, and of traced compartments that become cylinders; radius_scale of traced
// ones; areas, volumes and loads by themselves; where each is overwritten by the next, too. PMCA reads area and volume.
func TestGradientOfGeometry(t *testing.T) {
	for name, keys := range map[string][]string{
		"scale": {"radius_scale"}, "radius": {"radius"}, "length": {"length"}, "both": {"radius", "length"}, "both the other way": {"length", "radius"},
		"scaled cylinders": {"radius", "radius_scale"}, "scaled lengths": {"length", "radius_scale"}, "overwritten scale": {"radius_scale", "length"}, "parts": {"area", "volume", "resistive_load_in", "resistive_load_out"},
		"cable": {"axial_resistivity", "capacitance"},
	} {
		for solver, dt := range integrators() {
			if solver == golgi.ForwardEuler {
				dt /= 5 // small compartments
			}
			t.Run(name+" "+solver.String(), func(t *testing.T) {
				cell := tapered(t)
				must(t, cell.Insert(library.HH()), cell.Insert(library.CaL()), cell.Insert(library.PMCA()), cell.Insert(library.CaFaradayConcentrationChange()))
				must(t, cell.Set("CaL_gCaL", 1e-3), cell.Diffuse("CaCon_i"), cell.Set("CaCon_i", 1e-3, 2e-3, 1e-4, 1e-4, 1e-3, 5e-4), cell.Set("PMCA_vmax", 1e-3))
				must(t, cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.1, 2, 0.4, dt, 80*dt, 0)), cell.Record("v"), cell.Record("CaCon_i"))
				train := func(v *golgi.View, key string, scale float64) {
					if key == "radius_scale" { // other than 1, so that what scales what was scaled counts
						must(t, v.MakeTrainable(key, scale))
					} else {
						must(t, v.MakeTrainable(key))
					}
				}
				for _, key := range keys {
					train(cell.Branch(golgi.All).Comp(golgi.All), key, 1.2)
				}
				train(cell.Branch(golgi.All), keys[0], 0.7)
				train(cell.View, keys[len(keys)-1], 1.1)
				worst(t, audit.Check(t, cell, nil, uneven, audited(golgi.Options{TMax: 80 * dt, Dt: dt, Solver: solver})))
			})
		}
	}
}

// calcium is a cell whose calcium is moved by a channel and pumps that read its current, of this step or of the
// step before, and diffuses in some of its compartments.
func calcium(t testing.TB, order ...string) *golgi.Cell {
	t.Helper()
	cell := branched(t, library.Leak())
	for _, name := range order {
		must(t, cell.Insert(byName(t, name)))
	}
	must(t, cell.Branch([]int{0, 1}).Diffuse("CaCon_i"), cell.Set("CaCon_i", 1e-3, 2e-3, 5e-4, 1e-3, 1.5e-3))
	for key, x := range map[string]float64{"CaL_gCaL": 2e-3, "CaHVA_gCaHVA": 1e-3, "SKE2_gSKE2": 1e-3, "PMCA_vmax": 1e-3} {
		if byKey, err := cell.Get(key); err == nil && len(byKey) > 0 {
			must(t, cell.Set(key, x))
		}
	}
	must(t, cell.Branch(1).Comp(0).Stimulate(golgi.StepCurrent(0.2, 2, 0.3, 0.025, 4, 0)), cell.Record("v"), cell.Record("CaCon_i"))
	return cell
}

// TestGradientOfIons: channels, pumps and potentials in different orders, with diffusion, under every integrator.
func TestGradientOfIons(t *testing.T) {
	for name, order := range map[string][]string{
		"previous":  {"CaL", "CaPump", "CaNernstReversal"},
		"first":     {"CaNernstReversal", "CaFaradayConcentrationChange", "PMCA", "CaHVA", "SKE2", "CaL"},
		"this step": {"CaDynamics", "CaL", "SKE2", "PMCA", "CaHVA"},
		"buffer":    {"CaL", "CaBuffer", "CaDynamics", "CaNernstReversal"},
		"GHK":       {"CaGHK", "CaFaradayConcentrationChange", "PMCA"},
	} {
		for solver, dt := range integrators() {
			for _, initialise := range []bool{false, true} {
				title := name + " " + solver.String()
				if initialise {
					title += " from steady states"
				}
				t.Run(title, func(t *testing.T) {
					cell := calcium(t, order...)
					for _, m := range cell.Mechanisms() {
						trainEach(t, cell.Branch(golgi.All), keysOf(m)...)
					}
					trainEach(t, cell.Branch([]int{0, 1}).Comp(golgi.All), "axial_diffusion_CaCon_i")
					trainEach(t, cell.Branch(golgi.All), "v", "radius")
					o := audited(golgi.Options{TMax: 60 * dt, Dt: dt, Solver: solver, InitStates: initialise})
					o.Grad.With = grad.InitialStates
					o.Samples = 20
					worst(t, audit.Check(t, cell, nil, uneven, o))
				})
			}
		}
	}
}

// trapped is HH with its rates written as ModelDB files write them, by a condition around the hole.
const trapped = `channel Trapped
units off
param gNa = 0.12 (S/cm2)
param gK = 0.036 (S/cm2)
param gLeak = 0.0003 (S/cm2)
param eNa = 50 (mV)
param eK = -77 (mV)
param eLeak = -54.3 (mV)
function trap(x) = if abs(x/10) < 1e-6 then 10*(1 - x/10/2) else x/(exp(x/10) - 1)
gate m = 0.2 { alpha = 0.1*trap(-(v + 40)), beta = 4*exp(-(v + 65)/18) }
gate h = 0.2 { alpha = 0.07*exp(-(v + 65)/20), beta = 1/(exp(-(v + 35)/10) + 1) }
gate n = 0.2 { alpha = 0.01*trap(-(v + 55)), beta = 0.125*exp(-(v + 65)/80) }
current i_Trapped = gNa*m^3*h*(v - eNa) + gK*n^4*(v - eK) + gLeak*(v - eLeak) (mA/cm2) outward
`

// TestGradientAtHoles: with the voltage held exactly where rates of HH are 0/0, and started there; by exprelr and by a condition, whose
// arm that is not taken is 0/0. Both are one model: their gradients agree to the second term of the arm's series.
func TestGradientAtHoles(t *testing.T) {
	gradients := map[string]*grad.Gradient{}
	for _, m := range []*mech.Mechanism{library.HH(), parsed(t, trapped)} {
		for _, held := range []bool{true, false} {
			name := m.Name()
			if held {
				name += " held"
			}
			t.Run(name, func(t *testing.T) {
				cell := branched(t, m)
				must(t, cell.Set("v", -40, -55, -40, -55, -65))
				prefix := m.Name() + "_"
				if held {
					level := func(v float64) []float64 { return golgi.StepCurrent(0, 0, 0, 0.025, 1, v) }
					must(t, cell.Branch(0).Comp(0).Clamp("v", level(-40)), cell.Branch(0).Comp(1).Clamp("v", level(-55)))
				}
				must(t, cell.Record("v"))
				for _, key := range []string{"m", "h", "n"} {
					must(t, cell.Record(prefix+key))
				}
				keys := []string{"gNa", "gK", "gLeak", "eNa", "eK", "eLeak", "m", "h", "n"}
				for _, key := range keys {
					trainEach(t, cell.Comp(golgi.All), prefix+key)
				}
				trainEach(t, cell.Comp(golgi.All), "v")
				for solver, dt := range integrators() {
					o := audited(golgi.Options{TMax: 40 * dt, Dt: dt, Solver: solver, InitStates: true})
					o.Grad.With = grad.Clamps | grad.InitialStates
					o.Samples = 60
					worst(t, audit.Check(t, cell, nil, uneven, o))
				}
				g, err := grad.ValueAndGrad(t.Context(), cell, nil, uneven, grad.Options{Run: golgi.Options{TMax: 1}, With: grad.Clamps})
				require.NoError(t, err)
				gradients[name] = g
			})
		}
	}
	for _, pair := range [][2]string{{"HH", "Trapped"}, {"HH held", "Trapped held"}} {
		a, b := gradients[pair[0]], gradients[pair[1]]
		require.InEpsilon(t, a.Value, b.Value, 1e-12)
		for i, p := range a.Parameters {
			largest := 0.0
			for _, x := range p.Values {
				largest = math.Max(largest, math.Abs(x))
			}
			for k, x := range p.Values {
				require.InDelta(t, x, b.Parameters[i].Values[k], 1e-6*largest, "%s[%d]", p.Key, k)
			}
		}
	}
}

// TestGradientOfProtocols: a run that goes on from another, in which stimuli of different lengths go on; overrides; one sample in three;
// a loss of the final state beside that of the samples.
func TestGradientOfProtocols(t *testing.T) {
	for solver := range integrators() {
		t.Run(solver.String(), func(t *testing.T) {
			dt := integrators()[solver]
			cell := branched(t, library.HH(), library.CaL(), library.CaPump())
			must(t, cell.Set("CaL_gCaL", 1e-3), cell.Record("v"), cell.Record("i_Ca"), cell.Record("CaCon_i"), cell.Record("HH_m"))
			must(t, cell.Branch(1).Comp(0).Stimulate(golgi.StepCurrent(10*dt, 30*dt, 0.2, dt, 50*dt, 0)), cell.Branch(2).Comp(1).Stimulate(golgi.SineCurrent(0, 200*dt, 300, 0.1, dt, 200*dt, 0.05)))
			trainEach(t, cell.Branch(golgi.All), "HH_gNa", "HH_gK", "CaL_gCaL", "CaPump_gamma", "CaPump_decay", "capacitance", "v", "HH_m")
			overrides := []golgi.Override{
				cell.Branch(2).DataSet("HH_gNa", 0.1), cell.Branch(0).Comp(1).DataStimulate(golgi.SineCurrent(0, 90*dt, 200, 0.1, dt, 90*dt, 0)),
				cell.Branch(2).Comp(0).DataClamp("HH_h", golgi.SineCurrent(0, 200*dt, 100, 0.2, dt, 200*dt, 0.5)),
			}
			first, err := cell.Integrate(t.Context(), golgi.Options{TMax: 30 * dt, Dt: dt, Solver: solver, ReturnStates: true})
			require.NoError(t, err)
			for name, run := range map[string]golgi.Options{
				"on":    {TMax: 61 * dt, InitialStates: first.States, Overrides: overrides, Every: 3},
				"again": {TMax: 61 * dt, InitialStates: first.States.AtStart(), Overrides: overrides[:1]},
				"anew":  {TMax: 61 * dt, Overrides: overrides, Every: 7},
			} {
				run.Dt, run.Solver = dt, solver
				t.Run(name, func(t *testing.T) {
					o := audited(run)
					o.Grad.With = grad.Stimuli | grad.Clamps | grad.InitialStates | grad.Overrides
					o.Grad.Final = func(final, derivative []float64) (float64, error) {
						sum := 0.0
						for i, x := range final {
							w := math.Cos(float64(i))
							sum += w * x
							derivative[i] = w
						}
						return sum, nil
					}
					o.Samples = 40
					worst(t, audit.Check(t, cell, nil, uneven, o))
				})
			}
		})
	}
}
