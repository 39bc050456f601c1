package golgi_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// ring is a network of three cells in a ring, the first stimulated.
func ring(t testing.TB) *golgi.Network {
	net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0, 0}, 2), 3)
	require.NoError(t, err)
	require.NoError(t, golgi.Connect(net.Cell(0, 1), net.Cell(1, 2), library.IonotropicSynapse()))
	require.NoError(t, golgi.Connect(net.Cell(2), net.Cell(0), library.TanhConductanceSynapse()))
	require.NoError(t, net.Set("IonotropicSynapse_gS", 5e-4))
	require.NoError(t, net.Cell(0).AddToGroup("fast"))
	require.NoError(t, net.Cell(1, 2).AddToGroup("slow"))
	require.NoError(t, net.Cell(0).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.5, 1, 0.1, 0.025, 5, 0)))
	require.NoError(t, net.Branch(1).Comp(1).Record("v"))
	require.NoError(t, net.Record("IonotropicSynapse_s"))
	return net
}

// TestDataSetEqualsSetAndTrainables: the three ways to a value give the same
// run to the last bit, for parameters, geometry, initial states and synapses.
func TestDataSetEqualsSetAndTrainables(t *testing.T) {
	for _, c := range []struct {
		path, key string
		value     float64
	}{
		{"group(fast)", "HH_gNa", 0.2},
		{"cell(1)", "radius", 0.7},
		{"cell(0).branch(1)", "length", 25},
		{"all", "capacitance", 1.3},
		{"cell(2)", "v", -60},
		{"group(slow)", "HH_m", 0.4},
		{"IonotropicSynapse.edge(1)", "IonotropicSynapse_gS", 2e-3},
		{"all", "IonotropicSynapse_s", 0.9},
		{"TanhConductanceSynapse", "TanhConductanceSynapse_slope", 0.3},
	} {
		net := ring(t)
		plain := runNet(t, net, golgi.Options{})
		override := runNet(t, net, golgi.Options{Overrides: []golgi.Override{net.Select(c.path).DataSet(c.key, c.value)}})
		require.NotEqual(t, plain.Hash, override.Hash, c.key)
		require.Equal(t, plain.Hash, runNet(t, net, golgi.Options{}).Hash, "%s: the model is as it was", c.key)

		require.NoError(t, net.Select(c.path).MakeTrainable(c.key, c.value))
		trained := runNet(t, net, golgi.Options{Parameters: net.GetParameters()})
		require.Equal(t, override.Recordings, trained.Recordings, c.key)
		require.Equal(t, override.Hash, trained.Hash, c.key)

		set := ring(t)
		require.NoError(t, set.Select(c.path).Set(c.key, c.value))
		require.Equal(t, override.Hash, runNet(t, set, golgi.Options{}).Hash, c.key)
		require.NoError(t, net.WriteTrainables(net.GetParameters()))
		require.Equal(t, override.Hash, runNet(t, net, golgi.Options{}).Hash, c.key)
	}
}

// TestOrderOfOverrides: model, then trainables, then overrides, later wins.
func TestOrderOfOverrides(t *testing.T) {
	net, set := ring(t), ring(t)
	require.NoError(t, net.MakeTrainable("HH_gNa", 0.3))
	require.NoError(t, set.Set("HH_gNa", 0.3))
	require.NoError(t, set.Cell(1).Set("HH_gNa", 0.15))
	require.NoError(t, set.Cell(0).Set("HH_gNa", 0.2))
	result := runNet(t, net, golgi.Options{Parameters: net.GetParameters(), Overrides: []golgi.Override{
		net.Cell(0, 1).DataSet("HH_gNa", 0.15), net.Cell(0).DataSet("HH_gNa", 0.2),
	}})
	require.Equal(t, runNet(t, set, golgi.Options{}).Hash, result.Hash)

	rows, each := ring(t), ring(t)
	values := []float64{-60, -61, -62, -63, -64, -65}
	require.NoError(t, each.Cell(1).Set("v", values...))
	override := rows.Cell(1).DataSet("v", values...)
	values[0] = 0
	require.Equal(t, runNet(t, each, golgi.Options{}).Hash, runNet(t, rows, golgi.Options{Overrides: []golgi.Override{override}}).Hash, "one value a row, of its own")
}

// TestDataStimulateAddsUp: two halves of a current, one of them for one run,
// are the whole.
func TestDataStimulateAddsUp(t *testing.T) {
	net, double := ring(t), ring(t)
	at := func(n *golgi.Network) *golgi.View { return n.Cell(1).Branch(2) }
	half := golgi.StepCurrent(0.25, 2, 0.125, 0.025, 5, 0) // halves of a power of two add exactly
	full := golgi.StepCurrent(0.25, 2, 0.25, 0.025, 5, 0)
	require.NoError(t, at(double).Stimulate(full))
	want := runNet(t, double, golgi.Options{})
	both := runNet(t, net, golgi.Options{Overrides: []golgi.Override{at(net).DataStimulate(half), at(net).DataStimulate(half, half)}})
	require.Equal(t, want.Hash, both.Hash)
	require.NoError(t, at(net).Stimulate(half))
	require.Equal(t, want.Hash, runNet(t, net, golgi.Options{Overrides: []golgi.Override{at(net).DataStimulate(half)}}).Hash)
	require.NotEqual(t, want.Hash, runNet(t, net, golgi.Options{}).Hash)
	require.Equal(t, 3, net.NumStimuli())
}

func TestDataClamp(t *testing.T) {
	net, set := ring(t), ring(t)
	command := ramp(200, -70, -40)
	require.NoError(t, set.Cell(1).Branch(0).Clamp("v", command))
	require.NoError(t, set.Edge(0).Clamp("IonotropicSynapse_s", ramp(200, 0, 1)))
	want := runNet(t, set, golgi.Options{})
	require.NoError(t, net.Cell(1).Branch(0).Clamp("v", ramp(3, 0, 0)), "too short, but it is replaced")
	overrides := []golgi.Override{net.Cell(1).Branch(0).DataClamp("v", command), net.Edge(0).DataClamp("IonotropicSynapse_s", ramp(200, 0, 1))}
	require.Equal(t, want.Hash, runNet(t, net, golgi.Options{Overrides: overrides}).Hash)
	require.Len(t, net.Clamps(), 2)
	require.Equal(t, 3, len(net.Clamps()[0].Samples))
}

// TestOverridesInParallel: one model, many runs at once, as with vmap.
func TestOverridesInParallel(t *testing.T) {
	net := ring(t)
	values := []float64{0.1, 0.12, 0.2, 0.4}
	hashes := make([]string, len(values))
	var group sync.WaitGroup
	for i, g := range values {
		group.Go(func() {
			result, err := net.Integrate(context.Background(), golgi.Options{Workers: 1, Overrides: []golgi.Override{
				net.Group("fast").DataSet("HH_gNa", g), net.Cell(2).DataStimulate(golgi.StepCurrent(0, 1, g, 0.025, 5, 0)),
			}})
			if err == nil {
				hashes[i] = result.Hash
			}
		})
	}
	group.Wait()
	for i, g := range values {
		one := ring(t)
		require.NoError(t, one.Group("fast").Set("HH_gNa", g))
		require.NoError(t, one.Cell(2).Stimulate(golgi.StepCurrent(0, 1, g, 0.025, 5, 0)))
		require.Equal(t, runNet(t, one, golgi.Options{}).Hash, hashes[i])
	}
}

func TestOverrideErrors(t *testing.T) {
	net, other := ring(t), ring(t)
	for message, override := range map[string]golgi.Override{
		`data set: no parameter "HH_gNA" in view group(fast); did you mean "HH_gNa"?`:   net.Group("fast").DataSet("HH_gNA", 1),
		"data set HH_gNa: 2 values for view cell(0); give one, or 6":                    net.Cell(0).DataSet("HH_gNa", 1, 2),
		"data set: radius = -1 at cell(0).branch(0).comp(0): it must be greater than 0": net.Cell(0).DataSet("radius", -1),
		"data set v: cell(9): no such cell (the view has 3)":                            net.Cell(9).DataSet("v", -60),
		"data stimulate: 2 waveforms for view cell(0); give one, or 6":                  net.Cell(0).DataStimulate(ramp(3, 0, 1), ramp(3, 0, 1)),
		"data stimulate: waveform 0 for view cell(0) has no samples":                    net.Cell(0).DataStimulate(nil),
		`data clamp: "length" is a property of the cable, which is the same`:            net.Cell(0).DataClamp("length", ramp(3, 0, 1)),
		"an empty override; make it with DataSet, DataStimulate or DataClamp":           {},
	} {
		require.ErrorContains(t, override.Err(), message)
		_, err := net.Integrate(context.Background(), golgi.Options{Overrides: []golgi.Override{override}})
		require.ErrorContains(t, err, "integrate: override 0: "+message)
	}
	_, err := net.Integrate(context.Background(), golgi.Options{Overrides: []golgi.Override{other.DataSet("v", -60)}})
	require.EqualError(t, err, "integrate: override 0 was made on a view of another model")
	stale := net.Cell(0).DataSet("v", -60)
	require.NoError(t, net.SetNComp(1))
	_, err = net.Integrate(context.Background(), golgi.Options{Overrides: []golgi.Override{stale}})
	require.ErrorContains(t, err, "select again")
}

// TestOverridesFollowTheModel: one made before a change of the model means what
// it says of the model as it is then, or is an error.
func TestOverridesFollowTheModel(t *testing.T) {
	net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0}, 1), 3)
	require.NoError(t, err)
	require.NoError(t, golgi.FullyConnect(net.Cell(0), net.Cell(1, 2), library.TestSynapse()))
	require.NoError(t, golgi.FullyConnect(net.Cell(1), net.Cell(0, 2), library.IonotropicSynapse()))
	command := make([]float64, 8)
	for k := range command {
		command[k] = -60
	}
	v, s := net.DataClamp("v", command), net.DataClamp("IonotropicSynapse_s", command)
	current := net.DataStimulate(command, command, command, command, command, command)
	require.NoError(t, net.SetNComp(3))
	require.NoError(t, net.Record("v"))
	result := runNet(t, net, golgi.Options{TMax: 0.2, Overrides: []golgi.Override{v}})
	require.Len(t, result.Recordings, 18)
	for _, trace := range result.Recordings {
		require.Equal(t, command, trace[1:], "all compartments, also those that came later")
	}
	_, err = net.Integrate(t.Context(), golgi.Options{TMax: 0.2, Overrides: []golgi.Override{current}})
	require.ErrorContains(t, err, "override 0: data stimulate: 6 waveforms")
	require.NoError(t, net.Delete(library.TestSynapse()))
	runNet(t, net, golgi.Options{TMax: 0.2, Overrides: []golgi.Override{s}})
	require.NoError(t, net.Delete(library.IonotropicSynapse()))
	_, err = net.Integrate(t.Context(), golgi.Options{TMax: 0.2, Overrides: []golgi.Override{s}})
	require.ErrorContains(t, err, `override 0: data clamp`)
	require.ErrorContains(t, err, "IonotropicSynapse_s")
}
