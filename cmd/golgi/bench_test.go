package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// measured12 is what every workload prints as JSON.
var measured12 = []string{"workload", "workers", "engine", "ncomp", "synapses", "steps", "build_s", "freeze_s", "best_s", "ns_per_comp_step", "allocs_per_step", "peak_bytes"}

func TestBench(t *testing.T) {
	dir := files(t, map[string]string{"cell.swc": twig})
	t.Chdir(dir)
	measured := func(args ...string) map[string]any {
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(succeed(t, append(append([]string{"bench"}, args...), "--json", "--repetitions", "1")...)), &m))
		require.EqualValues(t, 40, m["steps"])
		want := fastest()
		if slices.Contains(args, "interp") {
			want = "interp"
		}
		require.Equal(t, want, m["engine"])
		require.Positive(t, m["best_s"])
		require.Positive(t, m["ns_per_comp_step"])
		require.Subset(t, slices.Collect(maps.Keys(m)), measured12)
		return m
	}
	m := measured("pop", "3", "1")
	require.Equal(t, "pop 3 1", m["workload"])
	require.EqualValues(t, 84, m["ncomp"])
	require.EqualValues(t, 1, m["workers"])
	require.EqualValues(t, 2, measured("pop", "3", "1", "--workers", "2")["workers"])

	m = measured("cell", "cell.swc", "2", "1", "--engine", "interp")
	require.EqualValues(t, 8, m["ncomp"])
	require.NotContains(t, m, "ratio")

	m = measured("net", "3", "3", "1")
	require.EqualValues(t, 9, m["synapses"], "every pair, with itself")

	require.NotContains(t, m["workload"], "varied")
	m = measured("net", "10", "8", "1", "--vary", "--random")
	require.Equal(t, "net 10 8 1, varied, random compartments", m["workload"])
	require.InDelta(t, 80, m["synapses"], 36, "four standard deviations of a binomial number")

	m = measured("grad", "cell.swc", "2", "1")
	require.Equal(t, "grad cell cell.swc 2 1", m["workload"])
	require.EqualValues(t, 8, m["ncomp"])
	require.Positive(t, m["ratio"])
	require.EqualValues(t, 1<<30, m["budget"])
	require.Contains(t, m["checkpoints"], "All 40 steps on the tape")

	m = measured("grad", "pop", "3", "1", "--budget", "64KiB")
	require.Equal(t, "grad pop 3 1", m["workload"])
	require.EqualValues(t, 65536, m["budget"])
	require.Contains(t, m["checkpoints"], "checkpoint")

	text := succeed(t, "bench", "grad", "pop", "1", "1", "--repetitions", "1")
	require.Contains(t, text, "grad pop 1 1: 28 compartments, 40 steps, "+fastest()+", 1 worker: ")
	require.Contains(t, text, "times the run alone")
	require.Equal(t, []string{"cell.swc"}, entries(t, dir), "nothing is written")
}

// asCommand is set in the environment of processes that TestBenchOnce has started: then this test is the program.
const asCommand = "GOLGI_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestBenchOnce: what is not measured step by step, and what grows.
func TestBenchOnce(t *testing.T) {
	dir := files(t, map[string]string{"cell.swc": twig})
	t.Chdir(dir)
	t.Setenv(asCommand, "yes")
	measured := func(args ...string) map[string]any {
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(succeed(t, append(append([]string{"bench"}, args...), "--json", "--repetitions", "1")...)), &m))
		require.Positive(t, m["best_s"])
		require.Subset(t, slices.Collect(maps.Keys(m)), measured12)
		return m
	}
	m := measured("startup", "cell.swc")
	require.Equal(t, "startup cell.swc", m["workload"])
	require.EqualValues(t, 4, m["ncomp"])
	require.EqualValues(t, 800, m["steps"])
	require.Equal(t, fastest(), m["engine"])
	require.Greater(t, m["peak_bytes"], 1e6)
	require.Positive(t, m["build_s"])
	require.Positive(t, m["freeze_s"])
	require.InEpsilon(t, m["best_s"].(float64)/4/800*1e9, m["ns_per_comp_step"], 1e-9, "of the whole process")

	require.EqualValues(t, 4, measured("import", "cell.swc")["ncomp"])
	m = measured("build", "1000", "2000")
	require.EqualValues(t, 1008, m["ncomp"])
	require.Positive(t, m["bytes_per_synapse"])
	m = measured("batch", "9", "1")
	require.EqualValues(t, 9*28, m["ncomp"])
	require.EqualValues(t, 9, m["members"])
	require.InEpsilon(t, m["one_by_one_s"].(float64)/m["best_s"].(float64), m["gain"], 1e-9)
	m = measured("batch", "cell.swc", "2", "9", "1", "--workers", "2")
	require.Equal(t, "batch of 9, cell cell.swc 2 1", m["workload"])
	require.EqualValues(t, 9*8, m["ncomp"])
	require.EqualValues(t, 2, m["workers"])
	require.Contains(t, m, "allocs_per_step")
	m = measured("batch", "cell.swc", "1", "3", "1", "--gradient", "--budget", "1MiB", "--engine", "interp")
	require.Equal(t, "batch of 3, grad cell cell.swc 1 1", m["workload"])
	require.Equal(t, "interp", m["engine"])
	m = measured("limit", "3", "1")
	require.EqualValues(t, 84, m["ncomp"])
	require.EqualValues(t, 40, m["steps"])
	require.Equal(t, "limit 3 1", m["workload"])
	measured("limit", "3", "1", "--factored")

	scale := []string{"bench", "scale", "cells", "compartments", "--least", "100", "--most", "300", "--t-max", "0.1", "--repetitions", "1"}
	text := succeed(t, append(scale, "--csv", "scale.csv")...)
	require.Contains(t, text, "| series | workers | compartments |")
	require.Contains(t, text, "| cells | 1 | 112 |")
	_, fields := columns(t, "scale.csv")
	require.Equal(t, []string{"112", "308", "255", "255"}, fields["ncomp"])
	var points []map[string]any
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(scale, "--json")...)), &points))
	require.Len(t, points, 4)
	for _, point := range points {
		require.Subset(t, slices.Collect(maps.Keys(point)), measured12)
		require.Equal(t, fastest(), point["engine"])
		require.Positive(t, point["build_s"])
		require.Positive(t, point["freeze_s"])
	}
	require.Equal(t, []string{"cell.swc", "scale.csv"}, entries(t, dir), "nothing else is written")
	succeed(t, append(scale, "--plot", "scale.svg")...)
	drawn, err := os.ReadFile("scale.svg")
	require.NoError(t, err)
	for _, text := range []string{"ns a compartment-step", "compartments", "cells of 28 compartments", "one cell of 255 branches", "moving their bytes once"} {
		require.Contains(t, string(drawn), ">"+text+"</text>")
	}
}

func TestBenchThatCannotBe(t *testing.T) {
	t.Chdir(files(t, map[string]string{"cell.swc": twig}))
	for _, c := range []struct {
		args    []string
		message string
	}{
		{[]string{"pop", "0", "1"}, "bench pop 0 1: "},
		{[]string{"pop", "1", "0"}, "a duration of 0 ms; give at least a step, 0.025 ms"},
		{[]string{"pop", "many", "1"}, "many"},
		{[]string{"pop", "1", "1", "--workers=-1"}, "--workers: must be 0 (one a processor) or more, is -1"},
		{[]string{"pop", "1", "1", "--repetitions", "0"}, "--repetitions: must be 1 or more, is 0"},
		{[]string{"pop", "1", "1", "--engine", "steam"}, `no engine "steam"`},
		{[]string{"cell", "none.swc", "1", "1"}, "bench cell none.swc 1 1: none.swc: no such file"},
		{[]string{"cell", "cell.swc", "0", "1"}, "bench cell cell.swc 0 1: "},
		{[]string{"net", "2", "3", "1"}, "3 synapses a cell among 2 cells; give from 0 to 2"},
		{[]string{"grad", "none.swc", "1", "1"}, "none.swc: no such file"},
		{[]string{"grad", "pop", "1", "1", "--budget=-5"}, `"-5" is no number of bytes; say for example 64MB`},
		{[]string{"grad", "pop", "1", "1", "--budget", "100B"}, "a budget of 100 bytes is too small; the least that would do is"},
		{[]string{"grad", "pop", "1"}, `expected "<t-max>" (golgi bench grad --help shows what there is)`},
		{[]string{"grad", "pop", "1", "1", "1"}, "unexpected argument 1 (golgi bench grad --help shows what there is)"},
		{[]string{"grad", "--foo"}, "unknown flag --foo (golgi bench grad --help shows what there is)"},
		{nil, "expected one of pop, cell, net, grad, rallpack, startup, import, batch, build, scale, limit (golgi bench --help explains them)"},
		{[]string{"foo"}, "(golgi bench has pop, cell, net, grad, rallpack, startup, import, batch, build, scale, limit; golgi bench --help explains them)"},
		{[]string{"batch", "0", "1"}, `bench batch: "0" members; give a whole number, at least 1`},
		{[]string{"batch", "1"}, "bench batch: 1 arguments; give [FILE.swc NCOMP] MEMBERS T_MAX"},
		{[]string{"batch", "cell.swc", "1", "1"}, "bench batch: 3 arguments; give [FILE.swc NCOMP] MEMBERS T_MAX"},
		{[]string{"batch", "1", "long"}, `bench batch: a duration of "long"; give a number of ms`},
		{[]string{"batch", "cell.swc", "x", "1", "1"}, `bench batch: "x" compartments a branch; give a whole number`},
		{[]string{"batch", "none.swc", "1", "1", "1"}, "none.swc: no such file"},
		{[]string{"batch", "1", "1", "--budget", "1MiB"}, "bench batch: --budget is for --gradient"},
		{[]string{"batch", "1", "0"}, "a duration of 0 ms; give at least a step, 0.025 ms"},
		{[]string{"startup", "none.swc"}, "none.swc: no such file"},
		{[]string{"import", "none.swc"}, "none.swc: no such file"},
		{[]string{"build", "0"}, "bench build 0 1000000: give at least 1 compartment"},
		{[]string{"build", "1", "1", "--repetitions", "0"}, "--repetitions: must be 1 or more, is 0"},
		{[]string{"scale", "sideways"}, "bench scale sideways: no such series; there are cells, compartments, synapses, workers"},
		{[]string{"scale", "cells", "--plot", "a.pdf"}, `--plot: a.pdf: no picture format ends in ".pdf"; there are .png and .svg`},
		{[]string{"limit", "0", "1"}, "limit: 0 cells"},
		{[]string{"limit", "1", "0"}, "bench limit: a duration of 0 ms"},
	} {
		require.Contains(t, fail(t, append([]string{"bench"}, c.args...)...), c.message, filepath.Join(c.args...))
	}
}
