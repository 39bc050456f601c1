package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// cable is a model of 1000 recordings and so many samples.
func cable(samples int) string {
	return fmt.Sprintf(`golgi: 1
cells: [{name: cable, parents: [-1], ncomp: 1000}]
insert: [{at: all, mechanism: HH}]
stimuli: [{at: comp(0), step: {delay: 1.0, dur: 2.0, amp: 1.0}}]
record: [{at: all}]
simulate: {t_max: %g, init_states: true}
`, float64(samples-1)*0.025)
}

// TestRunStream: the files and the summary of a run without it, whatever the workers.
func TestRunStream(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": cable(1500), "ball.yaml": ball})
	t.Chdir(dir)
	said := func(text string) string { // without where and how long
		before, _, found := strings.Cut(text, "wrote ")
		require.True(t, found)
		return before
	}
	for _, name := range []string{"m", "ball"} {
		for _, workers := range []string{"1", "2", "3"} {
			whole := succeed(t, "run", name+".yaml", "--out", "whole", "--workers", workers)
			streamed := succeed(t, "run", name+".yaml", "--out", "streamed", "--workers", workers, "--stream")
			require.Equal(t, said(whole), said(streamed))
			require.Equal(t, []string{"run.json", "traces.csv"}, entries(t, "streamed"))
			a, b := read(t, "whole/traces.csv"), read(t, "streamed/traces.csv")
			require.True(t, a == b, "%s with %s workers", name, workers)
			var first, second map[string]any
			require.NoError(t, json.Unmarshal([]byte(read(t, "whole/run.json")), &first))
			require.NoError(t, json.Unmarshal([]byte(read(t, "streamed/run.json")), &second))
			for _, timed := range []string{"seconds", "peak_bytes"} {
				require.Contains(t, second, timed)
				delete(first, timed)
				delete(second, timed)
			}
			require.Equal(t, first, second)
		}
	}
}

func read(t *testing.T, name string) string {
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

// TestRunStreamRefused: pictures need whole recordings, and what does not fit in memory is refused with the flag that helps.
func TestRunStreamRefused(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": ball, "long.yaml": strings.Replace(ball, "t_max: 10.0", "t_max: 1e10", 1)})
	t.Chdir(dir)
	require.Equal(t, "--plot: a picture is made of whole recordings, which --stream does not keep; leave one of them out, or draw traces.csv",
		fail(t, "run", "m.yaml", "--out", "out", "--stream", "--plot"))
	for _, command := range []string{"grad", "fit"} {
		require.Equal(t, "--stream: a loss is made of whole recordings, which are not kept then; it goes with golgi run alone", fail(t, command, "m.yaml", "--out", "out", "--stream"))
		require.NotContains(t, succeed(t, command, "--help"), "--stream")
	}
	message := fail(t, "run", "long.yaml", "--out", "out")
	if strings.Contains(message, "--stream") { // where the system tells how much memory is free
		require.Regexp(t, `^long\.yaml:6:11: simulate: 400000000001 samples of each of 2 recordings take 9\.6 TB of memory, and [0-9.]+ GB are free; --stream writes them to the disk while the run goes on`, message)
	}
	require.Equal(t, []string{"long.yaml", "m.yaml"}, entries(t, dir))
}

// TestRunStreamMemory: of recordings of 40 MB, with GOLGI_SLOW 1 GB, a process of its own never holds more than some tens of MB.
func TestRunStreamMemory(t *testing.T) {
	if raced {
		t.Skip("the race detector takes memory of its own")
	}
	samples := 5000
	if os.Getenv("GOLGI_SLOW") != "" {
		samples = 125_000
	}
	dir := files(t, map[string]string{"m.yaml": cable(samples)})
	peak := func(flags ...string) float64 {
		out := filepath.Join(dir, "out")
		c := exec.Command(os.Args[0], append([]string{"run", filepath.Join(dir, "m.yaml"), "--out", out, "--quiet"}, flags...)...)
		c.Env = append(os.Environ(), asCommand+"=yes")
		text, err := c.CombinedOutput()
		require.NoError(t, err, string(text))
		var described struct {
			Peak float64 `json:"peak_bytes"`
			Hash string  `json:"state_hash"`
		}
		require.NoError(t, json.Unmarshal([]byte(read(t, filepath.Join(out, "run.json"))), &described))
		info, err := os.Stat(filepath.Join(out, "traces.csv"))
		require.NoError(t, err)
		t.Logf("%d MB of recordings, %d MB of text, %v: %.1f MB of memory", 8*samples/1000, info.Size()/1e6, flags, described.Peak*1e-6)
		require.NoError(t, os.RemoveAll(out))
		return described.Peak
	}
	streamed := peak("--stream")
	require.Less(t, streamed, 90e6)
	if samples == 5000 {
		require.Greater(t, peak(), streamed+15e6, "without it all are held")
	}
}
