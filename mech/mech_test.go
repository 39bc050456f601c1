package mech_test

import (
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/library"
)

func parse(t testing.TB, text string) *mech.Mechanism {
	t.Helper()
	m, err := mech.Parse("test.mech", []byte(text))
	require.NoError(t, err)
	return m
}

func program(t testing.TB, m *mech.Mechanism, p mech.Purpose) *mech.Program {
	t.Helper()
	program, err := m.Program(p)
	require.NoError(t, err)
	return program
}

// run evaluates a program with inputs by key; those not given are the mechanism's defaults.
func run(t testing.TB, m *mech.Mechanism, purpose mech.Purpose, given map[string]float64) map[string]float64 {
	t.Helper()
	p := program(t, m, purpose)
	values := p.Evaluate(inputs(m, p, given))
	out := map[string]float64{}
	for i, o := range p.Outputs {
		out[o.Key] = values[i]
	}
	return out
}

func inputs(m *mech.Mechanism, p *mech.Program, given map[string]float64) []float64 {
	defaults := map[string]float64{"v": -65, "dt": 0.025, "t": 0, "celsius": 6.3, "area": 100, "volume": 50, "length": 16, "radius": 1,
		"capacitance": 1, "axial_resistivity": 5000}
	for _, v := range append(m.Parameters(), m.States()...) {
		defaults[v.Key] = v.Default
	}
	if _, ok := given["v_pre"]; !ok {
		defaults["v_pre"] = -40
	}
	var row []float64
	for _, in := range p.Inputs {
		x, ok := given[in.Key]
		if !ok {
			x = defaults[in.Key]
		}
		row = append(row, x)
	}
	return row
}

const example = `channel Ex
source "a paper"
param g = 0.001 (S/cm2) "conductance"
param q = 3
shared eX = -60 (mV)
shared state c = 0.5 (mM) "concentration"
const half = 25 (mV)
function sigmoid(x) = 1/(1 + exp(-x))
function warm(x) = x*q^((celsius - 6.3)/10)
inf_a = sigmoid((v + 40)/half*25)     # names in any order
tau_a = if v < -50 && !(v < -80) then 2 else 5 (ms)
gate a = 0.3 { inf = inf_a, tau = tau_a }
gate b { beta = warm(0.1), alpha = 0.2 } "second gate"
state w = 1 (mV)
start w = v*2
update w = w + dt/10 (ms)*(v - w)
update c = max(c - 1e-3, 0)
current i_Ex = g*a^2*b*(v - eX)
   + g*(v - w)*c/1 (mM)
current i_two = 0.001*select(v > 0, v, -v) (mA/cm2) outward
`

func TestExample(t *testing.T) {
	m := parse(t, example)
	require.Equal(t, "Ex", m.Name())
	require.Equal(t, "a paper", m.Source())
	require.Equal(t, []mech.Variable{
		{Key: "Ex_g", Name: "g", Unit: "S/cm2", Default: 0.001, Doc: "conductance"},
		{Key: "Ex_q", Name: "q", Default: 3},
		{Key: "eX", Name: "eX", Unit: "mV", Default: -60, Shared: true},
	}, m.Parameters())
	require.Equal(t, []mech.Variable{
		{Key: "c", Name: "c", Unit: "mM", Default: 0.5, Shared: true, Doc: "concentration"},
		{Key: "Ex_a", Name: "a", Unit: "1", Default: 0.3},
		{Key: "Ex_b", Name: "b", Unit: "1", Default: 0.2, Doc: "second gate"},
		{Key: "Ex_w", Name: "w", Unit: "mV", Default: 1},
	}, m.States())
	require.Equal(t, mech.Access{Voltage: true, Celsius: true, TimeStep: true, Area: true, SharedReads: []string{"c", "eX"},
		SharedWrites: []string{"c"}}, m.Access())

	start := run(t, m, mech.Initialise, nil)
	require.InDelta(t, 1/(1+math.Exp(25)), start["Ex_a"], 1e-25)
	require.InDelta(t, 2.0/3, start["Ex_b"], 1e-15)
	require.Equal(t, -130.0, start["Ex_w"])
	require.NotContains(t, start, "c", "a state without a start keeps its value")

	next := run(t, m, mech.Advance, map[string]float64{"celsius": 16.3, "dt": 0.1})
	inf := 1 / (1 + math.Exp(25))
	require.InDelta(t, inf+(0.3-inf)*math.Exp(-0.1/2), next["Ex_a"], 1e-15)
	require.InDelta(t, 0.4+(0.2-0.4)*math.Exp(-0.1*0.5), next["Ex_b"], 1e-15)
	require.InDelta(t, 1+0.01*(-66), next["Ex_w"], 1e-14)
	require.InDelta(t, 0.499, next["c"], 1e-15)

	now := run(t, m, mech.Currents, nil)
	first := 0.001*0.09*0.2*(-5) + 0.001*(-66)*0.5
	require.InDelta(t, first, now["i_Ex"], 1e-16)
	require.InDelta(t, 0.065, now["i_two"], 1e-16)
	require.InDelta(t, (first + 0.065), now["i"], 1e-15, "100 um2 of 1 mA/cm2 are 1 nA")
	require.InDelta(t, 0.001*0.09*0.2+0.001*0.5-0.001, now["di_dv"], 1e-16)
}

// texts are the examples and the library.
func texts(t *testing.T) []*mech.Mechanism {
	list := []*mech.Mechanism{parse(t, example), parse(t, nmda)}
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		list = append(list, m)
	}
	return list
}

// TestSweepIsAdvanceThenCurrents: to the last bit, for the examples and the library.
func TestSweepIsAdvanceThenCurrents(t *testing.T) {
	for _, m := range texts(t) {
		for v := -90.0; v < 60; v += 7.3 {
			given := map[string]float64{"v": v}
			next := run(t, m, mech.Advance, given)
			for k, x := range next {
				given[k] = x
			}
			want := run(t, m, mech.Currents, given)
			for k, x := range next {
				want[k] = x
			}
			require.Equal(t, want, run(t, m, mech.Sweep, map[string]float64{"v": v}), "%s at %v", m.Name(), v)
		}
	}
}

// TestOnly: leaving outputs out changes neither the bits of the others nor lists what is not read.
func TestOnly(t *testing.T) {
	m := parse(t, example)
	all := run(t, m, mech.Sweep, nil)
	p := program(t, m, mech.Sweep)
	for _, keep := range p.Outputs {
		q := p.Only(func(o mech.Output) bool { return o == keep })
		require.NoError(t, q.Code.Check())
		require.Equal(t, []mech.Output{keep}, q.Outputs)
		require.Equal(t, []float64{all[keep.Key]}, q.Evaluate(inputs(m, q, nil)), keep.Key)
	}
	q := p.Only(func(o mech.Output) bool { return o.Key == "c" })
	require.Equal(t, []mech.Input{{Key: "c", Role: mech.SharedKey}}, q.Inputs)
}

func TestRenamed(t *testing.T) {
	m, err := library.HH().Renamed("HH2")
	require.NoError(t, err)
	require.Equal(t, "HH2", m.Name())
	require.Equal(t, "HH2_gNa", m.Parameters()[0].Key)
	require.Equal(t, "HH2_m", m.States()[0].Key)
	require.Equal(t, "i_HH2", m.Currents()[0].Key)
	m, err = parse(t, example).Renamed("Other")
	require.NoError(t, err)
	require.Equal(t, "eX", m.Parameters()[2].Key, "shared keys stay")
	require.Equal(t, []string{"i_Other", "i_two"}, []string{m.Currents()[0].Key, m.Currents()[1].Key})
	require.Equal(t, program(t, library.HH(), mech.Sweep).Code, func() any {
		r, err := library.HH().Renamed("X")
		require.NoError(t, err)
		return program(t, r, mech.Sweep).Code
	}())
	for _, bad := range []string{"", "a b", "2x", "gate", "exp", "x-y"} {
		_, err = m.Renamed(bad)
		require.ErrorContains(t, err, "cannot be its name", bad)
	}
}

// TestBuilder: the Go builder makes the mechanism of the text.
func TestBuilder(t *testing.T) {
	m, err := mech.Channel("Ex").Source("a paper").
		Param("g", 0.001, "S/cm2", "conductance").Param("q", 3, "").
		Shared("eX", -60, "mV").SharedState("c", 0.5, "mM", "concentration").
		Const("half", 25, "mV").
		Function("sigmoid", []string{"x"}, "1/(1 + exp(-x))").
		Function("warm", []string{"x"}, "x*q^((celsius - 6.3)/10)").
		Let("inf_a", "sigmoid((v + 40)/half*25)").
		Let("tau_a", "if v < -50 && !(v < -80) then 2 else 5").
		GateInf("a", "inf_a", "tau_a", 0.3).
		Gate("b", "0.2", "warm(0.1)").
		State("w", 1, "mV").Start("w", "v*2").Update("w", "w + dt/10 (ms)*(v - w)").
		Update("c", "max(c - 1e-3, 0)").
		Current("i_Ex", "g*a^2*b*(v - eX) + g*(v - w)*c/1 (mM)").
		Current("i_two", "0.001*select(v > 0, v, -v)").Outward().Build()
	require.NoError(t, err)
	text := parse(t, example)
	for p := mech.Initialise; p <= mech.Sweep; p++ {
		require.Equal(t, program(t, text, p), program(t, m, p))
	}
	again := parse(t, m.String())
	require.Equal(t, m.String(), again.String())

	_, err = mech.Channel("X").Param("gX", 1, "S/cm2").Current("i_X", "gx*(v - 3)").Build()
	require.EqualError(t, err, `mech.Channel("X"):3:1: no name "gx"; did you mean "gX"?`)
	_, err = mech.Channel("X").Param("g", 1, "S/cm2").Current("i_X", "g*(v - 3").Build()
	require.EqualError(t, err, `mech.Channel("X"):3:9: expected ")", found the end of the text`)
	_, err = mech.Channel("X").Param("g", math.NaN(), "S/cm2").Build()
	require.ErrorContains(t, err, "must be finite")
	_, err = mech.Channel("my channel").Build()
	require.ErrorContains(t, err, "cannot be a name")
}

func TestPrintsAndParsesAgain(t *testing.T) {
	for _, m := range texts(t) {
		again := parse(t, m.String())
		require.Equal(t, m.String(), again.String())
		for p := mech.Initialise; p <= mech.Sweep; p++ {
			require.Equal(t, program(t, m, p), program(t, again, p))
		}
	}
	// brackets where they are needed, and nowhere else
	for text, want := range map[string]string{
		"a - (b - c)": "a - (b - c)", "(a - b) - c": "a - b - c", "-(v^2)": "-v^2", "(-v)^2": "(-v)^2", "a^(b^c)": "a^b^c", "(a^b)^c": "(a^b)^c",
		"a/(b*c)": "a/(b*c)", "(a*b)/c": "a*b/c", "2*(if a < b then a else b)": "2*(if a < b then a else b)", "a^-b": "a^-b", "a*-b": "a*-b",
		"exp((a))": "exp(a)", "a - -b": "a - -b", "(a + b)*c": "a*c + b*c",
	} {
		if want == "a*c + b*c" {
			want = "(a + b)*c"
		}
		m := parse(t, "channel X\nparam a = 1\nparam b = 2\nparam c = 3\nx = "+text)
		require.Contains(t, m.String(), "\nx = "+want+"\n")
	}
}

// smooth takes every output of a mechanism over -120 to 80 mV in steps of 0.01 mV, whole numbers among them exactly: finite, and free
// of jumps. With kinetics of a certain width (mV) the second difference of a smooth curve is at most about (0.01/width)^2 of its height.
func smooth(t *testing.T, m *mech.Mechanism, voltage string, width float64, given map[string]float64) {
	t.Helper()
	for _, purpose := range []mech.Purpose{mech.Initialise, mech.Sweep} {
		p := program(t, m, purpose)
		const n = 20_001
		series := make([][]float64, len(p.Outputs))
		largest := make([]float64, len(p.Outputs))
		for i := range n {
			v := float64(i-12_000) / 100
			at := maps.Clone(given)
			at[voltage] = v
			for k, x := range p.Evaluate(inputs(m, p, at)) {
				require.False(t, math.IsNaN(x) || math.IsInf(x, 0), "%s at %v", p.Outputs[k].Key, v)
				series[k] = append(series[k], x)
				largest[k] = max(largest[k], math.Abs(x))
			}
		}
		for k, s := range series {
			for i := 2; i < n; i++ {
				bend := math.Abs(s[i] - 2*s[i-1] + s[i-2])
				require.LessOrEqual(t, bend, 1e-4/width/width*largest[k], "%s at %v mV", p.Outputs[k].Key, float64(i-12_001)/100)
			}
		}
	}
}

// TestHHSweep: the removable singularities at -40 and -55 mV among the voltages.
func TestHHSweep(t *testing.T) { smooth(t, library.HH(), "v", 10, map[string]float64{}) }

// TestHHFormulas: steady states at voltages away from the singularities, by the textbook's formulas in math's functions.
func TestHHFormulas(t *testing.T) {
	for _, v := range []float64{-100, -65, -41, -20, 10, 60} {
		am := 0.1 * -(v + 40) / (math.Exp(-(v+40)/10) - 1)
		bm := 4 * math.Exp(-(v+65)/18)
		ah := 0.07 * math.Exp(-(v+65)/20)
		bh := 1 / (math.Exp(-(v+35)/10) + 1)
		an := 0.01 * -(v + 55) / (math.Exp(-(v+55)/10) - 1)
		bn := 0.125 * math.Exp(-(v+65)/80)
		got := run(t, library.HH(), mech.Initialise, map[string]float64{"v": v})
		require.InEpsilon(t, am/(am+bm), got["HH_m"], 1e-13) // cancellation in exp - 1 of the formula
		require.InEpsilon(t, ah/(ah+bh), got["HH_h"], 1e-13)
		require.InEpsilon(t, an/(an+bn), got["HH_n"], 1e-13)
		next := run(t, library.HH(), mech.Advance, map[string]float64{"v": v})
		e := math.Exp(-0.025 * (am + bm))
		require.InEpsilon(t, 0.2*e+am/(am+bm)*(1-e), next["HH_m"], 1e-13)
	}
	at := run(t, library.HH(), mech.Currents, map[string]float64{"v": -40, "HH_m": 0.5, "HH_h": 0.4, "HH_n": 0.6})
	na, k, l := 0.12*0.125*0.4, 0.036*0.1296, 0.0003
	require.InEpsilon(t, na*-90+k*37+l*14.3, at["i_HH"], 1e-14)
	require.InEpsilon(t, na+k+l, at["di_dv"], 1e-14)
	default_ := library.HH().States()
	require.Equal(t, []float64{0.2, 0.2, 0.2}, []float64{default_[0].Default, default_[1].Default, default_[2].Default})
}

// TestSlope: the slope in v of random currents against complex step, with everything that makes v's part nonlinear.
func TestSlope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkSlope(t, "channel", expression(t, 4)) })
}

// checkSlope compares the slope in v of a current with the complex step, all other inputs held.
func checkSlope(t *rapid.T, kind, e string) {
	m, err := mech.ParseTrusted("random", []byte(kind+" R\nparam p = 1\nparam q = 2\ncurrent i_R = 1*("+e+") outward"))
	require.NoError(t, err, e)
	p, err := m.Program(mech.Currents)
	require.NoError(t, err)
	const h = 1e-40
	x := rapid.Float64Range(-3, 3).Filter(func(x float64) bool { return math.Abs(x) > 1e-30 }).Draw(t, "v") // else the square of the step decides between arms
	var row []float64
	var step []complex128
	for _, in := range p.Inputs {
		value := rapid.Float64Range(0.5, 2).Draw(t, in.Key)
		perturbed := complex(value, 0)
		if in.Role == mech.Voltage {
			value, perturbed = x, complex(x, h)
		}
		row, step = append(row, value), append(step, perturbed)
	}
	got, z := p.Evaluate(row), p.EvaluateComplex(step)
	i, d := got[1], got[2]
	scale := 1 + math.Abs(i) + math.Abs(d)
	if math.IsNaN(scale) || scale > 1e6 || strings.Contains(e, "nan") {
		return
	}
	require.InDelta(t, imag(z[1])/h, d, 1e-12*scale, "%s at v = %v", e, x) // some hundred roundings, badly conditioned terms among them
}

// expression draws an expression in v, p, q whose values stay moderate.
func expression(t *rapid.T, depth int) string {
	sub := func() string { return expression(t, depth-1) }
	kind := rapid.IntRange(0, 20).Draw(t, "kind")
	if depth == 0 {
		kind %= 4
	}
	switch kind {
	case 0, 1:
		return "(v/1)"
	case 2:
		return rapid.SampledFrom([]string{"p", "q"}).Draw(t, "name")
	case 3:
		return rapid.SampledFrom([]string{"0.5", "2", "-1.25", "3"}).Draw(t, "literal")
	case 4:
		return "(" + sub() + " + " + sub() + ")"
	case 5:
		return "(" + sub() + " - " + sub() + ")"
	case 6:
		return "(" + sub() + ")*(" + sub() + ")"
	case 7:
		return "(" + sub() + ")/(2 + sin((" + sub() + ")/1))"
	case 8:
		return "exp(-abs((" + sub() + ")/1))"
	case 9:
		return "tanh((" + sub() + ")/3)"
	case 10:
		return "exprelr((" + sub() + ")/2)"
	case 11:
		return "log(1 + ((" + sub() + ")/1)^2)"
	case 12:
		return "(if (" + sub() + ") < (" + sub() + ") then 1*(" + sub() + ") else 1*(" + sub() + "))"
	case 13:
		return "min(1*(" + sub() + "), 1*(" + sub() + "))"
	case 14:
		return "(1 + cos((" + sub() + ")/1)^2)^1.3"
	case 15:
		return "vtrap(1*(" + sub() + "), 1 + 0.5*cos((" + sub() + ")/1))"
	case 16:
		return "sigmoid((" + sub() + ")/2)"
	case 17:
		return "tan(tanh((" + sub() + ")/3))"
	case 18:
		return "(sinh(tanh((" + sub() + ")/1)) - cosh(tanh((" + sub() + ")/2)))"
	case 19:
		return "log10(2 + sin((" + sub() + ")/1))"
	}
	return "sqrt(1 + ((" + sub() + ")/1)^4)"
}
