package bench_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech"
	"golgi/mech/library"
)

// joining are the synapses and junctions of the library.
func joining(t testing.TB) []*mech.Mechanism {
	var list []*mech.Mechanism
	for _, name := range library.Names() {
		if m := byName(t, name); m.Kind() == mech.SynapseKind || m.Kind() == mech.JunctionKind {
			list = append(list, m)
		}
	}
	require.Len(t, list, 10)
	return list
}

// synapses are those that are no junctions, which keep their cells in one tile.
func synapses(t testing.TB) []*mech.Mechanism {
	return slices.DeleteFunc(joining(t), func(m *mech.Mechanism) bool { return m.Kind() == mech.JunctionKind })
}

// strong sets a synapse type so that it acts on cells of this size, and its states off zero.
func strong(t testing.TB, net *golgi.View, m *mech.Mechanism) {
	t.Helper()
	edges := net.Mechanism(m.Name())
	for _, s := range m.States() {
		if s.Default == 0 {
			must(t, edges.Set(s.Key, 0.3))
		}
	}
	for _, p := range m.Parameters() {
		switch p.Name {
		case "gS", "gC", "gAMPA", "gGABAa", "gGABAb", "gNMDA", "gE":
			must(t, edges.Set(p.Key, 3e-3))
		case "slope":
			must(t, edges.Set(p.Key, 0.1))
		}
	}
}

// ring is three HH cells, each joined to the next by every mechanism given, and the first compartments to later ones of the same cell.
func ring(t testing.TB, cells int, make func() *golgi.Cell, types ...*mech.Mechanism) *golgi.Network {
	t.Helper()
	net, err := golgi.NewNetworkOf(make(), cells)
	require.NoError(t, err)
	for _, m := range types {
		for i := range cells {
			must(t, golgi.Connect(net.Cell(i).Branch(0).Comp(0), net.Cell((i+1)%cells).Branch(0).Comp(1), m))
		}
		must(t, golgi.Connect(net.Cell(0).Branch(0).Comp(0), net.Cell(0).Branch(0).Comp(1), m))
		strong(t, net.View, m)
	}
	must(t, net.Cell(0).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.2, 1.5, 0.3, 0.025, 5, 0)), net.Cell(1).Branch(0).Comp(1).Stimulate(golgi.StepCurrent(0.6, 1, 0.2, 0.025, 5, 0)))
	return net
}

func stick(t testing.TB) func() *golgi.Cell {
	return func() *golgi.Cell {
		cell, err := golgi.NewCellFromParents([]int{-1, 0}, 2, 1)
		require.NoError(t, err)
		must(t, cell.Insert(library.HH()), cell.Set("length", 30, 25, 40), cell.Set("radius", 3, 2, 1), cell.Set("axial_resistivity", 200), cell.Set("v", -65))
		return cell
	}
}

// joined trains what a synapse type has, a value for each synapse, and records all of it.
func joined(t testing.TB, net *golgi.Network, m *mech.Mechanism) {
	t.Helper()
	edges := net.Mechanism(m.Name())
	for _, s := range m.States() {
		must(t, edges.Record(s.Key))
	}
	for _, c := range m.Currents() {
		must(t, edges.Record(c.Key))
	}
	trainEach(t, edges.Edge(golgi.All), keysOf(m)...)
}

// TestGradientOfSynapses: parameters and states of every synapse and junction between spiking cells.
func TestGradientOfSynapses(t *testing.T) {
	for _, m := range joining(t) {
		t.Run(m.Name(), func(t *testing.T) {
			net := ring(t, 3, stick(t), m)
			must(t, net.Record("v"))
			joined(t, net, m)
			trainEach(t, net.Cell(golgi.All), "v", "HH_gNa", "radius")
			worst(t, audit.Check(t, net, nil, uneven, audited(golgi.Options{TMax: 3})))
		})
	}
}

// TestGradientOfIntegratedNetworks: all synapses at once, with clamps and stimuli whose samples count too, under every integrator.
func TestGradientOfIntegratedNetworks(t *testing.T) {
	for solver, dt := range integrators() {
		for _, stagger := range []bool{false, true} {
			if stagger && solver != golgi.CrankNicolson {
				continue
			}
			name := solver.String()
			if stagger {
				name += " staggered"
			}
			t.Run(name, func(t *testing.T) {
				net := ring(t, 3, stick(t), joining(t)...)
				must(t, net.Record("v"), net.Mechanism("NMDA").Record("NMDA_R"))
				clampSome(t, net, golgi.NumSteps(60*dt, dt))
				for _, m := range joining(t) {
					trainEach(t, net.Mechanism(m.Name()), keysOf(m)...)
				}
				trainEach(t, net.Cell(golgi.All), "v", "HH_gNa", "HH_n", "radius", "length", "axial_resistivity", "capacitance")
				o := audited(golgi.Options{TMax: 60 * dt, Dt: dt, Solver: solver, Stagger: stagger})
				o.Grad.With = grad.Stimuli | grad.Clamps | grad.InitialStates
				o.Samples = 70
				worst(t, audit.Check(t, net, nil, uneven, o))
			})
		}
	}
}

// clampSome holds a voltage, a gate, a parameter, and a state and a parameter of a synapse.
func clampSome(t testing.TB, net *golgi.Network, steps int) {
	t.Helper()
	wave := func(mean, amplitude float64) []float64 {
		samples := golgi.SineCurrent(0, 10, 300, amplitude, 0.025, 10, mean)
		return samples[:steps]
	}
	must(t,
		net.Cell(2).Branch(1).Comp(0).Clamp("v", wave(-60, 20)),
		net.Cell(1).Branch(0).Comp(0).Clamp("HH_m", wave(0.5, 0.3)),
		net.Cell(0).Branch(0).Comp(1).Clamp("HH_gNa", wave(0.1, 0.05)),
		net.Mechanism("IonotropicSynapse").Edge(0).Clamp("IonotropicSynapse_s", wave(0.5, 0.3)),
		net.Mechanism("TestSynapse").Edge(1).Clamp("TestSynapse_gC", wave(2e-3, 1e-3)),
	)
}

// long is a cell of a thousand compartments, of which the first ones are excitable: two of them fill a tile, and the oracle has little to do for
// the others.
func long(t testing.TB, mechanisms ...*mech.Mechanism) func() *golgi.Cell {
	return func() *golgi.Cell {
		cell, err := golgi.NewCellFromParents([]int{-1}, 1000)
		require.NoError(t, err)
		must(t, cell.Set("axial_resistivity", 200), cell.Set("v", -65), cell.Branch(0).Comp(golgi.Range(0, 2)).Set("radius", 4))
		for _, m := range mechanisms {
			must(t, cell.Branch(0).Comp(golgi.Range(0, 2)).Insert(m))
		}
		return cell
	}
}

// TestGradientAcrossTiles: synapses of every type between cells of different tiles, and within one; where point neurons write the voltage,
// what crosses is what they wrote.
func TestGradientAcrossTiles(t *testing.T) {
	for _, c := range []struct {
		name       string
		mechanisms []*mech.Mechanism
		solver     golgi.Solver
		clamped    bool
	}{
		{"HH", []*mech.Mechanism{library.HH()}, golgi.BackwardEuler, false},
		{"HH clamped", []*mech.Mechanism{library.HH()}, golgi.CrankNicolson, true},
		{"HH clamped, forward Euler", []*mech.Mechanism{library.HH()}, golgi.ForwardEuler, true},
		{"integrate and fire", []*mech.Mechanism{library.Leak(), library.Fire()}, golgi.BackwardEuler, false},
		{"Izhikevich", []*mech.Mechanism{library.Izhikevich()}, golgi.CrankNicolson, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := audited(golgi.Options{TMax: 1, Solver: c.solver})
			if c.solver == golgi.ForwardEuler {
				o.Grad.Run.Dt, o.Grad.Run.TMax = 0.001, 0.03
			}
			types := synapses(t)
			net := ring(t, 3, long(t, c.mechanisms...), types...)
			must(t, net.Cell(golgi.All).Branch(0).Comp(golgi.Range(0, 3)).Record("v"))
			if c.clamped {
				must(t, net.Cell(2).Branch(0).Comp(0).Clamp("v", golgi.SineCurrent(0, 1, 300, 30, 0.025, 1, -20)))
				o.Grad.With = grad.Clamps
			}
			for _, m := range types {
				trainEach(t, net.Mechanism(m.Name()), m.Parameters()[0].Key)
			}
			trainEach(t, net.Mechanism("NMDA").Edge(golgi.All), "NMDA_gNMDA", "NMDA_vt_pre", "NMDA_R")
			for _, m := range c.mechanisms {
				trainEach(t, net.Cell(golgi.All), m.Parameters()[0].Key)
			}
			trainEach(t, net.Cell(golgi.All), "v", "radius")
			simulation, err := net.Prepare(o.Grad.Run)
			require.NoError(t, err)
			require.Greater(t, len(simulation.Plan().Tiles()), 1)
			require.True(t, simulation.Plan().Crossing())
			o.Samples = 12
			worst(t, audit.Check(t, net, nil, uneven, o))
		})
	}
}
