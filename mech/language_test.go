package mech_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// everything of the language that a membrane's mechanism may have.
const pump = `pump Pm
source "a paper"
surrogate arctan 2
param vmax = 1e-3 (mM/ms) "largest rate"
param K = 1e-3 (mM)
param k = 1e-3 (mM cm2/ms/mA)
param a = 0.3 (1/ms)
ion ca read cai, cao, eca, ica write ica, cai, eca
read i_Na = 1e-4 (mA/cm2)
state y = 1 (1)
state z = 1 (1)
state A = 0.5 (1)
state B = 0.5 (1)
state C = 0 (1)
state open = 0 (1)
state trace = 0 (mA/cm2)
y' = a*(0.25 - y)
z' = -a*z^3
kinetic A <-> B { forward = a*exp(v/40), backward = 0.2 }
kinetic B <-> C { forward = 0.1 (1/ms), backward = a } "slow"
conserve A + B + C = 1
assign eca = 12 (mV)*log(cao/cai)
assign open = A^2*step(v + 50)
update trace = previous(ica) + previous(i_Na)
update v = v - 0.5
current ica = 1e-5 (S/cm2)*open*(v - eca) (mA/cm2) "calcium"
current i_other = 0.1*i_Na (mA/cm2) inward
flux cai = -vmax*cai/(cai + K) + k*i_Na (mM/ms)
`

func TestPump(t *testing.T) {
	m := parse(t, pump)
	require.Equal(t, mech.PumpKind, m.Kind())
	keys := func(list []mech.Variable) (keys []string) {
		for _, v := range list {
			keys = append(keys, v.Key)
		}
		return keys
	}
	require.Equal(t, []string{"Pm_vmax", "Pm_K", "Pm_k", "Pm_a", "CaCon_e"}, keys(m.Parameters()))
	require.Equal(t, []string{"CaCon_i", "eCa", "Pm_y", "Pm_z", "Pm_A", "Pm_B", "Pm_C", "Pm_open", "Pm_trace"}, keys(m.States()))
	require.Equal(t, []string{"i_Ca", "i_other", "i_Pm"}, keys(m.Currents()))
	require.Equal(t, []mech.Variable{{Key: "i_Na", Name: "i_Na", Unit: "mA/cm2", Default: 1e-4}}, m.Reads())
	require.Equal(t, mech.Access{Voltage: true, TimeStep: true, Area: true, SharedReads: []string{"CaCon_e", "CaCon_i", "eCa"}, SharedWrites: []string{"eCa"},
		CurrentReads: []string{"i_Na"}, PreviousReads: []string{"i_Ca", "i_Na"}, Fluxes: []string{"CaCon_i"}, WritesVoltage: true}, m.Access())

	outputs := program(t, m, mech.Currents).Outputs
	require.Equal(t, []mech.Output{{Key: "i_Ca", Role: mech.Current}, {Key: "i_other", Role: mech.Current}, {Key: "i_Pm", Role: mech.Current},
		{Key: "i", Role: mech.TotalCurrent}, {Key: "di_dv", Role: mech.TotalSlope}, {Key: "CaCon_i", Role: mech.Flux}, {Key: "CaCon_i", Role: mech.FluxSlope}}, outputs)
	given := map[string]float64{"Pm_open": 0.5, "eCa": 100, "v": -40, "i_Na": 2e-3, "CaCon_i": 3e-3}
	p := program(t, m, mech.Currents)
	now := p.Evaluate(inputs(m, p, given))
	flux := -1e-3*3e-3/4e-3 + 2e-6
	require.InDeltaSlice(t, []float64{5e-6 * -140, -2e-4, -flux, 5e-6*-140 - 2e-4, 5e-6, flux, -1e-3 * 1e-3 / (4e-3 * 4e-3)}, now, 1e-15)

	next := run(t, m, mech.Advance, map[string]float64{"v": -40, "CaCon_i": 1e-4, "CaCon_e": 2, "Pm_A": 0.5, "Pm_B": 0.5, "dt": 0.1})
	p = program(t, m, mech.Advance)
	require.Contains(t, p.Outputs, mech.Output{Key: "v", Role: mech.Voltage})
	require.Contains(t, p.Inputs, mech.Input{Key: "i_Na", Role: mech.PreviousCurrent})
	require.InDelta(t, 12*math.Log(2e4), next["eCa"], 1e-13)
	require.Equal(t, next["Pm_A"]*next["Pm_A"], next["Pm_open"], "an assigned state sees the new ones")
	require.Equal(t, -40.5, next["v"])
	require.InDelta(t, 0.25+0.75*math.Exp(-0.03), next["Pm_y"], 1e-15)
	require.NotContains(t, next, "CaCon_i", "what a flux moves is the compartment's to solve")
	assigned := run(t, m, mech.Assign, map[string]float64{"v": -40, "CaCon_i": 1e-4, "CaCon_e": 2, "Pm_A": 0.25})
	require.Equal(t, map[string]float64{"eCa": next["eCa"], "Pm_open": 0.0625}, assigned)
	start := run(t, m, mech.Initialise, map[string]float64{"v": -40, "CaCon_i": 1e-4})
	require.InDelta(t, 1, start["Pm_A"]+start["Pm_B"]+start["Pm_C"], 1e-15)
	require.Equal(t, start["Pm_A"]*start["Pm_A"], start["Pm_open"])
	require.Contains(t, start, "eCa")

	sweep := program(t, m, mech.Sweep)
	require.Equal(t, append(append([]mech.Output(nil), p.Outputs...), outputs...), sweep.Outputs)
}

// TestSweepAtItsOwnVoltage: a mechanism that writes v has its currents at the voltage it wrote.
func TestSweepAtItsOwnVoltage(t *testing.T) {
	m := parse(t, "channel P\nparam g = 1 (S/cm2)\nupdate v = v + 10\ncurrent i_P = g*(v - 5)")
	require.InDelta(t, -60.0, run(t, m, mech.Sweep, map[string]float64{"v": -65})["i_P"], 1e-12)
}

func TestPointAndJunction(t *testing.T) {
	m := parse(t, "point E\nparam rs = 2 (Mohm)\nparam c = -20 (mV)\ncurrent i_E = (v - c)/rs (nA)")
	require.Equal(t, mech.PointKind, m.Kind())
	got := run(t, m, mech.Currents, map[string]float64{"v": -60})
	require.Equal(t, map[string]float64{"i_E": -20, "i": -20, "di_dv": 0.5}, got)

	j := parse(t, "junction J\nparam gmax = 2 (uS)\ngate s = 0.5 { alpha = 0.1*sigmoid((v_pre - v_post)/10), beta = 0.1 }\nconductance g = gmax*s (uS) \"both ways\"")
	require.Equal(t, mech.JunctionKind, j.Kind())
	require.Equal(t, []mech.Variable{{Key: "i_J", Name: "i_J", Unit: "nA", Doc: "both ways"}}, j.Currents())
	p := program(t, j, mech.Currents)
	require.Equal(t, []mech.Output{{Key: "i_J", Role: mech.Current}, {Key: "g", Role: mech.Conductance}}, p.Outputs)
	require.Equal(t, map[string]float64{"i_J": 1 * 30, "g": 1}, run(t, j, mech.Currents, map[string]float64{"v": -40, "v_pre": -70}))
	k, err := j.Renamed("K")
	require.NoError(t, err)
	require.Equal(t, "i_K", k.Currents()[0].Key)
}

// whole is a list of mechanisms that have every statement of the language.
func whole(t testing.TB) []*mech.Mechanism {
	return []*mech.Mechanism{
		parse(t, pump),
		parse(t, "junction J\nparam gmax = 2 (uS)\nconductance g = (gmax) (uS) \"doc\""),
		parse(t, "channel U\nunits off\nparam g = 3\nsurrogate none\nstate s = 0\ns' = (g + v) - s\ncurrent i_U = (g) (mA/cm2) outward \"doc\""),
		parse(t, "point N\nsurrogate triangle 10 (1/mV)\nread i_K (mA/cm2)\nstate q = 0 (mA/cm2)\nupdate q = previous(i_K) + previous(i_N)\ncurrent i_N = 1 (uS)*v*step(v) + 1 (uS)*(v + 3)"),
		parse(t, "pump Two\nion na write nai\nion k read ko write ki\nflux nai = -3e-3 (mM/ms)\nflux ki = ko*2e-3 (1/ms)"),
	}
}

// TestWholeLanguagePrints: what is printed reads back as the same mechanism; so it does under another name, and with another surrogate.
func TestWholeLanguagePrints(t *testing.T) {
	for _, m := range whole(t) {
		for _, change := range []func() (*mech.Mechanism, error){
			func() (*mech.Mechanism, error) { return m, nil },
			func() (*mech.Mechanism, error) { return m.Renamed("Other") },
			func() (*mech.Mechanism, error) { return m.WithSurrogate("sigmoid", 3) },
			func() (*mech.Mechanism, error) { return m.WithSurrogate("none", 0) },
		} {
			changed, err := change()
			require.NoError(t, err)
			again := parse(t, changed.String())
			require.Equal(t, changed.String(), again.String())
			require.Equal(t, changed.Currents(), again.Currents())
			require.Equal(t, changed.Reads(), again.Reads())
			require.NotEmpty(t, changed.Equations())
			for p := mech.Initialise; p <= mech.Assign; p++ {
				require.Equal(t, program(t, changed, p), program(t, again, p))
			}
		}
	}
	renamed, err := whole(t)[3].Renamed("M")
	require.NoError(t, err)
	require.Equal(t, []string{"i_K", "i_M"}, renamed.Access().PreviousReads, "its own current, too")
	two := whole(t)[4]
	require.Equal(t, []string{"i_Two_Na", "i_Two_K"}, []string{two.Currents()[0].Key, two.Currents()[1].Key})
	two, err = two.Renamed("X")
	require.NoError(t, err)
	require.Equal(t, []string{"i_X_Na", "i_X_K"}, []string{two.Currents()[0].Key, two.Currents()[1].Key})
}

// TestWholeBuilder: the builder makes the pump of the text.
func TestWholeBuilder(t *testing.T) {
	m, err := mech.Pump("Pm").Source("a paper").Surrogate("arctan", 2).
		Param("vmax", 1e-3, "mM/ms", "largest rate").Param("K", 1e-3, "mM").Param("k", 1e-3, "mM cm2/ms/mA").Param("a", 0.3, "1/ms").
		Ion("ca", []string{"cai", "cao", "eca", "ica"}, []string{"ica", "cai", "eca"}).
		Read("i_Na", 1e-4).
		State("y", 1, "1").State("z", 1, "1").State("A", 0.5, "1").State("B", 0.5, "1").State("C", 0, "1").State("open", 0, "1").State("trace", 0, "mA/cm2").
		Derivative("y", "a*(0.25 - y)").Derivative("z", "-a*z^3").
		Kinetic("A", "B", "a*exp(v/40)", "0.2").Kinetic("B", "C", "0.1 (1/ms)", "a").
		Conserve([]string{"A", "B", "C"}, "1").
		Assign("eca", "12 (mV)*log(cao/cai)").Assign("open", "A^2*step(v + 50)").
		Update("trace", "previous(ica) + previous(i_Na)").Update("v", "v - 0.5").
		Current("ica", "1e-5 (S/cm2)*open*(v - eca)").
		Current("i_other", "0.1*i_Na").Inward().
		Flux("cai", "-vmax*cai/(cai + K) + k*i_Na").Build()
	require.NoError(t, err)
	text := parse(t, pump)
	for p := mech.Initialise; p <= mech.Assign; p++ {
		require.Equal(t, program(t, text, p), program(t, m, p))
	}
	_, err = mech.Point("P").UnitsOff().Current("i_P", "v").Outward().Build()
	require.NoError(t, err)
	_, err = mech.Junction("J").Conductance("g", "1e-3").Build()
	require.NoError(t, err)
	for want, b := range map[string]*mech.Builder{
		`no surrogate "arktan"; did you mean "arctan"?`: mech.Channel("X").Surrogate("arktan", 1),
		`"a b" cannot be a name`:                        mech.Channel("X").Conserve([]string{"a b"}, "1"),
		`ion ca: nothing is read or written`:            mech.Pump("X").Ion("ca", nil, nil),
		`outward must stand right behind the Current`:   mech.Channel("X").Outward(),
		`no state "q"`: mech.Channel("X").Derivative("q", "1"),
		`mech.Channel("X"):2:1: alpha of gate m is -1`:            mech.Channel("X").Gate("m", "-1 (1/ms)", "1"),
		`"" cannot be a name`:                                     mech.Channel("X").Kinetic("", "", "1", "1"),
		`no state "A"`:                                            mech.Channel("X").Kinetic("A", "B", "1", "1"),
		`the slope of a surrogate is 0`:                           mech.Channel("X").Surrogate("sigmoid", 0),
		`states are advanced before the currents of the step are`: mech.Pump("X").Read("i_K").State("s", 1, "").Update("s", "i_K"),
	} {
		_, err := b.Build()
		require.ErrorContains(t, err, want)
	}
}

// TestSigns: which way a current flows is told by its driving force, or by a word.
func TestSigns(t *testing.T) {
	const head = "channel X\nparam g = 1 (S/cm2)\nparam e = 5 (mV)\nparam j = 1 (mA/cm2)\nfunction drive(x) = x - e\nfunction ohm(a, b) = a*drive(b)\nu = v\n"
	for text, want := range map[string]string{
		"g*(v - e)": "", "(v - e)*g": "", "2*g*(v - e)/3 + g*(v + 70)": "", "g*v": "", "g*u": "", "g*(u - e)": "", "ohm(g, v)": "", "-g*(e - v)": "", "-(g*(e - v))": "",
		"g*(if v < 3 then v - e else v - 2*e)": "", "select(v < 3, g*v, g*(v - e))": "", "g*(v - e) - g*(e - v)": "", "g*(v - e)/(1 + exp(-v/10))": "",
		"g*(e - v)": "positive where it flows into", "-g*(v - e)": "into the cell", "j": "no sign convention",
		"g*(v - e) + j": "no sign", "g*(v - e) - g*(v + e)": "no sign", "j*exp(v/3)": "no sign", "0": "no sign",
	} {
		_, err := mech.Parse("f.mech", []byte(head+"current i_X = "+text))
		if want == "" {
			require.NoError(t, err, text)
			continue
		}
		require.ErrorContains(t, err, "f.mech:8:15: current i_X has ", text)
		require.ErrorContains(t, err, want, text)
	}
	out, in := parse(t, head+"current i_X = 2*j outward"), parse(t, head+"current i_X = 2*j (mA/cm2) inward \"a pump\"")
	require.Equal(t, 2.0, run(t, out, mech.Currents, nil)["i_X"])
	require.Equal(t, -2.0, run(t, in, mech.Currents, nil)["i_X"])
	require.Equal(t, "a pump", in.Currents()[0].Doc)
}

// TestNewFaults: each with place and remedy.
func TestNewFaults(t *testing.T) {
	const head = "pump X\nparam g = 1 (S/cm2)\nparam e = 5 (mV)\nstate s = 1 (mM)\nshared state c = 1 (mM)\nread i_K (mA/cm2)\n" // the next line is 7
	const ok = "s' = 0 (mM/ms)\n"
	for text, want := range map[string]string{
		"s' = s\n":             `:7:6: s' needs mM/ms, and s is in mM`,
		"s' = s/1 (ms) (mM)\n": `:7:6: s needs mM, and`,
		ok + "r' = 3":          `:8:1: no state "r"`,
		ok + "update s = s":    `:8:8: s has two equations, s' on line 7 and update s here; keep one`,
		ok + "s' = 0 (mM/ms)":  `:8:1: s' is given twice; first on line 7`,
		ok + "flux c = 1 (mM/ms)\nflux c = 1 (mM/ms)":                            `:9:6: flux c is given twice; first on line 8: write their sum`,
		ok + "flux c = 1 (mM/ms)\nassign c = 1 (mM)":                             `:9:8: c has two equations, flux c on line 8 and assign c here`,
		ok + "flux g = 1 (mM/ms)":                                                `:8:6: g is a parameter, and flux g changes it: declare it as state (line 2)`,
		ok + "flux c = 1 (mM)":                                                   `:8:10: flux c needs mM/ms, and 1 (mM) is in mM`,
		ok + "flux d = 1 (mM/ms)":                                                `:8:6: no state "d"`,
		ok + "assign q = 3":                                                      `:8:8: no state "q"`,
		ok + "start c = 1 (mM)\nassign c = 1 (mM)":                               `:8:7: c is assigned at the start too (line 9); drop its start`,
		ok + "gate m { alpha = 1, beta = 1 }\nm' = 3":                            `:9:1: gate m has its rates; m' would be a second equation`,
		ok + "v' = 3":                                                            `:8:1: the voltage is written by ` + "`update v = ...`, not by v'",
		ok + "update v = 3 (mA/cm2)":                                             `:8:12: update v needs mV, and 3 (mA/cm2) is in mA/cm2`,
		"update s = s*i_K/1 (mA/cm2)":                                            `:7:14: states are advanced before the currents of the step are known: write previous(i_K)`,
		"x = i_K/1 (mA/cm2)\nassign s = s*x":                                     `:7:5: states are advanced before`,
		ok + "x = i_Na":                                                          `:8:5: no name "i_Na"; if it is a current of other mechanisms, declare it: read i_Na (mA/cm2)`,
		ok + "x = previous(i_Na)":                                                `:8:14: no current "i_Na"; did you mean "i_K"?`,
		ok + "x = previous(i_Potassium)":                                         `:8:14: no current "i_Potassium"; declare it: read i_Potassium (mA/cm2)`,
		ok + "x = previous(g*2)":                                                 `:8:14: previous(...) takes the name of a current`,
		ok + "x = previous(i_K, 1)":                                              `:8:5: previous takes 1 value, and 2 are given`,
		ok + "param h = previous(i_K)":                                           `:8:11: a default must be made of numbers and constants; previous(i_K) is neither`,
		ok + "read i_L (nA)":                                                     `:8:11: read i_L is in nA: currents of a compartment are read in mA/cm2`,
		ok + "ion ca read cai, caj":                                              `:8:18: ion ca has no "caj"; there are cai, cao, eca and ica`,
		ok + "ion ca":                                                            `:8:7: expected read or write, and names such as cai`,
		ok + "ion ca read cai, ":                                                 `:8:18: expected a name such as cai`,
		ok + "ion ca write ica":                                                  "ion ca writes ica: add `current ica = ...`",
		ok + "ion ca read cai\nx = cai + g":                                      `:9:9: cai is in mM and g is in S/cm2`,
		ok + "ion ca read cai\nflux cai = 1 (mM/ms)":                             `:9:6: cai is a parameter, and flux cai changes it`,
		ok + "ion ca read cai\nshared CaCon_i = 3 (mM)":                          `:9:8: two variables have the key "CaCon_i"; the first is on line 8`,
		ok + "units off":                                                         `:8:1: units off must stand before what it silences: move it to the line after pump X`,
		ok + "units on":                                                          `:8:7: expected off, found "on"`,
		ok + "conductance g = g":                                                 `:8:1: a pump has no conductance of its own`,
		ok + "surrogate sigmoyd 3":                                               `:8:11: expected none, sigmoid, fast_sigmoid, arctan, triangle, found "sigmoyd"`,
		ok + "surrogate sigmoid 3\nsurrogate sigmoid 4":                          `:9:1: a second surrogate; the first is on line 8`,
		ok + "surrogate sigmoid":                                                 `expected an expression, found the end`,
		ok + "surrogate sigmoid -1":                                              `:8:19: the slope of a surrogate is -1; it must be above 0`,
		"kinetic s <-> t { forward = 1, backward = 1 }":                          `:7:15: no state "t"`,
		"kinetic s <-> s { forward = 1, backward = 1 }":                          `:7:15: s <-> s joins a state with itself`,
		"kinetic s + s <-> c { forward = 1, backward = 1 }":                      `:7:11: a scheme joins single states`,
		"kinetic s <-> 2 c { forward = 1, backward = 1 }":                        `:7:15: the name of a state stands alone`,
		"kinetic s <-> c { forward = 1 }":                                        `:7:17: kinetic s <-> c: give forward and backward`,
		"kinetic s <-> c { forward = v, backward = 1 }":                          `:7:29: forward of kinetic s <-> c needs 1/ms, and v is in mV`,
		"kinetic s <-> c { forward = x, backward = 1 }\nx = s/1 (mM ms)":         `:7:29: forward of kinetic s <-> c reads s, a state of the scheme, which must be linear in its states`,
		"kinetic s <-> c { forward = 0, backward = 0 }\nconserve s + c = 1":      `:8:1: the scheme has no single steady state: nothing leaves s`,
		"kinetic s <-> c { forward = 1, backward = 1 }\nconserve s = 1":          `:8:10: the scheme of s moves c too: add it to the sum`,
		"kinetic s <-> c { forward = 1, backward = 1 }\nconserve s + c = v":      `:8:18: conserve s + ... needs mM, and v is in mV`,
		"kinetic s <-> c { forward = 1, backward = 1 }\nconserve s + c = s":      `:8:18: the conserved sum reads s`,
		"kinetic s <-> c { forward = 1, backward = 1 }\nconserve s + c + s = 1":  `:8:18: s stands twice in the sum`,
		ok + "conserve s = 3":                                                    `:8:10: conserve is of the states of a kinetic scheme, and s is in none`,
		"kinetic s <-> c { forward = 1, backward = 1 }\nupdate s = 1":            `:8:8: s has two equations, kinetic s <-> c on line 7 and update s here`,
		ok + "gate m { alpha = 0.1*(v + 40)/(1 - exp(-(v + 40)/10)), beta = 1 }": `:8:18: alpha of gate m is NaN at v = -40 mV, all else at its default: it must be finite; for x/(exp(x) - 1) write exprelr(x)`,
		ok + "gate m { alpha = 0.1*(v + 55)/10, beta = 1 }":                      `:8:18: alpha of gate m is -0.65 at v = -120 mV, all else at its default: a rate cannot be negative`,
		ok + "gate m { inf = 1, tau = v/1 (mV/ms) }":                             `:8:25: tau of gate m is -120 at v = -120 mV`,
		ok + "gate m { inf = 1/(v - 3), tau = 1 }":                               `:8:16: inf of gate m is +Inf at v = 3 mV`,
		ok + "gate m { alpha = 0, beta = 0 }":                                    `beta of gate m is 0, all else at its default: and so is alpha: the gate has no steady state`,
		"kinetic s <-> c { forward = 1, backward = v/1 (mV ms) }":                `:7:43: backward of kinetic s <-> c is -120 at v = -120 mV`,
	} {
		_, err := mech.Parse("f", []byte(head+text))
		require.ErrorContains(t, err, want, text)
		require.NotContains(t, err.Error(), "\n")
	}
	for text, want := range map[string]string{
		"junction J":                                            "f:1:1: a junction needs its conductance: add `conductance g = ... (uS)`",
		"junction J\ncurrent i = 1*v_pre":                       `f:2:1: the current of a junction follows from its conductance`,
		"junction J\nconductance g = 1 (nS)":                    `f:2:17: conductance g needs uS, and 1 (nS) is in nS: multiply by 0.001`,
		"junction J\nconductance g = 1 (uS)\nconductance h = 1": `f:3:1: a second conductance; the first is on line 2`,
		"junction J\nconductance g = 1 (uS/mV)*v_pre":           `conductance g is -120 at v_pre = -120 mV, all else at its default: a conductance cannot be negative`,
		"junction J\nconductance g = area":                      `f:2:17: no name "area": a junction has no area`,
		"synapse S\nflux c = 1":                                 `f:2:1: a synapse has no flux`,
		"synapse S\nupdate v = 1":                               `f:2:1: a synapse cannot write the voltage`,
		"synapse S\nx = previous(i_K)":                          `f:2:5: a synapse reads no current`,
		"synapse S\ngate s { alpha = 1*exprelr(v_pre/1 (mV)), beta = 1*(log(-v_post/1 (mV)) + 5) }": `f:2:50: beta of gate s is -Inf at v = 0 mV`,
		"channel X\nsurrogate none\nx' 3": `f:3:4: expected "="`,
	} {
		_, err := mech.Parse("f", []byte(text))
		require.ErrorContains(t, err, want, text)
	}
	_, err := library.HH().WithSurrogate("sigmoid", -1)
	require.EqualError(t, err, "mechanism HH: the slope of the surrogate is -1; it must be above 0")
	_, err = library.HH().WithSurrogate("box", 1)
	require.ErrorContains(t, err, `mechanism HH: no surrogate "box"`)
	m := parse(t, "channel X\nunits off\nparam g = 3 (mW)\ncurrent i_X = (g + exp(v))*(v - g) (nA)")
	require.Equal(t, []string{"test.mech:2:1: the units of this mechanism are not checked"}, m.Warnings())
	m = parse(t, "channel X\nparam g = 3\nconst c = 2 (mV)")
	require.Equal(t, []string{"test.mech:2:1: param g has no unit, so nothing it is part of is checked; write (1) behind the value of a pure number"}, m.Warnings())
	require.Empty(t, library.HH().Warnings())
}
