package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// files writes files into a new folder and returns it.
func files(t *testing.T, contents map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range contents {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o666))
	}
	return dir
}

// entries lists what is below a folder, files and folders.
func entries(t *testing.T, dir string) (all []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if path != dir {
			relative, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(relative))
		}
		return err
	}))
	return all
}

// fail runs a command line that must end with exit status 1 and one line on standard error, which it returns.
func fail(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	require.Equal(t, 1, run(args, &stdout, &stderr), "stdout: %s", stdout.String())
	line := stderr.String()
	require.Equal(t, 1, strings.Count(line, "\n"), line)
	require.True(t, strings.HasPrefix(line, "golgi: ") && strings.HasSuffix(line, "\n"), line)
	return strings.TrimSuffix(strings.TrimPrefix(line, "golgi: "), "\n")
}

// ball is a one-compartment model.
const ball = `golgi: 1
cells: [{name: ball, parents: [-1]}]
insert: [{at: all, mechanism: HH}]
stimuli: [{at: all, step: {delay: 1.0, dur: 2.0, amp: 0.005}}]
record: [{at: all, state: v}, {at: all, state: HH_m}]
simulate: {t_max: 10.0, init_states: true}
`

// twig is a small SWC file: a soma and a dendrite that forks.
const twig = "1 1 0 0 0 5 -1\n2 3 5 0 0 1 1\n3 3 25 0 0 1 2\n4 3 35 10 0 0.5 3\n5 3 35 -10 0 0.5 3\n"

const traced = `golgi: 1
cells: [{name: cell, swc: cell.swc}]
insert: [{mechanism: Leak}]
record: [{at: branch(0).comp(0)}]
simulate: {t_max: 1.0}
`

func TestRunWritesResults(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": ball})
	out := filepath.Join(dir, "a", "out")
	stdout := succeed(t, "run", filepath.Join(dir, "m.yaml"), "--out", out)
	require.Contains(t, stdout, "1 branch, 1 compartment\n10 ms in 400 steps of 0.025 ms, bwd_euler, engine "+fastest())
	require.Contains(t, stdout, "r0  branch(0).comp(0) v: ")
	require.Contains(t, stdout, "wrote "+filepath.Join(out, "traces.csv")+", "+filepath.Join(out, "run.json"))
	require.Equal(t, []string{"run.json", "traces.csv"}, entries(t, out))

	data, err := os.ReadFile(filepath.Join(out, "traces.csv"))
	require.NoError(t, err)
	lines := strings.Split(string(data), "\n")
	require.Equal(t, "t_ms,r0,r1", lines[0])
	require.True(t, strings.HasPrefix(lines[1], "0,-70,"), lines[1])
	require.True(t, strings.HasPrefix(lines[401], "10,"), lines[401])
	require.Len(t, lines, 403)

	var described map[string]any
	data, err = os.ReadFile(filepath.Join(out, "run.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &described))
	require.EqualValues(t, 400, described["steps"])
	require.EqualValues(t, 0.025, described["dt_ms"])
	require.EqualValues(t, 1, described["compartments"])
	require.EqualValues(t, 0, described["branchpoints"])
	require.EqualValues(t, 0, described["synapses"])
	require.Equal(t, fastest(), described["engine"])
	require.Len(t, described["model_hash"], 64)
	require.Len(t, described["state_hash"], 64)
	require.Greater(t, described["peak_bytes"], 1e6)
	require.Len(t, described["seconds"], 5)
	for _, key := range []string{"golgi_version", "workers"} {
		require.Contains(t, described, key)
	}
}

// layers is a network of traced cells and a tree.
const layers = `golgi: 1
cells: [{name: cell, swc: cell.swc}, {name: stick, parents: [-1, 0]}, {name: spare, parents: [-1]}]
network: [{cell: cell, count: 2}, stick]
ncomp: [{at: cell(2), ncomp: d_lambda}]
insert: [{mechanism: HH}]
synapses: [{type: IonotropicSynapse, pre: "cell(0:2)", post: "cell(1:3)"}, {type: TestSynapse, pre: group(soma), post: cell(2), connect: full}]
record: [{at: IonotropicSynapse.edge(1), state: IonotropicSynapse_s}, {at: cell(2).branch(1)}]
simulate: {t_max: 1.0}
`

func TestNetwork(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": layers, "cell.swc": twig})
	t.Chdir(dir)
	stdout := succeed(t, "run", "m.yaml", "--out", "out", "--plot")
	require.Contains(t, stdout, "m.yaml: 3 cells, 10 branches, 14 compartments, 4 synapses (IonotropicSynapse, TestSynapse)\n")
	require.Contains(t, stdout, "cells[2] \"spare\" is not used: \"network\" does not name it\n")
	require.Contains(t, stdout, "ncomp[0].ncomp: d_lambda = 0.1 at 100 Hz, 5000 Ohm cm and 1 uF/cm2 gives 6 compartments in 2 branches\n")
	require.Contains(t, stdout, "  r0  IonotropicSynapse.edge(1) IonotropicSynapse_s: ")
	require.Contains(t, stdout, "  r1  cell(2).branch(1).comp(0) v: ")
	require.Equal(t, 1, strings.Count(stdout, "cell.swc: "), "the file is read once")

	var described map[string]any
	data, err := os.ReadFile(filepath.Join("out", "run.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &described))
	require.EqualValues(t, 4, described["synapses"])
	require.EqualValues(t, 14, described["compartments"])

	require.Contains(t, succeed(t, "nodes", "m.yaml", "--out", "out"), "3 cells, 10 branches")
	_, fields := columns(t, filepath.Join("out", "nodes.csv"))
	require.Equal(t, strings.Split("0 0 0 0 1 1 1 1 2 2 2 2 2 2", " "), fields["global_cell_index"])
	require.Equal(t, strings.Split("0 1 2 3 4 5 6 7 8 8 8 9 9 9", " "), fields["global_branch_index"])
	require.Equal(t, strings.Split("-1 0 1 1 -1 4 5 5 -1 -1 -1 8 8 8", " "), fields["parent_branch_index"], "numbers over all cells")
	require.Equal(t, strings.Split("True False False False True False False False False False False False False False", " "), fields["soma"])
}

func TestFlagsOfRun(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": ball})
	m := filepath.Join(dir, "m.yaml")
	require.Empty(t, succeed(t, "run", m, "--out", filepath.Join(dir, "q"), "--quiet"))
	stdout := succeed(t, "run", m, "--out", filepath.Join(dir, "f"), "--solver", "crank_nicolson", "--t-max", "2", "--dt", "0.01", "--workers", "1", "--engine", "interp", "--explain")
	require.Contains(t, stdout, "2 ms in 200 steps of 0.01 ms, crank_nicolson, engine interp, 1 worker\n")
	require.Contains(t, stdout, "voltage", "the schedule")
	for _, line := range []string{
		`(?m)^memory: \d+ bytes, without compiled kernels and tapes; bytes a compartment: \d+\.\d, \d+\.\d of parameters and states, \d+\.\d to take steps$`,
		`(?m)^  world       compartments +\d+ +\d+\.\d a compartment$`,
		`(?m)^  state       geometry and parameters +\d+ +\d+\.\d a compartment; \d+ of \d+ columns stored as one value$`,
		`(?m)^  recordings  samples +\d+$`,
	} {
		require.Regexp(t, line, stdout)
	}

	var stderr bytes.Buffer
	require.Equal(t, 0, run([]string{"run", m, "--out", filepath.Join(dir, "v"), "-v", "-q"}, &bytes.Buffer{}, &stderr))
	require.Contains(t, stderr.String(), "msg=built")
}

func TestPlot(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": traced, "cell.swc": twig})
	t.Chdir(dir)
	require.Contains(t, succeed(t, "run", "m.yaml", "--out", "out", "--plot"), filepath.Join("out", "morphology.png"))
	require.Equal(t, []string{"morphology.png", "run.json", "traces.csv", "traces.png"}, entries(t, "out"))
	for _, name := range plotFiles() {
		f, err := os.Open(filepath.Join("out", name))
		require.NoError(t, err)
		picture, err := png.DecodeConfig(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Greater(t, picture.Width, 200)
		require.Greater(t, picture.Height, 200)
	}
}

// The same model gives the same states with any number of workers, and hashes say when the model differs.
func TestHashes(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": traced, "cell.swc": twig, "other/m.yaml": traced, "other/cell.swc": "# edited\n" + twig})
	hashes := func(name string, flags ...string) (string, string) {
		out := t.TempDir()
		succeed(t, append([]string{"run", filepath.Join(dir, name), "--out", out, "-q"}, flags...)...)
		var described struct{ ModelHash, StateHash string }
		data, err := os.ReadFile(filepath.Join(out, "run.json"))
		require.NoError(t, err)
		data = bytes.ReplaceAll(data, []byte("_hash"), []byte("hash"))
		require.NoError(t, json.Unmarshal(data, &described))
		return described.ModelHash, described.StateHash
	}
	model1, state1 := hashes("m.yaml", "--workers", "1")
	model2, state2 := hashes("m.yaml", "--workers", "3")
	model3, state3 := hashes("other/m.yaml")
	require.Equal(t, model1, model2)
	require.Equal(t, state1, state2)
	require.NotEqual(t, model1, model3)
	require.Equal(t, state1, state3)
}

// Every failure gives one line and exit status 1, and leaves the folder as it was.
func TestFailures(t *testing.T) {
	replace := func(old, new string) string {
		require.Contains(t, ball, old)
		return strings.Replace(ball, old, new, 1)
	}
	swc := func(content string) map[string]string {
		return map[string]string{"m.yaml": traced, "cell.swc": content}
	}
	yaml := func(content string) map[string]string { return map[string]string{"m.yaml": content} }
	for _, c := range []struct {
		name    string
		files   map[string]string
		message string
		args    []string // instead of run m.yaml --out out
	}{
		{name: "missing file", message: "m.yaml: there is no such file"},
		{name: "directory", files: map[string]string{"m.yaml/x": ""}, message: "m.yaml: this is a directory"},
		{name: "empty", files: yaml(""), message: "m.yaml: the file is empty"},
		{name: "binary", files: yaml("\x7fELF\x02\x00"), message: "m.yaml:1:1: this is no text file"},
		{name: "unknown key", files: yaml(replace("stimuli", "stimulus")), message: `m.yaml:4:1: unknown key "stimulus"; did you mean "stimuli"?`},
		{name: "wrong type", files: yaml(replace("0.005", "much")), message: `stimuli[0].step.amp: expected a number, found "much"`},
		{name: "path outside the model", files: yaml(replace("record: [{at: all", "record: [{at: branch(3)")), message: "record[0].at: branch(3): no such branch (the cell has 1)"},
		{name: "path unreadable", files: yaml(replace("record: [{at: all", "record: [{at: branch(3")), message: "record[0].at: path "},
		{name: "stimulus on nothing", files: yaml(replace("stimuli: [{at: all", "stimuli: [{at: group(dendrite)")), message: "stimuli[0].at: group(dendrite): no such group"},
		{name: "empty range", files: yaml(replace("stimuli: [{at: all", "stimuli: [{at: comp(1:1)")), message: "stimuli[0].at: "},
		{name: "unknown state", files: yaml(replace("HH_m", "HH_q")), message: `record[1].state: record: no state or current "HH_q" in view all; did you mean "HH_`},
		{name: "unknown mechanism", files: yaml(replace("mechanism: HH", "mechanism: HHH")), message: `insert[0].mechanism: `},
		{name: "unknown parameter", files: yaml(ball + "set: [{key: HH_gNA, value: 1}]\n"), message: `set[0].key: set: no parameter "HH_gNA" in view all; did you mean "HH_gNa"?`},
		{name: "negative radius", files: yaml(ball + "set: [{key: radius, value: -1}]\n"), message: "set[0].key: set: radius = -1 at branch(0).comp(0)"},
		{name: "too many values", files: yaml(ball + "set: [{key: radius, value: [1, 2]}]\n"), message: "set[0].key: set radius: 2 values"},
		{name: "unknown trainable", files: yaml(ball + "trainable: [{key: radios}]\n"), message: "trainable[0].key: make trainable: "},
		{name: "negative dt", files: yaml(replace("t_max: 10.0", "t_max: 10.0, dt: -0.1")), message: "simulate.dt: must be greater than 0, is -0.1"},
		{name: "t_max shorter than dt", files: yaml(replace("t_max: 10.0", "t_max: 10.0, dt: 20")), message: "simulate.t_max: t_max = 10 ms is shorter than one time step, dt = 20 ms"},
		{name: "no simulate", files: yaml(replace("simulate: {t_max: 10.0, init_states: true}", "")), message: `m.yaml: the key "simulate" is missing`},
		{name: "nothing recorded", files: yaml(replace("record: [{at: all, state: v}, {at: all, state: HH_m}]", "record: []")), message: "m.yaml: nothing is recorded"},
		{name: "target missing", files: yaml(ball + "loss: {mse: target.csv}\n"), message: "loss.mse: "},
		{name: "target narrow", files: map[string]string{"m.yaml": ball + "loss: {mse: target.csv}\n", "target.csv": "0,1\n"}, message: "target.csv has 2 columns; with 2 recordings it needs 3, the times and one for each: record no more than the table has"},
		{name: "stimulus file missing", files: yaml(replace("step: {delay: 1.0, dur: 2.0, amp: 0.005}", "file: i.csv, column: 0")), message: "stimuli[0].file: "},
		{name: "stimulus column", files: map[string]string{"i.csv": "0,1\n", "m.yaml": replace("step: {delay: 1.0, dur: 2.0, amp: 0.005}", "file: i.csv, column: 2")}, message: "stimuli[0].column: no column 2 in i.csv (it has 2, counted from 0)"},

		{name: "network of a billion", files: yaml(replace("insert:", "network: [{cell: ball, count: 1000000000}, {cell: ball, count: 2000000000}]\ninsert:")), message: "m.yaml:3:"},
		{name: "network, cell", files: yaml(replace("insert:", "network: [bell]\ninsert:")), message: `m.yaml:3:11: network[0]: no cell "bell" under "cells"; did you mean "ball"?`},
		{name: "clamp too short", files: yaml(ball + "clamps: [{at: all, state: v, samples: [-70, -65]}]\n"), message: "m.yaml:7:39: clamps[0].samples: 2 samples for a run of 400 steps; a clamp needs one for each step: give 398 more, or run for 0.05 ms"},
		{name: "clamp file too short", files: map[string]string{"v.csv": "-70\n", "m.yaml": ball + "clamps: [{at: all, state: v, file: v.csv, column: 0}]\n"}, message: "clamps[0].file: 1 samples for a run of 400 steps"},
		{name: "synapse type", files: yaml(ball + "synapses: [{type: Leek, pre: all, post: all}]\n"), message: `synapses[0].type: no mechanism "Leek" in the library; did you mean "Leak"?`},
		{name: "synapse, a channel", files: yaml(ball + "synapses: [{type: Leak, pre: all, post: all}]\n"), message: `synapses[0].type: Leak is a channel, not a synapse; put it into compartments under "insert"`},
		{name: "matrix", files: map[string]string{"w.csv": "1,0\n", "m.yaml": ball + "synapses: [{type: TestSynapse, pre: all, post: all, connect: {matrix: w.csv}}]\n"}, message: "synapses[0].connect.matrix: connect matrix with TestSynapse: row 0 of the matrix has 2 values for 1 postsynaptic compartments"},

		{name: "SWC missing", files: yaml(traced), message: "m.yaml:2:27: cells[0].swc: "},
		{name: "SWC a directory", files: map[string]string{"m.yaml": traced, "cell.swc/x": ""}, message: "cells[0].swc: "},
		{name: "SWC empty", files: swc(""), message: "cells[0].swc: "},
		{name: "SWC binary", files: swc("\x00\x01\x02\x03\x04\x05"), message: "cells[0].swc: "},
		{name: "SWC cycle", files: swc("1 1 0 0 0 5 -1\n2 3 5 0 0 1 3\n3 3 9 0 0 1 2\n"), message: "cells[0].swc: "},
		{name: "SWC unknown parent", files: swc("1 1 0 0 0 5 -1\n2 3 5 0 0 1 7\n"), message: "cells[0].swc: "},
		{name: "SWC duplicate id", files: swc(twig + "5 3 45 -10 0 0.5 3\n"), message: "cells[0].swc: "},
		{name: "SWC NaN", files: swc("1 1 0 0 0 5 -1\n2 3 nan 0 0 1 1\n"), message: "cells[0].swc: "},
		{name: "SWC zero radius", files: swc("1 1 0 0 0 0 -1\n2 3 5 0 0 0 1\n"), message: "cells[0].swc: "},
		{name: "SWC negative radius", files: swc("1 1 0 0 0 5 -1\n2 3 5 0 0 -1 1\n"), message: "cells[0].swc: "},
		{name: "SWC two columns", files: swc("1 1\n2 3\n"), message: "cells[0].swc: "},
		{name: "SWC ncomp", files: map[string]string{"m.yaml": strings.Replace(traced, "swc: cell.swc", "swc: cell.swc, ncomp: [1, 2]", 1), "cell.swc": twig}, message: "cells[0].swc: "},

		{name: "output is a file", files: map[string]string{"m.yaml": ball, "out": ""}, message: "out is a file"},
		{name: "output below a file", files: map[string]string{"m.yaml": ball, "file": ""}, args: []string{"run", "m.yaml", "--out", "file/out"}, message: "output folder "},
		{name: "output taken", files: map[string]string{"m.yaml": ball, "out/traces.csv/x": ""}, message: "traces.csv is a folder there"},
		{name: "flag dt", files: yaml(ball), args: []string{"run", "m.yaml", "--out", "out", "--dt=-1"}, message: "m.yaml: --dt: must be greater than 0, is -1"},
		{name: "flag t-max", files: yaml(ball), args: []string{"run", "m.yaml", "--out", "out", "--t-max", "0.01"}, message: "m.yaml: --t-max: t_max = 0.01 ms is shorter than one time step"},
		{name: "flag solver", files: yaml(ball), args: []string{"run", "m.yaml", "--out", "out", "--solver", "rk4"}, message: `m.yaml: --solver: unknown solver "rk4"; known: bwd_euler, crank_nicolson, fwd_euler, exp_euler`},
		{name: "flag engine unknown", files: yaml(ball), args: []string{"run", "m.yaml", "--out", "out", "--engine", "fast"}, message: `no engine "fast"`},
		{name: "flag workers", files: yaml(ball), args: []string{"run", "m.yaml", "--out", "out", "--workers=-2"}, message: "--workers: must be 0 (one a processor) or more, is -2"},
		{name: "no output", files: yaml(ball), args: []string{"run", "m.yaml"}, message: "missing flags: --out"},
		{name: "no command", args: []string{}, message: "expected one of"},
		{name: "nodes", args: []string{"nodes", "m.yaml", "--out", "out"}, message: "m.yaml: there is no such file"},
		{name: "doctor, missing", args: []string{"swc", "cell.swc"}, message: "cell.swc: no such file"},
		{name: "doctor, cycle", files: swc("1 1 0 0 0 5 -1\n2 3 5 0 0 1 3\n3 3 9 0 0 1 2\n"), args: []string{"swc", "cell.swc"}, message: "cell.swc:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := files(t, c.files)
			t.Chdir(dir)
			before := entries(t, dir)
			args := c.args
			if args == nil {
				args = []string{"run", "m.yaml", "--out", "out"}
			}
			require.Contains(t, fail(t, args...), c.message)
			require.Equal(t, before, entries(t, dir), "nothing may be left behind")
		})
	}
}

// A voltage that leaves the plausible range stops the run and says when, where and why.
func TestVoltageLimit(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": strings.Replace(ball, "amp: 0.005", "amp: 5000", 1)})
	t.Chdir(dir)
	message := fail(t, "run", "m.yaml", "--out", "out")
	require.Contains(t, message, "m.yaml: ")
	require.Contains(t, message, "branch(0).comp(0)")
	require.Contains(t, message, "ms")
	require.Equal(t, []string{"m.yaml"}, entries(t, dir))
}

func TestOutputWithoutPermission(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("the superuser may write everywhere")
	}
	dir := files(t, map[string]string{"m.yaml": ball, "locked/x": ""})
	require.NoError(t, os.Chmod(filepath.Join(dir, "locked"), 0o555))
	require.Contains(t, fail(t, "run", filepath.Join(dir, "m.yaml"), "--out", filepath.Join(dir, "locked", "out")), "permission denied")
}

// A full disk and an interrupt, with the binary as users run it.
func TestBinary(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("signals and mounts as on Unix")
	}
	dir := t.TempDir()
	binary := filepath.Join(dir, "golgi")
	build, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(build))

	t.Run("version", func(t *testing.T) {
		out, err := exec.Command(binary, "version").Output()
		require.NoError(t, err)
		require.Contains(t, string(out), "golgi 0.")
	})
	t.Run("interrupt", func(t *testing.T) {
		dir := files(t, map[string]string{"m.yaml": strings.Replace(ball, "t_max: 10.0", "t_max: 1.0e+7, every: 1000", 1)})
		cmd := exec.Command(binary, "run", filepath.Join(dir, "m.yaml"), "--out", filepath.Join(dir, "out"), "--verbose")
		stderr, err := cmd.StderrPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewScanner(stderr)
		require.True(t, lines.Scan(), "the run begins")
		require.Contains(t, lines.Text(), "msg=built")
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		late := time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() })
		defer late.Stop()
		require.True(t, lines.Scan())
		require.Equal(t, "golgi: "+filepath.Join(dir, "m.yaml")+": interrupted; nothing was written", lines.Text())
		require.False(t, lines.Scan())
		require.Error(t, cmd.Wait())
		require.Equal(t, 1, cmd.ProcessState.ExitCode())
		require.Equal(t, []string{"m.yaml"}, entries(t, dir))
	})
	t.Run("disk full", func(t *testing.T) {
		dir := files(t, map[string]string{"m.yaml": strings.Replace(ball, "t_max: 10.0", "t_max: 200.0", 1), "disk/x": ""})
		disk := filepath.Join(dir, "disk")
		if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk).Run(); err != nil {
			t.Skip("a small disk cannot be mounted here; model's TestOutputDiskFull stands in for it")
		}
		defer exec.Command("umount", disk).Run()
		out, err := exec.Command(binary, "run", filepath.Join(dir, "m.yaml"), "--out", filepath.Join(disk, "out")).CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), "traces.csv: the disk is full (no space left on device); nothing was written; asked for were 8001 samples of each of 2 recordings\n")
		require.Equal(t, 1, strings.Count(string(out), "\n"))
		require.Empty(t, entries(t, disk))
	})
	t.Run("standard output full", func(t *testing.T) {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip("there is no /dev/full here")
		}
		defer full.Close()
		cmd := exec.Command(binary, "version")
		cmd.Stdout = full
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		require.Error(t, cmd.Run())
		require.Contains(t, stderr.String(), syscall.ENOSPC.Error())
	})
}

func TestContextEndsRun(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": ball})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := execute(ctx, []string{"run", filepath.Join(dir, "m.yaml"), "--out", filepath.Join(dir, "out")}, &terminal{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}})
	require.ErrorContains(t, err, "interrupted; nothing was written")
	require.Equal(t, []string{"m.yaml"}, entries(t, dir))
}

// Cells that become cylinders are named in the summary; nodes shows the cell before it.
func TestTrainableRadius(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": traced + "trainable: [{at: branch(all), key: radius}]\n", "cell.swc": twig})
	t.Chdir(dir)
	require.Contains(t, succeed(t, "run", "m.yaml", "--out", "out"), "radius made trainable: ")
	succeed(t, "nodes", "m.yaml", "--out", "a")
	require.NoError(t, os.WriteFile("m.yaml", []byte(traced), 0o666))
	succeed(t, "nodes", "m.yaml", "--out", "b")
	a, err := os.ReadFile(filepath.Join("a", "nodes.csv"))
	require.NoError(t, err)
	b, err := os.ReadFile(filepath.Join("b", "nodes.csv"))
	require.NoError(t, err)
	require.Equal(t, string(b), string(a))
}

func TestDoctor(t *testing.T) {
	dir := files(t, map[string]string{"cell.swc": twig, "bad.swc": "1 1 0 0 0 5 -1\n1 3 5 0 0 1 1\n"})
	t.Chdir(dir)
	text := succeed(t, "swc", "cell.swc")
	for _, part := range []string{"cell.swc", "soma", "basal", "length um", "area um2", "one-point-soma", "can be simulated: 4 compartments"} {
		require.Contains(t, text, part)
	}
	require.Contains(t, succeed(t, "swc", "cell.swc", "--convention", "jaxley"), "departs from the default convention")

	var described map[string]any
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "swc", "cell.swc", "--json", "--ncomp", "3")), &described))
	require.Equal(t, true, described["simulable"])
	require.EqualValues(t, 12, described["compartments"])
	require.Equal(t, "conserving", described["convention"])
	require.Equal(t, "cell.swc", described["name"])
	require.Len(t, described["by_type"], 2)

	var stdout, stderr bytes.Buffer
	require.Equal(t, 1, run([]string{"swc", "bad.swc", "--json"}, &stdout, &stderr))
	described = nil
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &described))
	require.Equal(t, false, described["simulable"])
	require.Contains(t, described["error"], "bad.swc:2")
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"))

	require.Contains(t, fail(t, "swc", "cell.swc", "--ncomp", "0"), "--ncomp: must be 1 or more, is 0")
	require.Contains(t, fail(t, "swc", "cell.swc", "--min-radius=-1"), "--min-radius: must be a finite number, 0 (none) or more, is -1")
	require.Contains(t, fail(t, "swc", "cell.swc", "--convention", "neuron"), "conserving")
}

func TestHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Equal(t, 0, run([]string{"--help"}, &stdout, &stderr))
	require.Contains(t, stdout.String(), "run ")
	require.Equal(t, 0, run([]string{"run", "--help"}, &stdout, &stderr))
	require.Contains(t, stdout.String(), "--t-max")
	require.Empty(t, stderr.String())
}

func TestProgressLine(t *testing.T) {
	require.Equal(t, "[==========          ]  50 %, step 500 of 1000, 2s left", progressLine(500, 1000, 2*time.Second, 55))
	for _, width := range []int{10, 40, 80, 200} {
		for _, step := range []int{0, 1, 999, 1000, 1100} {
			require.Len(t, progressLine(step, 1000, time.Second, width), width)
		}
	}
	var b bytes.Buffer
	now := time.Unix(0, 0)
	p := &progress{to: &b, width: 60, start: now, now: func() time.Time { return now }}
	p.step(1, 10)
	require.Empty(t, b.String(), "a short run shows nothing")
	p.done()
	require.Empty(t, b.String())
	now = now.Add(time.Second)
	p.step(5, 10)
	p.step(6, 10)
	require.Equal(t, 1, strings.Count(b.String(), "step"), "not more often than ten times a second")
	p.done()
	require.True(t, strings.HasSuffix(b.String(), "\r"+strings.Repeat(" ", 59)+"\r"))
	(&progress{}).step(5, 10)
	newProgress(&b).step(5, 10)
}
