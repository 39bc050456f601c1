package model

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// whole holds every key that this version builds, each in its longest form.
const whole = `golgi: 1
cells:
- name: pyr
  swc: ca1.swc
  ncomp: 2
  max_branch_len: 300.0
  min_radius: 0.1
  convention: jaxley
- name: stick
  parents: [-1, 0, 0]
  ncomp: [4, 2, 2]
- {name: fine, swc: ca1.swc, ncomp: d_lambda}
network: [pyr, {cell: stick, count: 3}]
ncomp:
- {at: branch(1), ncomp: 4, min_radius: 0.1}
- {at: branch(2), ncomp: {d_lambda: {d: 0.05, frequency: 50, axial_resistivity: 100, capacitance: 2}}}
groups: [{name: exc, at: "branch([0,2])"}]
insert: [{at: all, mechanism: HH}, {at: group(soma), mechanism: Na, name: Na2}]
synapses:
- {type: IonotropicSynapse, pre: cell(0).branch(1).loc(1.0), post: cell(1).branch(0).loc(0.0)}
- {type: TanhRateSynapse, name: Tanh2, pre: "cell(0:2)", post: "cell(2:4)", connect: full}
- {type: TestSynapse, pre: all, post: all, connect: {sparse: {p: 0.1, seed: 7}}}
- {type: TestSynapse, pre: all, post: all, connect: {matrix: m.csv}}
set:
- {at: group(soma), key: HH_gNa, value: 0.2}
- {key: radius, value: [1, 2.5, 3e-1]}
stimuli:
- {at: branch(0).comp(0), step: {delay: 1.0, dur: 2.0, amp: 0.1, offset: 0.0}}
- {at: branch(1), samples: [0.1, 0.1]}
- {at: branch(1), sine: {delay: 1.0, dur: 5.0, freq: 100.0, amp: 0.1}}
- {at: branch(1), file: current.csv, column: 1}
record: [{at: group(soma), state: HH_m}, {at: all}]
trainable: [{at: "branch(all)", key: radius, init: 1.0}]
loss: {mse: target.csv}
simulate: {t_max: 20.0, dt: 0.05, solver: crank_nicolson, init_states: run, every: 2, stagger: true, voltage_limit: 500}
clamps:
- {at: comp(0), state: v, step: {delay: 1, dur: 5, amp: 40, offset: -70}}
- {at: TestSynapse.edge(0), state: TestSynapse_s, samples: [0.1, 0.2]}
diffuse: []
fit:
`

func TestReadWhole(t *testing.T) {
	f, err := Read("m.yaml", []byte(whole))
	require.NoError(t, err)
	require.Len(t, f.Cells, 3)
	require.Equal(t, "pyr", f.Cells[0].Name.Value)
	require.Equal(t, "ca1.swc", f.Cells[0].SWC.Value)
	require.Equal(t, []int{2}, f.Cells[0].NComp.Value)
	require.Equal(t, 300.0, f.Cells[0].MaxBranchLength.Value)
	require.Equal(t, 0.1, f.Cells[0].MinRadius.Value)
	require.Equal(t, "jaxley", f.Cells[0].Convention.Value)
	require.Equal(t, []int{-1, 0, 0}, f.Cells[1].Parents.Value)
	require.Equal(t, []int{4, 2, 2}, f.Cells[1].NComp.Value)
	require.True(t, f.Cells[2].DLambda.Given)
	require.Equal(t, 0.1, f.Cells[2].DLambda.Value.D.Value)
	require.Equal(t, 100.0, f.Cells[2].DLambda.Value.Frequency.Value)
	require.Equal(t, "pyr", f.Network[0].Cell.Value)
	require.Equal(t, 1, f.Network[0].Count.Value)
	require.Equal(t, "stick", f.Network[1].Cell.Value)
	require.Equal(t, 3, f.Network[1].Count.Value)
	require.Equal(t, 4, f.NComp[0].NComp.Value)
	require.Equal(t, 0.05, f.NComp[1].DLambda.Value.D.Value)
	require.Equal(t, 2.0, f.NComp[1].DLambda.Value.Capacitance.Value)
	require.Equal(t, "one", f.Synapses[0].Connect.Kind)
	require.Equal(t, "cell(1).branch(0).loc(0.0)", f.Synapses[0].Post.Value)
	require.Equal(t, "full", f.Synapses[1].Connect.Kind)
	require.Equal(t, "Tanh2", f.Synapses[1].Name.Value)
	require.Equal(t, "sparse", f.Synapses[2].Connect.Kind)
	require.Equal(t, 0.1, f.Synapses[2].Connect.P.Value)
	require.Equal(t, 7, f.Synapses[2].Connect.Seed.Value)
	require.Equal(t, "matrix", f.Synapses[3].Connect.Kind)
	require.Equal(t, "m.csv", f.Synapses[3].Connect.Matrix.Value)
	require.Equal(t, "v", f.Clamps[0].State.Value)
	require.Equal(t, 40.0, f.Clamps[0].Step.Value.Amplitude.Value)
	require.Equal(t, []float64{0.1, 0.2}, f.Clamps[1].Samples.Value)
	require.Equal(t, "branch([0,2])", f.Groups[0].At.Value)
	require.Equal(t, "Na2", f.Insert[1].Name.Value)
	require.Equal(t, "all", f.Set[1].At.Value)
	require.False(t, f.Set[1].At.Given)
	require.Equal(t, []float64{1, 2.5, 0.3}, f.Set[1].Values.Value)
	require.Equal(t, 0.1, f.Stimuli[0].Step.Value.Amplitude.Value)
	require.Equal(t, []float64{0.1, 0.1}, f.Stimuli[1].Samples.Value)
	require.Equal(t, 100.0, f.Stimuli[2].Sine.Value.Frequency.Value)
	require.Equal(t, 1, f.Stimuli[3].Waveform.Column.Value)
	require.Equal(t, "HH_m", f.Record[0].State.Value)
	require.Equal(t, "v", f.Record[1].State.Value)
	require.Equal(t, []float64{1}, f.Trainable[0].Init.Value)
	require.Equal(t, "target.csv", f.Loss.MSE.Value)
	require.Equal(t, "run", f.Simulate.InitStates.Value)
	require.Equal(t, 400, f.Simulate.Steps())
	require.Equal(t, 500.0, f.Simulate.VoltageLimit.Value)
	require.Equal(t, "stimuli[0].step.amp", f.Stimuli[0].Step.Value.Amplitude.Key)
	require.Equal(t, 28, f.Stimuli[0].Step.Value.Amplitude.Line)
}

func TestReadDefaults(t *testing.T) {
	f, err := Read("m.yaml", []byte("golgi: 1\ncells: [{name: a, parents: [-1]}]\nsimulate: {t_max: 1}\n"))
	require.NoError(t, err)
	require.Equal(t, []int{1}, f.Cells[0].NComp.Value)
	require.Equal(t, "conserving", f.Cells[0].Convention.Value)
	require.Equal(t, 0.025, f.Simulate.Dt.Value)
	require.Equal(t, "bwd_euler", f.Simulate.Solver.Value)
	require.Equal(t, "false", f.Simulate.InitStates.Value)
	require.Equal(t, 1, f.Simulate.Every.Value)
}

func TestReadErrors(t *testing.T) {
	const cell = "golgi: 1\ncells: [{name: a, parents: [-1, 0]}]\n"
	for _, c := range []struct{ name, text, message string }{
		{"empty", "", `m.yaml: the file is empty; a model file begins with "golgi: 1"`},
		{"blank", " \n\n", `m.yaml: the file is empty; a model file begins with "golgi: 1"`},
		{"comment", "# nothing\n", "m.yaml: not valid YAML"},
		{"binary", "golgi: 1\nab\x00c", "m.yaml:2:3: this is no text file (byte 0x00); a model file is YAML in UTF-8"},
		{"latin", "golgi: 1\n# \xe9", "m.yaml:2:3: this is no text file (byte 0xe9); a model file is YAML in UTF-8"},
		{"syntax", "golgi: 1\ncells: [\n", "m.yaml:3:1: not valid YAML"},
		{"tab", "golgi: 1\ncells:\n\t- a\n", "indented with blanks, not tabs"},
		{"two documents", "golgi: 1\n---\ngolgi: 1\n", "m.yaml: not valid YAML: expected single document, found multiple"},
		{"list", "- golgi\n", "m.yaml:1:1: expected a mapping with the keys golgi, cells"},
		{"no version", "cells: [{name: a, parents: [-1]}]\n", `m.yaml:1:1: the key "golgi" is missing`},
		{"version", "golgi: 2\n", "m.yaml:1:8: golgi: version 2 of the format is not known; this golgi reads version 1"},
		{"version text", "golgi: one\n", `m.yaml:1:8: golgi: expected a number, found "one"`},
		{"no cells", "golgi: 1\n", `m.yaml:1:1: the key "cells" is missing`},
		{"no cell", "golgi: 1\ncells: []\n", "m.yaml:1:1: cells: there is no cell in this file"},
		{"unknown key", cell + "stimulus: []\n", `m.yaml:3:1: unknown key "stimulus"; did you mean "stimuli"?`},
		{"unknown key, far", cell + "wxyz: []\n", `m.yaml:3:1: unknown key "wxyz"; known: golgi, cells,`},
		{"case", cell + "Record: []\n", `m.yaml:3:1: unknown key "Record"; did you mean "record"?`},
		{"unknown key within", cell + "stimuli:\n- {at: all, step: {dely: 1}}\n", `m.yaml:4:20: stimuli[0].step: unknown key "dely"; did you mean "delay"?`},
		{"key twice", cell + "record: []\nrecord: []\n", "m.yaml:4:1: record: this key stands twice (first on line 3)"},
		{"merge key", cell + "simulate: {<<: {t_max: 1}}\n", `simulate: unknown key "<<"`},
		{"wrong type", cell + "simulate: [1]\n", "m.yaml:3:11: simulate: expected a mapping with the keys t_max, dt"},
		{"no number", cell + "simulate: {t_max: \"20\"}\n", `m.yaml:3:19: simulate.t_max: expected a number, found the text "20"`},
		{"nan", cell + "simulate: {t_max: .nan}\n", "m.yaml:3:19: simulate.t_max: expected a number, found .nan"},
		{"infinite", cell + "simulate: {t_max: 1e999}\n", "m.yaml:3:19: simulate.t_max: 1e999 is too large for a number"},
		{"null", cell + "simulate: {t_max: }\n", "simulate.t_max: expected a number, found nothing"},
		{"zero t_max", cell + "simulate: {t_max: 0}\n", "m.yaml:3:19: simulate.t_max: must be greater than 0, is 0"},
		{"negative dt", cell + "simulate: {t_max: 1, dt: -0.025}\n", "m.yaml:3:26: simulate.dt: must be greater than 0, is -0.025"},
		{"t_max shorter", cell + "simulate: {t_max: 0.01}\n", "m.yaml:3:19: simulate.t_max: t_max = 0.01 ms is shorter than one time step, dt = 0.025 ms"},
		{"too many steps", cell + "simulate: {t_max: 1e300}\n", "m.yaml:3:19: simulate.t_max: t_max = 1e+300 ms in steps of 0.025 ms makes 4e+301 steps"},
		{"solver", cell + "simulate: {t_max: 1, solver: backward_euler}\n", `m.yaml:3:30: simulate.solver: unknown solver "backward_euler"; known: bwd_euler, crank_nicolson, fwd_euler, exp_euler`},
		{"solver near", cell + "simulate: {t_max: 1, solver: bwd_eular}\n", `unknown solver "bwd_eular"; did you mean "bwd_euler"?`},
		{"stagger", cell + "simulate: {t_max: 1, stagger: true}\n", "m.yaml:3:31: simulate.stagger: goes with solver crank_nicolson only, not with bwd_euler"},
		{"truth", cell + "simulate: {t_max: 1, stagger: maybe}\n", `simulate.stagger: expected true or false, found "maybe"`},
		{"init_states", cell + "simulate: {t_max: 1, init_states: 2}\n", "simulate.init_states: expected true, false or run, found 2"},
		{"every", cell + "simulate: {t_max: 1, every: 0}\n", "simulate.every: expected a whole number from 1 to 2147483647, found 0"},
		{"every fraction", cell + "simulate: {t_max: 1, every: 1.5}\n", "simulate.every: expected a whole number from 1 to 2147483647, found 1.5"},
		{"network of nothing", cell + "network: a\n", `m.yaml:3:10: network: expected a list like [a, {cell: b, count: 3}], found "a"`},
		{"network, unknown cell", cell + "network: [b]\n", `m.yaml:3:11: network[0]: no cell "b" under "cells"; known: a`},
		{"network, near cell", "golgi: 1\nnetwork: [{cell: stik, count: 2}]\ncells: [{name: stick, parents: [-1]}]\n", `m.yaml:2:18: network[0].cell: no cell "stik" under "cells"; did you mean "stick"?`},
		{"network, number", cell + "network: [3]\n", `network[0]: expected the name of a cell, or {cell: NAME, count: 3}, found 3`},
		{"network, no cell", cell + "network: [{count: 3}]\n", `network[0]: the key "cell" is missing`},
		{"network, count", cell + "network: [{cell: a, count: 0}]\n", "m.yaml:3:28: network[0].count: expected a whole number from 1 to 2147483647, found 0"},
		{"synapses, no pre", cell + "synapses: [{type: TestSynapse}]\n", `m.yaml:3:12: synapses[0]: the key "pre" is missing`},
		{"synapses, no type", cell + "synapses: [{pre: all, post: all}]\n", `m.yaml:3:12: synapses[0]: the key "type" is missing`},
		{"connect", cell + "synapses: [{type: A, pre: all, post: all, connect: ful}]\n", `m.yaml:3:52: synapses[0].connect: unknown way to connect "ful"; did you mean "full"?`},
		{"connect, list", cell + "synapses: [{type: A, pre: all, post: all, connect: [full]}]\n", "synapses[0].connect: expected one, full, {sparse: {p: 0.1, seed: 1}} or {matrix: FILE}, found a list"},
		{"connect, sparse bare", cell + "synapses: [{type: A, pre: all, post: all, connect: sparse}]\n", "synapses[0].connect: sparse needs more: expected one, full, {sparse: {p: 0.1, seed: 1}} or {matrix: FILE}"},
		{"connect, two", cell + "synapses: [{type: A, pre: all, post: all, connect: {sparse: {p: 0.1}, matrix: m.csv}}]\n", "synapses[0].connect: there is one way to connect"},
		{"connect, none", cell + "synapses: [{type: A, pre: all, post: all, connect: {}}]\n", "synapses[0].connect: there is one way to connect"},
		{"sparse, no p", cell + "synapses: [{type: A, pre: all, post: all, connect: {sparse: {seed: 1}}}]\n", `synapses[0].connect.sparse: the key "p" is missing`},
		{"sparse, p", cell + "synapses: [{type: A, pre: all, post: all, connect: {sparse: {p: 1.5}}}]\n", "m.yaml:3:65: synapses[0].connect.sparse.p: must be a probability, from 0 to 1, is 1.5"},
		{"sparse, p below 0", cell + "synapses: [{type: A, pre: all, post: all, connect: {sparse: {p: -0.1}}}]\n", "must be a probability, from 0 to 1, is -0.1"},
		{"sparse, seed", cell + "synapses: [{type: A, pre: all, post: all, connect: {sparse: {p: 1, seed: -1}}}]\n", fmt.Sprint("synapses[0].connect.sparse.seed: expected a whole number from 0 to ", mostSeed, ", found -1")},
		{"clamp, no state", cell + "clamps: [{samples: [1]}]\n", `m.yaml:3:10: clamps[0]: the key "state" is missing`},
		{"clamp, no waveform", cell + "clamps: [{at: comp(0), state: v}]\n", "m.yaml:3:10: clamps[0]: a clamp has one waveform: step, samples, sine, noise or file; this one has 0"},
		{"clamp, column", cell + "clamps: [{state: v, file: v.csv}]\n", `clamps[0].file: the key "column" is missing`},
		{"d_lambda of a tree", "golgi: 1\ncells: [{name: a, parents: [-1], ncomp: d_lambda}]\n", `m.yaml:2:41: cells[0].ncomp: d_lambda goes with "swc" only`},
		{"d_lambda, word", "golgi: 1\ncells: [{name: a, swc: a.swc, ncomp: {lambda: 1}}]\n", `cells[0].ncomp: unknown key "lambda"; did you mean "d_lambda"?`},
		{"d_lambda, d", "golgi: 1\ncells: [{name: a, swc: a.swc, ncomp: {d_lambda: {d: 0}}}]\n", "cells[0].ncomp.d_lambda.d: must be greater than 0, is 0"},
		{"d_lambda, key", cell + "ncomp: [{ncomp: {d_lambda: {freq: 50}}}]\n", `ncomp[0].ncomp.d_lambda: unknown key "freq"`},
		{"ncomp, word", cell + "ncomp: [{ncomp: lambda}]\n", `ncomp[0].ncomp: expected a whole number of compartments, or d_lambda, found "lambda"`},
		{"diffuse, no ion", cell + "diffuse: [{constant: 1}]\n", `m.yaml:3:11: diffuse[0]: the key "ion" is missing`},
		{"diffuse, constant", cell + "diffuse: [{ion: CaCon_i, constant: 0}]\n", "m.yaml:3:36: diffuse[0].constant: must be greater than 0, is 0"},
		{"diffuse, word", cell + "diffuse: CaCon_i\n", "diffuse: expected a list like [{at: all, ion: CaCon_i, constant: 2.0}], found \"CaCon_i\""},
		{"mechanisms", cell + "mechanisms: na.mech\n", `m.yaml:3:13: mechanisms: expected a list of files with mechanisms, found "na.mech"`},
		{"mechanisms, number", cell + "mechanisms: [5]\n", "m.yaml:3:14: mechanisms[0]: expected the name of a file with a mechanism, found 5"},
		{"celsius", cell + "celsius: -300\n", "m.yaml:3:10: celsius: must be a temperature in degC, -273.15 or more, is -300"},
		{"surrogate", cell + "insert: [{mechanism: Fire, surrogate: sigmoid}]\n", "insert[0].surrogate: expected a mapping with the keys shape, slope, found \"sigmoid\""},
		{"surrogate, slope", cell + "insert: [{mechanism: Fire, surrogate: {shape: sigmoid, slope: 0}}]\n", "insert[0].surrogate.slope: must be greater than 0, is 0"},
		{"swc and parents", "golgi: 1\ncells: [{name: a, parents: [-1], swc: a.swc}]\n", `cells[0]: a cell has either "swc" (a traced file) or "parents"`},
		{"neither", "golgi: 1\ncells: [{name: a}]\n", `m.yaml:2:9: cells[0]: a cell has either "swc"`},
		{"no name", "golgi: 1\ncells: [{parents: [-1]}]\n", `m.yaml:2:9: cells[0]: the key "name" is missing`},
		{"number for a name", "golgi: 1\ncells: [{name: 5, parents: [-1]}]\n", `m.yaml:2:16: cells[0].name: expected a name, found 5`},
		{"same name", "golgi: 1\ncells: [{name: a, parents: [-1]},\n {name: a, parents: [-1]}]\n", `m.yaml:3:9: cells[1].name: a cell named "a" stands on line 2 already`},
		{"root", "golgi: 1\ncells: [{name: a, parents: [0]}]\n", "cells[0].parents[0]: branch 0 is the root: its parent is -1, not 0"},
		{"later parent", "golgi: 1\ncells: [{name: a, parents: [-1, 2, 0]}]\n", "cells[0].parents[1]: the parent of branch 1 must be a branch before it, or -1, not 2"},
		{"no branch", "golgi: 1\ncells: [{name: a, parents: []}]\n", "cells[0].parents: a cell has at least one branch: [-1]"},
		{"ncomp count", "golgi: 1\ncells: [{name: a, parents: [-1, 0, 0], ncomp: [1, 2]}]\n", "cells[0].ncomp: 2 numbers for 3 branches; give one for all, or one for each"},
		{"ncomp zero", "golgi: 1\ncells: [{name: a, parents: [-1], ncomp: 0}]\n", "cells[0].ncomp: expected a whole number from 1"},
		{"ncomp text", "golgi: 1\ncells: [{name: a, parents: [-1], ncomp: many}]\n", `cells[0].ncomp: expected a whole number of compartments, a list with one for each branch, or d_lambda, found "many"`},
		{"min_radius of a tree", "golgi: 1\ncells: [{name: a, parents: [-1], min_radius: 1}]\n", `cells[0].min_radius: goes with "swc" only`},
		{"convention", "golgi: 1\ncells: [{name: a, swc: a.swc, convention: jaxly}]\n", `unknown convention "jaxly"; did you mean "jaxley"?`},
		{"no waveform", cell + "stimuli: [{at: all}]\n", "m.yaml:3:11: stimuli[0]: a stimulus has one waveform: step, samples, sine, noise or file; this one has 0"},
		{"noise without tau", cell + "stimuli: [{noise: {sd: 1}}]\n", "m.yaml:3:19: stimuli[0].noise: the key \"tau\" is missing"},
		{"noise that shrinks", cell + "stimuli: [{noise: {sd: -1, tau: 1}}]\n", "stimuli[0].noise.sd"},
		{"noise of half a seed", cell + "stimuli: [{noise: {sd: 1, tau: 1, seed: 0.5}}]\n", "stimuli[0].noise.seed"},
		{"two waveforms", cell + "stimuli: [{samples: [1], sine: {freq: 1, amp: 1}}]\n", "this one has 2"},
		{"no column", cell + "stimuli: [{file: a.csv}]\n", `stimuli[0].file: the key "column" is missing`},
		{"column alone", cell + "stimuli: [{samples: [1], column: 1}]\n", `stimuli[0].column: goes with "file" only`},
		{"step without dur", cell + "stimuli: [{step: {delay: 1, amp: 1}}]\n", `stimuli[0].step: the key "dur" is missing`},
		{"negative delay", cell + "stimuli: [{step: {delay: -1, dur: 1, amp: 1}}]\n", "stimuli[0].step.delay: must be 0 or more, is -1"},
		{"no samples", cell + "stimuli: [{samples: []}]\n", "stimuli[0].samples: expected a list of currents, nA, one a time step, found a list"},
		{"text among samples", cell + "stimuli: [{samples: [1, x]}]\n", `m.yaml:3:25: stimuli[0].samples[1]: expected a number, found "x"`},
		{"set without value", cell + "set: [{key: radius}]\n", `m.yaml:3:7: set[0]: the key "value" is missing`},
		{"path as a list", cell + "record: [{at: [0]}]\n", "record[0].at: expected a path such as all, branch(0).comp(0) or group(soma), found a list"},
		{"loss", cell + "loss: mean\n", `m.yaml:3:7: loss: unknown loss "mean"; known: mean_square, {mse: FILE}`},
		{"self alias", "golgi: 1\ncells: &a [*a]\n", "cells[0]: expected a mapping"},
		{"control characters in a key", cell + "\"a\\nb\": 1\n", `unknown key "a\nb"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read("m.yaml", []byte(c.text))
			require.ErrorContains(t, err, c.message)
			require.True(t, strings.HasPrefix(err.Error(), "m.yaml:"), err.Error())
			require.NotContains(t, err.Error(), "\n")
			require.IsType(t, &Error{}, err)
		})
	}
}

func TestReadFileErrors(t *testing.T) {
	dir := t.TempDir()
	_, err := ReadFile(filepath.Join(dir, "none.yaml"))
	require.EqualError(t, err, filepath.Join(dir, "none.yaml")+": there is no such file")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = ReadFile(dir)
	require.EqualError(t, err, dir+": this is a directory; a model file is expected")
	if os.Getuid() != 0 {
		secret := filepath.Join(dir, "secret.yaml")
		require.NoError(t, os.WriteFile(secret, nil, 0o000))
		_, err = ReadFile(secret)
		require.EqualError(t, err, secret+": no permission to read this file")
	}
}

// A few lines must not expand to more than memory holds.
func TestReadAliasesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("golgi: 1\ncells: [{name: a, parents: [-1]}]\nset:\n- {key: a, value: &v [" + strings.Repeat("1,", 20000) + "1]}\n")
	for range 3000 {
		b.WriteString("- {key: a, value: *v}\n")
	}
	d := &decoder{file: "m.yaml", left: 1_000_000}
	top, err := d.document([]byte(b.String()))
	require.NoError(t, err)
	err = d.readFile(&File{}, top)
	require.ErrorContains(t, err, "the aliases of this file expand to more than")
}

// Every model file of the reference cases is read.
func TestReadReferenceFiles(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(sharedFolder(t), "reference*", "*", "model.yaml"))
	require.NotEmpty(t, files)
	for _, name := range files {
		f, err := ReadFile(name)
		require.NoError(t, err)
		require.NotEmpty(t, f.Record)
		require.True(t, f.Simulate.Given)
	}
}

// sharedFolder is the folder of reference results beside the repository; the test is skipped where there is none.
func sharedFolder(t testing.TB) string {
	folder := filepath.Join("..", "..", "shared")
	if _, err := os.Stat(filepath.Join(folder, "reference")); err != nil {
		t.Skip("the reference results (../shared/reference) are not beside this checkout")
	}
	return folder
}
