package grad_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/plan"
)

// meanSquare is the mean of the squares of all samples.
func meanSquare(r *golgi.Result, d [][]float64) (float64, error) {
	n := 0
	for _, x := range r.Recordings {
		n += len(x)
	}
	sum := 0.0
	for i, samples := range r.Recordings {
		for k, x := range samples {
			sum += x * x / float64(n)
			d[i][k] = 2 * x / float64(n)
		}
	}
	return sum, nil
}

// value is the loss of a plain run.
func value(t *testing.T, m interface {
	Integrate(context.Context, golgi.Options) (*golgi.Result, error)
}, loss grad.Loss, o golgi.Options) float64 {
	t.Helper()
	r, err := m.Integrate(context.Background(), o)
	require.NoError(t, err)
	d := make([][]float64, len(r.Recordings))
	for i := range d {
		d[i] = make([]float64, len(r.Recordings[i]))
	}
	x, err := loss(r, d)
	require.NoError(t, err)
	return x
}

// spikingCell is three branches of three compartments that fire once or twice in 10 ms.
func spikingCell(t *testing.T) *golgi.Cell {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 3)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Record("v"))
	require.NoError(t, cell.Branch(0).Loc(0).Stimulate(golgi.StepCurrent(1, 2, 0.2, 0.025, 10, 0)))
	return cell
}

var tenMilliseconds = golgi.Options{TMax: 10}

// TestGradientOfACell: against central differences, whose own error is about 1e-7 of the value over the step; and bit by
// bit under other plans of checkpoints.
func TestGradientOfACell(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	require.NoError(t, cell.Branch(golgi.All).MakeTrainable("radius"))
	require.NoError(t, cell.Branch(1).MakeTrainable("v"))
	p := cell.GetParameters()
	g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, grad.Options{Run: tenMilliseconds})
	require.NoError(t, err)
	require.Equal(t, value(t, cell, meanSquare, tenMilliseconds), g.Value)
	require.Empty(t, g.Zeros)
	for i := range p {
		for k, x := range p[i].Values {
			moved := func(by float64) float64 {
				q := cell.GetParameters()
				q[i].Values[k] += by
				return value(t, cell, meanSquare, golgi.Options{TMax: 10, Parameters: q})
			}
			h := 1e-5 * math.Abs(x)
			require.InEpsilon(t, (moved(h)-moved(-h))/(2*h), g.Parameters[i].Values[k], 1e-6, "%s %d", p[i].Key, k)
		}
	}
	for _, checkpoints := range []grad.Checkpoints{grad.Levels(400), grad.Levels(20, 20), grad.Levels(8, 8, 8), grad.Budget(80000), grad.Budget(30000)} {
		again, err := grad.ValueAndGrad(t.Context(), cell, p, meanSquare, grad.Options{Run: tenMilliseconds, Checkpoints: checkpoints})
		require.NoError(t, err)
		require.Equal(t, g.Value, again.Value)
		require.Equal(t, g.Parameters, again.Parameters, again.Cost.String())
		require.Equal(t, g.Result.Hash, again.Result.Hash)
	}
}

// TestForwardAgreesWithBackward: the tangents of the samples times the loss's derivatives are the gradient along the
// direction.
func TestForwardAgreesWithBackward(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	require.NoError(t, cell.Branch(golgi.All).MakeTrainable("length"))
	o := grad.Options{Run: golgi.Options{TMax: 10, Every: 3}}
	g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
	require.NoError(t, err)
	var directions [][]golgi.Parameter
	for i := range 4 {
		direction := []golgi.Parameter{{Key: "HH_gNa", Values: []float64{0}}, {Key: "length", Values: []float64{0, 0, 0}}}
		if i == 0 {
			direction[0].Values[0] = 1
		} else {
			direction[1].Values[i-1] = 1
		}
		directions = append(directions, direction)
	}
	result, tangents, err := grad.Forward(t.Context(), cell, nil, directions, o)
	require.NoError(t, err)
	require.Equal(t, g.Result.Recordings, result.Recordings)
	backward := append(append([]float64{}, g.Parameters[0].Values...), g.Parameters[1].Values...)
	for i := range directions {
		sum, n := 0.0, 0
		for r, samples := range result.Recordings {
			for k, x := range samples {
				sum += 2 * x * tangents[i][r][k]
				n++
			}
		}
		require.InEpsilon(t, backward[i], sum/float64(n), 1e-10) // roundings of 134 steps in two orders
	}
}

// TestWithRespectToTheRest: derivatives of injected samples, initial states and overrides against central differences.
func TestWithRespectToTheRest(t *testing.T) {
	cell := spikingCell(t)
	at := cell.Branch(2).Comp(1)
	current := golgi.StepCurrent(2, 3, 0.05, 0.025, 10, 0)
	overrides := func(gK, extra float64) []golgi.Override {
		own := append([]float64{}, current...)
		own[100] += extra
		return []golgi.Override{cell.Branch(1).DataSet("HH_gK", gK), at.DataStimulate(own)}
	}
	o := grad.Options{Run: tenMilliseconds, With: grad.Stimuli | grad.Overrides | grad.InitialStates}
	o.Run.Overrides = overrides(0.03, 0)
	g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
	require.NoError(t, err)
	run := func(gK, extra float64) float64 {
		return value(t, cell, meanSquare, golgi.Options{TMax: 10, Overrides: overrides(gK, extra)})
	}
	require.InEpsilon(t, (run(0.03+1e-7, 0)-run(0.03-1e-7, 0))/2e-7, g.Overrides[0][0][0], 1e-6)
	require.InEpsilon(t, (run(0.03, 1e-5)-run(0.03, -1e-5))/2e-5, g.Overrides[1][0][100], 1e-5)
	require.Equal(t, g.Overrides[1][0][100], g.Stimuli[1][100])
	require.Len(t, g.InitialStates["HH_m"], 9)
	initial := func(by float64) float64 {
		return value(t, cell, meanSquare, golgi.Options{TMax: 10, Overrides: append(overrides(0.03, 0), cell.Branch(0).Comp(1).DataSet("HH_h", 0.2+by))})
	}
	o.Run.Overrides = append(overrides(0.03, 0), cell.Branch(0).Comp(1).DataSet("HH_h", 0.2))
	g, err = grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
	require.NoError(t, err)
	require.InEpsilon(t, (initial(1e-5)-initial(-1e-5))/2e-5, g.Overrides[2][0][0], 1e-6)
	require.Equal(t, g.Overrides[2][0][0], g.InitialStates["HH_h"][1])
}

// TestCases: the sum over cases is that of single gradients, whatever the workers.
func TestCases(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	at := cell.Branch(1).Comp(0)
	var cases []grad.Case
	for _, amplitude := range []float64{0.02, -0.1, 0.3} {
		cases = append(cases, grad.Case{
			Overrides: []golgi.Override{at.DataStimulate(golgi.StepCurrent(2, 3, amplitude, 0.025, 10, 0))},
			Loss:      meanSquare, Weight: amplitude + 1,
		})
	}
	sum, each, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, grad.Options{Run: golgi.Options{TMax: 10, Workers: 1}})
	require.NoError(t, err)
	want := 0.0
	for i, c := range cases {
		o := grad.Options{Run: tenMilliseconds}
		o.Run.Overrides = c.Overrides
		g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
		require.NoError(t, err)
		require.Equal(t, g.Parameters, each[i].Parameters)
		want += float64(c.Weight * g.Parameters[0].Values[0])
	}
	require.Equal(t, want, sum.Parameters[0].Values[0])
	last, lastTotal := 0, 0
	side, _, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, grad.Options{Run: golgi.Options{TMax: 10, Workers: 2, Progress: func(done, steps int) {
		last, lastTotal = done, steps
	}}})
	require.NoError(t, err)
	require.Equal(t, sum.Parameters, side.Parameters)
	require.Equal(t, sum.Value, side.Value)
	require.Equal(t, 3*800, last)
	require.Equal(t, last, lastTotal)
}

// TestFinalLoss: of the state at the end, which is flat and in alphabetical order.
func TestFinalLoss(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	final := func(x, d []float64) (float64, error) { // 9 each of HH_h, HH_m, HH_n, v
		d[27], d[0] = 2*x[27], 3
		return x[27]*x[27] + 3*x[0], nil
	}
	g, err := grad.ValueAndGrad(t.Context(), cell, nil, nil, grad.Options{Run: tenMilliseconds, Final: final})
	require.NoError(t, err)
	run := func(gNa float64) float64 {
		r, err := cell.Integrate(t.Context(), golgi.Options{TMax: 10, ReturnStates: true, Parameters: []golgi.Parameter{{Key: "HH_gNa", Values: []float64{gNa}}}})
		require.NoError(t, err)
		v, err := r.States.Get("v")
		require.NoError(t, err)
		h, err := r.States.Get("HH_h")
		require.NoError(t, err)
		return v[0]*v[0] + 3*h[0]
	}
	require.Equal(t, run(0.12), g.Value)
	require.InEpsilon(t, (run(0.12+1e-6)-run(0.12-1e-6))/2e-6, g.Parameters[0].Values[0], 1e-6)
}

// TestTruncation: with windows of half the run, derivatives of the second half with respect to the first state are cut: the
// gradient with respect to initial states is that of the first window alone.
func TestTruncation(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	firstHalf := func(r *golgi.Result, d [][]float64) (float64, error) {
		for i := range r.Recordings {
			for k := range r.Recordings[i] {
				if k <= 200 {
					d[i][k] = 1
				}
			}
		}
		return 0, nil
	}
	all := func(r *golgi.Result, d [][]float64) (float64, error) {
		for i := range d {
			for k := range d[i] {
				d[i][k] = 1
			}
		}
		return 0, nil
	}
	o := grad.Options{Run: tenMilliseconds, With: grad.InitialStates}
	half, err := grad.ValueAndGrad(t.Context(), cell, nil, firstHalf, o)
	require.NoError(t, err)
	whole, err := grad.ValueAndGrad(t.Context(), cell, nil, all, o)
	require.NoError(t, err)
	o.TruncateEvery = 5
	cut, err := grad.ValueAndGrad(t.Context(), cell, nil, all, o)
	require.NoError(t, err)
	require.Equal(t, half.InitialStates, cut.InitialStates)
	require.NotEqual(t, whole.InitialStates, cut.InitialStates)
	o.Checkpoints = grad.Levels(8, 8, 8)
	again, err := grad.ValueAndGrad(t.Context(), cell, nil, all, o)
	require.NoError(t, err)
	require.Equal(t, cut.Parameters, again.Parameters)
	o.TruncateEvery = 10
	same, err := grad.ValueAndGrad(t.Context(), cell, nil, all, o)
	require.NoError(t, err)
	require.Equal(t, whole.Parameters, same.Parameters)
	o.TruncateEvery = 0.001
	_, err = grad.ValueAndGrad(t.Context(), cell, nil, all, o)
	require.ErrorContains(t, err, "truncate every 0.001 ms: a window must be at least one step")
}

// TestZeros: what the loss does not depend on is named.
func TestZeros(t *testing.T) {
	net, err := golgi.NewNetworkOf(spikingCell(t), 2) // not connected
	require.NoError(t, err)
	require.NoError(t, net.Cell(0).Branch(0).Comp(0).Record("v"))
	require.NoError(t, net.Cell(1).MakeTrainable("HH_gNa"))
	require.NoError(t, net.Cell(golgi.All).MakeTrainable("HH_gK"))
	g, err := grad.ValueAndGrad(t.Context(), net, nil, meanSquare, grad.Options{Run: tenMilliseconds})
	require.NoError(t, err)
	require.Len(t, g.Zeros, 2)
	require.Equal(t, "HH_gNa of cell(1)", g.Zeros[0].String())
	require.Equal(t, 1, g.Zeros[1].Index)
	require.Contains(t, g.Zeros[1].String(), "HH_gK")
}

func TestErrors(t *testing.T) {
	ctx := t.Context()
	cell := spikingCell(t)
	o := grad.Options{Run: tenMilliseconds}
	_, err := grad.ValueAndGrad(ctx, cell, nil, meanSquare, o)
	require.ErrorContains(t, err, "gradient: the model has no trainables; make some with MakeTrainable")
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	_, err = grad.ValueAndGrad(ctx, cell, nil, nil, o)
	require.ErrorContains(t, err, "no loss is given")
	_, err = grad.ValueAndGrad(ctx, cell, nil, meanSquare, grad.Options{Run: tenMilliseconds, Checkpoints: grad.Budget(500)})
	require.ErrorContains(t, err, "a budget of 500 bytes is too small; the least that would do is ")
	_, err = grad.ValueAndGrad(ctx, cell, nil, meanSquare, grad.Options{Run: tenMilliseconds, Checkpoints: grad.Levels(10, 10)})
	require.Error(t, err)
	_, err = grad.ValueAndGrad(ctx, cell, nil, func(_ *golgi.Result, d [][]float64) (float64, error) {
		d[2][7] = math.NaN()
		return 1, nil
	}, o)
	require.ErrorContains(t, err, "its derivative with respect to sample 7 of recording 2 (at 0.175 ms) is NaN")
	_, err = grad.ValueAndGrad(ctx, cell, nil, func(*golgi.Result, [][]float64) (float64, error) { return math.Inf(1), nil }, o)
	require.ErrorContains(t, err, "loss: its value is +Inf")
	_, err = grad.ValueAndGrad(ctx, cell.Branch(0), cell.GetParameters(), meanSquare, o)
	require.ErrorContains(t, err, "a run is of the whole model")
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = grad.ValueAndGrad(cancelled, cell, nil, meanSquare, o)
	require.ErrorIs(t, err, context.Canceled)
	midway, stop := context.WithCancel(ctx)
	back := o
	back.Checkpoints = grad.Levels(20, 20)
	steps := 0
	back.Run.Progress = func(done, total int) {
		if steps = done; done > total*3/4 { // on the way back
			stop()
		}
	}
	_, err = grad.ValueAndGrad(midway, cell, nil, meanSquare, back)
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, steps, 1000, "of 780 forward and 400 back")
	o.Run.Systems = []golgi.AddedSystem{{System: plainSystem{}}}
	_, err = grad.ValueAndGrad(ctx, cell, nil, meanSquare, o)
	require.ErrorContains(t, err, `system "plain" has no adjoint`)
}

type plainSystem struct{}

func (plainSystem) Name() string                        { return "plain" }
func (plainSystem) Access() plan.Access                 { return plan.Access{Scope: plan.Local} }
func (plainSystem) Step(*plan.Context, plan.Tile) error { return nil }

// TestNotFiniteOnTheWayBack: roots have no derivative at 0, where their value is fine.
func TestNotFiniteOnTheWayBack(t *testing.T) {
	m, err := mech.Parse("root.mech", []byte(`
channel Root
param g = 1e-4 (S/cm2)
param share = 0 ()
current i_Root = g*sqrt(share)*(v + 70) (mA/cm2)
`))
	require.NoError(t, err)
	cell := spikingCell(t)
	require.NoError(t, cell.Branch(1).Comp(2).Insert(m))
	require.NoError(t, cell.MakeTrainable("Root_share"))
	_, err = grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, grad.Options{Run: tenMilliseconds})
	require.ErrorContains(t, err, `in the adjoint of system "currents", in the step from 9.975 ms: the derivative with respect to Root_share at branch(1).comp(2) is`)
}
