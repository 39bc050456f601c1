package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

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
		{[]string{"cell", "none.swc", "1", "1"}, "none.swc: no such file"},
		{[]string{"cell", "cell.swc", "0", "1"}, "bench cell cell.swc 0 1: "},
		{[]string{"net", "2", "3", "1"}, "3 synapses a cell among 2 cells; give from 0 to 2"},
		{[]string{"grad", "none.swc", "1", "1"}, "none.swc: no such file"},
		{[]string{"grad", "pop", "1", "1", "--budget=-5"}, `"-5" is no number of bytes; say for example 64MB`},
		{[]string{"grad", "pop", "1", "1", "--budget", "100B"}, "a budget of 100 bytes is too small; the least that would do is"},
		{[]string{"grad", "pop", "1"}, "<t-max>"},
	} {
		require.Contains(t, fail(t, append([]string{"bench"}, c.args...)...), c.message, filepath.Join(c.args...))
	}
}
