package systems_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// insert puts a mechanism with its defaults into compartments of a blueprint.
func insert(b *plan.Blueprint, mechanism *mech.Mechanism, compartments ...int32) *ecs.Table {
	table := ecs.NewTable(mechanism.Name())
	for _, group := range [][]mech.Variable{mechanism.Parameters(), mechanism.States()} {
		for _, v := range group {
			spec := ecs.ColumnSpec{Name: v.Key, Unit: v.Unit, Default: v.Default}
			switch {
			case !v.Shared:
				if _, err := table.AddColumn(spec); err != nil {
					panic(err)
				}
			case b.Shared == nil:
				b.Shared = ecs.NewTable("shared", spec)
				b.Shared.AppendRows(len(b.Voltage))
			case b.Shared.Index(v.Key) < 0:
				if _, err := b.Shared.AddColumn(spec); err != nil {
					panic(err)
				}
			}
		}
	}
	table.AppendRows(len(compartments))
	b.Mechanisms = append(b.Mechanisms, plan.Insertion{Mechanism: mechanism, Table: table, Compartments: compartments})
	return table
}

func all(b *plan.Blueprint) []int32 {
	list := make([]int32, len(b.Voltage))
	for i := range list {
		list[i] = int32(i)
	}
	return list
}

func build(t testing.TB, builder *mech.Builder) *mech.Mechanism {
	m, err := builder.Build()
	require.NoError(t, err)
	return m
}

// population has cells of several trees, HH everywhere with one conductance
// that differs, Leak in every third compartment, and records every voltage and
// the current of HH.
func population(t testing.TB, cells int) *plan.Blueprint {
	var kinds []*topology.Tree
	for _, parents := range [][]int{{-1, 0, 0, 1, 1, 2, 2}, {-1}, {-1, 0, 1, 2, 2}} {
		ncomp := make([]int, len(parents))
		for b := range ncomp {
			ncomp[b] = 1 + b%4
		}
		tree, err := topology.TreeFromParents(parents, ncomp)
		require.NoError(t, err)
		kinds = append(kinds, tree)
	}
	return populationOf(kinds, cells)
}

// populationOf is so many cells of some kinds.
func populationOf(kinds []*topology.Tree, cells int) *plan.Blueprint {
	b := &plan.Blueprint{Celsius: 6.3}
	random := rand.New(rand.NewPCG(11, 4))
	for i := range cells {
		addCell(b, kinds[i%len(kinds)], random)
	}
	table := insert(b, library.HH(), all(b)...)
	for row := range table.Len() {
		table.Set(table.Index("HH_gK"), row, 0.02+0.02*random.Float64())
	}
	var third []int32
	for i := len(b.Voltage) - 1; i >= 0; i-- { // in no order that anything relies on
		if i%3 == 0 {
			third = append(third, int32(i))
		}
	}
	insert(b, library.Leak(), third...)
	for i := range b.Voltage {
		if i%5 == 0 {
			b.Stimuli = append(b.Stimuli, plan.Stimulus{Compartment: i, Waveform: []float64{0, 0.1, 0.2, 0.3, 0.1}})
		}
		b.Recordings = append(b.Recordings, plan.Recording{Key: "v", Compartment: i}, plan.Recording{Key: "i_HH", Compartment: i})
	}
	return b
}

// TestWorkersGiveTheSameBits holds for every sample of every recording and the
// hash of the states.
func TestWorkersGiveTheSameBits(t *testing.T) {
	b := population(t, 700)
	for _, solver := range []systems.Solver{systems.BackwardEuler, systems.CrankNicolson, systems.ForwardEuler} {
		dt := 0.025
		if solver == systems.ForwardEuler {
			dt = 1e-6
		}
		var want *plan.State
		for _, workers := range []int{1, 2, 3, 7} {
			state, err := run(b, interp.New(), systems.Options{Solver: solver}, plan.RunOptions{Steps: 20, Dt: dt, Workers: workers})
			require.NoError(t, err)
			if want == nil {
				want = state
				require.Greater(t, len(state.Plan().Tiles()), 3)
			}
			require.Equal(t, want.Hash(), state.Hash(), "%s, %d workers", solver, workers)
			require.Equal(t, want.Samples, state.Samples, "%s, %d workers", solver, workers)
		}
	}
}

// TestCellAloneGivesTheSameBits: what else is in the plan, and so which tile a
// cell lies in, changes nothing.
func TestCellAloneGivesTheSameBits(t *testing.T) {
	many, one := population(t, 40), population(t, 1)
	whole, err := run(many, interp.New(), systems.Options{}, plan.RunOptions{Steps: 40, Dt: 0.025})
	require.NoError(t, err)
	// the draws of the first cell's geometry are the same; its conductances are
	// drawn after all cells
	copyConductance(one, many)
	alone, err := run(one, interp.New(), systems.Options{}, plan.RunOptions{Steps: 40, Dt: 0.025})
	require.NoError(t, err)
	require.Equal(t, alone.Samples, whole.Samples[:len(alone.Samples)])
}

func copyConductance(to, from *plan.Blueprint) {
	a, b := to.Mechanisms[0].Table, from.Mechanisms[0].Table
	for row := range a.Len() {
		a.Set(a.Index("HH_gK"), row, b.Value(b.Index("HH_gK"), row))
	}
}

// TestScatteredRowsGiveTheSameBits: HH in runs of compartments, which are gathered or not, as the engine likes,
// equals HH everywhere, which is one span, with all conductances zero in the others.
func TestScatteredRowsGiveTheSameBits(t *testing.T) {
	for _, length := range []int{1, 5, 14, 30} {
		for name, engine := range enginesHere() {
			t.Run(fmt.Sprint(name, length), func(t *testing.T) { scatteredRows(t, engine, length) })
		}
	}
}

func scatteredRows(t *testing.T, engine mech.Engine, length int) {
	tree, err := topology.TreeFromParents([]int{-1, 0, 0}, []int{30, 40, 50})
	require.NoError(t, err)
	make := func() *plan.Blueprint {
		b := &plan.Blueprint{Celsius: 6.3, Stimuli: []plan.Stimulus{{Compartment: 3, Waveform: []float64{1, 1, 1, 1}}}}
		addCell(b, tree, rand.New(rand.NewPCG(1, 5)))
		for i := range b.Voltage {
			b.Recordings = append(b.Recordings, plan.Recording{Key: "v", Compartment: i}, plan.Recording{Key: "i_HH", Compartment: i})
		}
		return b
	}
	spans := make()
	table := insert(spans, library.HH(), all(spans)...)
	var some []int32
	for row := range table.Len() {
		if row/length%2 == 0 {
			some = append(some, int32(row))
			continue
		}
		for _, key := range []string{"HH_gNa", "HH_gK", "HH_gLeak"} {
			table.Set(table.Index(key), row, 0)
		}
	}
	scattered := make()
	insert(scattered, library.HH(), some...)
	p, err := plan.Freeze(scattered, engine)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(p.Spans(0, p.Tiles()[0])), 50/length, "the rows are scattered")
	a, err := run(spans, engine, systems.Options{}, plan.RunOptions{Steps: 100, Dt: 0.025})
	require.NoError(t, err)
	b, err := run(scattered, engine, systems.Options{}, plan.RunOptions{Steps: 100, Dt: 0.025})
	require.NoError(t, err)
	require.Equal(t, a.Samples, b.Samples)
}

// TestPassiveCompartment checks each integrator against its own recurrence.
func TestPassiveCompartment(t *testing.T) {
	tree, err := topology.TreeFromParents([]int{-1}, []int{1})
	require.NoError(t, err)
	const dt, area = 0.1, 100.0
	g, capacity := 1e-4*area*1e-2, 1*area*1e-5 // uS, nF
	for solver, step := range map[systems.Solver]func(v, i float64) float64{
		systems.BackwardEuler: func(v, i float64) float64 { return (v*capacity/dt - 70*g + i) / (capacity/dt + g) },
		systems.CrankNicolson: func(v, i float64) float64 {
			return 2*(v*capacity/(dt/2)-70*g+i)/(capacity/(dt/2)+g) - v
		},
		systems.ForwardEuler: func(v, i float64) float64 { return v + dt/capacity*(-g*(v+70)+i) },
	} {
		b := &plan.Blueprint{
			Trees: []*topology.Tree{tree}, Length: []float64{10}, Radius: []float64{1}, Area: []float64{area}, Volume: []float64{1},
			LoadIn: []float64{1}, LoadOut: []float64{1}, AxialResistivity: []float64{100}, Capacitance: []float64{1}, Voltage: []float64{-60},
			Stimuli:    []plan.Stimulus{{Compartment: 0, Waveform: []float64{0.001, 0.002}}, {Compartment: 0, Waveform: []float64{0.001}}},
			Recordings: []plan.Recording{{Key: "v"}, {Key: "i_Leak"}},
		}
		insert(b, library.Leak(), 0)
		samples := integrate(t, b, solver, dt, 5)
		v, injected := -60.0, []float64{0.002, 0.002, 0, 0, 0}
		require.Equal(t, v, samples[0][0])
		require.InDelta(t, 1e-4*(v+70), samples[1][0], 1e-15, "the current of sample 0 is that of the initial state")
		for n, i := range injected {
			require.InDelta(t, 1e-4*(v+70), samples[1][n+1], 1e-15, "the current of sample n+1 is at V(n)")
			v = step(v, i)
			require.InDelta(t, v, samples[0][n+1], 1e-12, "%s, step %d", solver, n)
		}
	}
}

// TestLaterMechanismsSeeWhatEarlierOnesWrote: a mechanism that writes a shared
// state, and one that reads it, are not fused where that would show, and the
// order is: states of all with V(n), then currents.
func TestLaterMechanismsSeeWhatEarlierOnesWrote(t *testing.T) {
	writer := build(t, mech.Channel("Writer").SharedState("level", 1, "").Update("level", "level + dt*(v + 60)"))
	reader := build(t, mech.Channel("Reader").Shared("level", 1, "").State("copy", 0, "").Update("copy", "2*level").
		Param("g", 1e-4, "S/cm2").Current("i_Reader", "g*copy*(v + 70)"))
	tree, err := topology.TreeFromParents([]int{-1}, []int{1})
	require.NoError(t, err)
	for _, order := range [][]*mech.Mechanism{{writer, reader}, {reader, writer}} {
		b := &plan.Blueprint{}
		addCell(b, tree, rand.New(rand.NewPCG(1, 6)))
		for _, m := range order {
			insert(b, m, 0)
		}
		b.Recordings = []plan.Recording{{Key: "v"}, {Key: "level"}, {Key: "Reader_copy"}, {Key: "i_Reader"}}
		samples := integrate(t, b, systems.BackwardEuler, 0.1, 3)
		v, level := samples[0], samples[1]
		for n := range 3 {
			require.InDelta(t, level[n]+0.1*(v[n]+60), level[n+1], 1e-12)
			seen := level[n+1]
			if order[0] == reader {
				seen = level[n]
			}
			require.InDelta(t, 2*seen, samples[2][n+1], 1e-12, "%s first, step %d", order[0].Name(), n)
			require.InDelta(t, 1e-4*samples[2][n+1]*(v[n]+70), samples[3][n+1], 1e-12)
		}
	}
	b := &plan.Blueprint{}
	addCell(b, tree, rand.New(rand.NewPCG(1, 6)))
	insert(b, writer, 0)
	insert(b, reader, 0)
	insert(b, library.HH(), 0)
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	fused := []bool{}
	for _, m := range p.Mechanisms() {
		fused = append(fused, m.Fused)
	}
	require.Equal(t, []bool{false, false, true}, fused)
}

// TestOrderOfConvergence: halving dt halves the error of backward Euler, and
// quarters that of Crank-Nicolson when the first gate step is half as long;
// without that, from gates off their steady state, it is of first order.
func TestOrderOfConvergence(t *testing.T) {
	tree, err := topology.TreeFromParents([]int{-1, 0, 0}, []int{2, 3, 2})
	require.NoError(t, err)
	b := &plan.Blueprint{Recordings: []plan.Recording{{Key: "v", Compartment: 6}}}
	addCell(b, tree, rand.New(rand.NewPCG(3, 7)))
	insert(b, library.HH(), all(b)...) // gates at 0.2
	end := func(solver systems.Solver, stagger bool, halvings int) float64 {
		steps := 80 << halvings
		state, err := run(b, interp.New(), systems.Options{Solver: solver}, plan.RunOptions{Steps: steps, Dt: 2 / float64(steps), Stagger: stagger})
		require.NoError(t, err)
		return state.Samples[0][steps]
	}
	truth := (4*end(systems.CrankNicolson, true, 9) - end(systems.CrankNicolson, true, 8)) / 3
	for _, test := range []struct {
		solver  systems.Solver
		stagger bool
		ratio   float64
	}{{systems.BackwardEuler, false, 2}, {systems.CrankNicolson, true, 4}, {systems.CrankNicolson, false, 2}} {
		coarse, fine := end(test.solver, test.stagger, 3)-truth, end(test.solver, test.stagger, 4)-truth
		require.InDelta(t, test.ratio, coarse/fine, 0.1*test.ratio, "%s, stagger %v: errors %g and %g", test.solver, test.stagger, coarse, fine)
	}
}

// TestInitialise: gates start at the steady state of their compartment's
// voltage, and the blueprint keeps its own.
func TestInitialise(t *testing.T) {
	b := population(t, 5)
	b.Recordings = nil
	for i := range b.Voltage {
		b.Recordings = append(b.Recordings, plan.Recording{Key: "HH_n", Compartment: i})
	}
	state, err := run(b, interp.New(), systems.Options{InitialiseStates: true}, plan.RunOptions{Steps: 0, Dt: 0.025})
	require.NoError(t, err)
	for i, v := range b.Voltage {
		x := (v + 55) / 10
		alpha, beta := 0.1*x/-math.Expm1(-x), 0.125*math.Exp(-(v+65)/80)
		require.InEpsilon(t, alpha/(alpha+beta), state.Samples[i][0], 1e-13)
	}
	uniform, same := b.Mechanisms[0].Table.Uniform(b.Mechanisms[0].Table.Index("HH_n"))
	require.True(t, same)
	require.Equal(t, 0.2, uniform)
}
