package optimise_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/optimise"
)

// quartic is sum(a x^2 / 2 + x^4 / 4), over two parameters.
func quartic(p []golgi.Parameter) optimise.Point {
	a := [][]float64{{1, 10}, {0.1}}
	at := optimise.Point{Parameters: p, Gradient: golgi.CloneParameters(p)}
	for i := range p {
		for k, x := range p[i].Values {
			at.Value += a[i][k]*x*x/2 + x*x*x*x/4
			at.Gradient[i].Values[k] = a[i][k]*x + x*x*x
		}
	}
	return at
}

func begin() []golgi.Parameter {
	return []golgi.Parameter{{Key: "HH_gNa", Values: []float64{1.5, -0.7}}, {Key: "radius", Values: []float64{2}}}
}

// walk makes steps down a function.
func walk(t require.TestingT, o optimise.Optimiser, f func([]golgi.Parameter) optimise.Point, p []golgi.Parameter, steps int) []golgi.Parameter {
	p = golgi.CloneParameters(p)
	for range steps {
		step, err := o.Step(f(p))
		require.NoError(t, err)
		for i := range p {
			for k := range p[i].Values {
				p[i].Values[k] -= step[i].Values[k]
			}
		}
	}
	return p
}

// The figures are those of optax 0.2.8 on JAX 0.10.2 in float64: where it is
// after so many steps from (1.5, -0.7, 2). 1e-12 for the order of roundings.
func TestAgainstOptax(t *testing.T) {
	constant := optimise.Constant
	for _, c := range []struct {
		name      string // as it is made there
		optimiser optimise.Optimiser
		steps     int
		want      []float64
	}{
		{"sgd(0.05)", optimise.SGD(constant(0.05), 0, false), 5,
			[]float64{0.8012233578745945, -0.020499657949967873, 1.0604965316586006}},
		{"sgd(0.02, momentum=0.9)", optimise.SGD(constant(0.02), 0.9, false), 5,
			[]float64{0.5430288384127011, 0.42277659752526986, 0.5829804831258212}},
		{"sgd(0.02, momentum=0.9, nesterov=True)", optimise.SGD(constant(0.02), 0.9, true), 5,
			[]float64{0.46174870283570524, 0.2952867720897403, 0.5459347268532186}},
		{"adam(0.1)", optimise.Adam(constant(0.1)), 5,
			[]float64{1.0127035976048673, -0.2156484990711119, 1.5116591283391212}},
		{"adam(0.1, b1=0.8, b2=0.95, eps=1e-3)", optimise.AdamWith(constant(0.1), optimise.AdamConstants{Beta1: 0.8, Beta2: 0.95, Epsilon: 1e-3}), 5,
			[]float64{1.017255013378584, -0.22095655146679002, 1.5159113248396716}},
		{"adamw(0.1, weight_decay=0.3)", optimise.AdamW(constant(0.1), 0.3), 5,
			[]float64{0.8378364091831934, -0.15072825863440836, 1.2687540778815911}},
		{"chain(clip_by_global_norm(2), sgd(0.1))", optimise.Chain(optimise.ClipNorm(2), optimise.SGD(constant(0.1), 0, false)), 5,
			[]float64{1.0308640829609201, -0.13428064660981137, 1.3252994440938997}},
		{"chain(clip(1.5), adam(0.1))", optimise.Chain(optimise.ClipValue(1.5), optimise.Adam(constant(0.1))), 5,
			[]float64{1.0000000033333347, -0.20000000333333456, 1.5000000033333347}},
		{"polyak_sgd(max_learning_rate=1e9, f_min=0, eps=0)", optimise.Polyak(0, 0), 5,
			[]float64{0.23990485383286958, -0.06767316985357226, 0.5439871985387469}},
		{"polyak_sgd(max_learning_rate=0.03, f_min=0.5, eps=0)", optimise.Polyak(0.5, 0.03), 5,
			[]float64{0.9969972346415387, -0.11311412909571986, 1.2838090765542856}},
		{"adam(lambda n: 0.1*0.5**(float64(n)/2))", optimise.Adam(optimise.ExponentialDecay(0.1, 0.5, 2)), 5,
			[]float64{1.2220247190067188, -0.4223628754136666, 1.7217493109045305}},
		{"sgd(cosine_decay_schedule(0.05, 4, 0.1))", optimise.SGD(optimise.Cosine(0.05, 4, 0.1), 0, false), 7,
			[]float64{0.9906903825280876, -0.10245291302902475, 1.2652314259977246}},
		{"chain(normalize_by_update_norm(1, eps=0), sgd(0.1))", optimise.Chain(optimise.Normalise(1), optimise.SGD(constant(0.1), 0, false)), 5,
			[]float64{1.284291933231548, -0.400039460842653, 1.6632921475540032}},
	} {
		got := optimise.Flatten(walk(t, c.optimiser, quartic, begin(), c.steps))
		for i := range got {
			require.InEpsilon(t, c.want[i], got[i], 1e-12, "%s, value %d", c.name, i)
		}
	}
}

// Schedules against optax 0.2.8: exponential_decay(0.1, 7, 0.3) and
// cosine_decay_schedule(0.2, 10, 0.05).
func TestSchedules(t *testing.T) {
	decay, cosine := optimise.ExponentialDecay(0.1, 0.3, 7), optimise.Cosine(0.2, 10, 0.05)
	for step, want := range map[int]float64{0: 0.1, 1: 0.08419824443450204, 5: 0.042317030252477995, 7: 0.03, 20: 0.0032067176912463236} {
		require.InEpsilon(t, want, decay(step), 1e-14)
	}
	for step, want := range map[int]float64{0: 0.2, 1: 0.1953503690480396, 5: 0.10500000000000001, 10: 0.01, 20: 0.01} {
		require.InEpsilon(t, want, cosine(step), 1e-14)
	}
	up := optimise.Warmup(4, cosine)
	require.InDeltaSlice(t, []float64{0.05, 0.1, 0.15, 0.2, 0.2}, []float64{up(0), up(1), up(2), up(3), up(4)}, 1e-16)
	require.Equal(t, cosine(5), up(9))
}

// The first step of Adam is the rate, whatever the gradient: g / |g|, less
// epsilon. Kingma and Ba 2015, algorithm 1.
func TestAdamFirstStep(t *testing.T) {
	for _, g := range []float64{1e-3, -5, 1e100} {
		p := []golgi.Parameter{{Key: "v", Values: []float64{1}}}
		step, err := optimise.Adam(optimise.Constant(0.01)).Step(optimise.Point{Parameters: p, Gradient: []golgi.Parameter{{Key: "v", Values: []float64{g}}}})
		require.NoError(t, err)
		require.InEpsilon(t, math.Copysign(0.01, g), step[0].Values[0], 2e-5)
	}
}

// Weight decay is decoupled: without a gradient the value shrinks by
// rate*decay at each step, and the averages of Adam stay 0.
func TestDecoupledDecay(t *testing.T) {
	flat := func(p []golgi.Parameter) optimise.Point {
		return optimise.Point{Parameters: p, Gradient: []golgi.Parameter{{Key: "HH_gNa", Values: []float64{0, 0}}, {Key: "radius", Values: []float64{0}}}}
	}
	o := optimise.AdamW(optimise.Constant(0.1), 0.5)
	got := walk(t, o, flat, begin(), 10)
	require.InEpsilon(t, 2*math.Pow(0.95, 10), got[1].Values[0], 1e-13)
	require.Equal(t, [][]float64{{0, 0}, {0}}, o.State().Moments[0])

	// With a gradient, the step is Adam's and the decay, added.
	at := quartic(begin())
	plain, err := optimise.Adam(optimise.Constant(0.1)).Step(at)
	require.NoError(t, err)
	decayed, err := optimise.AdamW(optimise.Constant(0.1), 0.5).Step(at)
	require.NoError(t, err)
	require.InDelta(t, plain[1].Values[0]+0.1*0.5*2, decayed[1].Values[0], 1e-15)
}

// rosenbrock is (1-x)^2 + 100 (y-x^2)^2, its minimum 0 at (1, 1).
func rosenbrock(p []golgi.Parameter) optimise.Point {
	x, y := p[0].Values[0], p[1].Values[0]
	return optimise.Point{
		Parameters: p, Value: (1-x)*(1-x) + 100*(y-x*x)*(y-x*x),
		Gradient: []golgi.Parameter{{Key: "x", Values: []float64{2*(x-1) - 400*x*(y-x*x)}}, {Key: "y", Values: []float64{200 * (y - x*x)}}},
	}
}

func valley() []golgi.Parameter {
	return []golgi.Parameter{{Key: "x", Values: []float64{-1.2}}, {Key: "y", Values: []float64{1}}}
}

func TestRosenbrock(t *testing.T) {
	for _, c := range []struct {
		optimiser optimise.Optimiser
		steps     int
		near      float64
	}{
		{optimise.SGD(optimise.Constant(1e-4), 0.99, true), 20000, 1e-6},
		{optimise.Chain(optimise.ClipNorm(10), optimise.SGD(optimise.Constant(1e-3), 0.9, false)), 20000, 1e-3},
		{optimise.Adam(optimise.Constant(0.02)), 20000, 1e-6},
		{optimise.AdamWith(optimise.ExponentialDecay(0.1, 0.5, 1000), optimise.DefaultAdam()), 8000, 1e-6},
		{optimise.Polyak(0, 0), 20000, 1e-3},
		{optimise.PerKey(map[string]optimise.Optimiser{"x": optimise.Adam(optimise.Constant(0.01))}, optimise.Adam(optimise.Constant(0.03))), 8000, 1e-6},
	} {
		p := walk(t, c.optimiser, rosenbrock, valley(), c.steps)
		require.InDelta(t, 1, p[0].Values[0], c.near, "%v", c.optimiser)
		require.InDelta(t, 1, p[1].Values[0], 2*c.near, "%v", c.optimiser)
	}
}

// Each optimiser of PerKey moves its parameters as it would alone.
func TestPerKey(t *testing.T) {
	adam := func() optimise.Optimiser { return optimise.Adam(optimise.Constant(0.1)) }
	sgd := func() optimise.Optimiser {
		return optimise.Chain(optimise.ClipNorm(1), optimise.SGD(optimise.Constant(0.05), 0.5, false))
	}
	both := walk(t, optimise.PerKey(map[string]optimise.Optimiser{"HH_gNa": adam()}, sgd()), quartic, begin(), 6)
	require.Equal(t, walk(t, adam(), quartic, begin(), 6)[0], both[0])
	alone := func(p []golgi.Parameter) optimise.Point {
		at := quartic([]golgi.Parameter{{Key: "HH_gNa"}, p[0]})
		return optimise.Point{Parameters: p, Gradient: at.Gradient[1:]}
	}
	require.Equal(t, walk(t, sgd(), alone, begin()[1:], 6)[0], both[1])
}
