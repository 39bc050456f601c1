package golgi_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/topology/synth"
)

// given is what a run of a random model is given beside the trainables' values.
type given struct {
	kind, key string // "set", "stimulate" or "clamp", and of what
	view      *golgi.View
	lists     [][]float64 // of "set" one
}

func (g given) override() golgi.Override {
	switch g.kind {
	case "set":
		return g.view.DataSet(g.key, g.lists[0]...)
	case "stimulate":
		return g.view.DataStimulate(g.lists...)
	}
	return g.view.DataClamp(g.key, g.lists...)
}

// clone copies the values, which a test moves.
func (g given) clone() given {
	lists := make([][]float64, len(g.lists))
	for i, list := range g.lists {
		lists[i] = slices.Clone(list)
	}
	g.lists = lists
	return g
}

// randomModel is a network of traced and drawn cells, with mechanisms that were
// inserted out of order, shared keys, a pump, diffusion and two types of
// synapses in mixed order.
func randomModel(t require.TestingT, r *rand.Rand) *golgi.Network {
	var cells []*golgi.Cell
	for range 2 + r.IntN(2) {
		var cell *golgi.Cell
		var err error
		if r.IntN(2) == 0 {
			cell, err = golgi.NewCellFromMorphology(synth.RandomTree(r, 2+r.IntN(3)))
		} else {
			cell, err = golgi.NewCellFromParents([]int{-1, 0, 0, 1}[:1+r.IntN(4)], 1+r.IntN(3))
		}
		require.NoError(t, err)
		cells = append(cells, cell)
	}
	net, err := golgi.NewNetwork(cells...)
	require.NoError(t, err)
	last := net.Cell(len(cells) - 1)
	require.NoError(t, last.Insert(library.HH()))
	require.NoError(t, last.Insert(library.CaPump()))
	require.NoError(t, last.Branch(0).Insert(library.CaL()))
	require.NoError(t, net.Cell(0).Branch(0).Insert(library.HH())) // before the others in the model, after them in the table
	require.NoError(t, net.Cell(1).Insert(library.Na()))
	require.NoError(t, net.Cell(1).Insert(library.K()))
	require.NoError(t, net.Cell(1).Insert(library.HH()))
	require.NoError(t, net.Diffuse("CaCon_i"))
	for i := range 2 + r.IntN(4) {
		synapse := library.IonotropicSynapse()
		if i%2 == 1 {
			synapse = library.TanhConductanceSynapse()
		}
		require.NoError(t, golgi.Connect(net.Cell(i%len(cells)).Branch(0).Comp(0), net.Cell((i+1)%len(cells)).Branch(0).Comp(0), synapse))
	}
	require.NoError(t, net.Cell(0).AddToGroup("first"))
	require.NoError(t, net.Cell(1).Branch(0).Stimulate([]float64{0.1, 0.2}))
	require.NoError(t, net.Cell(1).Clamp("HH_h", []float64{0.1, 0.2, 0.3, 0.4}))
	require.NoError(t, net.Record("v"))
	for _, key := range net.Keys() { // rows differ
		values, err := net.Get(key)
		require.NoError(t, err)
		values = slices.DeleteFunc(values, math.IsNaN)
		for i := range values {
			if key != "x" && key != "y" && key != "z" {
				values[i] = math.Abs(values[i])*(0.5+r.Float64()) + 1e-6
			}
		}
		if key != "radius" && key != "length" || r.IntN(2) == 0 { // traced geometry survives now and then
			require.NoError(t, net.Set(key, values...))
		}
	}
	return net
}

// randomView narrows the view of a model.
func randomView(r *rand.Rand, net *golgi.Network) *golgi.View {
	cells, _, compartments := net.Shape()
	switch r.IntN(8) {
	case 0:
		return net.Cell(r.IntN(cells))
	case 1:
		return net.Cell("all")
	case 2:
		return net.Cell("all").Branch(0)
	case 3:
		return net.Cell("all").Branch("all").Comp(0)
	case 4:
		return net.SelectRows(r.Perm(compartments)[:1+r.IntN(compartments)]...)
	case 5:
		return net.Group("first")
	case 6:
		return net.Mechanism("IonotropicSynapse").Edge("all")
	}
	return net.View
}

// oftenKeys are tried more often than others: geometry, as it depends on one
// another, and one key of each sort, as [TestPullback] insists on them.
var oftenKeys = []string{"radius", "length", "radius_scale", "area", "volume", "resistive_load_in", "v", "HH_gNa", "HH_m", "eNa", "CaCon_i", "axial_diffusion_CaCon_i", "IonotropicSynapse_gS"}

func randomKey(r *rand.Rand, net *golgi.Network) string {
	keys := oftenKeys
	if r.IntN(3) == 0 {
		keys = net.Keys()
	}
	return keys[r.IntN(len(keys))]
}

// randomTrainables makes trainables that overlap, the first of the whole model.
func randomTrainables(r *rand.Rand, net *golgi.Network) {
	_ = net.MakeTrainable(oftenKeys[r.IntN(len(oftenKeys))])
	for range 1 + r.IntN(8) {
		view, key := randomView(r, net), randomKey(r, net)
		values, err := view.Get(key)
		if err != nil || r.IntN(2) == 0 {
			_ = view.MakeTrainable(key) // what the view does not have is no trainable
			continue
		}
		group := make([]int, len(slices.DeleteFunc(values, math.IsNaN)))
		for i := range group {
			group[i] = r.IntN(3)
		}
		_ = view.MakeTrainableShared(key, group)
	}
}

// randomOverrides makes overrides of all three kinds for a run of 4 steps.
func randomOverrides(r *rand.Rand, net *golgi.Network) []given {
	draw := func(n int) []float64 {
		list := make([]float64, n)
		for i := range list {
			list[i] = 0.5 + r.Float64()
		}
		return list
	}
	var list []given
	for range r.IntN(6) {
		g := given{view: randomView(r, net), kind: []string{"set", "set", "stimulate", "clamp"}[r.IntN(4)]}
		n := []int{1, g.view.Len(), g.view.NumSynapses()}[r.IntN(3)]
		switch g.kind {
		case "set":
			g.key = randomKey(r, net)
			if values, err := g.view.Get(g.key); err == nil && n > 1 {
				n = len(slices.DeleteFunc(values, math.IsNaN))
			}
			g.lists = [][]float64{draw(n)}
		case "clamp":
			g.key = []string{"v", "v", "HH_m", "HH_gNa", "eNa", "IonotropicSynapse_s"}[r.IntN(6)]
			for range n {
				g.lists = append(g.lists, draw(4))
			}
		default:
			for range n {
				g.lists = append(g.lists, draw(1+r.IntN(6)))
			}
		}
		if len(g.lists) > 0 && g.override().Err() == nil {
			list = append(list, g)
		}
	}
	return list
}

// linear is a linear function of everything that a run starts from: weights by
// column, and for waveforms.
type linear struct {
	columns            map[plan.Column][]float64
	waveforms, clamped [][]float64
}

func randomLinear(r *rand.Rand, s *golgi.Simulation) *linear {
	l := &linear{columns: map[plan.Column][]float64{}}
	draw := func(n int) []float64 {
		list := make([]float64, n)
		for i := range list {
			list[i] = r.Float64()*2 - 1
		}
		return list
	}
	for _, info := range s.Plan().Columns() {
		if info.Role.Dynamic() || slices.Contains(s.ActiveColumns(true), info.Name) {
			l.columns[info.Name] = draw(info.Rows)
		}
	}
	for range s.Blueprint().Stimuli {
		l.waveforms = append(l.waveforms, draw(4))
	}
	for range s.Blueprint().Clamps {
		l.clamped = append(l.clamped, draw(4))
	}
	return l
}

func (l *linear) sensitivity(t require.TestingT, s *golgi.Simulation) *plan.Sensitivity {
	c, err := s.Plan().NewSensitivity(s.ActiveColumns(true)...)
	require.NoError(t, err)
	for name, weights := range l.columns {
		require.NoError(t, c.Set(name, weights))
	}
	c.Waveforms, c.ClampWaveforms = l.waveforms, l.clamped
	return c
}

// slope is the derivative of the function from one run to the other, a step h
// either side, and the sum of the absolute values of its terms.
func (l *linear) slope(t require.TestingT, up, down *golgi.Simulation, h float64) (sum, size float64) {
	add := func(w, a, b float64) {
		term := w * (a - b) / (2 * h)
		sum, size = sum+term, size+math.Abs(term)
	}
	for name, weights := range l.columns {
		a, err := up.State().Values(name)
		require.NoError(t, err)
		b, err := down.State().Values(name)
		require.NoError(t, err)
		for i, w := range weights {
			add(w, a[i], b[i])
		}
	}
	for i, weights := range l.waveforms {
		a, b := up.Blueprint().Stimuli[i].Waveform, down.Blueprint().Stimuli[i].Waveform
		for k := range min(len(a), len(weights)) {
			add(weights[k], a[k], b[k])
		}
	}
	for i, weights := range l.clamped {
		for k, w := range weights {
			add(w, up.Blueprint().Clamps[i].Waveform[k], down.Blueprint().Clamps[i].Waveform[k])
		}
	}
	return sum, size
}

func prepared(t require.TestingT, net *golgi.Network, parameters []golgi.Parameter, overrides []given, states *golgi.States) *golgi.Simulation {
	o := golgi.Options{TMax: 0.1, Parameters: parameters, InitialStates: states}
	for _, g := range overrides {
		o.Overrides = append(o.Overrides, g.override())
	}
	s, err := net.Prepare(o)
	require.NoError(t, err)
	return s
}

func cloned(parameters []golgi.Parameter) []golgi.Parameter {
	out := slices.Clone(parameters)
	for i := range out {
		out[i].Values = slices.Clone(out[i].Values)
	}
	return out
}

// TestPullback: for random models, trainables, overrides and linear functions
// of the columns, the pullback is the derivative that the columns themselves show in
// central differences, and the transpose of the pushforward.
//
// Tolerances: the columns are polynomials and quotients of the values, so that
// differences with a step of 1e-5 of the value are wrong by 1e-9 of the sum of
// the terms' sizes; the products differ by rounding alone.
func TestPullback(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		// One number decides all: drawn from rapid one by one, most models would be small.
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 6))
		net := randomModel(t, r)
		randomTrainables(r, net)
		overrides := randomOverrides(r, net)
		parameters := net.GetParameters()
		for i := range parameters {
			for k := range parameters[i].Values {
				parameters[i].Values[k] *= 0.8 + 0.4*r.Float64()
			}
		}
		var states *golgi.States
		if r.IntN(3) == 0 {
			states = startingStates(t, net)
		}
		s := prepared(t, net, parameters, overrides, states)
		require.Equal(t, len(parameters), len(s.Trainables()))
		l, found := randomLinear(r, s), map[string]bool{}
		back, err := s.Pullback(l.sensitivity(t, s))
		require.NoError(t, err)

		require.Len(t, back.Parameters, len(parameters))
		for i, p := range parameters {
			require.Equal(t, p.Key, back.Parameters[i].Key)
			require.Len(t, back.Parameters[i].Values, len(p.Values))
			for k, x := range p.Values {
				h := 1e-5 * max(math.Abs(x), 1e-3)
				up, down := cloned(parameters), cloned(parameters)
				up[i].Values[k] += h
				down[i].Values[k] -= h
				want, size := l.slope(t, prepared(t, net, up, overrides, states), prepared(t, net, down, overrides, states), h)
				require.InDelta(t, want, back.Parameters[i].Values[k], 1e-8*size, "%s %d", p.Key, k)
				if want == 0 { // overwritten: exactly nothing
					require.Zero(t, back.Parameters[i].Values[k])
				} else {
					found[p.Key] = true
				}
			}
		}
		require.Len(t, back.Overrides, len(overrides))
		for i, g := range overrides {
			require.Len(t, back.Overrides[i], len(g.lists))
			for list := range g.lists {
				require.Len(t, back.Overrides[i][list], len(g.lists[list]))
				for k, x := range g.lists[list] {
					h := 1e-5 * x
					up, down := slices.Clone(overrides), slices.Clone(overrides)
					up[i], down[i] = g.clone(), g.clone()
					up[i].lists[list][k] += h
					down[i].lists[list][k] -= h
					want, size := l.slope(t, prepared(t, net, parameters, up, states), prepared(t, net, parameters, down, states), h)
					require.InDelta(t, want, back.Overrides[i][list][k], 1e-8*size, "%s %s %d %d", g.kind, g.key, list, k)
					if want != 0 {
						found[g.kind+" "+g.key] = true
					}
				}
			}
		}
		for name, weights := range l.columns {
			if info, err := s.Plan().Column(name); err == nil && info.Role.Dynamic() {
				require.Equal(t, weights, back.InitialStates[string(name)])
			}
		}

		direction, product, size := cloned(parameters), 0.0, 0.0
		for i, p := range direction {
			for k := range p.Values {
				p.Values[k] *= 2*r.Float64() - 1
				term := p.Values[k] * back.Parameters[i].Values[k]
				product, size = product+term, size+math.Abs(term)
			}
		}
		tangent, err := s.Plan().NewSensitivity(s.ActiveColumns(true)...)
		require.NoError(t, err)
		for name, weights := range l.columns { // all of them are set anew
			require.NoError(t, tangent.Set(name, weights))
		}
		require.NoError(t, s.Pushforward(direction, tangent))
		other := 0.0
		for name, weights := range l.columns {
			values, err := tangent.Values(name)
			require.NoError(t, err)
			for i, w := range weights {
				other, size = other+w*values[i], size+math.Abs(w*values[i])
			}
		}
		require.InDelta(t, product, other, 1e-12*size)
		for key := range found {
			seen[key]++
		}
		if found["set radius"] || found["set length"] {
			seen["set a cylinder"]++
		}
	})
	if testing.Short() {
		return // too few draws for each sort to be met
	}
	for _, key := range append(oftenKeys, "set a cylinder", "stimulate ", "clamp v") {
		require.Positive(t, seen[key], "a derivative with respect to %s that is not zero, among %v", key, seen)
	}
}

// startingStates are those of a run of one step, taken back to time 0.
func startingStates(t require.TestingT, net *golgi.Network) *golgi.States {
	s, err := net.Prepare(golgi.Options{TMax: 0.025, ReturnStates: true})
	require.NoError(t, err)
	return s.Result().States.AtStart()
}
