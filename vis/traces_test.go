package vis

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
)

// waves returns n traces over m samples.
func waves(n, m int) ([]float64, []Trace) {
	times := make([]float64, m)
	for k := range times {
		times[k] = 0.025 * float64(k)
	}
	traces := make([]Trace, n)
	for i := range traces {
		v := make([]float64, m)
		for k := range v {
			v[k] = -65 + 40*math.Sin(0.3*times[k]+0.1*float64(i))
		}
		traces[i] = Trace{Name: "r" + itoa(i), Where: "branch(" + itoa(i) + ")", Key: "v", Unit: "mV", SWCType: 1 + i%4, Values: v}
	}
	return times, traces
}

func TestTracesOfARun(t *testing.T) {
	c := ball(t)
	require.NoError(t, c.AddToGroup("soma"))
	require.NoError(t, c.Stimulate(golgi.StepCurrent(2, 5, 0.1, 0.025, 20, 0)))
	for _, key := range []string{"v", "HH_m", "HH_h", "i_HH"} {
		require.NoError(t, c.Record(key))
	}
	result, err := c.Integrate(context.Background(), golgi.Options{TMax: 20})
	require.NoError(t, err)
	p, err := Traces(c.View, result, TracesOptions{Title: "a ball"})
	require.NoError(t, err)
	lines := texts(t, p)
	for _, want := range []string{
		"a ball", "time (ms)", "voltage (mV)", "state", "i_HH (mA/cm²)",
		"r0  soma, branch(0).comp(0)", "r1 HH_m  soma, branch(0).comp(0)", "r2 HH_h  soma, branch(0).comp(0)", "r3  soma, branch(0).comp(0)",
	} {
		require.Equal(t, 1, count(lines, want), "%s in %q", want, lines)
	}
	width, height := p.Pixels()
	require.Equal(t, 1600, width)
	require.Greater(t, height, 700)
}

func TestLayoutFollowsTheNumberOfTraces(t *testing.T) {
	for n, want := range map[int]Layout{1: Overlaid, 7: Overlaid, 8: Stacked, 24: Stacked, 25: Map, 300: Map} {
		times, traces := waves(n, 100)
		require.Equal(t, want, newFigure(times, traces, TracesOptions{}).panels[0].layout, "%d", n)
		for _, layout := range []Layout{Automatic, Overlaid, Stacked, Map} {
			p, err := DrawTraces(times, traces, TracesOptions{Layout: layout, Width: 800})
			require.NoError(t, err)
			width, height := p.Pixels()
			require.Equal(t, 800, width)
			require.LessOrEqual(t, height, 1600)
			lines := texts(t, p)
			if layout != Stacked {
				require.LessOrEqual(t, len(lines), 60, "%s: no one reads a legend of %d", layout, n)
			}
			if n <= mostStacked && layout == Automatic {
				for i := range traces {
					require.Equal(t, 1, count(lines, traces[i].Name+"  "+traces[i].Where))
				}
			}
		}
	}
}

func TestPanelsAreSortedByUnitVoltageFirst(t *testing.T) {
	times, traces := waves(4, 50)
	traces[0].Key, traces[0].Unit = "HH_m", "1"
	traces[2].Key, traces[2].Unit = "i_Na", "mA/cm2"
	traces[3].Key, traces[3].Unit = "i_K", "mA/cm2"
	var labels []string
	for _, p := range newFigure(times, traces, TracesOptions{}).panels {
		labels = append(labels, p.label)
	}
	require.Equal(t, []string{"voltage (mV)", "HH_m", "current density (mA/cm²)"}, labels)
}

func TestSizeIsWhatIsAskedFor(t *testing.T) {
	times, traces := waves(3, 50)
	p, err := DrawTraces(times, traces, TracesOptions{Width: 1000, Height: 640})
	require.NoError(t, err)
	width, height := p.Pixels()
	require.Equal(t, [2]int{1000, 640}, [2]int{width, height})
}

func TestFromAndToCutTheTime(t *testing.T) {
	times, traces := waves(1, 1000)
	cut, kept, err := shown(times, traces, TracesOptions{From: 5, To: 10})
	require.NoError(t, err)
	require.InDelta(t, 5, cut[0], 1e-12)
	require.InDelta(t, 10, cut[len(cut)-1], 1e-12)
	require.Len(t, kept[0].Values, len(cut))
	require.Len(t, traces[0].Values, 1000, "the caller's stays")
}

func TestTracesRefuseWhatCannotBeDrawn(t *testing.T) {
	times, traces := waves(2, 50)
	bad := waves1(traces)
	bad[1].Values = bad[1].Values[:49]
	for _, c := range []struct {
		want   string
		times  []float64
		traces []Trace
		o      TracesOptions
	}{
		{"nothing to draw", times, nil, TracesOptions{}},
		{"nothing to draw", nil, traces, TracesOptions{}},
		{"r1 has 49 values for 50 times", times, bad, TracesOptions{}},
		{`no layout "pie"`, times, traces, TracesOptions{Layout: "pie"}},
		{"pixels", times, traces, TracesOptions{Width: 10}},
		{"pixels", times, traces, TracesOptions{Height: 1 << 20}},
		{"no sample from 90 to 95 ms", times, traces, TracesOptions{From: 90, To: 95}},
	} {
		_, err := DrawTraces(c.times, c.traces, c.o)
		require.ErrorContains(t, err, c.want)
	}
	_, err := Traces(golgi.NewCompartment().Branch(7), &golgi.Result{}, TracesOptions{})
	require.ErrorContains(t, err, "branch(7)")
}

func waves1(traces []Trace) []Trace { return append([]Trace{}, traces...) }

func TestOddValuesAreDrawn(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, values := range map[string][]float64{
		"all NaN": {nan, nan, nan, nan}, "a gap": {1, nan, 2, 3}, "constant": {-70, -70, -70, -70},
		"zero": {0, 0, 0, 0}, "infinite": {1, inf, -inf, 2}, "huge": {-1e300, 1e300, 0, 1}, "tiny": {1e-300, 2e-300, 0, 0},
	} {
		for _, layout := range []Layout{Overlaid, Stacked, Map} {
			p, err := DrawTraces([]float64{0, 1, 2, 3}, []Trace{{Name: "r0", Values: values}}, TracesOptions{Layout: layout})
			require.NoError(t, err)
			svg := string(write(t, p, SVG))
			require.NotContains(t, svg, "NaN", "%s %s", name, layout)
			require.NotContains(t, strings.ReplaceAll(svg, "Info", ""), "Inf", "%s %s", name, layout)
			write(t, p, PNG)
		}
	}
	p, err := DrawTraces([]float64{5}, []Trace{{Name: "r0", Values: []float64{1}}}, TracesOptions{})
	require.NoError(t, err, "a single sample")
	require.NotContains(t, string(write(t, p, SVG)), "NaN")
}

// Thinned out, a curve keeps its ends, extremes and gaps in every part.
func TestDecimatedLooksTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "samples")
		parts := rapid.IntRange(1, 50).Draw(t, "parts")
		times, values := make([]float64, n), make([]float64, n)
		spike := rapid.IntRange(0, n-1).Draw(t, "spike")
		for k := range values {
			times[k], values[k] = float64(k), math.Sin(float64(k)/50)
		}
		values[spike] = 10
		gap := rapid.IntRange(0, n-1).Draw(t, "gap")
		if rapid.Bool().Draw(t, "with a gap") && gap != spike {
			values[gap] = math.NaN()
		}
		dt, dv := decimated(times, values, parts)
		require.Equal(t, len(dt), len(dv))
		require.LessOrEqual(t, len(dt), 5*parts)
		found, gaps := false, 0
		for k := range dt {
			require.Equal(t, math.Float64bits(values[int(dt[k])]), math.Float64bits(dv[k]), "a sample of the curve")
			found = found || int(dt[k]) == spike
			if math.IsNaN(dv[k]) {
				gaps++
			}
			if k > 0 {
				require.Greater(t, dt[k], dt[k-1])
			}
		}
		require.True(t, found, "the spike")
		require.Equal(t, math.IsNaN(values[gap]), gaps > 0)
	})
}
