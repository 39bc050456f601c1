package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi/grad/fit"
	"golgi/model"
)

// fitted is a fit of the conductances of a ball to what it does with others.
const fitted = `golgi: 1
cells: [{name: ball, parents: [-1]}]
insert: [{at: all, mechanism: HH}]
stimuli: [{at: all, step: {delay: 1.0, dur: 2.0, amp: 0.005}}]
record: [{at: all, state: v}, {at: all, state: HH_m}]
trainable:
- {at: all, key: HH_gNa, init: 0.08}   # to be found
- {at: all, key: HH_gK, init: 0.03}
simulate: {t_max: 10.0, init_states: true}
fit:
  targets: [{mse: truth/traces.csv, record: 0}]
  bounds: [{key: HH_gNa, lower: 0.01, upper: 1}]
  optimiser: {name: adam, rate: 0.05}
  epochs: 20
`

// truth makes a folder with a fit and its target: what the model does that records the voltage alone.
func truth(t *testing.T) string {
	dir := files(t, map[string]string{"models/m.yaml": fitted, "models/truth.yaml": strings.Replace(ball, ", {at: all, state: HH_m}", "", 1)})
	t.Chdir(dir)
	succeed(t, "run", "models/truth.yaml", "--out", "models/truth", "-q")
	return dir
}

func TestFit(t *testing.T) {
	truth(t)
	stdout := succeed(t, "fit", "models/m.yaml", "--out", "out", "--workers", "1")
	require.Equal(t, []string{"before_after.png", "best.yaml", "fit-state.json", "fit.json", "loss.png"}, entries(t, "out"))
	require.Contains(t, stdout, "models/m.yaml: 1 branch, 1 compartment\n20 epochs in ")
	require.Contains(t, stdout, "  HH_gNa of all: 0.08 -> 0.1")
	require.Contains(t, stdout, "all 20 epochs were made; to go on: golgi fit models/m.yaml --out out --resume --epochs 40\nwrote ")
	for _, name := range fitPictures() {
		f, err := os.Open(filepath.Join("out", name))
		require.NoError(t, err)
		_, err = png.DecodeConfig(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
	to := &terminal{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	require.NoError(t, execute(context.Background(), []string{"fit", "models/m.yaml", "--out", "more", "--epochs", "1"}, to))
	require.True(t, to.keeps.Load(), "an interruption waits for what is written, however long that takes")
	var j model.FitJSON
	data, err := os.ReadFile(filepath.Join("out", "fit.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &j))
	require.Equal(t, "epochs", j.Why)
	require.Less(t, j.BestLoss, 0.2*j.StartLoss)

	// A fit that is in the way is replaced, and the first line says so.
	require.NotContains(t, stdout, "replaced")
	require.NoError(t, os.CopyFS("way", os.DirFS("out")))
	require.Empty(t, succeed(t, "fit", "models/m.yaml", "--out", "way", "--epochs", "1", "-q"))
	stdout = succeed(t, "fit", "models/m.yaml", "--out", "way", "--epochs", "1", "--explain")
	require.True(t, strings.HasPrefix(stdout, "replaced the fit of 1 epoch that was in way\n"), stdout)
	require.NoError(t, os.WriteFile(filepath.Join("way", "fit-state.json"), []byte("{"), 0o666))
	stdout = succeed(t, "fit", "models/m.yaml", "--out", "way", "--epochs", "1")
	require.True(t, strings.HasPrefix(stdout, "replaced what was in way: a fit whose fit-state.json cannot be read\n"), stdout)
	require.NotContains(t, succeed(t, "fit", "models/m.yaml", "--out", "way", "--epochs", "2", "--resume"), "replaced")

	// The file that was written runs, from where it is, and its loss is the one that was said.
	best, err := os.ReadFile(filepath.Join("out", "best.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(best), "}   # to be found\n")
	require.Contains(t, string(best), "{mse: ../models/truth/traces.csv, record: 0}")
	succeed(t, "run", "out/best.yaml", "--out", "again", "-q")
	_, want := columns(t, filepath.Join("models", "truth", "traces.csv"))
	_, got := columns(t, filepath.Join("again", "traces.csv"))
	a, b := numbers(t, want["r0"]), numbers(t, got["r0"])
	sum := 0.0
	for k := range a {
		sum += (a[k] - b[k]) * (a[k] - b[k])
	}
	require.InEpsilon(t, j.BestLoss, sum/float64(len(a)), 1e-9)
}

func TestFitResume(t *testing.T) {
	truth(t)
	require.Empty(t, succeed(t, "fit", "models/m.yaml", "--out", "straight", "-q"))
	succeed(t, "fit", "models/m.yaml", "--out", "parts", "-q", "--epochs", "7")
	stdout := succeed(t, "fit", "models/m.yaml", "--out", "parts", "--resume", "--epochs", "20", "--levels", "20,20", "--explain")
	require.Contains(t, stdout, "plan: 1 cell")
	require.Contains(t, stdout, "Derivatives beside the columns take ")
	require.Contains(t, stdout, "13 epochs in ")
	require.Contains(t, stdout, ", 20 in all: loss ")
	for _, name := range []string{"best.yaml", "fit-state.json", "loss.png", "before_after.png"} {
		want, err := os.ReadFile(filepath.Join("straight", name))
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join("parts", name))
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got), name)
	}

	require.NoError(t, os.WriteFile(filepath.Join("parts", "fit-state.json"), []byte("{"), 0o666))
	require.Contains(t, fail(t, "fit", "models/m.yaml", "--out", "parts", "--resume"), "--resume: read state: "+filepath.Join("parts", "fit-state.json")+" is not the state of a fit")
}

// A fit goes on with what it began with only: the model file, the files that it names, and the numbers of the run.
func TestFitResumesTheSameOnly(t *testing.T) {
	truth(t)
	model, table := filepath.Join("models", "m.yaml"), filepath.Join("models", "truth", "traces.csv")
	base := []string{"fit", model, "--out", "out", "--dt", "0.05", "--epochs", "2"}
	text, err := os.ReadFile(model)
	require.NoError(t, err)
	text = []byte(strings.Replace(string(text), "stimuli:", "set: [{at: all, key: axial_resistivity, value: 200}]\nstimuli:", 1))
	require.NoError(t, os.WriteFile(model, text, 0o666))
	traces, err := os.ReadFile(table)
	require.NoError(t, err)
	halved := strings.SplitAfter(string(traces), "\n")
	coarse := halved[0]
	for i := 1; i < len(halved); i += 2 {
		coarse += halved[i]
	}
	require.NoError(t, os.WriteFile(table, []byte(coarse), 0o666))
	succeed(t, append(base, "-q")...)
	state, err := os.ReadFile(filepath.Join("out", "fit-state.json"))
	require.NoError(t, err)

	resume := append(base, "--resume", "--epochs", "3")
	refused := func(says string, arguments ...string) {
		t.Helper()
		require.Contains(t, fail(t, arguments...), says)
		kept, err := os.ReadFile(filepath.Join("out", "fit-state.json"))
		require.NoError(t, err)
		require.Equal(t, string(state), string(kept), "nothing is written")
	}
	const advice = "; put the old back, or start anew, without --resume and in another folder"
	require.NoError(t, os.WriteFile(model, []byte(strings.Replace(string(text), "value: 200}", "value: 2000}", 1)), 0o666))
	refused("models/m.yaml: fit: resume: models/m.yaml is not what was fitted"+advice+"; for more epochs alone there is --epochs", resume...)
	require.NoError(t, os.WriteFile(table, []byte(strings.Replace(coarse, ",-6", ",-5", 1)), 0o666))
	refused("resume: models/m.yaml, truth/traces.csv are not what was fitted"+advice, resume...)
	require.NoError(t, os.WriteFile(model, text, 0o666))
	refused("resume: truth/traces.csv is not what was fitted"+advice, resume...)
	require.NoError(t, os.WriteFile(table, []byte(coarse), 0o666))
	refused("resume: solver was bwd_euler and is crank_nicolson"+advice, append(resume, "--solver", "crank_nicolson")...)
	require.NoError(t, os.WriteFile(table, traces, 0o666))
	refused("resume: truth/traces.csv is not what was fitted; dt was 0.05 ms and is 0.025 ms"+advice, "fit", model, "--out", "out", "--resume")
	require.NoError(t, os.WriteFile(table, []byte(coarse), 0o666))
	require.Contains(t, succeed(t, resume...), "1 epoch in ")
}

// Without targets the loss of the file is fitted, and without that the summary says what is.
func TestFitOfTheFilesLoss(t *testing.T) {
	t.Chdir(files(t, map[string]string{"m.yaml": trained + "fit: {epochs: 1}\n", "said.yaml": trained + "loss: mean_square\nfit: {epochs: 1}\n"}))
	const note = "  the file has no targets and no loss: the mean of the squares of what is recorded was minimised\n"
	require.Contains(t, succeed(t, "fit", "m.yaml", "--out", "out"), note)
	require.NotContains(t, succeed(t, "fit", "said.yaml", "--out", "said"), note)
}

// Where no step leads on, what there is is written, and the status is 1.
func TestFitFails(t *testing.T) {
	truth(t)
	text, err := os.ReadFile("models/m.yaml")
	require.NoError(t, err)
	wild := strings.NewReplacer("{name: adam, rate: 0.05}", "{name: sgd, rate: 1e300}", "  bounds: [{key: HH_gNa, lower: 0.01, upper: 1}]\n", "", "key: HH_gK, init: 0.03", "key: HH_eLeak").Replace(string(text))
	require.NoError(t, os.WriteFile("models/m.yaml", []byte(wild), 0o666))
	var stdout, stderr bytes.Buffer
	require.Equal(t, 1, run([]string{"fit", "models/m.yaml", "--out", "out"}, &stdout, &stderr))
	require.Contains(t, stderr.String(), "golgi: models/m.yaml: fit: epoch 1: ")
	require.Contains(t, stderr.String(), "; the best so far is in out\n")
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"))
	require.Len(t, entries(t, "out"), 5)
	var j model.FitJSON
	data, err := os.ReadFile(filepath.Join("out", "fit.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &j))
	require.Equal(t, "failed", j.Why)
	require.Equal(t, []float64{j.StartLoss}, j.History)
	require.InEpsilon(t, 0.08, j.Best[0]["HH_gNa"][0], 1e-12)
}

func TestEpochLine(t *testing.T) {
	e := fit.Epoch{Number: 30, Of: 120, Value: 1.25, Best: 1.125, BestEpoch: 28, Gradient: 0.5, Scale: 1}
	line := epochLine(e, 10, 20*time.Second, 100)
	require.Equal(t, "epoch 30 of 120, loss 1.25, best 1.125 (epoch 28), gradient 0.5, 1m30s left", strings.TrimRight(line, " "))
	require.Len(t, line, 100)
	require.Len(t, epochLine(e, 10, time.Second, 20), 20)
	e.Gradient, e.Scale = math.NaN(), 0.25
	require.Contains(t, epochLine(e, 30, time.Second, 100), "(epoch 28), steps of 0.25  ")
}

// Only a terminal is told of epochs.
func TestEpochsOnATerminalOnly(t *testing.T) {
	quiet := newEpochs(&terminal{stderr: &bytes.Buffer{}}, false)
	quiet.epoch(fit.Epoch{Number: 1, Of: 2})
	quiet.done()
	var shown bytes.Buffer
	now := time.Unix(0, 0)
	p := &epochs{to: &shown, width: 80, start: now, now: func() time.Time { return now }}
	p.epoch(fit.Epoch{Number: 0, Of: 2, Scale: 1})
	now = now.Add(time.Millisecond)
	p.epoch(fit.Epoch{Number: 1, Of: 3, Scale: 1}) // too soon
	now = now.Add(time.Second)
	p.epoch(fit.Epoch{Number: 2, Of: 3, Scale: 1})
	p.done()
	require.Equal(t, 2, strings.Count(shown.String(), "epoch 0 of 2")+strings.Count(shown.String(), "epoch 2 of 3"))
	require.NotContains(t, shown.String(), "epoch 1 of 3")
	require.True(t, strings.HasSuffix(shown.String(), "\r"))
}
