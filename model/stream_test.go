package model

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
)

// recorded is a small cell that spikes, with all its voltages, a gate and a current recorded.
const recorded = `golgi: 1
cells: [{name: stick, parents: [-1, 0], ncomp: 2}]
insert: [{at: all, mechanism: HH}]
stimuli: [{at: comp(0), step: {delay: 1.0, dur: 2.0, amp: 0.5}}]
record: [{at: all, state: v}, {at: all, state: HH_m}, {at: comp(0), state: i_HH}]
simulate: {t_max: %s, init_states: true%s}
`

func build(t testing.TB, text string) *Model {
	name := filepath.Join(t.TempDir(), "m.yaml")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	f, err := ReadFile(name)
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	return m
}

// written runs a model with or without streaming, and returns what it wrote.
func written(t *testing.T, m *Model, stream bool, o RunOptions) (*Run, []byte) {
	dir := t.TempDir()
	out, err := NewOutput(dir, RunFiles()...)
	require.NoError(t, err)
	var run *Run
	if stream {
		run, err = m.Stream(context.Background(), o, out)
	} else {
		run, err = m.Run(context.Background(), o)
	}
	require.NoError(t, err)
	require.NoError(t, run.Write(out))
	require.NotContains(t, tree(t, dir), "traces.csv", "it has its name when all is there")
	require.NoError(t, out.Commit())
	require.Equal(t, []string{"run.json", "traces.csv"}, tree(t, dir))
	text, err := os.ReadFile(filepath.Join(dir, "traces.csv"))
	require.NoError(t, err)
	return run, text
}

// TestStreamWritesTheSameFile: to the byte, for any workers and with samples left out; with the same hash and the same extents.
func TestStreamWritesTheSameFile(t *testing.T) {
	for _, more := range []string{"", ", every: 7", ", every: 1000", ", solver: crank_nicolson, stagger: true"} {
		m := build(t, fmt.Sprintf(recorded, "200", more))
		want, text := written(t, m, false, RunOptions{})
		for _, workers := range []int{1, 2, 3} {
			run, got := written(t, m, true, RunOptions{Workers: workers})
			require.True(t, bytes.Equal(text, got), "%d workers%s", workers, more)
			require.Equal(t, want.Result.Hash, run.Result.Hash)
			a, b := want.Extents(), run.Extents()
			require.Len(t, b, 8)
			require.Equal(t, a, b)
			require.Positive(t, run.Seconds.Write)
			require.Less(t, run.Seconds.Write, 10.0)
			require.Positive(t, run.Seconds.Run)
		}
	}
}

// TestExtentOfBlocks: cut where they may be, blocks have the range and the spikes of the whole.
func TestExtentOfBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trace := rapid.SliceOfN(rapid.Float64Range(-80, 40), 1, 60).Draw(t, "trace")
		times := make([]float64, len(trace))
		for k := range times {
			times[k] = float64(k) * 0.025
		}
		e := Extent{Recorded: golgi.Recorded{State: "v"}}
		for low := 0; low < len(trace); {
			high := rapid.IntRange(low+1, len(trace)).Draw(t, "cut")
			e.add(times[low:high], trace[low:high])
			low = high
		}
		crossings := golgi.Crossings(times, trace, 0)
		require.Equal(t, len(crossings), e.Spikes)
		if len(crossings) > 0 {
			require.Equal(t, crossings[0], e.First)
		}
		low, high := math.Inf(1), math.Inf(-1)
		for _, x := range trace {
			low, high = min(low, x), max(high, x)
		}
		require.Equal(t, []float64{low, high}, []float64{e.Low, e.High})
	})
}

// TestTracesOfAnyWorkers: the text does not depend on how many make it, nor on where it is cut into blocks.
func TestTracesOfAnyWorkers(t *testing.T) {
	const samples = 70_001
	times, row := make([]float64, samples), make([]float64, samples)
	for k := range times {
		times[k], row[k] = float64(k)*0.025, math.Sin(float64(k))
	}
	var want []byte
	for _, workers := range []int{1, 2, 3} {
		for _, block := range []int{samples, 30_000} {
			var b bytes.Buffer
			text := newTracesWriter(bufio.NewWriter(&b), workers)
			require.NoError(t, text.header(1))
			for low := 0; low < samples; low += block {
				high := min(low+block, samples)
				require.NoError(t, text.rows(times[low:high], [][]float64{row[low:high]}))
			}
			require.NoError(t, text.w.Flush())
			if want == nil {
				want = b.Bytes()
				require.Equal(t, samples+1, bytes.Count(want, []byte("\n")))
			}
			require.True(t, bytes.Equal(want, b.Bytes()), "%d workers, blocks of %d", workers, block)
			require.Equal(t, samples, text.samples)
			require.EqualValues(t, len(want)-len("t_ms,r0\n"), text.bytes)
		}
	}
}

// TestStreamOnAFullDisk: the error names the file, says what was asked for, and nothing stays.
func TestStreamOnAFullDisk(t *testing.T) {
	m := build(t, fmt.Sprintf(recorded, "5000", ""))
	dir := filepath.Join(t.TempDir(), "out")
	out, err := NewOutput(dir, RunFiles()...)
	require.NoError(t, err)
	out.open = func(dir, name string) (outputFile, error) {
		f, err := createTemporary(dir, name)
		return &full{f, 10_000_000}, err
	}
	_, err = m.Stream(context.Background(), RunOptions{Workers: 1}, out)
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.Regexp(t, "^"+regexp.QuoteMeta(filepath.Join(dir, "traces.csv"))+`: the disk is full \(no space left on device\); nothing was written; asked for were 200001 samples of each of 10 recordings, about 4\d(\.\d)? MB, of which (9\.\d*|10) MB were made$`, err.Error())
	out.Discard()
	require.NoDirExists(t, dir)

	run, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	require.ErrorContains(t, run.Write(out), "; asked for were 200001 samples of each of 10 recordings, about 4", "without streaming too")
	out.Discard()

	out, err = NewOutput(dir, RunFiles()...)
	require.NoError(t, err)
	out.open = func(dir, name string) (outputFile, error) {
		f, err := createTemporary(dir, name)
		return &full{f, 0}, err
	}
	_, err = m.Stream(context.Background(), RunOptions{}, out)
	require.ErrorIs(t, err, syscall.ENOSPC, "where it fails with the first byte")
	out.Discard()
}

// TestStreamThatStops: a fault and an end of the context are errors of the model, and leave nothing.
func TestStreamThatStops(t *testing.T) {
	m := build(t, fmt.Sprintf(recorded, "5000", ""))
	dir := filepath.Join(t.TempDir(), "out")
	out, err := NewOutput(dir, RunFiles()...)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	_, err = m.Stream(ctx, RunOptions{Progress: func(int, int) { cancel() }}, out)
	require.ErrorIs(t, err, context.Canceled)
	require.Contains(t, err.Error(), m.File.Name+": integrate: stopped at ")
	out.Discard()
	require.NoDirExists(t, dir)

	require.NoError(t, m.View.Branch(0).Comp(0).Stimulate([]float64{0, 0, 1e9}))
	_, streamed := m.Stream(context.Background(), RunOptions{}, out)
	_, whole := m.Run(context.Background(), RunOptions{})
	require.Error(t, whole)
	require.EqualError(t, streamed, whole.Error())
	out.Discard()
	require.NoDirExists(t, dir)
}

// TestMemoryAdvice: nothing up to half of what is free, a warning, and a refusal beyond all of it.
func TestMemoryAdvice(t *testing.T) {
	for _, c := range []struct {
		take, free float64
		says       string
		tooMuch    bool
	}{
		{1e9, 0, "", false},
		{5e8, 1e9, "", false},
		{6e8, 1e9, "600 MB of memory, and 1 GB are free; --stream writes", false},
		{2e9, 1e9, "2 GB of memory, and 1 GB are free; --stream writes", true},
		{6.4e12, 8.12e9, "6.4 TB of memory, and 8.12 GB are free", true},
	} {
		says, tooMuch := memoryAdvice(c.take, c.free)
		require.Equal(t, c.tooMuch, tooMuch)
		require.Equal(t, c.says == "", says == "", "%q", says)
		require.Contains(t, says, c.says)
	}
	if free := freeBytes(); free > 0 {
		require.Less(t, free, machineBytes())
		require.Greater(t, free, uint64(1<<20))
		m := build(t, fmt.Sprintf(recorded, "1e10", ""))
		warning, err := m.CheckMemory()
		require.Empty(t, warning)
		require.ErrorIs(t, err, ErrMemory)
		require.ErrorContains(t, err, "400000000001 samples of each of 10 recordings take 35.2 TB of memory, and ")
	}
	warning, err := build(t, fmt.Sprintf(recorded, "10", "")).CheckMemory()
	require.NoError(t, err)
	require.Empty(t, warning)
}
