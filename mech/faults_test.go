package mech_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
)

// TestFaults: every fault of a text is one line with the place, what is wrong, and where possible what to do.
func TestFaults(t *testing.T) {
	const head = "channel X\nparam g = 1 (S/cm2)\nparam e = 5 (mV)\n"
	for _, c := range []struct{ name, text, want string }{
		{"unknown name", head + "param eNa = 50 (mV)\ncurrent i_X = g*(v - eN)", `f.mech:5:22: no name "eN"; did you mean "eNa"?`},
		{"unknown name, other case", head + "param eLeak = 3 (mV)\ncurrent i_X = g*(v - eleak)", `f.mech:5:22: no name "eleak"; did you mean "eLeak"?`},
		{"unknown function", head + "x = exprlr(3)", `f.mech:4:5: no function "exprlr"; did you mean "exprelr"?`},
		{"name as function", head + "x = g(3)", `f.mech:4:5: "g" is not a function; write g*(...) to multiply`},
		{"function as name", head + "function f(a) = a\nx = f + 1", `f.mech:5:5: "f" is a function; give it its 1 values`},
		{"unknown name in an unused function", head + "function f(a) = a*bb", `f.mech:4:19: no name "bb"`},
		{"arity", head + "x = exp(1, 2)", `f.mech:4:5: exp takes 1 value, and 2 are given`},
		{"arity of own", head + "function f(a, b) = a*b\nx = f(1)", `f.mech:5:5: f takes 2 values, and 1 are given`},
		{"sum of units", head + "x = v - g", `f.mech:4:7: v is in mV and g is in S/cm2: they cannot be joined by "-"`},
		{"sizes in a sum", head + "param u = 1 (V)\nx = v - u", `f.mech:5:7: v is in mV and u is in V: multiply the one by 0.001 (1000) to make them alike`},
		{"exp of a voltage", head + "x = exp(v)", `f.mech:4:9: exp of v, which is in mV: divide it by a number, or by a parameter of the same unit, first`},
		{"current in other unit", head + "current i_X = g", `f.mech:4:15: current i_X needs mA/cm2, and g is in S/cm2`},
		{"current of a point", "channel X\nparam g = 1 (uS)\ncurrent i_X = g*v",
			`f.mech:3:15: current i_X needs mA/cm2, and g*v is in nA: a current of a channel is a density in mA/cm2, that of a conductance in S/cm2`},
		{"v_pre in a channel", head + "current i_X = g*(v - v_pre)", `f.mech:4:22: no name "v_pre": a channel knows no v_pre, the voltage of one side of a synapse; its own compartment's is v`},
		{"v_post in a function of a channel", head + "function f(a) = a*v_post", `f.mech:4:19: no name "v_post": a channel knows no v_post, the voltage of one side of a synapse; its own compartment's is v`},
		{"key v_pre", head + "shared v_pre = 1 (mV)", `f.mech:4:8: "v_pre" belongs to the compartment and cannot be the key of a mechanism`},
		{"synapse, names of both sides", "synapse S\nparam g = 1 (nA/mV)\ncurrent i_S = g*(v_post - v_pre) + g*(v - v_pre)", ``},
		{"synapse, current of a density", "synapse S\nparam g = 1 (S/cm2)\nparam e = 0 (mV)\ncurrent i_S = g*(v_post - e)",
			`f.mech:4:15: current i_S needs nA, and g*(v_post - e) is in mA/cm2: a current of a synapse is in nA, that of a conductance in uS`},
		{"synapse, current in mA/cm2", "synapse S\nparam g = 1 (uS)\ncurrent i_S = g*v (mA/cm2)",
			`f.mech:3:20: current i_S is in mA/cm2: a current of a synapse is in nA, that of a conductance in uS`},
		{"synapse, other size", "synapse S\nparam g = 1 (nS)\ncurrent i_S = g*v_post", `f.mech:3:15: current i_S needs nA, and g*v_post is in pA: multiply by 0.001`},
		{"synapse, voltage of conductance", "synapse S\nparam g = 1 (uS)\ncurrent i_S = g*v_pre*v_post",
			`f.mech:3:15: current i_S needs nA, and g*v_pre*v_post is in `},
		{"synapse, area", "synapse S\nx = area*2", `f.mech:2:5: no name "area": a synapse has no area: its current is in nA, its conductance in uS`},
		{"synapse, shared parameter", "synapse S\nshared e = 3 (mV)", `f.mech:2:1: the parameters and states of a synapse are its own: write param e`},
		{"synapse, shared state", "synapse S\nshared state c = 3 (mM)\nupdate c = c", `f.mech:2:1: the parameters and states of a synapse are its own: write state c`},
		{"synapse, defines v_pre", "synapse S\nparam v_pre = 3 (mV)", `f.mech:2:7: "v_pre" is given by the simulator and cannot be defined`},
		{"synapse, misspelt v_pre", "synapse S\nx = v_pr + 3", `f.mech:2:5: no name "v_pr"; did you mean "v_pre"?`},
		{"synapse in a channel", head + "synapse S", `f.mech:4:1: a text holds one mechanism; this is the second`},
		{"misspelt kind", "synaps S", `f.mech:1:1: no statement begins with "synaps"; did you mean "synapse"?`},
		{"function of the language as name", head + "x = exp + 1", `f.mech:4:5: "exp" is a function; write exp(...)`},
		{"parameter called as a function", head + "param sigmoid = 1", `f.mech:4:7: "sigmoid" is a word of the language and cannot be a name`},
		{"vtrap of units", head + "x = vtrap(v, g)", `f.mech:4:5: v is in mV and g is in S/cm2: they cannot be joined by "vtrap"`},
		{"sigmoid of a voltage", head + "x = sigmoid(v)", `f.mech:4:13: sigmoid of v, which is in mV: divide it by a number, or by a parameter of the same unit, first`},
		{"current in other size", "channel X\nparam g = 1 (mS/cm2)\ncurrent i_X = g*v", `f.mech:3:15: current i_X needs mA/cm2, and g*v is in uA/cm2: multiply by 0.001`},
		{"current declared otherwise", head + "current i_X = 2*g*v (nA)", `f.mech:4:22: current i_X is in nA: a current of a channel is a density in mA/cm2, that of a conductance in S/cm2`},
		{"unknown unit", "channel X\nparam g = 1 (S/cm2) \nparam w = 3 (mW)", `f.mech:3:14: unit "mW": no unit "mW"`},
		{"unit without end", "channel X\nparam g = 1 (S/cm2", `f.mech:2:13: the unit has no closing bracket on its line`},
		{"power of a voltage", head + "x = v^g", `f.mech:4:7: the exponent g is in S/cm2; it must be a pure number`},
		{"odd root", head + "x = v^0.3", `f.mech:4:5: v is in mV: only a pure number can be raised to the power 0.3; divide it by a number first`},
		{"root of a voltage cubed", head + "x = sqrt(v^(1))\ny = sqrt(g)", ``},
		{"condition as number", head + "x = 1 + (v < 3)", `f.mech:4:10: v < 3 is a condition where a number is needed`},
		{"number as condition", head + "x = if v then 1 else 2", `f.mech:4:8: v is in mV where a condition such as v < -40 is needed`},
		{"choice of conditions", head + "x = select(v < 0, v < 1, v < 2)", `f.mech:4:19: v < 1 is a condition where a number is needed`},
		{"conditions chained", head + "x = if 1 < v < 3 then 1 else 2", `f.mech:4:14: comparisons cannot be chained; join them by && or ||`},
		{"state without equation", head + "state s = 1 (mM)", "f.mech:4:7: state s has no equation: add `update s = ...`, or make it a gate"},
		{"update of nothing", head + "gate mm { alpha = 1, beta = 1 }\nupdate mn = 1", `f.mech:5:8: no state "mn"; did you mean "mm"?`},
		{"update of a gate", head + "gate m { alpha = 1, beta = 1 }\nupdate m = 1", `f.mech:5:8: gate m has its rates; an update would be a second equation`},
		{"two updates", head + "state s = 1\nupdate s = 1\nupdate s = 2", `f.mech:6:8: update s is given twice; first on line 5`},
		{"defined twice", head + "g = 3", `f.mech:4:1: "g" is defined twice; first on line 2`},
		{"defines v", head + "v = 3", `f.mech:4:1: "v" is given by the simulator and cannot be defined`},
		{"by itself", head + "a = b\nb = a + 1", `f.mech:5:5: "a" is defined by itself (line 4)`},
		{"recursion", head + "function f(a) = f(a)\nx = f(1)", `f.mech:4:17: "f" is defined by itself (line 4)`},
		{"hidden name", head + "function f(g) = g", `f.mech:4:10: function f: the parameter "g" hides the name "g" of the text; call it otherwise`},
		{"no channel", "param g = 1", `f.mech:1:1: a mechanism begins with what it is: channel NAME or synapse NAME`},
		{"empty", "", `f.mech:1:1: a mechanism begins with what it is: channel NAME or synapse NAME`},
		{"two channels", "channel X\nchannel Y", `f.mech:2:1: a text holds one mechanism; this is the second`},
		{"misspelt statement", head + "paran x = 3", `f.mech:4:1: no statement begins with "paran"; did you mean "param"?`},
		{"gate without rates", head + "gate m { alpha = 1 }", `f.mech:4:8: gate m: give alpha and beta, or inf and tau`},
		{"gate with three", head + "gate m { alpha = 1, beta = 2, inf = 3 }", `f.mech:4:8: gate m: give alpha and beta, or inf and tau`},
		{"gate, rate twice", head + "gate m { alpha = 1, alpha = 2 }", `f.mech:4:21: gate m: alpha is given twice`},
		{"gate, rate in mV", head + "gate m { inf = 1, tau = v }", `f.mech:4:25: tau of gate m needs ms, and v is in mV`},
		{"gate, seconds", head + "param T = 1 (s)\ngate m { inf = 1, tau = T }", `f.mech:5:25: tau of gate m needs ms, and T is in s: multiply by 1000`},
		{"keyword as name", head + "param gate = 1", `f.mech:4:7: "gate" is a word of the language and cannot be a name`},
		{"key of the compartment", head + "shared i = 1 (um)", `f.mech:4:8: "i" belongs to the compartment and cannot be the key of a mechanism`},
		{"default of a parameter", head + "param h = g*2", `f.mech:4:11: a default must be made of numbers and constants; "g" is neither`},
		{"infinite default", head + "param h = 1/0", `f.mech:4:11: the value of 1/0 is +Inf; it must be finite`},
		{"too large", head + "param h = 1e999", `f.mech:4:11: the number 1e999 is too large`},
		{"current read", head + "current i_X = g*v\nx = i_X", `f.mech:5:5: the current "i_X" cannot be read in its own mechanism; give the expression a name of its own`},
		{"missing operand", head + "x = 3 *", `f.mech:4:8: expected an expression, found the end of the text`},
		{"bracket", head + "x = (3 + 4\ny = 2", `f.mech:5:1: expected ")", found "y"`},
		{"two on a line", head + "x = 3 y = 2", `f.mech:4:7: expected the end of the line, found "y"`},
		{"quote", "channel X\nsource \"abc", `f.mech:2:8: the quoted text has no end on its line`},
		{"odd character", head + "x = 3 ; 4", `f.mech:4:7: expected the end of the line, found ";"`},
		{"binary", "\x00\x01\xff", `f.mech:1:1: expected a statement, found "\x00"`},
		{"deep", head + "x = " + strings.Repeat("(", 10_000), `f.mech:4:505: expression nested more than 500 deep`},
		{"deep signs", head + "x = " + strings.Repeat("-", 10_000) + "1", `f.mech:4:505: expression nested more than 500 deep`},
		{"explosion", head + "function f0(x) = x + 1" + doublings(40) + "\ny = f40(1)", `the functions expand to more than 300000 operations`},
		{"slope four times", head + "x = exprelr(v/10)\ncurrent i_X = g*v*x", ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := mech.Parse("f.mech", []byte(c.text))
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "\n")
			var fault *mech.Error
			require.True(t, errors.As(err, &fault))
			require.Positive(t, fault.Line)
			require.Positive(t, fault.Column)
		})
	}
}

// doublings defines functions each of which calls the one before twice.
func doublings(n int) string {
	var b strings.Builder
	names := []string{"f0"}
	for i := 1; i <= n; i++ {
		name := "f" + strings.TrimLeft(strings.Join([]string{string(rune('0' + i/10)), string(rune('0' + i%10))}, ""), "0")
		before := names[len(names)-1]
		b.WriteString("\nfunction " + name + "(x) = " + before + "(x)*" + before + "(x + 1)")
		names = append(names, name)
	}
	return b.String()
}
