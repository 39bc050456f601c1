package bench_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/ecs"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// hhBlueprint is a tree of default compartments with HH.
func hhBlueprint(t *testing.T, parents, ncomp []int) *plan.Blueprint {
	t.Helper()
	tree, err := topology.TreeFromParents(parents, ncomp)
	require.NoError(t, err)
	n := 0
	for _, c := range ncomp {
		n += c
	}
	const length, radius = 10.0, 1.0
	each := func(x float64) []float64 {
		values := make([]float64, n)
		for i := range values {
			values[i] = x
		}
		return values
	}
	load := length / 2 / (math.Pi * radius * radius)
	b := &plan.Blueprint{
		Trees: []*topology.Tree{tree}, Celsius: 6.3, Length: each(length), Radius: each(radius), Area: each(2 * math.Pi * radius * length),
		Volume: each(math.Pi * radius * radius * length), LoadIn: each(load), LoadOut: each(load), AxialResistivity: each(5000), Capacitance: each(1), Voltage: each(-70),
	}
	m := library.HH()
	table := ecs.NewTable(m.Name())
	for _, v := range append(m.Parameters(), m.States()...) {
		spec := ecs.ColumnSpec{Name: v.Key, Unit: v.Unit, Default: v.Default}
		require.False(t, v.Shared, "HH shares nothing")
		_, err := table.AddColumn(spec)
		require.NoError(t, err)
	}
	table.AppendRows(n)
	compartments := make([]int32, n)
	for i := range compartments {
		compartments[i] = int32(i)
	}
	b.Mechanisms = []plan.Insertion{{Mechanism: m, Table: table, Compartments: compartments}}
	return b
}

// gradientOfMean runs a model to its last sample and goes back step by step: the mean of all samples of the recorded voltages,
// and its derivatives with respect to the active columns and the initial states.
func gradientOfMean(t *testing.T, b *plan.Blueprint, steps int, recorded []int, active ...plan.Column) (float64, *plan.Sensitivity) {
	t.Helper()
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	state, err := p.NewState(b)
	require.NoError(t, err)
	schedule, err := systems.Standard(p, systems.Options{})
	require.NoError(t, err)
	st, err := plan.NewStepper(state, schedule, plan.RunOptions{Dt: 0.025})
	require.NoError(t, err)
	require.NoError(t, st.Start())

	weight := 1 / float64((steps+1)*len(recorded))
	loss := 0.0
	var shots []*plan.Snapshot
	for n := 0; ; n++ {
		shots = append(shots, state.Snapshot())
		v, err := state.Values(plan.Voltage)
		require.NoError(t, err)
		for _, c := range recorded {
			loss += weight * v[c]
		}
		if n == steps {
			break
		}
		require.NoError(t, st.Step())
	}
	cotangent, err := p.NewSensitivity(active...)
	require.NoError(t, err)
	add := func() {
		bar, err := cotangent.Values(plan.Voltage)
		require.NoError(t, err)
		for _, c := range recorded {
			bar[c] += weight
		}
		require.NoError(t, cotangent.Set(plan.Voltage, bar))
	}
	add()
	for n := steps - 1; n >= 0; n-- {
		require.NoError(t, state.Resume(shots[n]))
		require.NoError(t, st.StepVJP(cotangent))
		add()
	}
	return loss, cotangent
}

// cylinder adds up derivatives of area, volume and loads to those of a cylinder's radius and length.
func cylinder(t *testing.T, b *plan.Blueprint, c *plan.Sensitivity) (radius, length []float64) {
	t.Helper()
	bar := func(name plan.Column) []float64 {
		values, err := c.Values(name)
		require.NoError(t, err)
		return values
	}
	area, volume, in, out := bar(plan.Area), bar(plan.Volume), bar(plan.LoadIn), bar(plan.LoadOut)
	radius, length = bar(plan.Radius), bar(plan.Length)
	for i := range radius {
		r, l := b.Radius[i], b.Length[i]
		load := b.LoadIn[i]
		radius[i] += 2*math.Pi*l*area[i] + 2*math.Pi*r*l*volume[i] - 2*load/r*(in[i]+out[i])
		length[i] += 2*math.Pi*r*area[i] + math.Pi*r*r*volume[i] + load/l*(in[i]+out[i])
	}
	return radius, length
}

// gradientTolerance is a part of a parameter's largest derivative. Jaxley goes back through its secants, which for HH, whose
// current is a straight line in V at fixed gates, differ from the slope by roundings alone.
const gradientTolerance = 1e-9

func within(t *testing.T, want, got []float64, key string) {
	t.Helper()
	require.Len(t, got, len(want), key)
	largest, worst := 0.0, 0.0
	for i, x := range want {
		largest = max(largest, math.Abs(x))
		worst = max(worst, math.Abs(x-got[i]))
	}
	require.NotZero(t, largest, key)
	t.Logf("%s: %.2g of the largest, %g", key, worst/largest, largest)
	require.Less(t, worst, gradientTolerance*largest, key)
}

// TestGoldenGradients: grad_comp and grad_cell3 of Jaxley, whose runs have a step more than 5 ms.
func TestGoldenGradients(t *testing.T) {
	entries := goldenEntries(t)
	const steps = 201
	for _, c := range []struct {
		name           string
		parents, ncomp []int
		stimulated     int
		amplitude      float64
		recorded       []int
	}{
		{"grad_comp", []int{-1}, []int{1}, 0, 0.1, []int{0}},
		{"grad_cell3", []int{-1, 0, 0}, []int{2, 2, 2}, 2, 0.02, []int{2, 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := entries[c.name]
			require.NotEmpty(t, want.Grad)
			b := hhBlueprint(t, c.parents, c.ncomp)
			b.Stimuli = []plan.Stimulus{{Compartment: c.stimulated, Waveform: golgi.StepCurrent(0.5, 1, c.amplitude, 0.025, 5, 0)}}
			loss, bar := gradientOfMean(t, b, steps, c.recorded, "HH_gNa", "HH_gLeak", plan.Capacitance, plan.AxialResistivity,
				plan.Area, plan.Volume, plan.LoadIn, plan.LoadOut, plan.Radius, plan.Length)
			require.InDelta(t, want.Loss, loss, 1e-9)
			radius, length := cylinder(t, b, bar)
			for _, entry := range want.Grad {
				for key, derivatives := range entry {
					var got []float64
					switch key {
					case "radius":
						got = radius
					case "length":
						got = length
					default:
						values, err := bar.Values(plan.Column(key))
						require.NoError(t, err)
						got = values
					}
					branches := make([]float64, len(derivatives)) // one value a branch
					for i, x := range got {
						branches[i/c.ncomp[0]] += x
					}
					within(t, derivatives, branches, key)
				}
			}
		})
	}
}
