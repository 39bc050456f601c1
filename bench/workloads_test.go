package bench

import (
	"context"
	"encoding/json"
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
)

// tracedFile is a small synthetic neuron.
var tracedFile = filepath.Join("..", "testdata", "pyramidal.swc")

// jaxleyPopulation is what Jaxley 0.14.0 computes for pop 2 5: the voltage, mV, at some samples, the mean square of all
// samples, and its derivatives by HH_gNa and radius of the branches of the first cell; those of the second are 0.
var jaxleyPopulation = struct {
	samples      []int
	voltage      []float64
	loss         float64
	gNa, radius  []float64
	branches     int // of a cell
	voltageError float64
}{
	samples:      []int{40, 60, 80, 100, 120, 160, 200},
	voltage:      []float64{-65.01520646402037, 83.61677691041676, 46.49756916839601, 17.83384333185696, 1.6810774197727805, -74.8379647144208, -75.7950175932407},
	loss:         4071.041353521825,
	gNa:          []float64{-3252.357238616514, -61.72823404469862, -61.72823404469862, 2.068667958660569, 2.068667958660569, 2.068667958660569, 2.068667958660569},
	radius:       []float64{-1889.2959858563368, -34.73419900041529, -34.73419900041529, -1.5812688882354584, -1.5812688882354584, -1.5812688882354584, -1.5812688882354584},
	branches:     7,
	voltageError: 1e-8, // mV: Jaxley takes the slope of the current by a secant of 1 uV, to some 1e-10
}

func TestPopulationIsJaxleys(t *testing.T) {
	w, err := Population(2, 5)
	require.NoError(t, err)
	result, err := w.Model().Integrate(context.Background(), golgi.Options{TMax: 5})
	require.NoError(t, err)
	require.Len(t, result.Recordings, 1)
	require.Len(t, result.Recordings[0], 201)
	for i, k := range jaxleyPopulation.samples {
		require.InDelta(t, jaxleyPopulation.voltage[i], result.Recordings[0][k], jaxleyPopulation.voltageError, "sample %d", k)
	}
	derivative := [][]float64{make([]float64, 201)}
	loss, err := meanSquare(result, derivative)
	require.NoError(t, err)
	require.InEpsilon(t, jaxleyPopulation.loss, loss, 1e-10)

	const h = 1e-4 // mV; the loss is quadratic, so that a central difference is exact but for roundings
	for _, k := range []int{0, 60, 200} {
		v := result.Recordings[0][k]
		moved := func(x float64) float64 {
			result.Recordings[0][k] = x
			value, err := meanSquare(result, [][]float64{make([]float64, 201)})
			require.NoError(t, err)
			return value
		}
		require.InDelta(t, (moved(v+h)-moved(v-h))/(2*h), derivative[0][k], 1e-7)
		result.Recordings[0][k] = v
	}
}

func TestGradientIsJaxleys(t *testing.T) {
	w, err := Population(2, 5)
	require.NoError(t, err)
	w, err = w.Gradient()
	require.NoError(t, err)
	want := jaxleyPopulation
	g, err := grad.ValueAndGrad(context.Background(), w.Model(), nil, meanSquare, grad.Options{Run: golgi.Options{TMax: 5}})
	require.NoError(t, err)
	require.InEpsilon(t, want.loss, g.Value, 1e-10)
	require.Len(t, g.Parameters, 2)
	for i, derivatives := range map[int][]float64{0: want.gNa, 1: want.radius} {
		got := g.Parameters[i]
		require.Equal(t, []string{"HH_gNa", "radius"}[i], got.Key)
		require.Len(t, got.Values, 2*want.branches)
		for k, x := range derivatives {
			require.InDelta(t, x, got.Values[k], 1e-8*math.Abs(derivatives[0]), "%s of branch %d", got.Key, k)
		}
		for k := want.branches; k < 2*want.branches; k++ {
			require.Zero(t, got.Values[k], "%s of branch %d: no synapse leads there", got.Key, k)
		}
	}
}

func TestMeasureGradient(t *testing.T) {
	w, err := Population(2, 5)
	require.NoError(t, err)
	w, err = w.Gradient()
	require.NoError(t, err)
	m, err := w.Measure(context.Background(), MeasureOptions{Workers: 1, Engine: "interp", Repetitions: 2, Budget: 200 << 10})
	require.NoError(t, err)
	require.Equal(t, "grad pop 2 5", m.Workload)
	require.Positive(t, m.Forward)
	require.InEpsilon(t, m.Best/m.Forward, m.Ratio, 1e-12)
	require.EqualValues(t, 200<<10, m.Budget)
	require.Contains(t, m.Checkpoints, "checkpoints and a tape of")
	text, err := json.Marshal(m)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(text, &fields))
	require.Len(t, fields, 16)
	for _, key := range []string{"best_s", "forward_best_s", "ratio", "budget", "checkpoints"} {
		require.Contains(t, fields, key)
	}
	require.Contains(t, m.String(), "times the run alone")

	_, err = w.Measure(context.Background(), MeasureOptions{Budget: 1000})
	require.ErrorContains(t, err, "bench grad pop 2 5: gradient: a budget of 1000 bytes is too small; the least that would do is")
	_, err = w.Measure(context.Background(), MeasureOptions{Budget: -1})
	require.ErrorContains(t, err, "none can be negative")
}

func TestSizesOfWorkloads(t *testing.T) {
	pop, err := Population(3, 1)
	require.NoError(t, err)
	cell, err := TracedCell(tracedFile, 2, 1)
	require.NoError(t, err)
	net, err := SparseNetwork(200, 10, 1)
	require.NoError(t, err)
	branches := func(w *Workload) int { _, n, _ := w.view.Shape(); return n }
	require.Equal(t, 3*28, pop.view.Len())
	require.Equal(t, 2*branches(cell), cell.view.Len())
	require.Equal(t, 200*28, net.view.Len())
	require.Zero(t, pop.view.NumSynapses())
	require.InDelta(t, 2000, net.view.NumSynapses(), 5*math.Sqrt(2000), "binomial, five standard deviations")
	for _, w := range []*Workload{pop, cell, net} {
		require.Equal(t, []int{0}, w.view.Stimulated(), w.Name)
		require.Len(t, w.view.Recordings(), 1, w.Name)
		require.Positive(t, w.Build, w.Name)
	}
	edges, err := net.view.Edges()
	require.NoError(t, err)
	for _, key := range []string{"pre_index", "post_index"} {
		at, err := edges.Ints(key)
		require.NoError(t, err)
		for _, compartment := range at {
			require.Zero(t, compartment%28, "the first compartment of a cell")
		}
	}
}

func TestMeasure(t *testing.T) {
	pop, err := Population(3, 10)
	require.NoError(t, err)
	net, err := SparseNetwork(3, 3, 10)
	require.NoError(t, err)
	for _, w := range []*Workload{pop, net} {
		m, err := w.Measure(context.Background(), MeasureOptions{Workers: 1, Repetitions: 2})
		require.NoError(t, err)
		require.Equal(t, w.Name, m.Workload)
		require.Equal(t, 84, m.NComp)
		require.Equal(t, 400, m.Steps)
		require.Equal(t, 1, m.Workers)
		engine, _ := golgi.FastestEngine()
		require.Equal(t, engine, m.Engine)
		require.Equal(t, w.view.NumSynapses(), m.Synapses)
		require.InEpsilon(t, m.Best*1e9/84/400, m.NsPerCompStep, 1e-12)
		require.Greater(t, m.PeakBytes, uint64(1<<20))
		require.Positive(t, m.Freeze)
		require.Zero(t, m.AllocsPerStep)
		text, err := json.Marshal(m)
		require.NoError(t, err)
		var fields map[string]any
		require.NoError(t, json.Unmarshal(text, &fields))
		for _, key := range []string{"workload", "workers", "engine", "ncomp", "synapses", "steps", "build_s", "freeze_s", "best_s", "ns_per_comp_step", "allocs_per_step", "peak_bytes"} {
			require.Contains(t, fields, key)
		}
		require.Len(t, fields, 12)
		require.Contains(t, m.String(), w.Name+": 84 compartments")
	}
}

func TestWorkloadsThatCannotBe(t *testing.T) {
	for message, make := range map[string]func() (*Workload, error){
		"bench pop 0 1: ": func() (*Workload, error) { return Population(0, 1) },
		"a duration of 0.01 ms; give at least a step, 0.025":   func() (*Workload, error) { return Population(1, 0.01) },
		"a duration of NaN ms":                                 func() (*Workload, error) { return Population(1, math.NaN()) },
		"bench net 0 1 1: 0 cells; give at least 1":            func() (*Workload, error) { return SparseNetwork(0, 1, 1) },
		"11 synapses a cell among 10 cells; give from 0 to 10": func() (*Workload, error) { return SparseNetwork(10, 11, 1) },
		"none.swc: no such file":                               func() (*Workload, error) { return TracedCell("none.swc", 1, 1) },
		"bench cell " + tracedFile + " 0 1: ":                  func() (*Workload, error) { return TracedCell(tracedFile, 0, 1) },
	} {
		_, err := make()
		require.ErrorContains(t, err, message)
	}
	w, err := Population(1, 1)
	require.NoError(t, err)
	_, err = w.Measure(context.Background(), MeasureOptions{Repetitions: -1})
	require.ErrorContains(t, err, "none can be negative")
	_, err = w.Measure(context.Background(), MeasureOptions{Engine: "steam"})
	require.ErrorContains(t, err, `bench pop 1 1: integrate: no engine "steam"`)
}
