package model

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/audit"
)

// gradientOf reads, builds and differentiates a text, with files beside it.
func gradientOf(t *testing.T, text string, files map[string]string, o GradientOptions) (*Gradient, error) {
	t.Helper()
	f, err := own(t, text, files)
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	return m.Gradient(context.Background(), o)
}

const sphereTrainable = sphere + "trainable: [{at: all, key: HH_gNa, init: 0.06}, {key: HH_gK}, {key: HH_eLeak}]\n"

func TestWriteGradient(t *testing.T) {
	var text bytes.Buffer
	w := bufio.NewWriter(&text)
	require.NoError(t, WriteGradient(w, 2.5, []golgi.Parameter{{Key: "v", Values: []float64{-70, 1e-300}}, {Key: "v", Values: []float64{0.1}}},
		[]golgi.Parameter{{Key: "v", Values: []float64{0, 1.0 / 3}}, {Key: "v", Values: []float64{-1}}}))
	require.NoError(t, w.Flush())
	require.Equal(t, `{
 "loss": 2.5,
 "parameters": [
  {"v":[-70,1e-300]},
  {"v":[0.1]}
 ],
 "gradient": [
  {"v":[0,0.3333333333333333]},
  {"v":[-1]}
 ]
}
`, text.String())
}

// The loss and its derivatives are those of central differences of runs.
func TestGradient(t *testing.T) {
	g, err := gradientOf(t, sphereTrainable, nil, GradientOptions{RunOptions: RunOptions{Workers: 1}})
	require.NoError(t, err)
	require.Equal(t, []float64{0.06}, g.At[0].Values)
	sum := 0.0
	for _, x := range g.Result.Recordings[0] {
		sum += x * x
	}
	require.InEpsilon(t, sum/201, g.Value, 1e-12)
	loss := func(gNa string) float64 {
		g, err := gradientOf(t, strings.Replace(sphereTrainable, "0.06", gNa, 1), nil, GradientOptions{RunOptions: RunOptions{Workers: 1}})
		require.NoError(t, err)
		return g.Value
	}
	require.InEpsilon(t, (loss("0.060001")-loss("0.059999"))/2e-6, g.Parameters[0].Values[0], 1e-6, "the square of the step, and rounding")

	table, err := g.Model.Audit(context.Background(), GradientOptions{RunOptions: RunOptions{Workers: 1}}, audit.Options{Method: audit.Both})
	require.NoError(t, err)
	require.Len(t, table.Rows, 3)
	require.NoError(t, table.Err())
}

// The mean squared error is over the samples that are kept, and its derivative 0 where the target is what the model does.
func TestGradientOfATarget(t *testing.T) {
	folder := t.TempDir()
	text := strings.Replace(sphere, "init_states: true", "init_states: true, every: 4", 1)
	targetOf(t, text, folder)
	target, err := os.ReadFile(filepath.Join(folder, "target.csv"))
	require.NoError(t, err)
	files := map[string]string{"target.csv": string(target)}
	text += "loss: {mse: target.csv}\n"
	g, err := gradientOf(t, text+"trainable: [{key: HH_gNa}, {key: HH_gK}]\n", files, GradientOptions{})
	require.NoError(t, err)
	require.Zero(t, g.Value)
	require.Zero(t, g.Parameters[0].Values[0])
	require.Len(t, g.Zeros, 2)
	g, err = gradientOf(t, text+"trainable: [{key: HH_gNa, init: 0.119}]\n", files, GradientOptions{})
	require.NoError(t, err)
	require.Negative(t, g.Parameters[0].Values[0])
	require.Empty(t, g.Zeros)
}

// However the way back is planned, the bits are the same.
func TestGradientOfAnyPlan(t *testing.T) {
	want, err := gradientOf(t, sphereTrainable, nil, GradientOptions{})
	require.NoError(t, err)
	for _, o := range []GradientOptions{{Levels: []int{20, 10}}, {Levels: []int{3, 70}}, {Budget: 20000}, {RunOptions: RunOptions{Workers: 2}}} {
		got, err := gradientOf(t, sphereTrainable, nil, o)
		require.NoError(t, err)
		require.Equal(t, want.Parameters, got.Parameters)
		require.Equal(t, want.Value, got.Value)
	}
}

func TestGradientErrors(t *testing.T) {
	for _, c := range []struct {
		name, text, message string
		options             GradientOptions
	}{
		{"no trainables", sphere, "m.yaml: nothing is trainable; say what to differentiate by or to fit, for example trainable: [{at: all, key: radius}]", GradientOptions{}},
		{"short target", sphereTrainable + "loss: {mse: short.csv}\n", `m.yaml:9:13: loss.mse: "short.csv" has 2 samples, the run keeps 201`, GradientOptions{}},
		{"levels", sphereTrainable, "the levels 2 x 3 reach 6 steps, the run has 200", GradientOptions{Levels: []int{2, 3}}},
		{"budget", sphereTrainable, "a budget of 10 bytes is too small; the least that would do is", GradientOptions{Budget: 10}},
		{"engine", sphereTrainable, "engine", GradientOptions{RunOptions: RunOptions{Engine: "steam"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := gradientOf(t, c.text, map[string]string{"short.csv": "t_ms,r0\n0,1\n0.025,2\n"}, c.options)
			require.Error(t, err)
			require.Contains(t, err.Error(), c.message)
			require.IsType(t, &Error{}, err)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// A value that nothing recorded depends on is named.
func TestGradientNamesZeros(t *testing.T) {
	text := strings.Replace(sphere, "cells: [{name: sphere, parents: [-1]}]", "cells: [{name: sphere, parents: [-1]}]\nnetwork: [sphere, sphere]", 1)
	text = strings.Replace(text, "record: [{at: all}]", "record: [{at: cell(0)}]", 1)
	g, err := gradientOf(t, text+"trainable: [{at: cell(all), key: HH_gNa}, {at: cell(1), key: radius}]\n", nil, GradientOptions{})
	require.NoError(t, err)
	require.Len(t, g.Zeros, 2)
	require.Equal(t, "HH_gNa of cell(all), value 1", g.Zeros[0].String())
	require.Equal(t, "radius of cell(1)", g.Zeros[1].String())
}

func TestJacobian(t *testing.T) {
	// C dv/dt = -g v by backward Euler: the derivative of a step is 1/(1 + dt g/C); another compartment has no part in it.
	text := "golgi: 1\ncells: [{name: a, parents: [-1]}]\nnetwork: [a, a]\ninsert: [{mechanism: Leak}]\nset: [{key: Leak_gLeak, value: 1e-3}]\nrecord: [{at: all}]\nsimulate: {t_max: 1, dt: 0.1}\n"
	f, err := Read("m.yaml", []byte(text))
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	j, err := m.Jacobian(context.Background(), RunOptions{})
	require.NoError(t, err)
	var file bytes.Buffer
	w := bufio.NewWriter(&file)
	require.NoError(t, WriteJacobian(w, j.Order, j.Matrix))
	require.NoError(t, w.Flush())
	require.Equal(t, "# state order: v[2]", strings.SplitN(file.String(), "\n", 2)[0])
	require.InEpsilon(t, 1/1.1, j.Matrix.At(0, 0), 1e-12)
	require.InEpsilon(t, 1/1.1, j.Matrix.At(1, 1), 1e-12)
	require.Zero(t, j.Matrix.At(0, 1))
	numbers, err := json.Marshal(j.Matrix.At(0, 0))
	require.NoError(t, err)
	require.Contains(t, file.String(), "\n"+string(numbers)+",0\n0,")
}
