package model

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Tolerances of the reference gradients and Jacobians, as their README states them: of the largest element of a parameter.
const (
	gradientTolerance       = 1e-5
	gradientSecantTolerance = 1e-3 // where Jaxley's secant, in place of the exact slope, makes a difference
)

func toleranceOf(name string) float64 {
	if name == "pospischil_channels" || strings.HasPrefix(name, "calcium_") {
		return gradientSecantTolerance
	}
	return gradientTolerance
}

// startsElsewhere are recordings whose first sample is 0 in Jaxley, the stored default, where golgi computes the state: eCa.
var startsElsewhere = map[string]int{"calcium_pump_nernst": 2}

// gradientJSON is gradient.json.
type gradientJSON struct {
	Loss       float64
	Parameters []map[string][]float64
	Gradient   []map[string][]float64
}

// references runs a test on every reference case that has a file of a name.
func references(t *testing.T, name string, test func(t *testing.T, m *Model, folder string)) {
	cases, _ := filepath.Glob(filepath.Join(sharedFolder(t), "reference", "*", name))
	require.NotEmpty(t, cases)
	for _, file := range cases {
		folder := filepath.Dir(file)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			if testing.Short() && strings.HasPrefix(filepath.Base(folder), "swc_") {
				t.Skip("slow")
			}
			f, err := ReadFile(filepath.Join(folder, "model.yaml"))
			require.NoError(t, err)
			m, err := f.Build()
			require.NoError(t, err)
			test(t, m, folder)
		})
	}
}

func TestReferenceGradients(t *testing.T) {
	references(t, "gradient.json", func(t *testing.T, m *Model, folder string) {
		var want, got gradientJSON
		data, err := os.ReadFile(filepath.Join(folder, "gradient.json"))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, &want))
		g, err := m.Gradient(context.Background(), GradientOptions{})
		require.NoError(t, err)
		var text bytes.Buffer
		w := bufio.NewWriter(&text)
		require.NoError(t, WriteGradient(w, g.Value, g.At, g.Parameters))
		require.NoError(t, w.Flush())
		require.NoError(t, json.Unmarshal(text.Bytes(), &got))
		tolerance := toleranceOf(filepath.Base(folder))
		if r, ok := startsElsewhere[filepath.Base(folder)]; ok {
			x := g.Result.Recordings[r][0]
			got.Loss -= x * x / float64(len(g.Result.Recordings)*len(g.Result.Times))
		}
		require.InEpsilon(t, want.Loss, got.Loss, tolerance, "loss")
		require.Len(t, got.Parameters, len(want.Parameters))
		require.Len(t, got.Gradient, len(want.Gradient))
		for i := range want.Gradient {
			for key, derivative := range want.Gradient[i] {
				require.InEpsilonSlice(t, nonzero(want.Parameters[i][key]), nonzero(got.Parameters[i][key]), 1e-12, key)
				require.Len(t, got.Gradient[i][key], len(derivative), key)
				largest := 0.0
				for _, x := range derivative {
					largest = max(largest, math.Abs(x))
				}
				for k, x := range derivative {
					require.InDelta(t, x, got.Gradient[i][key][k], tolerance*largest, "%s, value %d", key, k)
				}
			}
		}
	})
}

// nonzero adds 1 to zeros, which have no relative difference.
func nonzero(values []float64) []float64 {
	all := make([]float64, len(values))
	for i, x := range values {
		if all[i] = x; x == 0 {
			all[i] = 1
		}
	}
	return all
}

func TestReferenceJacobians(t *testing.T) {
	references(t, "jacobian.csv", func(t *testing.T, m *Model, folder string) {
		want := readMatrix(t, filepath.Join(folder, "jacobian.csv"))
		j, err := m.Jacobian(context.Background(), RunOptions{})
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "jacobian.csv")
		var text bytes.Buffer
		w := bufio.NewWriter(&text)
		require.NoError(t, WriteJacobian(w, j.Order, j.Matrix))
		require.NoError(t, w.Flush())
		require.NoError(t, os.WriteFile(file, text.Bytes(), 0o666))
		got := readMatrix(t, file)
		require.Equal(t, want.order, got.order)
		require.Len(t, got.rows, len(want.rows))
		largest := 0.0
		for _, row := range want.rows {
			for _, x := range row {
				largest = max(largest, math.Abs(x))
			}
		}
		worst := 0.0
		for i, row := range want.rows {
			require.Len(t, got.rows[i], len(row))
			for k, x := range row {
				worst = max(worst, math.Abs(x-got.rows[i][k]))
			}
		}
		require.LessOrEqual(t, worst, toleranceOf(filepath.Base(folder))*largest)
	})
}

// matrix is jacobian.csv: its first line, and the numbers.
type matrix struct {
	order string
	rows  [][]float64
}

func readMatrix(t *testing.T, file string) matrix {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	first, rest, _ := strings.Cut(string(data), "\n")
	fields, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	require.NoError(t, err)
	m := matrix{order: strings.TrimSpace(first)}
	for _, line := range fields {
		row := make([]float64, len(line))
		for k, field := range line {
			row[k], err = strconv.ParseFloat(field, 64)
			require.NoError(t, err)
		}
		m.rows = append(m.rows, row)
	}
	return m
}
