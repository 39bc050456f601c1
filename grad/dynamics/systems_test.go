package dynamics_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"golgi"
	"golgi/grad/dynamics"
	"golgi/plan"
)

// average is a system that keeps a sliding mean of the voltage in a state of its own, and
// takes the sodium conductance down by a percent a step.
// It keeps what it was bound to, so that it serves one state at a time.
type average struct {
	steps int
	mean  []float64
	busy  atomic.Bool
}

func (*average) Name() string { return "average" }

func (*average) Columns() []plan.OwnColumn {
	return []plan.OwnColumn{{Name: "mean", Unit: "mV", Role: plan.RoleState, Default: -65}}
}

func (*average) Access() plan.Access {
	return plan.Access{Reads: []plan.Column{plan.Voltage}, Writes: []plan.Column{"mean", "HH_gNa"}, Scope: plan.Local}
}

func (a *average) Prepare(c *plan.Context, _ plan.Tile) error {
	a.mean = c.Write("mean")
	return nil
}

func (a *average) Step(c *plan.Context, _ plan.Tile) error {
	if !a.busy.CompareAndSwap(false, true) {
		return errors.New("two states at a time")
	}
	defer a.busy.Store(false)
	a.steps++
	time.Sleep(50 * time.Microsecond)
	g := c.Write("HH_gNa")
	for i, v := range c.Read(plan.Voltage) {
		a.mean[i] += 0.1 * (v - a.mean[i])
		g[i] *= 0.99
	}
	return nil
}

// derived is the same with its derivatives.
type derived struct{ average }

func (d *derived) Tangent(c *plan.Context, t plan.Tile) error {
	if err := d.Step(c, t); err != nil {
		return err
	}
	mean, g := c.Derivative("mean"), c.Derivative("HH_gNa")
	for i, dV := range c.Derivative(plan.Voltage) {
		mean[i] += 0.1 * (dV - mean[i])
		g[i] *= 0.99
	}
	return nil
}

func (*derived) Saves() []plan.Column { return []plan.Column{"mean", "HH_gNa"} }

func (*derived) Adjoint(c *plan.Context, _ plan.Tile) error {
	mean, g, v := c.Derivative("mean"), c.Derivative("HH_gNa"), c.Derivative(plan.Voltage)
	for i, bar := range mean {
		v[i] += 0.1 * bar
		mean[i] = 0.9 * bar
		g[i] *= 0.99
	}
	return nil
}

// TestOwnSystems: their states are in the flat vector, and a step is a function though they
// write a parameter.
func TestOwnSystems(t *testing.T) {
	cell := tree(t)
	system := &derived{}
	d := made(t, cell, golgi.Options{Systems: []golgi.AddedSystem{{System: system}}, Workers: 2})
	require.Equal(t, []dynamics.Part{{"HH_h", 12}, {"HH_m", 12}, {"HH_n", 12}, {"mean", 12}, {"v", 12}}, d.Order())
	x := d.InitFlat()
	require.Equal(t, -65.0, x[36])
	first, err := d.StepFlat(x, 0)
	require.NoError(t, err)
	require.Equal(t, -65+0.1*(first[48]+65), first[36])
	states, err := d.Step(d.Init(), 0) // takes the system to another state and back
	require.NoError(t, err)
	require.Equal(t, first[48:], states["v"])
	_, err = d.AddObservables(mustUnflatten(t, d, first), 1)
	require.NoError(t, err)
	again, err := d.StepFlat(x, 0)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, 3, system.steps)
	jacobian, err := d.Jacobian(context.Background(), x, 0)
	require.NoError(t, err)
	for i := range 12 {
		require.Equal(t, 0.9, jacobian.At(36+i, 36+i))
		require.InEpsilon(t, 0.1*jacobian.At(48+i, 48+i), jacobian.At(36+i, 48+i), 1e-14)
	}
	operator, err := d.Operator(x, 0)
	require.NoError(t, err)
	row := make([]float64, len(x))
	row[40] = 1
	require.NoError(t, operator.MulVecTrans(row, row))
	require.InDeltaSlice(t, jacobian.RawRowView(40), row, 1e-15)
	_, err = d.Fork()
	require.ErrorContains(t, err, "serve one run at a time")

	plain := made(t, cell, golgi.Options{Systems: []golgi.AddedSystem{{System: &average{}}}})
	_, _, err = plain.StepJVP(plain.InitFlat(), plain.InitFlat(), 0)
	require.ErrorContains(t, err, `system "average" has no tangent`)
	_, _, err = plain.StepVJP(plain.InitFlat(), plain.InitFlat(), 0)
	require.ErrorContains(t, err, `system "average" has no adjoint`)
}

// regulated is a system whose Start and Step give the channel a conductance made of a state of
// its own.
type regulated struct{}

func (regulated) Name() string { return "regulated" }

func (regulated) Columns() []plan.OwnColumn {
	return []plan.OwnColumn{{Name: "level", Unit: "1", Role: plan.RoleState, Default: 1}}
}

func (regulated) Access() plan.Access {
	return plan.Access{Reads: []plan.Column{plan.Voltage}, Writes: []plan.Column{"level", "HH_gNa"}, Scope: plan.Local}
}

func (regulated) Start(c *plan.Context, _ plan.Tile) error {
	level, g := c.Read("level"), c.Write("HH_gNa")
	for i := range g {
		g[i] = 0.12 * level[i]
	}
	return nil
}

func (r regulated) Step(c *plan.Context, t plan.Tile) error {
	level := c.Write("level")
	for i, v := range c.Read(plan.Voltage) {
		level[i] *= 1 + 0.01*(v+65)
	}
	return r.Start(c, t)
}

// differentiable is the same with derivatives.
type differentiable struct{ regulated }

func (differentiable) TangentStart(c *plan.Context, t plan.Tile) error {
	level, g := c.Derivative("level"), c.Derivative("HH_gNa")
	for i := range g {
		g[i] = 0.12 * level[i]
	}
	return regulated{}.Start(c, t)
}

func (d differentiable) Tangent(c *plan.Context, t plan.Tile) error {
	v, level, dV, dLevel := c.Read(plan.Voltage), c.Write("level"), c.Derivative(plan.Voltage), c.Derivative("level")
	for i := range level {
		dLevel[i] = dLevel[i]*(1+0.01*(v[i]+65)) + level[i]*0.01*dV[i]
		level[i] *= 1 + 0.01*(v[i]+65)
	}
	return d.TangentStart(c, t)
}

func (differentiable) Saves() []plan.Column { return []plan.Column{"level", "HH_gNa"} }

func (differentiable) AdjointStart(c *plan.Context, _ plan.Tile) error {
	level, g := c.Derivative("level"), c.Derivative("HH_gNa")
	for i := range g {
		level[i] += 0.12 * g[i]
		g[i] = 0
	}
	return nil
}

func (d differentiable) Adjoint(c *plan.Context, t plan.Tile) error {
	if err := d.AdjointStart(c, t); err != nil {
		return err
	}
	v, level, vBar, bar := c.Read(plan.Voltage), c.Read("level"), c.Derivative(plan.Voltage), c.Derivative("level")
	for i := range level {
		vBar[i] += level[i] * 0.01 * bar[i]
		bar[i] *= 1 + 0.01*(v[i]+65)
	}
	return nil
}

// TestSystemsWithStart: what a system sets at its start belongs to the step from a flat
// vector, and to its derivatives; steps are those of a run to the last bit.
func TestSystemsWithStart(t *testing.T) {
	cell := tree(t)
	o := golgi.Options{TMax: 0.5, Systems: []golgi.AddedSystem{{System: differentiable{}}}, ReturnStates: true, Parameters: cell.GetParameters()}
	d, err := dynamics.New(cell, o)
	require.NoError(t, err)
	result, err := cell.Integrate(context.Background(), o)
	require.NoError(t, err)
	want, err := d.FlatOf(result.States)
	require.NoError(t, err)
	require.Equal(t, want, walk(t, d, 20))
	states := d.Init()
	for n := range 20 {
		states, err = d.Step(states, n)
		require.NoError(t, err)
	}
	require.Equal(t, want[48:], states["v"])

	const n = 6
	x := walk(t, d, n)
	jacobian, err := d.Jacobian(context.Background(), x, n)
	require.NoError(t, err)
	operator, err := d.Operator(x, n)
	require.NoError(t, err)
	bar := make([]float64, len(x))
	bar[48] = 1
	require.NoError(t, operator.MulVecTrans(bar, bar))
	require.InDeltaSlice(t, jacobian.RawRowView(48), bar, 1e-12*norm(jacobian.RawRowView(48)))
	for j := range x {
		h := 1e-5 * (1 + x[j]*x[j])
		moved := append([]float64(nil), x...)
		moved[j] = x[j] + h
		up, err := d.StepFlat(moved, n)
		require.NoError(t, err)
		moved[j] = x[j] - h
		down, err := d.StepFlat(moved, n)
		require.NoError(t, err)
		column := make([]float64, len(x))
		for i := range column {
			column[i] = jacobian.At(i, j)
			require.InDelta(t, (up[i]-down[i])/(2*h), column[i], 1e-5*(0.1+norm(column)), "element %d %d", i, j)
		}
	}
	require.NotZero(t, jacobian.At(48, 36), "a voltage depends on the level before the step")

	plain := made(t, cell, golgi.Options{Systems: []golgi.AddedSystem{{System: struct {
		regulated
		still
	}{}}}})
	_, _, err = plain.StepJVP(plain.InitFlat(), plain.InitFlat(), 0)
	require.ErrorContains(t, err, `system "regulated" has a Start and no TangentStart, which the derivatives need`)
}

// starting is a system that has a Start and does nothing.
type starting struct{}

func (starting) Name() string                         { return "starting" }
func (starting) Access() plan.Access                  { return plan.Access{Scope: plan.Local} }
func (starting) Start(*plan.Context, plan.Tile) error { return nil }
func (starting) Step(*plan.Context, plan.Tile) error  { return nil }

// TestStartLeavesCurrents: the start of a system in each step does not compute anew a
// current that a pump reads of the step before.
func TestStartLeavesCurrents(t *testing.T) {
	cell := calcium(t)
	plain := made(t, cell, golgi.Options{})
	d := made(t, cell, golgi.Options{Systems: []golgi.AddedSystem{{System: starting{}}}})
	require.Equal(t, walk(t, plain, 12), walk(t, d, 12))
}

// still has derivatives of a step that are not looked at.
type still struct{}

func (still) Tangent(*plan.Context, plan.Tile) error { return nil }

func norm(a []float64) float64 { return floats.Norm(a, 2) }

func mustUnflatten(t *testing.T, d *dynamics.Dynamics, x []float64) map[string][]float64 {
	states, err := d.Unflatten(x)
	require.NoError(t, err)
	return states
}

// TestFork: forks step side by side, and what one does is not seen by another.
func TestFork(t *testing.T) {
	d := made(t, network(t), golgi.Options{})
	x := d.InitFlat()
	want := walk(t, d, 8)
	done := make(chan []float64)
	for range 3 {
		fork, err := d.Fork()
		require.NoError(t, err)
		go func() {
			y := x
			for n := range 8 {
				if y, err = fork.StepFlat(y, n); err != nil {
					break
				}
			}
			done <- y
		}()
	}
	for range 3 {
		require.Equal(t, want, <-done)
	}
}
