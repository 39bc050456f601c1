package dynamics_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/dynamics"
	"golgi/model"
)

// references returns the folder of reference results beside the checkout.
func references(t *testing.T) string {
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		require.NotEqual(t, dir, filepath.Dir(dir), "no go.mod above the test")
		dir = filepath.Dir(dir)
	}
	folder := filepath.Join(dir, "..", "shared", "reference")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("there are no reference results beside the checkout: ../shared/reference")
	}
	return folder
}

// TestReferenceJacobians: the first step's Jacobian, as Jaxley 0.14 has it: 1e-5 of the largest
// element; its slopes are secants over 1e-3 mV.
func TestReferenceJacobians(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(references(t), "*", "jacobian.csv"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		t.Run(filepath.Base(filepath.Dir(name)), func(t *testing.T) {
			file, err := model.ReadFile(filepath.Join(filepath.Dir(name), "model.yaml"))
			require.NoError(t, err)
			m, err := file.Build()
			require.NoError(t, err)
			s := &file.Simulate
			solver, err := golgi.ParseSolver(s.Solver.Value)
			require.NoError(t, err)
			d, err := dynamics.New(m.View, golgi.Options{
				Dt: s.Dt.Value, Solver: solver, InitStates: s.InitStates.Value == "run", Parameters: m.View.GetParameters(),
			})
			require.NoError(t, err)
			got, err := d.Jacobian(context.Background(), d.InitFlat(), 0)
			require.NoError(t, err)

			text, err := os.ReadFile(name)
			require.NoError(t, err)
			header, rest, _ := strings.Cut(string(text), "\n")
			var order []string
			for _, p := range d.Order() {
				order = append(order, fmt.Sprintf("%s[%d]", p.Name, p.Count))
			}
			require.Equal(t, header, "# state order: "+strings.Join(order, ", "))
			rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
			require.NoError(t, err)
			require.Len(t, rows, d.Len())
			largest, worst := 0.0, 0.0
			for i, row := range rows {
				require.Len(t, row, d.Len())
				for j := range row {
					want, err := strconv.ParseFloat(row[j], 64)
					require.NoError(t, err)
					largest = math.Max(largest, math.Abs(want))
					worst = math.Max(worst, math.Abs(want-got.At(i, j)))
				}
			}
			require.Less(t, worst, 1e-5*largest)
			t.Logf("largest difference %.2g of the largest element", worst/largest)
		})
	}
}
