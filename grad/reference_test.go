package grad_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/model"
)

// shared finds a folder beside the repository, or skips the test.
func shared(t *testing.T, names ...string) string {
	t.Helper()
	root, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		require.NotEqual(t, root, filepath.Dir(root), "no go.mod above the test")
		root = filepath.Dir(root)
	}
	path := filepath.Join(append([]string{root, "..", "shared"}, names...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s, which lies beside the repository, is not there", filepath.Join(append([]string{"..", "shared"}, names...)...))
	}
	return path
}

// reference is a gradient.json: derivatives of Jaxley 0.14 in float64.
type reference struct {
	Loss                 float64                `json:"loss"`
	Parameters, Gradient []map[string][]float64 // one key each
}

// referenceLoss is the mean of the squares of all samples, which the references are of. Their sample 0 of eCa
// is the stored value, 0, where golgi's is what follows from the concentrations: it is left out of the sum here.
func referenceLoss(r *golgi.Result, derivative [][]float64) (float64, error) {
	n := 0
	for _, trace := range r.Recordings {
		n += len(trace)
	}
	sum := 0.0
	for i, trace := range r.Recordings {
		for k, x := range trace {
			if k == 0 && r.Recorded[i].State == "eCa" {
				continue
			}
			sum += float64(x * x)
			derivative[i][k] = 2 * x / float64(n)
		}
	}
	return sum / float64(n), nil
}

// runOf are the options that a model file says.
func runOf(t *testing.T, s *model.Simulate) golgi.Options {
	t.Helper()
	solver, err := golgi.ParseSolver(s.Solver.Value)
	require.NoError(t, err)
	return golgi.Options{
		TMax: s.TMax.Value, Dt: s.Dt.Value, Solver: solver, Stagger: s.Stagger.Value, InitStates: s.InitStates.Value == "run",
		Every: s.Every.Value, VoltageLimit: s.VoltageLimit.Value,
	}
}

// TestReferenceGradients: every gradient of the reference cases, relative to the largest derivative of a parameter. What differs is
// that Jaxley goes back through secants of the currents over 1e-3 mV and golgi through their slopes: of no
// account where currents are straight lines in V at fixed gates, and 1e-4 or so where they are not (CaL, CaT, calcium).
func TestReferenceGradients(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "reference"), "*", "gradient.json"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 17)
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			var want reference
			require.NoError(t, json.Unmarshal(data, &want))
			read, err := model.ReadFile(filepath.Join(filepath.Dir(file), "model.yaml"))
			require.NoError(t, err)
			require.False(t, read.Loss.MSE.Given, "the loss is the mean square")
			built, err := read.Build()
			require.NoError(t, err)
			tolerance := 1e-5
			if name == "pospischil_channels" || strings.HasPrefix(name, "calcium_") {
				tolerance = 1e-3
			}
			g, err := grad.ValueAndGrad(t.Context(), built.View, nil, referenceLoss, grad.Options{Run: runOf(t, &read.Simulate)})
			require.NoError(t, err)
			require.InEpsilon(t, want.Loss, g.Value, tolerance)
			compareReference(t, &want, built.View.GetParameters(), g.Parameters, tolerance)
		})
	}
}

func compareReference(t *testing.T, want *reference, values, got []golgi.Parameter, tolerance float64) {
	t.Helper()
	require.Len(t, got, len(want.Gradient))
	require.Len(t, want.Parameters, len(want.Gradient))
	overall := 0.0
	for i, p := range got {
		require.Contains(t, want.Gradient[i], p.Key)
		derivatives, starting := want.Gradient[i][p.Key], want.Parameters[i][p.Key]
		require.Len(t, p.Values, len(derivatives), p.Key)
		largest, worst := 0.0, 0.0
		for k, x := range derivatives {
			require.InEpsilon(t, starting[k], values[i].Values[k], 1e-9, "value %d of %s: the mean of what shares it, summed in another order", k, p.Key)
			largest = math.Max(largest, math.Abs(x))
			worst = math.Max(worst, math.Abs(x-p.Values[k]))
		}
		require.NotZero(t, largest, p.Key)
		require.LessOrEqual(t, worst, tolerance*largest, "%s: off by %.2g of its largest derivative, %g", p.Key, worst/largest, largest)
		overall = math.Max(overall, worst/largest)
	}
	t.Logf("off by %.2g of the largest derivative of a parameter at most; %.2g is allowed", overall, tolerance)
}
