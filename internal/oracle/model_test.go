package oracle_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/internal/oracle"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// cell appends a tree with random tapered geometry and voltages to a blueprint.
func cell(b *plan.Blueprint, tree *topology.Tree, random *rand.Rand) {
	b.Trees = append(b.Trees, tree)
	between := func(low, high float64) float64 { return low + (high-low)*random.Float64() }
	for range tree.NumCompartments() {
		length, radius := between(20, 60), between(1, 5)
		area, volume, _, _ := topology.Cylinder(length, radius)
		b.Length, b.Radius = append(b.Length, length), append(b.Radius, radius)
		b.Area, b.Volume = append(b.Area, area), append(b.Volume, volume)
		b.LoadIn, b.LoadOut = append(b.LoadIn, between(1, 5)), append(b.LoadOut, between(1, 5))
		b.AxialResistivity, b.Capacitance = append(b.AxialResistivity, between(500, 5000)), append(b.Capacitance, between(0.5, 2))
		b.Voltage = append(b.Voltage, between(-80, -50))
	}
}

// tree joins branches at their parents' ends, starts and middles.
func tree(t testing.TB, branches ...topology.Attachment) *topology.Tree {
	ncomp := make([]int, len(branches))
	for i := range ncomp {
		ncomp[i] = 1 + i%3
	}
	joined, err := topology.NewTree(branches, ncomp)
	require.NoError(t, err)
	return joined
}

// cells makes a blueprint of three cells: a branched one, one of one
// compartment and one whose branches start where others do.
func cells(t testing.TB) *plan.Blueprint {
	b := &plan.Blueprint{Celsius: 6.3}
	random := rand.New(rand.NewPCG(5, 1))
	cell(b, tree(t, topology.Attachment{Parent: -1}, topology.Attachment{Parent: 0, At: 1}, topology.Attachment{Parent: 0, At: 1},
		topology.Attachment{Parent: 2, At: 0.5}, topology.Attachment{Parent: 2, At: 1}, topology.Attachment{Parent: 0, At: 0}), random)
	cell(b, tree(t, topology.Attachment{Parent: -1}), random)
	cell(b, tree(t, topology.Attachment{Parent: -1}, topology.Attachment{Parent: -1}, topology.Attachment{Parent: 1, At: 1}), random)
	return b
}

// insert puts a mechanism with its defaults into compartments.
func insert(t testing.TB, b *plan.Blueprint, mechanism *mech.Mechanism, compartments ...int32) *ecs.Table {
	table := ecs.NewTable(mechanism.Name())
	for _, group := range [][]mech.Variable{mechanism.Parameters(), mechanism.States()} {
		for _, v := range group {
			spec := ecs.ColumnSpec{Name: v.Key, Unit: v.Unit, Default: v.Default}
			if v.Shared {
				share(t, b, spec)
				continue
			}
			_, err := table.AddColumn(spec)
			require.NoError(t, err)
		}
	}
	table.AppendRows(len(compartments))
	b.Mechanisms = append(b.Mechanisms, plan.Insertion{Mechanism: mechanism, Table: table, Compartments: compartments})
	return table
}

// share adds a key to the shared table, unless it is there.
func share(t testing.TB, b *plan.Blueprint, spec ecs.ColumnSpec) {
	if b.Shared == nil {
		b.Shared = ecs.NewTable("shared")
		b.Shared.AppendRows(len(b.Voltage))
	}
	if b.Shared.Index(spec.Name) < 0 {
		_, err := b.Shared.AddColumn(spec)
		require.NoError(t, err)
	}
}

// connect joins pairs of compartments by synapses of one type.
func connect(b *plan.Blueprint, synapse *mech.Mechanism, pre, post []int32) *ecs.Table {
	var specs []ecs.ColumnSpec
	for _, group := range [][]mech.Variable{synapse.Parameters(), synapse.States()} {
		for _, v := range group {
			specs = append(specs, ecs.ColumnSpec{Name: v.Key, Unit: v.Unit, Default: v.Default})
		}
	}
	table := ecs.NewTable(synapse.Name(), specs...)
	table.AppendRows(len(pre))
	b.Synapses = append(b.Synapses, plan.SynapseInsertion{Mechanism: synapse, Table: table, Pre: pre, Post: post})
	return table
}

// everywhere lists all compartments, in an order that nothing may rely on.
func everywhere(b *plan.Blueprint) []int32 {
	list := make([]int32, len(b.Voltage))
	for i := range list {
		list[i] = int32(len(list) - 1 - i)
	}
	return list
}

// scatter draws a column of a table.
func scatter(table *ecs.Table, key string, low, high float64, random *rand.Rand) {
	for row := range table.Len() {
		table.Set(table.Index(key), row, low+(high-low)*random.Float64())
	}
}

// wave is a waveform of n samples about a mean.
func wave(n int, mean, amplitude float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = mean + amplitude*math.Sin(0.3*float64(i))
	}
	return out
}

// start makes a run of the oracle that stands at its first sample.
func start(t testing.TB, b *plan.Blueprint, o oracle.Options) *oracle.Model {
	m, err := oracle.New(b, o)
	require.NoError(t, err)
	m.Start()
	return m
}

// steps takes a run further.
func steps(t testing.TB, m *oracle.Model, n int) {
	for range n {
		require.NoError(t, m.Step())
	}
}

// compare runs a blueprint with both implementations and compares every state
// and named current after every step. They add in other orders, so that they
// differ by rounding, which a spike multiplies: 1e-9 of 1 or of the value.
func compare(t *testing.T, b *plan.Blueprint, o oracle.Options, n int) {
	solver, err := systems.ParseSolver(o.Solver)
	require.NoError(t, err)
	b.Recordings = nil
	for i := range b.Voltage {
		b.Recordings = append(b.Recordings, plan.Recording{Key: "v", Compartment: i})
	}
	for _, in := range b.Mechanisms {
		for _, c := range in.Mechanism.Currents() {
			b.Recordings = append(b.Recordings, plan.Recording{Key: c.Key, Compartment: int(in.Compartments[0])})
		}
	}
	for _, s := range b.Synapses {
		for _, c := range s.Mechanism.Currents() {
			b.Recordings = append(b.Recordings, plan.Recording{Key: c.Key})
		}
	}
	frozen, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	state, err := frozen.NewState(b)
	require.NoError(t, err)
	schedule, err := systems.Standard(frozen, systems.Options{Solver: solver, InitialiseStates: o.InitialiseStates, VoltageLimit: 1e9})
	require.NoError(t, err)
	require.NoError(t, plan.Run(context.Background(), state, schedule, plan.RunOptions{Steps: n, Dt: o.Dt, Stagger: o.Stagger, Workers: 1}))
	m := start(t, b, o)
	for k := range n + 1 {
		if k > 0 {
			steps(t, m, 1)
		}
		for i := range b.Voltage {
			near(t, state.Samples[i][k], m.Values("v")[i], "v of compartment %d, sample %d", i, k)
		}
	}
	for _, info := range frozen.Columns() {
		if !info.Role.Dynamic() && !info.Role.IsCurrent() && info.Role != plan.RoleParameter {
			continue
		}
		want, err := state.Values(info.Name)
		require.NoError(t, err)
		got := m.Values(string(info.Name))
		require.Len(t, got, len(want), string(info.Name))
		for i := range want {
			near(t, want[i], got[i], "%s, row %d", info.Name, i)
		}
	}
}

func near(t *testing.T, want float64, got complex128, message string, arguments ...any) {
	arguments = append([]any{message}, arguments...)
	require.Zero(t, imag(got), arguments...)
	require.InDelta(t, want, real(got), 1e-9*math.Max(1, math.Abs(want)), arguments...)
}

// cable is one branch of n compartments.
func cable(t testing.TB, n int) *topology.Tree {
	one, err := topology.NewTree([]topology.Attachment{{Parent: -1}}, []int{n})
	require.NoError(t, err)
	return one
}

// level is a waveform of n equal samples.
func level(n int, value float64) []float64 { return slices.Repeat([]float64{value}, n) }

// own is a mechanism of the library.
func own(t testing.TB, name string) *mech.Mechanism {
	m, err := library.ByName(name)
	require.NoError(t, err)
	return m
}
