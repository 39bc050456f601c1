package bench_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech"
	"golgi/mech/library"
)

// draws makes a random model.
type draws struct {
	*rapid.T
	t      *testing.T
	net    *golgi.Network
	values *rand.Rand
}

func (d draws) int(name string, low, high int) int { return rapid.IntRange(low, high).Draw(d.T, name) }
func (d draws) chance(name string, of int) bool    { return d.int(name, 1, of) == 1 }
func (d draws) float(name string, low, high float64) float64 {
	return low + (high-low)*float64(d.int(name, 0, 1000))/1000
}

// network is one to three trees.
func (d draws) network() *golgi.Network {
	var cells []*golgi.Cell
	for range d.int("cells", 1, 3) {
		n := d.int("branches", 1, 4)
		parents, ncomp := []int{-1}, []int{d.int("ncomp", 1, 3)}
		for b := 1; b < n; b++ {
			parents, ncomp = append(parents, d.int("parent", 0, b-1)), append(ncomp, d.int("ncomp", 1, 3))
		}
		cell, err := golgi.NewCellFromParents(parents, ncomp...)
		require.NoError(d.t, err)
		cells = append(cells, cell)
	}
	net, err := golgi.NewNetwork(cells...)
	require.NoError(d.t, err)
	return net
}

// view is a random part of the network, by cell, branch or compartment.
func (d draws) view() *golgi.View {
	cell := d.net.Cell(d.int("cell", 0, slices.Max(d.cellsOf())))
	switch d.int("level", 0, 3) {
	case 0:
		return d.net.View
	case 1:
		return cell
	case 2:
		return cell.Branch(golgi.All)
	}
	return cell.Branch(0).Comp(golgi.All)
}

func (d draws) cellsOf() []int {
	cells, _, _ := d.net.Shape()
	return []int{cells - 1}
}

func (d draws) row() *golgi.View {
	_, _, n := d.net.Shape()
	return d.net.SelectRows(d.int("row", 0, n-1))
}

// build draws everything but the run. What does not go together is left out.
func (d draws) build(dt float64, steps int) {
	var membrane, between []*mech.Mechanism
	for _, name := range library.Names() {
		m := byName(d.t, name)
		switch {
		case m.Kind() == mech.SynapseKind || m.Kind() == mech.JunctionKind:
			between = append(between, m)
		default:
			membrane = append(membrane, m)
		}
	}
	try := func(error) {} // some of these are errors, as they should be
	try(d.net.Insert(library.Leak()))
	for range d.int("mechanisms", 0, 5) {
		try(d.view().Insert(membrane[d.int("mechanism", 0, len(membrane)-1)]))
	}
	if d.chance("diffuses", 3) {
		try(d.view().Diffuse("CaCon_i"))
	}
	for range d.int("connections", 0, 6) {
		try(golgi.Connect(d.row(), d.row(), between[d.int("synapse", 0, len(between)-1)]))
	}
	keys := d.net.Keys()
	for _, key := range keys {
		values, err := d.net.Get(key)
		if err != nil || slices.Contains([]string{"x", "y", "z", "area", "volume", "resistive_load_in", "resistive_load_out"}, key) {
			continue
		}
		for i := range values {
			values[i] *= 0.9 + 0.2*d.values.Float64()
		}
		values = slices.DeleteFunc(values, math.IsNaN)
		try(d.net.Set(key, values...))
	}
	must(d.t, d.net.Set("axial_resistivity", 300))
	var recorded []string
	for _, m := range d.net.Mechanisms() {
		for _, c := range m.Currents() {
			recorded = append(recorded, c.Key)
		}
	}
	recorded = append(recorded, keys...)
	must(d.t, d.row().Record("v"), d.net.Cell(0).Branch(0).Comp(0).Record("v"))
	for range d.int("recordings", 0, 4) {
		try(d.view().Record(recorded[d.int("recorded", 0, len(recorded)-1)]))
	}
	for range d.int("stimuli", 0, 3) {
		must(d.t, d.row().Stimulate(golgi.SineCurrent(0, float64(steps)*dt, d.float("frequency", 10, 400), d.float("amplitude", 0, 0.1), dt, float64(d.int("samples", 1, steps+5))*dt, d.float("offset", -0.02, 0.05))))
	}
	for range d.int("clamps", 0, 2) {
		key := keys[d.int("clamped", 0, len(keys)-1)]
		row := d.row()
		if at, err := row.Get(key); err == nil && len(at) > 0 {
			x := at[0]
			waveform := make([]float64, steps)
			for k := range waveform {
				waveform[k] = x * (1 + 0.1*math.Sin(float64(k)))
			}
			try(row.Clamp(key, waveform))
		}
	}
	trainable := append([]string{"radius_scale"}, keys...)
	for range d.int("trainables", 1, 12) {
		key := trainable[d.int("trained", 0, len(trainable)-1)]
		view := d.view()
		if d.chance("shared", 3) {
			group := make([]int, view.Len())
			for i := range group {
				group[i] = d.int("group", 0, 3)
			}
			try(view.MakeTrainableShared(key, group))
			continue
		}
		if key == "radius_scale" {
			try(view.MakeTrainable(key, 0.7+0.6*d.values.Float64()))
			continue
		}
		try(view.MakeTrainable(key))
	}
}

// forward compares the derivative along a random direction with the gradient.
func (d draws) forward(o grad.Options) {
	var direction []golgi.Parameter
	for _, p := range d.net.GetParameters() {
		values := make([]float64, len(p.Values))
		for i, x := range p.Values {
			values[i] = (2*d.values.Float64() - 1) * math.Max(math.Abs(x), 1e-3)
		}
		direction = append(direction, golgi.Parameter{Key: p.Key, Values: values})
	}
	if direction == nil {
		return
	}
	o.With = 0
	g, err := grad.ValueAndGrad(d.t.Context(), d.net, nil, uneven, o)
	require.NoError(d, err)
	result, tangents, err := grad.Forward(d.t.Context(), d.net, nil, [][]golgi.Parameter{direction}, o)
	require.NoError(d, err)
	derivative := make([][]float64, len(result.Recordings))
	for i, trace := range result.Recordings {
		derivative[i] = make([]float64, len(trace))
	}
	_, err = uneven(result, derivative)
	require.NoError(d, err)
	there, back, size, rounding := 0.0, 0.0, 0.0, 0.0
	for i, trace := range tangents[0] {
		for k, x := range trace {
			there += x * derivative[i][k]
			size += math.Abs(x * derivative[i][k])
			rounding += 1e-13 * math.Abs(result.Recordings[i][k]*derivative[i][k])
		}
	}
	for i, p := range g.Parameters {
		for k, x := range p.Values {
			back += x * direction[i].Values[k]
			size += math.Abs(x * direction[i].Values[k])
		}
	}
	require.InDelta(d, there, back, 1e-9*size+rounding)
}

// TestGradientOfRandomModels: whatever goes together. 1e-7, not 1e-9, since some of these models are close to a spike.
func TestGradientOfRandomModels(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := draws{T: r, t: t, values: rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "values"), 5))}
		solver := []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson, golgi.ForwardEuler, golgi.ExponentialEuler}[d.int("solver", 0, 3)]
		dt, steps := 0.025, d.int("steps", 1, 30)
		if solver == golgi.ForwardEuler {
			dt = 0.001
		}
		d.net = d.network()
		d.build(dt, steps)
		o := audit.Options{Samples: 16, Tolerance: 1e-7, Seed: uint64(steps)}
		o.Grad.Run = golgi.Options{TMax: float64(steps) * dt, Dt: dt, Solver: solver, Stagger: solver == golgi.CrankNicolson && d.chance("stagger", 2), InitStates: d.chance("initialise", 2), Every: d.int("every", 1, 3)}
		if d.chance("goes on", 4) && steps > 2 {
			first := o.Grad.Run
			first.TMax, first.ReturnStates = dt*float64(steps/2), true
			result, err := d.net.Integrate(t.Context(), first)
			if err != nil {
				return
			}
			o.Grad.Run.InitialStates, o.Grad.Run.TMax = result.States, dt*float64(steps-steps/2)
		}
		if _, err := d.net.Integrate(t.Context(), o.Grad.Run); err != nil {
			return // nothing that can be run
		}
		o.Grad.With = []grad.With{0, grad.Stimuli | grad.Clamps, grad.InitialStates}[d.int("with", 0, 2)]
		if d.net.NumTrainable() == 0 {
			o.Grad.With = grad.InitialStates
		}
		if d.chance("levels", 3) {
			k := int(math.Ceil(math.Sqrt(float64(steps))))
			o.Grad.Checkpoints = grad.Levels(k, k)
		}
		table, err := audit.Run(t.Context(), d.net, nil, uneven, o)
		if err != nil {
			r.Fatalf("%v", err)
		}
		if err := table.Err(); err != nil {
			r.Fatalf("%v\n%s\n%s", err, table, d.net)
		}
		d.forward(o.Grad)
	})
}
