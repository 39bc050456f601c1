package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/plan"
)

// through gives a system adjoints and tangents that do nothing.
type through struct{ system }

func (through) Saves() []plan.Column                         { return nil }
func (through) Adjoint(*plan.Context, plan.Tile) error       { return nil }
func (s through) Tangent(c *plan.Context, t plan.Tile) error { return s.step(c, t) }

// starting is such a system with a Start and nothing that goes through it.
type starting struct{ through }

func (starting) Start(*plan.Context, plan.Tile) error { return nil }

// TestNoDerivatives: what has none says so, and what to do.
func TestNoDerivatives(t *testing.T) {
	p, s := freeze(t, blueprint(t, 1, tree(t, []int{-1}, 3)))
	cotangent, err := p.NewSensitivity()
	require.NoError(t, err)
	delayed := through{pull(2).(system)}
	_, err = plan.NewSweep(s, schedule(t, delayed), plan.RunOptions{Steps: 1, Dt: 1}, cotangent)
	require.ErrorContains(t, err, `system "pull" reads voltages of 2 steps before`)
	st, err := plan.NewStepper(s, schedule(t, delayed), plan.RunOptions{Dt: 1})
	require.NoError(t, err)
	require.ErrorContains(t, st.StepJVP(cotangent), `system "pull" reads voltages 2 steps back`)

	st, err = plan.NewStepper(s, schedule(t, starting{through{decay().(system)}}), plan.RunOptions{Dt: 1})
	require.NoError(t, err)
	require.ErrorContains(t, st.StartJVP(cotangent), "give it the method TangentStart")
	require.ErrorContains(t, st.StartVJP(cotangent), "give it the method AdjointStart")
}

// TestExchangeOfAnotherLatency: what was published is kept as far back as systems declare, so that another step would
// be another sample's.
func TestExchangeOfAnotherLatency(t *testing.T) {
	_, s := freeze(t, blueprint(t, 1, tree(t, []int{-1}, 3)))
	wrong := system{"wrong", plan.Access{Writes: []plan.Column{plan.Voltage}, Scope: plan.Crossing, Latency: 1},
		func(c *plan.Context, _ plan.Tile) error { c.Exchange(2); return nil }}
	err := plan.Run(t.Context(), s, schedule(t, wrong), plan.RunOptions{Steps: 1, Dt: 1})
	require.ErrorContains(t, err, "it reads the exchange column 2 steps back")
}
