package bench

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestImport(t *testing.T) {
	m, err := Import(tracedFile, MeasureOptions{Repetitions: 2})
	require.NoError(t, err)
	require.Equal(t, "import "+tracedFile, m.Workload)
	require.Equal(t, 149, m.NComp, "a compartment a branch")
	require.Positive(t, m.Best)
	require.Contains(t, m.String(), "149 compartments: ")
	require.NotContains(t, m.String(), "compartment-step")
	_, err = Import("none.swc", MeasureOptions{})
	require.ErrorContains(t, err, "bench import none.swc: ")
	_, err = Import(tracedFile, MeasureOptions{Repetitions: -1})
	require.ErrorContains(t, err, "none can be negative")
}

// TestStartUpThatCannotBe: a program that does not do what it is asked for is not timed.
func TestStartUpThatCannotBe(t *testing.T) {
	start := func(program string) error {
		_, err := StartUp(context.Background(), program, tracedFile, MeasureOptions{Repetitions: 1})
		return err
	}
	program := func(script string) string {
		file := filepath.Join(t.TempDir(), "program")
		require.NoError(t, os.WriteFile(file, []byte("#!/bin/sh\n"+script+"\n"), 0o755))
		return file
	}
	require.ErrorContains(t, start(program("echo no such thing; exit 3")), "exit status 3: no such thing")
	require.ErrorContains(t, start(program("exit 0")), "traces.csv: no such file")
	require.ErrorContains(t, start(program(`mkdir -p "$4" && echo time > "$4/traces.csv"`)), "1 lines of traces for 800 steps")
	_, err := StartUp(context.Background(), "golgi", "none.swc", MeasureOptions{})
	require.ErrorContains(t, err, "bench startup none.swc: ")
}

func TestBuilding(t *testing.T) {
	m, err := Building(context.Background(), 1000, 5000, MeasureOptions{Workers: 1, Repetitions: 2})
	require.NoError(t, err)
	require.Equal(t, 1008, m.NComp, "whole cells of 28")
	require.InDelta(t, 5000, m.Synapses, 5*71, "binomial, five standard deviations")
	require.InDelta(t, m.Best, m.Build+m.Freeze, 0.5*m.Best, "shortest sums and sums of the shortest")
	for _, s := range []float64{m.Build, m.Freeze, m.SynapseBuild, m.SynapseFreeze} {
		require.Positive(t, s)
	}
	require.Greater(t, m.BytesPerSynapse, 16.0, "what they join, of which type, and where they stand")
	require.InDelta(t, 16, m.ByOwner["synapse"]["world"], 0.1)
	require.InDelta(t, 12, m.ByOwner["synapse"]["plan"], 0.1)
	require.InDelta(t, 8, m.ByOwner["synapse"]["values"], 0.1, "its state; all parameters are equal")
	require.Greater(t, m.ByOwner["compartment"]["world"], 108.0, "15 columns")
	require.Contains(t, m.String(), "bytes each")
	require.Contains(t, m.String(), "  bytes a synapse: plan 12.0, ")
	text, err := json.Marshal(m)
	require.NoError(t, err)
	require.Contains(t, string(text), `"bytes_per_synapse"`)
	_, err = Building(context.Background(), 0, 1, MeasureOptions{})
	require.ErrorContains(t, err, "bench build 0 1: give at least 1 compartment")
}

func TestBatch(t *testing.T) {
	o := MeasureOptions{Workers: 1, Repetitions: 1}
	batch := func(w *Workload, err error) *Measurement {
		require.NoError(t, err)
		m, err := w.MeasureBatch(context.Background(), 11, o)
		require.NoError(t, err)
		require.Equal(t, 40, m.Steps)
		require.Equal(t, 1, m.Workers)
		require.InEpsilon(t, m.OneByOne/m.Best, m.Gain, 1e-12)
		require.Less(t, m.AllocsPerStep, 2.0)
		require.Contains(t, m.String(), "11 runs, ")
		return m
	}
	m := batch(Population(1, 1))
	require.Equal(t, "batch of 11, pop 1 1", m.Workload)
	require.Equal(t, 11*28, m.NComp)
	m = batch(TracedCell(tracedFile, 2, 1))
	require.Equal(t, "batch of 11, cell "+tracedFile+" 2 1", m.Workload)
	require.Equal(t, 11*298, m.NComp)
	w, err := TracedCell(tracedFile, 1, 1)
	require.NoError(t, err)
	m = batch(w.Gradient())
	require.Equal(t, "batch of 11, grad cell "+tracedFile+" 1 1", m.Workload)

	_, err = w.MeasureBatch(context.Background(), 0, o)
	require.ErrorContains(t, err, "0 members; give at least 1")
	o.Workers = 0
	m, err = w.MeasureBatch(context.Background(), 2, o)
	require.NoError(t, err)
	require.Equal(t, runtime.GOMAXPROCS(0), m.Workers)
}

func TestScale(t *testing.T) {
	done := 0
	scale := func(kind string, o ScaleOptions) []*ScalePoint {
		o.MeasureOptions, o.TMax, o.Progress = MeasureOptions{Workers: 1, Repetitions: 1}, 0.1, func(*ScalePoint) { done++ }
		points, err := Scale(context.Background(), kind, o)
		require.NoError(t, err)
		return points
	}
	cells := scale(ScaleCells, ScaleOptions{Least: 10, Most: 100})
	require.Len(t, cells, 3)
	for i, n := range []int{28, 56, 112} {
		p := cells[i]
		require.Equal(t, n, p.Compartments)
		require.Equal(t, 4, p.Steps)
		require.InEpsilon(t, p.Best/float64(n)/4*1e9, p.NsPerCompStep, 1e-12)
		require.InEpsilon(t, p.BytesPerComp/p.Bandwidth*1e9, p.MovingNs, 1e-12)
		require.Greater(t, p.BytesPerComp, 40.0, "voltage, three gates, and more")
		require.GreaterOrEqual(t, p.Relative, 1.0)
	}
	require.Equal(t, 3, done)
	one := scale(ScaleCompartments, ScaleOptions{Least: 300, Most: 1000})
	require.Equal(t, []int{255, 1020}, []int{one[0].Compartments, one[1].Compartments})
	synapses := scale(ScaleSynapses, ScaleOptions{Least: 1000, Most: 1000})
	require.Zero(t, synapses[0].Synapses)
	require.InDelta(t, 1000, synapses[1].Synapses, 5*32, "binomial, five standard deviations")
	require.NotZero(t, synapses[1].NsPerSynapseStep)
	workers := scale(ScaleWorkers, ScaleOptions{Most: 2})
	require.Len(t, workers, 4)
	require.Equal(t, 56000, workers[3].Compartments, "twice the cells on twice the workers")
	require.Equal(t, 2, workers[3].Workers)
	require.InEpsilon(t, workers[0].Best/workers[1].Best, workers[1].Relative, 1e-12)

	var file bytes.Buffer
	require.NoError(t, WriteScaleCSV(&file, cells))
	rows, err := csv.NewReader(&file).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 4)
	require.Equal(t, "28", rows[1][3])
	require.Equal(t, 5, strings.Count(ScaleMarkdown(cells), "\n"), "a header, a line below it, a row a point")

	for message, c := range map[string]struct {
		kind string
		o    ScaleOptions
	}{
		"bench scale sideways: no such series; there are cells": {"sideways", ScaleOptions{}},
		"from 10 to 5 is no range":                              {ScaleCells, ScaleOptions{Least: 10, Most: 5}},
		"none can be negative":                                  {ScaleCells, ScaleOptions{MeasureOptions: MeasureOptions{Repetitions: -1}}},
	} {
		_, err := Scale(context.Background(), c.kind, c.o)
		require.ErrorContains(t, err, message)
	}
}

// TestBandwidth: of memory and caches, which all move more than 0.1 and less than 10,000 GB in a second.
func TestBandwidth(t *testing.T) {
	for _, working := range []int{0, 1 << 14, 1 << 24} {
		b := Bandwidth(working)
		require.Greater(t, b, 1e8, working)
		require.Less(t, b, 1e13, working)
	}
}
