package systems_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/interp"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// cell is a random tree with random geometry, and its blueprint.
type cell struct {
	tree *topology.Tree
	*plan.Blueprint
}

// addCell appends a tree with random geometry and voltages to a blueprint.
func addCell(b *plan.Blueprint, tree *topology.Tree, random *rand.Rand) {
	b.Trees = append(b.Trees, tree)
	between := func(low, high float64) float64 { return low + (high-low)*random.Float64() }
	for range tree.NumCompartments() {
		length, radius := between(5, 50), between(0.3, 5)
		area, volume, _, _ := topology.Cylinder(length, radius)
		b.Length, b.Radius = append(b.Length, length), append(b.Radius, radius)
		b.Area, b.Volume = append(b.Area, area), append(b.Volume, volume)
		// tapered: the two halves differ
		b.LoadIn, b.LoadOut = append(b.LoadIn, between(0.1, 5)), append(b.LoadOut, between(0.1, 5))
		b.AxialResistivity, b.Capacitance = append(b.AxialResistivity, between(50, 5000)), append(b.Capacitance, between(0.5, 2))
		b.Voltage = append(b.Voltage, between(-90, -40))
	}
}

// randomCell draws attachments of every kind.
func randomCell(t *rapid.T) cell {
	n := rapid.IntRange(1, 8).Draw(t, "branches")
	attachments, ncomp := make([]topology.Attachment, n), make([]int, n)
	for b := range n {
		low := -1
		attachments[b] = topology.Attachment{
			Parent: rapid.IntRange(low, b-1).Draw(t, "parent"),
			At:     rapid.SampledFrom([]float64{0, 1, 1, 0.5, 0.2}).Draw(t, "at"),
		}
		ncomp[b] = rapid.IntRange(1, 4).Draw(t, "ncomp")
	}
	tree, err := topology.NewTree(attachments, ncomp)
	require.NoError(t, err)
	c := cell{tree, &plan.Blueprint{Celsius: 6.3}}
	addCell(c.Blueprint, tree, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3)))
	c.Stimuli = []plan.Stimulus{{Compartment: 0, Waveform: []float64{0.1, -0.2, 0.05}}}
	return c
}

// laplacian returns the axial conductances, uS, between all nodes, written down
// from the places where branches meet, without the elimination order.
func (c cell) laplacian() *mat.Dense {
	nodes := c.tree.NumNodes()
	g := mat.NewDense(nodes, nodes, nil)
	join := func(i, j int, resistance float64) {
		conductance := 100 / resistance
		g.Set(i, i, g.At(i, i)+conductance)
		g.Set(j, j, g.At(j, j)+conductance)
		g.Set(i, j, g.At(i, j)-conductance)
		g.Set(j, i, g.At(j, i)-conductance)
	}
	in := func(i int) float64 { return c.AxialResistivity[i] * c.LoadIn[i] }
	out := func(i int) float64 { return c.AxialResistivity[i] * c.LoadOut[i] }
	for b := range c.tree.NumBranches() {
		first, last := c.tree.FirstCompartment(b), c.tree.LastCompartment(b)
		for i := first; i < last; i++ {
			join(i, i+1, out(i)+in(i+1))
		}
		if start := c.tree.StartNode(b); start >= 0 {
			join(first, start, in(first))
		}
		if end := c.tree.EndNode(b); end >= 0 {
			join(last, end, out(last))
		}
	}
	return g
}

// step makes one step of an integrator with dense matrices, of the passive
// system C dV/dt = injected - G V with branchpoints of no capacitance.
func (c cell) step(t require.TestingT, solver systems.Solver, v []float64, injected, dt float64) []float64 {
	return c.stepWith(t, solver, v, injected, dt, nil)
}

// stepWith is step with known values in the solve.
func (c cell) stepWith(t require.TestingT, solver systems.Solver, v []float64, injected, dt float64, known map[int]float64) []float64 {
	n, nodes := len(v), c.tree.NumNodes()
	if solver == systems.CrankNicolson {
		dt /= 2
	}
	a, right := c.laplacian(), mat.NewVecDense(nodes, nil)
	capacity := make([]float64, n)
	for i := range n {
		capacity[i] = c.Capacitance[i] * c.Area[i] * 1e-5 / dt
	}
	if solver == systems.ForwardEuler {
		x := mat.NewVecDense(nodes, nil)
		for i := range n {
			x.SetVec(i, v[i])
		}
		for p := n; p < nodes; p++ {
			sum := 0.0
			for i := range n {
				sum -= a.At(p, i) * v[i]
			}
			x.SetVec(p, sum/a.At(p, p))
		}
		right.MulVec(a, x)
		next := make([]float64, n)
		for i := range n {
			flow := -right.AtVec(i)
			if i == 0 {
				flow += injected
			}
			next[i] = v[i] + flow/capacity[i]
		}
		return next
	}
	for i := range n {
		a.Set(i, i, a.At(i, i)+capacity[i])
		right.SetVec(i, capacity[i]*v[i])
	}
	right.SetVec(0, right.AtVec(0)+injected)
	for i, value := range known {
		for j := range nodes {
			a.Set(i, j, 0)
		}
		a.Set(i, i, 1)
		right.SetVec(i, value)
	}
	var x mat.VecDense
	if err := x.SolveVec(a, right); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			require.NoError(t, err)
		}
	}
	next := make([]float64, n)
	for i := range n {
		next[i] = x.AtVec(i)
		if solver == systems.CrankNicolson {
			next[i] = 2*next[i] - v[i]
		}
	}
	return next
}

// TestCableAgainstDense checks assembly and solve of every integrator on trees
// with all kinds of attachment against dense linear algebra on conductances
// that are written down independently. 1e-9 mV is far above the rounding of
// the dense solve, whose condition number stays below 1e6.
func TestCableAgainstDense(t *testing.T) {
	for _, solver := range []systems.Solver{systems.BackwardEuler, systems.CrankNicolson, systems.ForwardEuler} {
		t.Run(solver.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := randomCell(t)
				dt := 0.025
				if solver == systems.ForwardEuler {
					dt = 1e-7 // far from where it is unstable
				}
				for i := range c.Voltage {
					c.Recordings = append(c.Recordings, plan.Recording{Key: "v", Compartment: i})
				}
				samples := integrate(t, c.Blueprint, solver, dt, 4)
				v := c.Voltage
				for n := range 4 {
					injected := 0.0
					if n < 3 {
						injected = c.Stimuli[0].Waveform[n]
					}
					v = c.step(t, solver, v, injected, dt)
					for i := range v {
						require.InDelta(t, v[i], samples[i][n+1], 1e-9, "compartment %d, step %d", i, n)
					}
				}
			})
		})
	}
}

// integrate runs a blueprint and returns its samples.
func integrate(t require.TestingT, b *plan.Blueprint, solver systems.Solver, dt float64, steps int) [][]float64 {
	state, err := run(b, interp.New(), systems.Options{Solver: solver}, plan.RunOptions{Steps: steps, Dt: dt, Workers: 2})
	require.NoError(t, err)
	return state.Samples
}

func run(b *plan.Blueprint, engine mech.Engine, o systems.Options, r plan.RunOptions) (*plan.State, error) {
	p, err := plan.Freeze(b, engine)
	if err != nil {
		return nil, err
	}
	state, err := p.NewState(b)
	if err != nil {
		return nil, err
	}
	schedule, err := systems.Standard(p, o)
	if err != nil {
		return nil, err
	}
	return state, plan.Run(context.Background(), state, schedule, r)
}

// TestChargeIsConserved: what is injected into a cell without channels is found
// again as charge on its membrane, whatever the tree.
func TestChargeIsConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := randomCell(t)
		state, err := run(c.Blueprint, interp.New(), systems.Options{}, plan.RunOptions{Steps: 10, Dt: 0.025})
		require.NoError(t, err)
		v, err := state.Values(plan.Voltage)
		require.NoError(t, err)
		charge, scale := 0.0, 0.0 // pC
		for i := range v {
			capacity := c.Capacitance[i] * c.Area[i] * 1e-5
			charge += capacity * (v[i] - c.Voltage[i])
			scale += capacity * math.Abs(v[i])
		}
		require.InDelta(t, (0.1-0.2+0.05)*0.025, charge, 1e-11*scale)
	})
}

// TestVoltageClampAgainstDense: clamped compartments are exact, and known to
// their neighbours in the same step.
func TestVoltageClampAgainstDense(t *testing.T) {
	for _, solver := range []systems.Solver{systems.BackwardEuler, systems.CrankNicolson, systems.ForwardEuler} {
		t.Run(solver.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := randomCell(t)
				dt := 0.025
				if solver == systems.ForwardEuler {
					dt = 1e-7
				}
				commands := map[int][]float64{}
				for range rapid.IntRange(1, 3).Draw(t, "clamps") {
					i := rapid.IntRange(0, len(c.Voltage)-1).Draw(t, "clamped")
					waveform := make([]float64, 4)
					for k := range waveform {
						waveform[k] = rapid.Float64Range(-90, 40).Draw(t, "command")
					}
					commands[i] = waveform // of several the last counts
					c.Clamps = append(c.Clamps, plan.Clamp{Key: "v", Compartment: i, Waveform: waveform})
				}
				for i := range c.Voltage {
					c.Recordings = append(c.Recordings, plan.Recording{Key: "v", Compartment: i})
				}
				samples := integrate(t, c.Blueprint, solver, dt, 4)
				v := c.Voltage
				for n := range 4 {
					injected := 0.0
					if n < 3 {
						injected = c.Stimuli[0].Waveform[n]
					}
					known := map[int]float64{}
					for i, waveform := range commands {
						known[i] = waveform[n]
						if solver == systems.CrankNicolson {
							known[i] = (v[i] + waveform[n]) / 2
						}
					}
					v = c.stepWith(t, solver, v, injected, dt, known)
					for i, waveform := range commands {
						v[i] = waveform[n]
						require.Equal(t, waveform[n], samples[i][n+1], "the command, exactly")
					}
					for i := range v {
						require.InDelta(t, v[i], samples[i][n+1], 1e-9, "compartment %d, step %d", i, n)
					}
				}
			})
		})
	}
}
