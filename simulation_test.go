package golgi_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
	"golgi/plan"
)

// twoCells is a small network in which eNa is a key of the first cell alone.
func twoCells(t testing.TB) *golgi.Network {
	cell, err := golgi.NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	net, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, net.Cell(0).Insert(library.Na()))
	require.NoError(t, net.Insert(library.Leak()))
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(0).Comp(0), net.Cell(1).Branch(0).Comp(0), library.IonotropicSynapse()))
	require.NoError(t, net.Cell(0).Branch(0).Comp(0).Stimulate([]float64{1, 2, 3, 4}))
	require.NoError(t, net.Record("v"))
	return net
}

func prepare(t testing.TB, v *golgi.View, o golgi.Options) *golgi.Simulation {
	s, err := v.Prepare(o)
	require.NoError(t, err)
	return s
}

// TestPrepareAndRunAreIntegrate: to the last bit, and forks again.
func TestPrepareAndRunAreIntegrate(t *testing.T) {
	cell := neuron(t)
	require.NoError(t, cell.MakeTrainable("radius_scale"))
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	parameters := cell.GetParameters()
	parameters[0].Values[0], parameters[1].Values[0] = 1.2, 0.1
	states := integrate(t, cell, golgi.Options{TMax: 1, ReturnStates: true}).States
	for _, o := range []golgi.Options{
		{TMax: 3},
		{TMax: 3, Solver: golgi.CrankNicolson, Stagger: true, Every: 7, ReturnStates: true},
		{TMax: 1, InitialStates: states, ReturnStates: true},
		{TMax: 1, Parameters: parameters, Overrides: []golgi.Override{cell.DataSet("HH_gK", 0.03), cell.Branch(0).DataStimulate([]float64{1, 2})}},
	} {
		want := integrate(t, cell, o)
		s := prepare(t, cell.View, o)
		first, err := s.Fork()
		require.NoError(t, err)
		second, err := first.Fork()
		require.NoError(t, err)
		require.NotSame(t, s.State(), first.State())
		for _, one := range []*golgi.Simulation{s, first, second} {
			require.Same(t, s.Plan(), one.Plan())
			got, err := one.Run(context.Background())
			require.NoError(t, err)
			require.Equal(t, want.Hash, got.Hash)
			require.Equal(t, want.Times, got.Times)
			require.Equal(t, want.Recordings, got.Recordings)
			require.Equal(t, want.Recorded, got.Recorded)
			require.Equal(t, want.States, got.States)
			require.Equal(t, want.Stats.Steps, got.Stats.Steps)
			require.Equal(t, want.Stats.Bytes, got.Stats.Bytes)
			require.Equal(t, got.Recordings, one.Result().Recordings)
			_, err = one.Run(context.Background())
			require.ErrorContains(t, err, "run a fork of it")
		}
	}
}

// TestSimulationKeepsItsValues: what is set in the model after Prepare does not
// reach it, nor its forks, and it does not change the model.
func TestSimulationKeepsItsValues(t *testing.T) {
	cell := neuron(t)
	want := integrate(t, cell, golgi.Options{TMax: 1})
	s := prepare(t, cell.View, golgi.Options{TMax: 1})
	require.NoError(t, cell.Set("HH_gNa", 0.01))
	require.NoError(t, cell.Set("radius", 3))
	require.NoError(t, cell.Set("v", -50))
	require.NoError(t, cell.Branch(0).SetNComp(3))
	fork, err := s.Fork()
	require.NoError(t, err)
	for _, one := range []*golgi.Simulation{s, fork} {
		got, err := one.Run(context.Background())
		require.NoError(t, err)
		require.Equal(t, want.Recordings, got.Recordings)
		require.Equal(t, want.Recorded, got.Recorded)
	}
}

func TestPreparedOptions(t *testing.T) {
	net := twoCells(t)
	s := prepare(t, net.View, golgi.Options{})
	o := s.Options()
	require.Equal(t, golgi.DefaultDt, o.Dt)
	require.Equal(t, 1, o.Every)
	require.Equal(t, runtime.GOMAXPROCS(0), o.Workers)
	require.Equal(t, 4, s.RunOptions().Steps)
	require.Equal(t, []float64{0}, s.Result().Times, "before the run there is the initial sample")
	a, err := s.Schedule()
	require.NoError(t, err)
	b, err := s.Schedule()
	require.NoError(t, err)
	require.NotSame(t, a, b)
	require.Equal(t, a.Names(), b.Names())

	_, err = net.Cell(0).Prepare(golgi.Options{TMax: 1})
	require.ErrorContains(t, err, "prepare: a run is of the whole model, and view cell(0) is a part of it")
	_, err = net.Cell(7).Prepare(golgi.Options{TMax: 1})
	require.ErrorContains(t, err, "prepare: cell(7)")
	_, err = net.Prepare(golgi.Options{TMax: 1, Engine: "steam"})
	require.ErrorContains(t, err, `prepare: no engine "steam"`)
	_, err = net.Prepare(golgi.Options{TMax: 1, Parameters: []golgi.Parameter{{Key: "v"}}})
	require.ErrorContains(t, err, "prepare: 1 parameters for 0 trainables")
	require.NoError(t, net.DeleteRecordings())
	_, err = net.Prepare(golgi.Options{})
	require.NoError(t, err, "steps may be taken without recording")
	_, err = net.Integrate(context.Background(), golgi.Options{})
	require.EqualError(t, err, "integrate: nothing is recorded; say what with Record, or set ReturnStates")
}

// ones are derivatives of 1 for every row of every column that may have any, and
// for the waveforms k, number by number, the derivative k+1 in each of 4 steps.
func ones(t testing.TB, s *golgi.Simulation, columns ...plan.Column) *plan.Sensitivity {
	c, err := s.Plan().NewSensitivity(columns...)
	require.NoError(t, err)
	for _, info := range s.Plan().Columns() {
		if c.Active(info.Name) {
			values := make([]float64, info.Rows)
			for i := range values {
				values[i] = 1
			}
			require.NoError(t, c.Set(info.Name, values))
		}
	}
	for _, lists := range [][][]float64{c.Waveforms, c.ClampWaveforms} {
		for k := range lists {
			x := float64(k + 1)
			lists[k] = []float64{x, x, x, x}
		}
	}
	return c
}

func pullback(t testing.TB, s *golgi.Simulation, c *plan.Sensitivity) *golgi.Pullback {
	p, err := s.Pullback(c)
	require.NoError(t, err)
	return p
}

func TestPullbackOfWaveforms(t *testing.T) {
	net := twoCells(t)
	four := []float64{0.1, 0.2, 0.3, 0.4}
	s := prepare(t, net.View, golgi.Options{TMax: 0.1, Overrides: []golgi.Override{
		net.Cell(0).DataStimulate([]float64{1, 1, 1, 1, 1, 1}),  // one waveform for stimuli 1 to 4, longer than the run
		net.Cell(1).Branch(0).DataStimulate([]float64{1}, four), // stimuli 5 and 6, the first short
		net.Cell(0).DataClamp("v", four),                        // of four compartments the last two stay
		net.Cell(0).Branch(0).DataClamp("v", four, four),        // replaces the others
		net.DataClamp("Leak_gLeak", four),
		net.DataClamp("Leak_gLeak", four),
	}})
	c := ones(t, s)
	p := pullback(t, s, c)
	require.Equal(t, [][]float64{{14, 14, 14, 14, 0, 0}}, p.Overrides[0], "2 + 3 + 4 + 5")
	require.Equal(t, [][]float64{{6}, {7, 7, 7, 7}}, p.Overrides[1], "beyond its end a waveform does not act")
	require.Equal(t, [][]float64{{3, 3, 3, 3}}, p.Overrides[2], "clamps 0 and 1 of the plan")
	require.Equal(t, [][]float64{{3, 3, 3, 3}, {4, 4, 4, 4}}, p.Overrides[3])
	require.Equal(t, [][]float64{{0, 0, 0, 0}}, p.Overrides[4], "all replaced")
	require.Equal(t, [][]float64{{68, 68, 68, 68}}, p.Overrides[5], "5 to 12")

	clear(c.Waveforms)
	c.ClampWaveforms = nil
	p = pullback(t, s, c)
	require.Equal(t, [][]float64{nil}, p.Overrides[0])
	require.Equal(t, [][]float64{nil, nil}, p.Overrides[1])
	require.Equal(t, [][]float64{nil}, p.Overrides[2])
	require.Equal(t, [][]float64{nil}, p.Overrides[4])
}

func TestPullbackOfSharedKeys(t *testing.T) {
	net := twoCells(t)
	require.NoError(t, net.MakeTrainable("eNa"))
	require.NoError(t, net.Cell(0).Branch(0).Comp(0).MakeTrainable("eNa"))
	set := net.DataSet("eNa", 40)
	part := net.Cell(0).Branch(1).DataSet("eNa", 40)

	s := prepare(t, net.View, golgi.Options{Parameters: net.GetParameters()})
	require.Equal(t, []plan.Column{"eNa"}, s.ActiveColumns(false))
	p := pullback(t, s, ones(t, s, "eNa"))
	require.Equal(t, []float64{3}, p.Parameters[0].Values, "four compartments have it, one is taken by the second")
	require.Equal(t, []float64{1}, p.Parameters[1].Values)

	s = prepare(t, net.View, golgi.Options{Parameters: net.GetParameters(), Overrides: []golgi.Override{part}})
	p = pullback(t, s, ones(t, s, "eNa"))
	require.Equal(t, []float64{1}, p.Parameters[0].Values)
	require.Equal(t, [][][]float64{{{2}}}, p.Overrides)

	s = prepare(t, net.View, golgi.Options{Parameters: net.GetParameters(), Overrides: []golgi.Override{part, set}})
	p = pullback(t, s, ones(t, s, "eNa"))
	require.Equal(t, []float64{0}, p.Parameters[0].Values)
	require.Equal(t, [][][]float64{{{0}}, {{8}}}, p.Overrides, "one value for all is written in all rows of the column")
	require.Equal(t, pullback(t, s, ones(t, s)).Overrides, [][][]float64{{{0}}, {{0}}}, "a column that is not active counts as 0")
}

func TestActiveColumns(t *testing.T) {
	net := twoCells(t)
	require.NoError(t, net.MakeTrainable("v"))
	require.NoError(t, net.Cell(0).MakeTrainable("Na_gNa"))
	require.NoError(t, net.Cell(0).MakeTrainable("length"))
	o := golgi.Options{Parameters: net.GetParameters(), Overrides: []golgi.Override{
		net.DataSet("capacitance", 2), net.DataSet("x", 3), net.DataSet("IonotropicSynapse_s", 0.5), net.Cell(0).DataStimulate([]float64{1}),
	}}
	s := prepare(t, net.View, o)
	geometry := []plan.Column{plan.Length, plan.Area, plan.Volume, plan.LoadIn, plan.LoadOut}
	require.Equal(t, append(geometry, "Na_gNa"), s.ActiveColumns(false))
	require.Equal(t, append(geometry, plan.Capacitance, "Na_gNa"), s.ActiveColumns(true))
	o.Parameters = nil
	require.Equal(t, []plan.Column{plan.Capacitance}, prepare(t, net.View, o).ActiveColumns(true))
	require.Empty(t, prepare(t, net.View, o).ActiveColumns(false))
}

// TestPullbackWithoutParameters: the model's own values do not come from the
// trainables.
func TestPullbackWithoutParameters(t *testing.T) {
	net := twoCells(t)
	require.NoError(t, net.MakeTrainable("v"))
	s := prepare(t, net.View, golgi.Options{})
	require.Equal(t, net.GetParameters(), s.Trainables())
	p := pullback(t, s, ones(t, s))
	require.Nil(t, p.Parameters)
	require.Nil(t, p.Overrides)
	require.Equal(t, []float64{1, 1, 1, 1, 1, 1, 1, 1}, p.InitialStates["v"])
	require.Equal(t, []float64{1}, p.InitialStates["IonotropicSynapse_s"])
	require.Contains(t, p.InitialStates, "Na_m")
	require.NotContains(t, p.InitialStates, "i_Na")
	require.ErrorContains(t, s.Pushforward(net.GetParameters(), ones(t, s)), "prepared without values for its trainables")
}

func TestPushforwardErrors(t *testing.T) {
	net := twoCells(t)
	require.NoError(t, net.MakeTrainable("radius"))
	parameters := net.GetParameters()
	s := prepare(t, net.View, golgi.Options{Parameters: parameters})
	require.Equal(t, parameters, s.Trainables())
	parameters[0].Values[0] = 7
	require.NotEqual(t, parameters, s.Trainables(), "those of the run are its own")
	tangent := ones(t, s, plan.Area)
	require.ErrorContains(t, s.Pushforward(parameters, tangent), `column "radius", which is not active in the tangent`)
	require.NoError(t, s.Pushforward(nil, tangent))
	values, err := tangent.Values(plan.Area)
	require.NoError(t, err)
	require.Equal(t, make([]float64, 8), values)
	require.ErrorContains(t, s.Pushforward([]golgi.Parameter{{Key: "length", Values: []float64{1}}}, tangent), `"length" with 1 values, the trainable "radius" with 1`)
	require.ErrorContains(t, s.Pushforward([]golgi.Parameter{}, tangent), "a direction of 0 parameters for 1 trainables")

	cell, err := golgi.NewCellFromParents([]int{-1}, 3)
	require.NoError(t, err)
	other := prepare(t, cell.View, golgi.Options{TMax: 1})
	_, err = s.Pullback(ones(t, other))
	require.ErrorContains(t, err, "pullback: the derivatives are those of another plan")
}
