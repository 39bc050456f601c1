package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"golgi"
	"golgi/model"
)

// ownReference holds what Jaxley computed for models of this repository; its
// README says how.
var ownReference = filepath.Join("..", "..", "testdata", "reference")

// TestOwnReference runs each case of testdata/reference but for data_set.
func TestOwnReference(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(ownReference, "*", "model.yaml"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(cases), 6)
	for _, file := range cases {
		dir := filepath.Dir(file)
		if _, err := os.Stat(filepath.Join(dir, "overrides.yaml")); err == nil {
			continue // TestOwnReferenceOfDataSet
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			out := t.TempDir()
			succeed(t, "run", file, "--out", out, "--quiet")
			succeed(t, "nodes", file, "--out", out, "--quiet")
			compareTraces(t, filepath.Join(dir, "traces.csv"), filepath.Join(out, "traces.csv"), traceTolerance)
			compareNodes(t, filepath.Join(dir, "nodes.csv"), filepath.Join(out, "nodes.csv"))
		})
	}
}

// TestOwnReferenceOfDataSet: values for one run, which a model file cannot say.
func TestOwnReferenceOfDataSet(t *testing.T) {
	dir := filepath.Join(ownReference, "data_set")
	file, err := model.ReadFile(filepath.Join(dir, "model.yaml"))
	require.NoError(t, err)
	built, err := file.Build()
	require.NoError(t, err)
	net, err := built.View.CopyAsNetwork()
	require.NoError(t, err)

	data, err := os.ReadFile(filepath.Join(dir, "overrides.yaml"))
	require.NoError(t, err)
	var entries []struct {
		At    string
		Key   string
		Value yaml.Node
	}
	require.NoError(t, yaml.Unmarshal(data, &entries))
	require.NotEmpty(t, entries)
	var overrides []golgi.Override
	for _, entry := range entries {
		var values []float64
		if entry.Value.Kind == yaml.SequenceNode {
			require.NoError(t, entry.Value.Decode(&values))
		} else {
			values = make([]float64, 1)
			require.NoError(t, entry.Value.Decode(&values[0]))
		}
		overrides = append(overrides, net.Select(entry.At).DataSet(entry.Key, values...))
	}

	s := file.Simulate
	options := golgi.Options{TMax: s.TMax.Value, Dt: s.Dt.Value, Every: s.Every.Value, Parameters: net.GetParameters(), Overrides: overrides}
	result, err := net.Integrate(context.Background(), options)
	require.NoError(t, err)
	names, reference := columns(t, filepath.Join(dir, "traces.csv"))
	require.Len(t, names, 1+len(result.Recordings))
	require.InDeltaSlice(t, numbers(t, reference["t_ms"]), result.Times, 1e-9)
	for r, trace := range result.Recordings {
		want := numbers(t, reference[names[1+r]])
		require.InDeltaSlice(t, want, trace, traceTolerance*min(1, largest(want)), names[1+r])
	}

	options.Overrides = nil
	plain, err := net.Integrate(context.Background(), options)
	require.NoError(t, err)
	for r := range plain.Recordings {
		require.NotEqual(t, result.Recordings[r], plain.Recordings[r], "each trace depends on the overrides")
	}
}
