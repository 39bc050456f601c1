package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/plan"
)

// meanOf is the mean of the first recording, by which its derivative is multiplied.
func meanOf(wrong float64) grad.Loss {
	return func(r *golgi.Result, derivative [][]float64) (float64, error) {
		sum := 0.0
		n := float64(len(r.Recordings[0]))
		for k, x := range r.Recordings[0] {
			sum += x
			derivative[0][k] = wrong / n
		}
		return sum / n, nil
	}
}

// spiking is two HH cells of two compartments, joined.
func spiking(t testing.TB) *golgi.Network {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1, 0}, 1)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Set("v", -65))
	net, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	for _, err := range []error{
		net.Cell(0).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.2, 1, 0.05, 0.025, 3, 0)),
		golgi.Connect(net.Cell(0).Branch(1).Comp(0), net.Cell(1).Branch(0).Comp(0), library.IonotropicSynapse()),
		golgi.Connect(net.Cell(1).Branch(1).Comp(0), net.Cell(0).Branch(0).Comp(0), library.IonotropicSynapse()),
		net.Cell(1).Branch(1).Comp(0).Record("v"),
		net.Cell(golgi.All).MakeTrainable("HH_gNa"),
		net.Cell(1).Branch(golgi.All).MakeTrainable("radius"),
		net.Mechanism("IonotropicSynapse").Edge(golgi.All).MakeTrainable("IonotropicSynapse_gS", 1e-3),
	} {
		require.NoError(t, err)
	}
	return net
}

func threeMilliseconds() grad.Options { return grad.Options{Run: golgi.Options{TMax: 3}} }

func TestRun(t *testing.T) {
	table, err := audit.Run(t.Context(), spiking(t), nil, meanOf(1), audit.Options{Grad: threeMilliseconds(), Method: audit.Both})
	require.NoError(t, err)
	require.NoError(t, table.Err(), "%s", table)
	require.Len(t, table.Rows, 6)
	require.Less(t, table.Deviation, 1e-10)
	for _, r := range table.Rows {
		require.InDelta(t, r.Gradient, r.Oracle, 1e-9*math.Abs(r.Gradient))
		require.InDelta(t, r.Oracle, r.Central, 1e-6*math.Abs(r.Gradient)+10*r.CentralError)
		require.Less(t, r.CentralError, 1e-5*math.Abs(r.Gradient), "an estimate of the error is of use")
	}
	var places []string
	for _, r := range table.Rows {
		places = append(places, fmt.Sprintf("%s[%d] %s", r.Key, r.Index, r.Place))
	}
	require.Equal(t, []string{
		"HH_gNa[0] cell(0).branch(0).comp(0) and 1 more", "HH_gNa[1] cell(1).branch(0).comp(0) and 1 more",
		"radius[0] cell(1).branch(0).comp(0)", "radius[1] cell(1).branch(1).comp(0)",
		"IonotropicSynapse_gS[0] IonotropicSynapse.edge(0)", "IonotropicSynapse_gS[1] IonotropicSynapse.edge(1)",
	}, places)
	text := table.String()
	for _, want := range []string{"parameter", "gradient", "complex step", "central differences", "relative difference", "IonotropicSynapse.edge(1)", "6 of 6 values, loss "} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "WRONG")
	lines := strings.Split(text, "\n")
	for _, line := range lines[1:7] {
		at := strings.Index(lines[0], "gradient")
		require.Equal(t, byte(' '), line[at-1], "columns are aligned: %q", line)
		require.NotEqual(t, byte(' '), line[at], "columns are aligned: %q", line)
	}
}

// TestWrongGradient: a loss whose derivative is a tenth too large gives a gradient that is; complex steps use the loss's
// derivative too and cannot see it, central differences do.
func TestWrongGradient(t *testing.T) {
	o := audit.Options{Grad: threeMilliseconds(), Method: audit.Central, Samples: 3}
	table, err := audit.Run(t.Context(), spiking(t), nil, meanOf(1.1), o)
	require.NoError(t, err)
	require.ErrorContains(t, table.Err(), "audit: 3 of 3 derivatives are wrong, the worst that of ")
	require.ErrorContains(t, table.Err(), "central differences")
	require.Contains(t, table.String(), "WRONG")
	require.False(t, table.Worst().OK)
	require.InDelta(t, 0.1/1.1, table.Worst().Difference, 1e-3)

	var failed recorder
	require.Nil(t, audit.Check(&failed, spiking(t), []golgi.Parameter{{}}, meanOf(1), o))
	require.Contains(t, failed.text, "parameters for")
	failed.text = ""
	audit.Check(&failed, spiking(t), nil, meanOf(1.1), o)
	require.Contains(t, failed.text, "are wrong")
	require.Contains(t, failed.text, "WRONG")
	failed.text = ""
	o.Method = audit.Complex
	require.NotNil(t, audit.Check(&failed, spiking(t), nil, meanOf(1), o))
	require.Empty(t, failed.text)
}

// recorder stands for a test that goes on after a failure.
type recorder struct{ text string }

func (*recorder) Helper()                          {}
func (*recorder) Context() context.Context         { return context.Background() }
func (r *recorder) Fatalf(format string, a ...any) { r.text += fmt.Sprintf(format, a...) }

func TestChoice(t *testing.T) {
	run := func(o audit.Options) []string {
		o.Grad = threeMilliseconds()
		table, err := audit.Run(t.Context(), spiking(t), nil, meanOf(1), o)
		require.NoError(t, err)
		var names []string
		for _, r := range table.Rows {
			names = append(names, fmt.Sprint(r.Key, r.Index))
		}
		return names
	}
	require.Equal(t, []string{"HH_gNa0", "radius0", "IonotropicSynapse_gS0"}, run(audit.Options{Samples: 3}))
	four := run(audit.Options{Samples: 4, Seed: 1})
	require.Len(t, four, 4)
	require.Subset(t, four, []string{"HH_gNa0", "radius0", "IonotropicSynapse_gS0"})
	require.Equal(t, four, run(audit.Options{Samples: 4, Seed: 1}))
	others := map[string]bool{}
	for seed := range uint64(8) {
		for _, name := range run(audit.Options{Samples: 4, Seed: seed}) {
			others[name] = true
		}
	}
	require.Greater(t, len(others), 4, "another seed, another choice")
	require.Equal(t, []string{"radius0", "radius1"}, run(audit.Options{Keys: []string{"radius"}}))
	require.Len(t, run(audit.Options{Samples: -1}), 6)
}

// pull is a user's own system: it injects a current in proportion to the voltage. Its adjoint is right or wrong.
type pull struct{ gain, claimed float64 }

func (pull) Name() string { return "pull" }
func (pull) Access() plan.Access {
	return plan.Access{Reads: []plan.Column{plan.Voltage}, Writes: []plan.Column{plan.Injected}, Scope: plan.Local}
}

func (p pull) Step(c *plan.Context, _ plan.Tile) error {
	v, injected := c.Read(plan.Voltage), c.Write(plan.Injected)
	for i := range v {
		injected[i] = p.gain * v[i]
	}
	return nil
}

func (pull) Saves() []plan.Column { return nil }

func (p pull) Adjoint(c *plan.Context, _ plan.Tile) error {
	v, injected := c.Derivative(plan.Voltage), c.Derivative(plan.Injected)
	for i := range v {
		v[i] += p.claimed * injected[i]
		injected[i] = 0
	}
	return nil
}

// TestSystemsOfOnesOwn: the oracle does not know them, so that central differences are taken, and find what is wrong with one.
func TestSystemsOfOnesOwn(t *testing.T) {
	for _, claimed := range []float64{-1e-4, -0.9e-4} {
		o := audit.Options{Grad: threeMilliseconds()}
		o.Grad.Run.Systems = []golgi.AddedSystem{{System: pull{-1e-4, claimed}, Places: []plan.Place{plan.After("stimulus")}}}
		net := spiking(t)
		require.NoError(t, net.DeleteStimuli())
		table, err := audit.Run(t.Context(), net, nil, meanOf(1), o)
		require.NoError(t, err)
		require.Equal(t, claimed == -1e-4, table.Err() == nil, "%s", table)
		require.Contains(t, table.String(), `the complex step does not know the added systems ("pull")`)
		require.NotContains(t, table.String(), "complex step  ")
		require.True(t, math.IsNaN(table.Rows[0].Oracle))
	}
}

// TestSurrogates: the gradient of a spike is a matter of agreement, which the oracle shares and a run does not.
func TestSurrogates(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	for _, err := range []error{
		cell.Insert(library.Leak()), cell.Insert(library.Fire()), cell.Stimulate(golgi.StepCurrent(0, 5, 0.05, 0.025, 5, 0)), cell.Record("v"),
		cell.MakeTrainable("Fire_vth"), cell.MakeTrainable("Leak_gLeak"),
	} {
		require.NoError(t, err)
	}
	table := audit.Check(t, cell, nil, meanOf(1), audit.Options{Grad: grad.Options{}})
	require.Less(t, table.Deviation, 1e-12)
	require.NotZero(t, table.Rows[0].Gradient)

	table, err = audit.Run(t.Context(), cell, nil, meanOf(1), audit.Options{Method: audit.Central})
	require.NoError(t, err)
	require.Error(t, table.Err())
	require.Contains(t, table.String(), "they do not know the surrogates of Fire")

	// in a function of the text
	m, err := mech.Parse("gated", []byte("channel Gated\nparam g = 1e-3 (S/cm2)\nsurrogate arctan 2\nfunction on(x) = step(x)\nstate s = 0\nupdate s = on(v + 60)\ncurrent i_Gated = g*s*(v + 40) (mA/cm2)\n"))
	require.NoError(t, err)
	require.NoError(t, cell.Insert(m))
	require.NoError(t, cell.MakeTrainable("Gated_g"))
	audit.Check(t, cell, nil, meanOf(1), audit.Options{})
}

func TestErrors(t *testing.T) {
	run := func(net *golgi.Network, loss grad.Loss, change func(o *audit.Options)) error {
		o := audit.Options{Grad: threeMilliseconds()}
		change(&o)
		_, err := audit.Run(t.Context(), net, nil, loss, o)
		require.Error(t, err)
		return err
	}
	none := func(*audit.Options) {}
	require.EqualError(t, run(spiking(t), meanOf(1), func(o *audit.Options) { o.Keys = []string{"HH_gNA"} }), `audit: no parameter "HH_gNA" in this gradient; did you mean "HH_gNa"?`)
	require.ErrorContains(t, run(spiking(t), meanOf(1), func(o *audit.Options) { o.Grad.TruncateEvery = 1 }), "TruncateEvery")
	require.ErrorContains(t, run(spiking(t), meanOf(1), func(o *audit.Options) { o.Method = 7 }), "no method 7")
	require.ErrorContains(t, run(spiking(t), meanOf(1), func(o *audit.Options) { o.Grad.Run.TMax = -1 }), "TMax")
	calls := 0.0
	require.ErrorContains(t, run(spiking(t), func(*golgi.Result, [][]float64) (float64, error) { calls++; return calls, nil }, none), "it must depend on nothing else")
	require.ErrorContains(t, run(spiking(t), func(*golgi.Result, [][]float64) (float64, error) { return 0, errors.New("no loss today") }, none), "no loss today")
	plain := spiking(t)
	require.NoError(t, plain.DeleteTrainables())
	require.ErrorContains(t, run(plain, meanOf(1), none), "MakeTrainable")
	_, err := audit.ParseMethod("centre")
	require.EqualError(t, err, `audit: no method "centre"; there are complex, central, both`)
	method, err := audit.ParseMethod("both")
	require.NoError(t, err)
	require.Equal(t, audit.Both, method)
	require.Equal(t, "central", audit.Central.String())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = audit.Run(ctx, spiking(t), nil, meanOf(1), audit.Options{Grad: threeMilliseconds()})
	require.ErrorIs(t, err, context.Canceled)
}

// TestWaveforms: samples of stimuli and clamps by both methods, initial states by complex steps; the model keeps its own.
func TestWaveforms(t *testing.T) {
	net := spiking(t)
	require.NoError(t, net.Cell(1).Branch(0).Comp(0).Clamp("HH_h", golgi.SineCurrent(0, 3, 300, 0.2, 0.025, 3, 0.5)))
	before, err := net.Integrate(t.Context(), golgi.Options{TMax: 3})
	require.NoError(t, err)
	o := audit.Options{Grad: threeMilliseconds(), Method: audit.Both, Samples: 12}
	o.Grad.With = grad.Stimuli | grad.Clamps | grad.InitialStates
	o.Keys = []string{"stimulus 0", "HH_h", "initial HH_n"}
	table := audit.Check(t, net, nil, meanOf(1), o)
	require.Len(t, table.Rows, 12)
	require.Equal(t, "stimulus 0", table.Rows[0].Key)
	require.Equal(t, "cell(0).branch(0).comp(0)", table.Rows[0].Place)
	compared := map[string]bool{}
	for _, r := range table.Rows {
		compared[r.Key] = true
		require.Equal(t, r.Key[:7] == "initial", math.IsNaN(r.Central), r.Key)
	}
	require.Equal(t, map[string]bool{"stimulus 0": true, "clamp 0 of HH_h": true, "initial HH_h": true, "initial HH_n": true}, compared)
	require.Contains(t, table.String(), "initial states are compared with complex steps alone")
	after, err := net.Integrate(t.Context(), golgi.Options{TMax: 3})
	require.NoError(t, err)
	require.Equal(t, before.Recordings, after.Recordings)
}
