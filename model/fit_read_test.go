package model

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fitted is a file that can be fitted and needs no other.
const fitted = `golgi: 1
cells: [{name: ball, parents: [-1]}]
insert: [{mechanism: HH}, {mechanism: Leak}]
set: [{key: radius, value: 8}, {key: length, value: 16}]
stimuli: [{at: all, step: {delay: 1, dur: 4, amp: 0.1}}]
record: [{at: all}, {at: all, state: HH_n}]
trainable:
- {at: all, key: HH_gNa, init: 0.1}
- {at: all, key: Leak_gLeak}
simulate: {t_max: 6, init_states: true}
fit:
  cases:
  - name: rest
    stimuli: [{at: all, step: {delay: 0, dur: 6, amp: -0.05}}]
    set: [{key: HH_eNa, value: 51}]
    targets:
    - {mean: -60, record: 0, from: 1, to: 5, scale: 5}
    - {deviation: 2, record: 0}
  - {name: spike, weight: 2, targets: [{spikes: 1, record: 0, threshold: -10, width: 3, weight: 0.5}]}
  bounds: [{key: HH_gNa, lower: 0.01, upper: 1}, {key: Leak_gLeak, lower: 0}]
  optimiser: {name: adamw, rate: 0.05, decay: 0.001, keys: [{key: Leak_gLeak, rate: 0.02}, {key: HH_gNa, name: sgd, momentum: 0.9, nesterov: true}]}
  clip: 10
  epochs: 5
  stop_at: 1e-6
  patience: 20
  tolerance: 1e-3
  seed: 7
  batch: 1
`

func TestReadFit(t *testing.T) {
	f, err := Read("m.yaml", []byte(fitted))
	require.NoError(t, err)
	fit := &f.Fit
	require.True(t, fit.Given)
	require.Len(t, fit.Cases, 2)
	rest, spike := &fit.Cases[0], &fit.Cases[1]
	require.Equal(t, "rest", rest.Name.Value)
	require.Equal(t, 1.0, rest.Weight.Value)
	require.Equal(t, -0.05, rest.Stimuli[0].Step.Value.Amplitude.Value)
	require.Equal(t, "fit.cases[0].stimuli[0].step.amp", rest.Stimuli[0].Step.Value.Amplitude.Key)
	require.Equal(t, "HH_eNa", rest.Set[0].Key.Value)
	require.Equal(t, -60.0, rest.Targets[0].Value.Value)
	require.Equal(t, "mean", rest.Targets[0].Feature)
	require.Equal(t, 5.0, rest.Targets[0].Scale.Value)
	require.Equal(t, 1.0, rest.Targets[0].Weight.Value)
	require.Equal(t, 1.0, rest.Targets[0].From.Value)
	require.False(t, rest.Targets[1].To.Given)
	require.Equal(t, 2.0, spike.Weight.Value)
	require.Equal(t, "spikes", spike.Targets[0].Feature)
	require.Equal(t, 1.0, spike.Targets[0].Value.Value)
	require.Equal(t, "fit.cases[1].targets[0].spikes", spike.Targets[0].Value.Key)
	require.Equal(t, -10.0, spike.Targets[0].Threshold.Value)
	require.Equal(t, 3.0, spike.Targets[0].Width.Value)
	require.Equal(t, 0.5, spike.Targets[0].Weight.Value)
	require.Equal(t, 0.01, fit.Bounds[0].Lower.Value)
	require.False(t, fit.Bounds[1].Upper.Given)
	o := &fit.Optimiser
	require.Equal(t, "adamw", o.Name.Value)
	require.Equal(t, "adamw", o.Keys[0].Name.Value, "that of the fit")
	require.Equal(t, 0.02, o.Keys[0].Rate.Value)
	require.Equal(t, 0.001, o.Keys[0].Decay.Value, "numbers not given are those of the fit")
	require.Equal(t, "sgd", o.Keys[1].Name.Value)
	require.Equal(t, defaultRate, o.Keys[1].Rate.Value, "adamw's rate is not one of sgd")
	require.True(t, o.Keys[1].Nesterov.Value)
	require.Equal(t, 5, fit.Epochs.Value)
	require.Equal(t, 1e-6, fit.StopAt.Value)
	require.Equal(t, 20, fit.Patience.Value)
	require.Equal(t, 1e-3, fit.Tolerance.Value)
	require.Equal(t, 7, fit.Seed.Value)
	require.Equal(t, 1, fit.Batch.Value)
}

func TestReadFitDefaults(t *testing.T) {
	const cell = "golgi: 1\ncells: [{name: a, parents: [-1]}]\n"
	for _, empty := range []string{"fit:\n", "fit: []\n", ""} {
		f, err := Read("m.yaml", []byte(cell+empty))
		require.NoError(t, err)
		require.False(t, f.Fit.Given)
	}
	f, err := Read("m.yaml", []byte(cell+"fit: {}\n"))
	require.NoError(t, err)
	require.True(t, f.Fit.Given)
	require.Equal(t, "adam", f.Fit.Optimiser.Name.Value)
	require.Equal(t, 0.01, f.Fit.Optimiser.Rate.Value)
	require.Equal(t, 0.9, f.Fit.Optimiser.Beta1.Value)
	require.Equal(t, 100, f.Fit.Epochs.Value)
	require.Equal(t, "file", f.Fit.Init.Value)
	f, err = Read("m.yaml", []byte(cell+"fit: {optimiser: lbfgs}\n"))
	require.NoError(t, err)
	require.Equal(t, "lbfgs", f.Fit.Optimiser.Name.Value)
	require.Equal(t, 15, f.Fit.Optimiser.Memory.Value)
}

func TestReadFitErrors(t *testing.T) {
	const head = "golgi: 1\ncells: [{name: a, parents: [-1]}]\nfit: "
	for _, c := range []struct{ name, fit, message string }{
		{"a list", "[1]", "m.yaml:3:6: fit: expected a mapping with the keys targets, cases, bounds"},
		{"empty targets", "{targets: []}", `m.yaml:3:16: fit.targets: nothing is in it; give a list like [{mse: target.csv}, {mean: -55.0, record: 0, from: 5, to: 10}], or leave the key out, to fit to the file's "loss"`},
		{"null targets", "\n  targets:\n  epochs: 5", `m.yaml:4:11: fit.targets: nothing is in it; give a list like [{mse: target.csv}`},
		{"empty cases", "{cases: []}", `fit.cases: nothing is in it; give a list like [{name: weak, stimuli: [...], targets: [...]}], or leave`},
		{"a word", "adam", "fit: expected a mapping"},
		{"unknown key", "{target: []}", `m.yaml:3:7: fit: unknown key "target"; did you mean "targets"?`},
		{"targets, word", "{targets: target.csv}", "fit.targets: expected a list like [{mse: target.csv}"},
		{"target of nothing", "{targets: [{record: 0}]}", "m.yaml:3:17: fit.targets[0]: a target is one of mse, mean, deviation, maximum, minimum, spikes, latency; this one has 0"},
		{"target of two", "{targets: [{mse: a.csv, mean: 0}]}", "this one has 2"},
		{"target, unknown", "{targets: [{means: 5}]}", `fit.targets[0]: unknown key "means"; did you mean "mean"?`},
		{"mean, no record", "{targets: [{mean: 5}]}", `fit.targets[0]: the key "record" is missing: of which recording, counted from 0 as in traces.csv`},
		{"record", "{targets: [{mean: 5, record: -1}]}", "fit.targets[0].record: expected a whole number from 0"},
		{"window", "{targets: [{mean: 5, record: 0, from: 5, to: 5}]}", "m.yaml:3:51: fit.targets[0].to: the window ends at 5 ms, but begins at 5 ms"},
		{"threshold", "{targets: [{mean: 5, record: 0, threshold: 0}]}", "fit.targets[0].threshold: goes with spikes, latency only"},
		{"width", "{targets: [{mse: a.csv, width: 1}]}", "fit.targets[0].width: goes with maximum, minimum, spikes, latency only"},
		{"width 0", "{targets: [{spikes: 1, record: 0, width: 0}]}", "fit.targets[0].width: must be greater than 0, is 0"},
		{"spikes", "{targets: [{spikes: -1, record: 0}]}", "fit.targets[0].spikes: must be 0 or more, is -1"},
		{"latency", "{targets: [{latency: -1, record: 0}]}", "fit.targets[0].latency: must be 0 or more, is -1"},
		{"features, two", "{targets: [{maximum: 1, minimum: 2, record: 0}]}", "this one has 2"},
		{"scale", "{targets: [{mean: -1, record: 0, scale: 0}]}", "fit.targets[0].scale: must be greater than 0, is 0"},
		{"weight", "{targets: [{mean: -1, record: 0, weight: -1}]}", "fit.targets[0].weight: must be greater than 0, is -1"},
		{"targets and cases", "{targets: [{mse: a.csv}], cases: [{name: a, targets: [{mse: a.csv}]}]}", `m.yaml:3:40: fit.cases[0]: a fit has either "targets"`},
		{"case, no name", "{cases: [{targets: [{mse: a.csv}]}]}", `fit.cases[0]: the key "name" is missing`},
		{"case, no targets", "{cases: [{name: a}]}", `fit.cases[0]: the key "targets" is missing`},
		{"case, empty targets", "{cases: [{name: a, targets: []}]}", `fit.cases[0]: case "a" has no targets`},
		{"case twice", "{cases: [{name: a, targets: [{mse: a.csv}]}, {name: a, targets: [{mse: a.csv}]}]}", `fit.cases[1].name: a case named "a" stands on line 3 already`},
		{"case, stimulus", "{cases: [{name: a, stimuli: [{at: all}], targets: [{mse: a.csv}]}]}", "fit.cases[0].stimuli[0]: a stimulus has one waveform"},
		{"bound of nothing", "{bounds: [{key: a}]}", `fit.bounds[0]: give "lower", "upper" or both`},
		{"bound, no key", "{bounds: [{lower: 1}]}", `fit.bounds[0]: the key "key" is missing`},
		{"bounds, order", "{bounds: [{key: a, lower: 1, upper: 1}]}", "m.yaml:3:42: fit.bounds[0].upper: the upper bound 1 is not above the lower, 1"},
		{"bounds twice", "{bounds: [{key: a, lower: 1}, {key: a, upper: 5}]}", "m.yaml:3:42: fit.bounds[1].key: bounds of a stand on line 3 already"},
		{"optimiser", "{optimiser: adm}", `m.yaml:3:18: fit.optimiser: unknown optimiser "adm"; did you mean "adam"?`},
		{"optimiser, list", "{optimiser: [adam]}", "fit.optimiser: expected a mapping with the keys name, keys, rate"},
		{"optimiser, name", "{optimiser: {name: bfgs}}", `fit.optimiser.name: unknown optimiser "bfgs"; did you mean "lbfgs"?`},
		{"optimiser, number", "{optimiser: 5}", "fit.optimiser: expected the name of an optimiser (adam, adamw, sgd, polyak, lbfgs), or {name: adam, rate: 0.01}, found 5"},
		{"number of another", "{optimiser: {name: sgd, beta1: 0.5}}", "m.yaml:3:37: fit.optimiser.beta1: sgd has no beta1; its numbers are rate, halve_every, momentum, nesterov"},
		{"number of another, default", "{optimiser: {memory: 5}}", "fit.optimiser.memory: adam has no memory; its numbers are"},
		{"rate", "{optimiser: {rate: 0}}", "fit.optimiser.rate: must be greater than 0, is 0"},
		{"beta", "{optimiser: {beta1: 1}}", "fit.optimiser.beta1: must be 0 or more, and less than 1, is 1"},
		{"keys of lbfgs", "{optimiser: {name: lbfgs, keys: [{key: a, rate: 1}]}}", "m.yaml:3:39: fit.optimiser.keys[0]: lbfgs moves all parameters together"},
		{"lbfgs of a key", "{optimiser: {keys: [{key: a, name: lbfgs}]}}", "fit.optimiser.keys[0].name: lbfgs moves all parameters together; for one key there are adam, adamw, sgd"},
		{"key, number of another", "{optimiser: {name: sgd, keys: [{key: a, beta1: 0.1}]}}", "fit.optimiser.keys[0].beta1: sgd has no beta1"},
		{"key twice", "{optimiser: {keys: [{key: a, rate: 1}, {key: a, rate: 2}]}}", "fit.optimiser.keys[1].key: an optimiser of a stands on line 3 already"},
		{"epochs", "{epochs: 0}", "fit.epochs: expected a whole number from 1 to 2147483647, found 0"},
		{"tolerance alone", "{tolerance: 1e-3}", `fit.tolerance: goes with "patience" only`},
		{"batch", "{batch: 2, cases: [{name: a, targets: [{mse: a.csv}]}]}", "fit.batch: a batch of 2, but there are 1 cases"},
		{"seed", "{seed: 1}", "fit.seed: goes with init: random or batch only"},
		{"init", "{init: randon}", `fit.init: unknown init "randon"; did you mean "random"?`},
		{"clip of lbfgs", "{optimiser: lbfgs, clip: 1}", "m.yaml:3:31: fit.clip: does not go with lbfgs"},
		{"normalise", "{normalise: 2}", "fit.normalise: must be from 0 to 1, is 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read("m.yaml", []byte(head+c.fit+"\n"))
			require.ErrorContains(t, err, c.message)
			require.True(t, strings.HasPrefix(err.Error(), "m.yaml:"), err.Error())
			require.NotContains(t, err.Error(), "\n")
			require.IsType(t, &Error{}, err)
		})
	}
}
