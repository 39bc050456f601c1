package model

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/fit"
	"golgi/grad/optimise"
)

// sphere is a compartment with two conductances to be found: what it does with those of Hodgkin and Huxley is the target.
const sphere = `golgi: 1
cells: [{name: sphere, parents: [-1]}]
insert: [{mechanism: HH}]
set: [{key: radius, value: 8}, {key: length, value: 16}]
stimuli: [{at: all, step: {delay: 0.5, dur: 4, amp: 0.2}}]
record: [{at: all}]
simulate: {t_max: 5, init_states: true}
`

const sphereFit = sphere + `trainable:
- {at: all, key: HH_gNa, init: 0.06} # sodium
- {at: all, key: HH_gK}
fit:
  targets: [{mse: target.csv}]
  bounds: [{key: HH_gNa, lower: 0.01, upper: 0.5}]
  optimiser: {name: adam, rate: 0.05}
  epochs: 12
`

// targetOf writes what a model does as target.csv into a folder.
func targetOf(t *testing.T, text, folder string) {
	t.Helper()
	f, err := Read("m.yaml", []byte(text))
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	r, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	var table bytes.Buffer
	w := bufio.NewWriter(&table)
	require.NoError(t, WriteTraces(w, r.Result.Times, r.Result.Recordings))
	require.NoError(t, w.Flush())
	require.NoError(t, os.WriteFile(filepath.Join(folder, "target.csv"), table.Bytes(), 0o666))
}

// fitting makes a fit of a text ready, with the target beside it.
func fitting(t *testing.T, text string, o FitOptions) (*Fitting, string) {
	t.Helper()
	folder := t.TempDir()
	targetOf(t, sphere, folder)
	f, err := own(t, text, nil)
	require.NoError(t, err)
	f.Name = filepath.Join(folder, "m.yaml")
	m, err := f.Build()
	require.NoError(t, err)
	o.Workers = 1
	fitting, err := m.Fitting(o)
	require.NoError(t, err)
	return fitting, folder
}

func TestFitRecovers(t *testing.T) {
	for name, optimiser := range map[string]string{
		"adam":         "{name: adam, rate: 0.05}\n  epochs: 120",
		"lbfgs":        "lbfgs\n  epochs: 40",
		"sgd of a key": "{name: adam, rate: 0.05, keys: [{key: HH_gK, name: sgd, rate: 0.001, momentum: 0.5}]}\n  epochs: 150",
	} {
		t.Run(name, func(t *testing.T) {
			ready, folder := fitting(t, strings.Replace(sphereFit, "{name: adam, rate: 0.05}\n  epochs: 12", optimiser, 1), FitOptions{})
			f, err := ready.Run(context.Background())
			require.NoError(t, err)
			require.InEpsilon(t, 0.12, f.Parameters[0].Values[0], 0.02, "the truth")
			require.InEpsilon(t, 0.036, f.Parameters[1].Values[0], 0.02, "the truth")
			require.Less(t, f.Value, 1e-2*f.Start)

			out := filepath.Join(folder, "out")
			o, err := NewOutput(out, FitFiles()...)
			require.NoError(t, err)
			require.NoError(t, f.Write(o))
			require.NoError(t, o.Commit())
			best, err := ReadFile(filepath.Join(out, "best.yaml"))
			require.NoError(t, err)
			require.Contains(t, string(best.Text), "} # sodium\n")
			m, err := best.Build()
			require.NoError(t, err)
			r, err := m.Run(context.Background(), RunOptions{Workers: 1})
			require.NoError(t, err)
			require.Equal(t, f.After[0].Recordings, r.Result.Recordings, "best.yaml runs to the traces of the fit, to the bit")
			require.Equal(t, f.After[0].Hash, r.Result.Hash)
			if _, err := m.Fitting(FitOptions{}); err != nil {
				require.NoError(t, err, "best.yaml can be fitted further")
			}

			text, err := os.ReadFile(filepath.Join(out, "fit.json"))
			require.NoError(t, err)
			var j FitJSON
			require.NoError(t, json.Unmarshal(text, &j), "%s", text)
			require.Equal(t, f.History, j.History)
			require.Equal(t, j.Epochs+1, len(j.History))
			require.Equal(t, f.Value, j.BestLoss)
			require.Equal(t, []float64{0.06}, j.Start[0]["HH_gNa"])
			require.Equal(t, f.Parameters[1].Values, j.Best[1]["HH_gK"])
			require.Equal(t, ready.Model.Hash(), j.ModelHash)
			require.InEpsilon(t, f.Value, j.Cases[0].BestLoss, 1e-12)
		})
	}
}

// A fit that was interrupted goes on as if it had not been, to the bit, also through its files.
func TestFitResumes(t *testing.T) {
	for _, optimiser := range []string{"{name: adam, rate: 0.05}", "{name: sgd, rate: 0.001, momentum: 0.9}", "lbfgs"} {
		t.Run(optimiser, func(t *testing.T) {
			text := strings.Replace(sphereFit, "{name: adam, rate: 0.05}", optimiser, 1)
			ready, _ := fitting(t, text, FitOptions{})
			straight, err := ready.Run(context.Background())
			require.NoError(t, err)

			ctx, cancel := context.WithCancel(context.Background())
			ready, folder := fitting(t, text, FitOptions{Epoch: func(e fit.Epoch) {
				if e.Number == 5 {
					cancel()
				}
			}})
			stopped, err := ready.Run(ctx)
			require.NoError(t, err)
			require.Equal(t, fit.Cancelled, stopped.Why)
			require.Less(t, len(stopped.History), len(straight.History))
			require.Equal(t, fmt.Sprintf("interrupted after %d of 12 epochs; to go on: golgi fit m.yaml --resume", len(stopped.History)-1), stopped.Sentence("golgi fit m.yaml"))
			require.Len(t, stopped.After, 1, "what there is is there")
			o, err := NewOutput(folder)
			require.NoError(t, err)
			require.NoError(t, stopped.Write(o))
			require.NoError(t, o.Commit())

			state, err := ReadFit(folder)
			require.NoError(t, err)
			ready, _ = fitting(t, text, FitOptions{Resume: state})
			resumed, err := ready.Run(context.Background())
			require.NoError(t, err)
			require.Equal(t, straight.Parameters, resumed.Parameters)
			require.Equal(t, straight.History, resumed.History)
			require.Equal(t, straight.State, resumed.State)
			require.Equal(t, straight.Before[0].Recordings, resumed.Before[0].Recordings)
			require.Equal(t, len(straight.History)-len(stopped.History), resumed.Made)
		})
	}
}

func TestFitOfCases(t *testing.T) {
	f, err := Read("m.yaml", []byte(fitted))
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	ready, err := m.Fitting(FitOptions{GradientOptions: GradientOptions{RunOptions: RunOptions{Workers: 1}}})
	require.NoError(t, err)
	name, targets := ready.Case(0)
	require.Equal(t, "rest", name)
	require.Equal(t, -60.0, targets[0][100], "within the window the mean is drawn")
	require.NotEqual(t, targets[0][0], targets[0][0], "outside of it there is no target")
	require.Nil(t, targets[1])
	result, err := ready.Run(context.Background())
	require.NoError(t, err)
	require.Len(t, result.History, 6, "the start and five epochs")
	require.Less(t, result.Value, result.Start)
	require.InEpsilon(t, result.Value, result.BestLoss[0]+result.BestLoss[1], 1e-12)
	require.InEpsilon(t, result.Start, result.StartLoss[0]+result.StartLoss[1], 1e-9, "values go through their transforms")
	j, err := result.JSON()
	require.NoError(t, err)
	require.Len(t, j.Cases[0].Features, 2)
	require.Equal(t, -60.0, j.Cases[0].Features[0].Target)

	// The loss by hand: the mean of a window in units of 5 mV, a deviation, and half a spike count twice.
	mean, n := 0.0, 0.0
	for k, time := range result.After[0].Times {
		if time >= 1-1e-9 && time <= 5+1e-9 {
			mean, n = mean+result.After[0].Recordings[0][k], n+1
		}
	}
	z := (mean/n + 60) / 5
	deviation := j.Cases[0].Features[1].Best - 2
	require.InEpsilon(t, z*z+deviation*deviation, result.BestLoss[0], 1e-9)
	spikes := j.Cases[1].Features[0].Best - 1
	require.InEpsilon(t, 2*0.5*spikes*spikes, result.BestLoss[1], 1e-9)

	// What a case changes is seen in its runs alone.
	inFile := strings.NewReplacer("stimuli: [{", "stimuli: [{at: all, step: {delay: 0, dur: 6, amp: -0.05}}, {", "{key: length, value: 16}]", "{key: length, value: 16}, {key: HH_eNa, value: 51}]")
	f, err = Read("m.yaml", []byte(inFile.Replace(fitted[:strings.Index(fitted, "fit:")])))
	require.NoError(t, err)
	changed, err := f.Build()
	require.NoError(t, err)
	first, err := changed.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	require.InDeltaSlice(t, first.Result.Recordings[0], result.Before[0].Recordings[0], 1e-9, "the first case; values go through their transforms")
	plain, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	require.InDeltaSlice(t, plain.Result.Recordings[0], result.Before[1].Recordings[0], 1e-9, "the second case changes nothing; values go through their transforms")
}

// A clamp of a case holds in its runs.
func TestFitOfAClampedCase(t *testing.T) {
	ready, _ := fitting(t, strings.Replace(sphereFit, "targets: [{mse: target.csv}]",
		"cases: [{name: held, clamps: [{at: all, state: HH_m, step: {delay: 0, dur: 5, amp: 0, offset: 0.25}}], targets: [{mse: target.csv}]}]", 1), FitOptions{Epochs: 1})
	f, err := ready.Run(context.Background())
	require.NoError(t, err)
	clamped := sphere + "clamps: [{at: all, state: HH_m, step: {delay: 0, dur: 5, amp: 0, offset: 0.25}}]\ntrainable: [{key: HH_gNa, init: 0.06}]\n"
	require.InDeltaSlice(t, mustRead(t, clamped), f.Before[0].Recordings[0], 1e-9, "values go through their transforms")
}

// mustRead runs a text and gives its first recording.
func mustRead(t *testing.T, text string) []float64 {
	f, err := Read("m.yaml", []byte(text))
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	r, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	return r.Result.Recordings[0]
}

// The scale of a table divides the differences.
func TestFitScalesATable(t *testing.T) {
	plain, _ := fitting(t, sphereFit, FitOptions{Epochs: 1})
	scaled, _ := fitting(t, strings.Replace(sphereFit, "target.csv}", "target.csv, scale: 2, weight: 3}", 1), FitOptions{Epochs: 1})
	a, err := plain.Run(context.Background())
	require.NoError(t, err)
	b, err := scaled.Run(context.Background())
	require.NoError(t, err)
	require.InEpsilon(t, 3*a.Start/4, b.Start, 1e-12)

	// A window, by hand.
	window, _ := fitting(t, strings.Replace(sphereFit, "target.csv}", "target.csv, from: 2, to: 3}", 1), FitOptions{Epochs: 1})
	c, err := window.Run(context.Background())
	require.NoError(t, err)
	sum, n, target := 0.0, 0.0, mustRead(t, sphere)
	for k, time := range c.Before[0].Times {
		if time >= 2-1e-9 && time <= 3+1e-9 {
			d := c.Before[0].Recordings[0][k] - target[k]
			sum, n = sum+d*d, n+1
		}
	}
	require.Equal(t, 41.0, n)
	require.InEpsilon(t, sum/n, c.Start, 1e-12)
}

// A fit that is interrupted right after it was resumed has the traces of its start too.
func TestFitResumedAndInterrupted(t *testing.T) {
	ready, _ := fitting(t, sphereFit, FitOptions{Epochs: 3})
	first, err := ready.Run(context.Background())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ready, _ = fitting(t, sphereFit, FitOptions{Resume: first.State})
	second, err := ready.Run(ctx)
	require.NoError(t, err)
	require.Equal(t, fit.Cancelled, second.Why)
	require.Equal(t, first.Parameters, second.Parameters)
	require.Equal(t, first.After[0].Recordings, second.After[0].Recordings)
	require.Zero(t, second.Made)
}

// What the file says of the optimiser is what makes the steps.
func TestFitOptimisers(t *testing.T) {
	const start = "{name: sgd, rate: 0.5, halve_every: 2}\n  clip: 0.1"
	at := optimise.Point{Parameters: []golgi.Parameter{{Key: "HH_gNa", Values: []float64{1}}}, Gradient: []golgi.Parameter{{Key: "HH_gNa", Values: []float64{40}}}, Value: 8}
	for text, want := range map[string][]float64{
		start: {0.05, 0.05 / math.Sqrt2, 0.025},
		"{name: sgd, rate: 0.5}\n  normalise: 0.5\n  clip: 1000":    {0.5 * math.Sqrt(40), 0.5 * math.Sqrt(40)},
		"{name: sgd, rate: 0.5, momentum: 0.5}":                     {20, 30, 35},
		"{name: sgd, rate: 0.5, momentum: 0.5, nesterov: true}":     {30, 35, 37.5},
		"{name: adam, rate: 0.25, epsilon: 0}":                      {0.25, 0.25},
		"{name: adam, rate: 0.25, epsilon: 40}":                     {0.125, 0.125},
		"{name: adamw, rate: 0.25, decay: 2, epsilon: 0}":           {0.75, 0.75},
		"{name: polyak, target: 4}":                                 {0.1, 0.1},
		"{name: polyak, target: 4, largest: 1.0e-3}":                {0.04, 0.04},
		"{name: adam, rate: 9, keys: [{key: HH_gNa, rate: 0.125}]}": {0.125, 0.125},
	} {
		ready, _ := fitting(t, strings.Replace(sphereFit, "{name: adam, rate: 0.05}", text, 1), FitOptions{})
		for k, x := range want {
			step, err := ready.how.Optimiser.Step(at)
			require.NoError(t, err)
			require.InDelta(t, x, step[0].Values[0], 1e-6*x, "%s, step %d", text, k)
		}
	}
	how := func(text string) fit.Options {
		ready, _ := fitting(t, strings.Replace(sphereFit, "  epochs: 12", text, 1), FitOptions{})
		return ready.how
	}
	require.Equal(t, 100, how("").Epochs)
	require.Nil(t, how("").Target)
	require.Equal(t, 0.5, *how("  stop_at: 0.5").Target)
	ends := how("  patience: 3\n  tolerance: 0.25")
	require.Equal(t, 3, ends.Patience)
	require.Equal(t, 0.25, ends.Tolerance)
}

// Without targets the loss of the file is fitted.
func TestFitOfTheLoss(t *testing.T) {
	text := strings.Replace(sphereFit, "targets: [{mse: target.csv}]", "stop_at: 70", 1)
	ready, _ := fitting(t, strings.Replace(text, "fit:", "loss: {mse: target.csv}\nfit:", 1), FitOptions{})
	f, err := ready.Run(context.Background())
	require.NoError(t, err)
	require.Equal(t, fit.TargetReached, f.Why)
	require.LessOrEqual(t, f.Value, 70.0)
	require.Contains(t, f.Sentence("golgi fit"), "has reached the target of 70")
	whole, _ := fitting(t, sphereFit, FitOptions{})
	g, err := whole.Run(context.Background())
	require.NoError(t, err)
	require.Equal(t, g.History[:len(f.History)], f.History)
	_, targets := ready.Case(0)
	require.NotNil(t, targets[0])
}

// A step of 1 is the size of a value, or with two bounds a quarter of their distance.
func TestFitTransforms(t *testing.T) {
	start := []golgi.Parameter{{Key: "a", Values: []float64{0.5}}, {Key: "b", Values: []float64{100, 300}}, {Key: "c", Values: []float64{-80}}, {Key: "d", Values: []float64{-70}}, {Key: "e", Values: []float64{0}}}
	infinite := limits{math.Inf(-1), math.Inf(1)}
	set := transforms([]limits{{0, 1}, {0, infinite.upper}, {infinite.lower, -60}, infinite, infinite}, start)
	x, err := set.Inverse(start)
	require.NoError(t, err)
	ones := make([]golgi.Parameter, len(start))
	for i, p := range start {
		ones[i] = golgi.Parameter{Key: p.Key, Values: constant(len(p.Values), 1)}
	}
	slopes, err := set.Pullback(x, ones)
	require.NoError(t, err)
	for i, want := range []float64{0.25, 200 * (1 - 1/2.718281828459045), 20 * (1 - 1/2.718281828459045), 70, 1} {
		tolerance := 1e-9
		if i == 1 {
			tolerance = 0.4 // values that are not the mean have another slope
		}
		require.InEpsilon(t, want, slopes[i].Values[0], tolerance, "%d", i)
	}
}

func TestFitStartsAtRandom(t *testing.T) {
	text := strings.Replace(sphereFit, "  epochs", "  init: random\n  seed: 3\n  epochs", 1)
	text = strings.Replace(text, "upper: 0.5}", "upper: 0.5}, {key: HH_gK, lower: 0.01, upper: 0.1}", 1)
	first, _ := fitting(t, text, FitOptions{})
	second, _ := fitting(t, text, FitOptions{})
	other, _ := fitting(t, strings.Replace(text, "seed: 3", "seed: 4", 1), FitOptions{})
	require.Equal(t, first.Start(), second.Start())
	require.NotEqual(t, first.Start(), other.Start())
	x := first.Start()[1].Values[0]
	require.True(t, x > 0.01 && x < 0.1)
	require.NotEqual(t, 0.036, x)
}

func TestFittingErrors(t *testing.T) {
	folder := t.TempDir()
	targetOf(t, sphere, folder)
	target, err := os.ReadFile(filepath.Join(folder, "target.csv"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(target)), "\n")
	files := map[string]string{
		"target.csv": string(target),
		"short.csv":  strings.Join(lines[:100], "\n"),
		"wide.csv":   strings.ReplaceAll(string(target), "\n", ",0\n"),
		"late.csv":   strings.Replace(string(target), "\n0.05,", "\n0.07,", 1),
	}
	for _, c := range []struct{ name, old, fresh, message string }{
		{"no fit", sphereFit[strings.Index(sphereFit, "fit:"):], "", `m.yaml: the key "fit" is missing: what to fit, and how`},
		{"no trainables", sphereFit[strings.Index(sphereFit, "trainable:"):strings.Index(sphereFit, "fit:")], "", "m.yaml: nothing is trainable; say what to differentiate by or to fit, for example trainable: [{at: all, key: radius}]"},
		{"no table", "target.csv", "targte.csv", "fit.targets[0].mse: "},
		{"short table", "target.csv", "short.csv", `m.yaml:12:19: fit.targets[0].mse: "short.csv" has 99 samples, the run keeps 201: 5 ms in steps of 0.025 ms, one in 1, and the start`},
		{"wide table", "target.csv", "wide.csv", "m.yaml:12:19: fit.targets[0].mse: wide.csv has 3 columns; with one recording it needs 2, the times and one for each: record all that the table has, or keep the times and the columns of what is recorded"},
		{"wide table of one recording", "{mse: target.csv}", "{mse: wide.csv, record: 0}", `wide.csv has 3 columns; as the target of recording 0 it needs 2: keep the times and the column of that recording, or record all that the table has and leave out "record"`},
		{"narrow table", "record: [{at: all}]", "record: [{at: all}, {at: all, state: HH_m}]", `target.csv has 2 columns; with 2 recordings it needs 3, the times and one for each: say with "record" which recording the table is of`},
		{"null fit", sphereFit[strings.Index(sphereFit, "fit:"):], "fit:\n", `m.yaml:11:5: fit: nothing is in it; give {targets: [{mse: target.csv}]}, or {} to fit to the file's "loss"`},
		{"empty fit", sphereFit[strings.Index(sphereFit, "fit:"):], "fit: []\n", `m.yaml:11:6: fit: nothing is in it; give`},
		{"other times", "target.csv", "late.csv", `sample 2 of "late.csv" is at 0.07 ms, that of the run at 0.05 ms`},
		{"record", "{mse: target.csv}", "{mean: -60, record: 1}", "m.yaml:12:33: fit.targets[0].record: no recording 1: the file records 1, counted from 0"},
		{"window", "{mse: target.csv}", "{mean: -60, record: 0, from: 1, to: 6}", "fit.targets[0].to: the window ends at 6 ms, after the last sample, at 5 ms"},
		{"window, later", "{mse: target.csv}", "{mean: -60, record: 0, from: 7}", "fit.targets[0].from: no sample lies from 7 to 5 ms"},
		{"window, empty", "{mse: target.csv}", "{mean: -60, record: 0, from: 1.001, to: 1.01}", "fit.targets[0].to: no sample lies from 1.001 to 1.01 ms; they are 0.025 ms apart"},
		{"bound, unknown", "{key: HH_gNa, lower", "{key: HH_gna, lower", `m.yaml:13:18: fit.bounds[0].key: nothing with the key "HH_gna" is trainable; did you mean "HH_gNa"?`},
		{"start outside", "lower: 0.01", "lower: 0.06", "m.yaml:9:32: trainable[0].init: value 0 of HH_gNa starts at 0.06, which is not between its bounds, 0.06 and 0.5"},
		{"start outside, no init", "{key: HH_gNa, lower: 0.01, upper: 0.5}", "{key: HH_gK, upper: 0.01}", "m.yaml:10:3: trainable[1]: value 0 of HH_gK starts at 0.036, which is not between its bounds, -Inf and 0.01"},
		{"random without bounds", "  epochs", "  init: random\n  epochs", `fit.init: random needs a lower and an upper bound of every trainable; give HH_gK both in "bounds"`},
		{"optimiser of an unknown key", "rate: 0.05", "rate: 0.05, keys: [{key: HH_gM, rate: 1}]", `fit.optimiser.keys[0].key: nothing with the key "HH_gM" is trainable; did you mean "HH_gK"?`},
		{"radius", "key: HH_gK}\nfit:\n  targets: [{mse: target.csv}]\n  bounds: [", "key: radius}\nfit:\n  targets: [{mse: target.csv}]\n  bounds: [{key: radius, upper: -1}, ", "fit.bounds[0].upper: the upper bound -1 is not above 0, and radius must be positive"},
		{"case, set", "targets: [{mse: target.csv}]", "cases: [{name: a, set: [{key: HH_gna, value: 1}], targets: [{mse: target.csv}]}]", `fit.cases[0].set[0].key: data set: no parameter "HH_gna"`},
		{"case, place", "targets: [{mse: target.csv}]", "cases: [{name: a, stimuli: [{at: branch(3), samples: [1]}], targets: [{mse: target.csv}]}]", "fit.cases[0].stimuli[0].at: "},
		{"case, clamp", "targets: [{mse: target.csv}]", "cases: [{name: a, clamps: [{at: all, state: v, samples: [1]}], targets: [{mse: target.csv}]}]", "fit.cases[0].clamps[0].samples: 1 samples for a run of 200 steps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, sphereFit, c.old)
			f, err := own(t, strings.Replace(sphereFit, c.old, c.fresh, 1), files)
			require.NoError(t, err)
			m, err := f.Build()
			require.NoError(t, err)
			_, err = m.Fitting(FitOptions{})
			require.Error(t, err)
			require.Contains(t, strings.ReplaceAll(err.Error(), filepath.Dir(f.Name)+string(filepath.Separator), ""), c.message)
			require.IsType(t, &Error{}, err)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// A fit goes on only where it belongs.
func TestFitResumesItsOwnOnly(t *testing.T) {
	ready, folder := fitting(t, sphereFit, FitOptions{Epochs: 1})
	f, err := ready.Run(context.Background())
	require.NoError(t, err)
	o, err := NewOutput(folder)
	require.NoError(t, err)
	require.NoError(t, f.Write(o))
	require.NoError(t, o.Commit())
	state, err := ReadFit(folder)
	require.NoError(t, err)
	other, _ := fitting(t, strings.Replace(sphereFit, "{name: adam, rate: 0.05}", "sgd", 1), FitOptions{Resume: state})
	_, err = other.Run(context.Background())
	require.ErrorContains(t, err, "fit: resume: the state is of a fit with adam, the options say sgd")
	require.IsType(t, &Error{}, err)
	_, err = ReadFit(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
}
