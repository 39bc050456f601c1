package bench_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech/library"
)

// TestGradientOfClampedParameters: what a clamp of a parameter does counts, whether or not the parameter is trainable, of a mechanism, a synapse or
// shared by several; a trainable value that a clamp hides counts only as far as it is seen.
func TestGradientOfClampedParameters(t *testing.T) {
	for solver, dt := range integrators() {
		for _, trained := range []bool{false, true} {
			name := solver.String()
			if trained {
				name += " trained"
			}
			t.Run(name, func(t *testing.T) {
				net := ring(t, 2, stick(t), library.IonotropicSynapse(), library.GapJunction())
				must(t, net.Insert(library.CaL()), net.Insert(library.CaPump()), net.Set("CaL_gCaL", 1e-3), net.Record("v"), net.Record("CaCon_i"))
				wave := func(mean float64) []float64 { return golgi.SineCurrent(0, 50*dt, 300, mean/5, dt, 50*dt, mean) }
				held, means := []string{"HH_gNa", "eCa", "CaPump_gamma", "CaCon_i"}, []float64{0.1, 110, 0.1, 1e-3}
				for i, key := range held {
					must(t, net.Cell(0).Branch(0).Comp(1).Clamp(key, wave(means[i])))
				}
				must(t, net.Mechanism("IonotropicSynapse").Edge(1).Clamp("IonotropicSynapse_gS", wave(3e-3)), net.Mechanism("GapJunction").Edge(0).Clamp("GapJunction_gE", wave(3e-3)))
				if trained {
					trainEach(t, net.Branch(golgi.All).Comp(golgi.All), held...)
					trainEach(t, net.Mechanism("IonotropicSynapse").Edge(golgi.All), "IonotropicSynapse_gS")
				}
				o := audited(golgi.Options{TMax: 50 * dt, Dt: dt, Solver: solver})
				o.Grad.With = grad.Clamps
				o.Samples = 30
				worst(t, audit.Check(t, net, nil, uneven, o))
			})
		}
	}
}

// TestGradientOfOverrides: the values of DataSet have the derivatives that they have as values of trainables, to the bit; those that a later one
// replaces have none; the waveforms of DataStimulate and DataClamp have those of the stimuli and clamps that they are.
func TestGradientOfOverrides(t *testing.T) {
	run := func(overrides func(net *golgi.Network) []golgi.Override, trained func(net *golgi.Network)) *grad.Gradient {
		net := ring(t, 2, stick(t), library.IonotropicSynapse())
		must(t, net.Record("v"))
		o := grad.Options{Run: golgi.Options{TMax: 2}, With: grad.Overrides | grad.Stimuli | grad.Clamps}
		if overrides != nil {
			o.Run.Overrides = overrides(net)
		}
		if trained != nil {
			trained(net)
		}
		g, err := grad.ValueAndGrad(t.Context(), net, nil, uneven, o)
		require.NoError(t, err)
		return g
	}
	wave := golgi.SineCurrent(0, 2, 300, 0.1, 0.025, 2, 0.2)
	g := run(func(net *golgi.Network) []golgi.Override {
		return []golgi.Override{
			net.Cell(0).DataSet("HH_gNa", 0.5), // replaced
			net.Cell(0).DataSet("HH_gNa", 0.1, 0.11, 0.13),
			net.Cell(1).DataSet("radius", 1.5),
			net.Mechanism("IonotropicSynapse").DataSet("IonotropicSynapse_gS", 2e-3, 3e-3, 4e-3),
			net.Cell(1).DataSet("v", -60, -61, -62),
			net.Cell(0).Branch(0).DataStimulate(wave, wave[:20]),
			net.Cell(1).Branch(0).DataStimulate(wave),
			net.Cell(1).Branch(0).Comp(0).DataClamp("HH_h", wave),
		}
	}, nil)
	want := run(func(net *golgi.Network) []golgi.Override {
		return []golgi.Override{
			net.Cell(0).Branch(0).DataStimulate(wave, wave[:20]), net.Cell(1).Branch(0).DataStimulate(wave), net.Cell(1).Branch(0).Comp(0).DataClamp("HH_h", wave),
		}
	}, func(net *golgi.Network) {
		must(t, net.Cell(0).Branch(golgi.All).Comp(golgi.All).MakeTrainable("HH_gNa", 0.1, 0.11, 0.13), net.Cell(1).MakeTrainable("radius", 1.5),
			net.Mechanism("IonotropicSynapse").Edge(golgi.All).MakeTrainable("IonotropicSynapse_gS", 2e-3, 3e-3, 4e-3),
			net.Cell(1).Branch(golgi.All).Comp(golgi.All).MakeTrainable("v", -60, -61, -62))
	})
	require.Equal(t, want.Value, g.Value)
	require.Equal(t, [][]float64{{0}}, g.Overrides[0])
	for i, p := range want.Parameters {
		require.Equal(t, [][]float64{p.Values}, g.Overrides[i+1], p.Key)
		require.NotZero(t, p.Values[0])
	}
	n := len(g.Stimuli)
	require.Equal(t, g.Stimuli[n-4:n-2], g.Overrides[5])
	for k, x := range g.Overrides[6][0] { // one waveform for two compartments
		require.InDelta(t, g.Stimuli[n-2][k]+g.Stimuli[n-1][k], x, 1e-12)
	}
	require.Equal(t, g.Clamps[len(g.Clamps)-1:], g.Overrides[7])
	require.NotZero(t, g.Overrides[7][0][3])
}
