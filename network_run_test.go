package golgi_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/mech/library"
)

// TestNetworkDoesNotDependOnWorkers: to the last bit, over several tiles.
func TestNetworkDoesNotDependOnWorkers(t *testing.T) {
	net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0, 0}, 4), 500)
	require.NoError(t, err)
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), 0.02, 3, golgi.WithRandomPost(1)))
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.TanhRateSynapse(), 0.01, 4))
	require.NoError(t, net.Cell(golgi.Range(0, 50)).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.2, 1, 0.2, 0.025, 2, 0)))
	require.NoError(t, net.Cell(3, 499).Record("v"))
	one := runNet(t, net, golgi.Options{Workers: 1})
	for _, workers := range []int{2, 3, 7} {
		result := runNet(t, net, golgi.Options{Workers: workers})
		require.Equal(t, one.Hash, result.Hash, "%d workers", workers)
		require.Equal(t, one.Recordings, result.Recordings)
	}
	require.Equal(t, net.NumSynapses(), one.Stats.Synapses)
}

// TestNetworkGoesOn: a run in two parts is the run in one, to the last bit,
// states and currents of synapses included.
func TestNetworkGoesOn(t *testing.T) {
	net := ring(t)
	require.NoError(t, net.Record("i_IonotropicSynapse"))
	whole := runNet(t, net, golgi.Options{TMax: 5})
	first := runNet(t, net, golgi.Options{TMax: 2, ReturnStates: true})
	rest := runNet(t, net, golgi.Options{TMax: 3, InitialStates: first.States})
	require.Equal(t, whole.Hash, rest.Hash)
	for r := range whole.Recordings {
		require.Equal(t, whole.Recordings[r][80:], rest.Recordings[r])
	}
	require.NoError(t, net.SetStates(first.States.AtStart()))
	s, err := net.Mechanism("IonotropicSynapse").Get("IonotropicSynapse_s")
	require.NoError(t, err)
	want, err := first.States.Get("IonotropicSynapse_s")
	require.NoError(t, err)
	require.Equal(t, want, s)
}

// TestViewsOfSynapsesByProperty: the synapses of a random view are those that a
// search finds, and its path selects them again.
func TestViewsOfSynapsesByProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := bare(t, 3)
		for range rapid.IntRange(1, 10).Draw(t, "synapses") {
			end := rapid.IntRange(0, 17)
			synapse := synapseTypes()[rapid.IntRange(0, 2).Draw(t, "type")]
			require.NoError(t, golgi.Connect(net.SelectRows(end.Draw(t, "pre")), net.SelectRows(end.Draw(t, "post")), synapse))
		}
		view, want := net.View, net.Synapses()
		keep := func(f func(s golgi.Synapse) bool) {
			var kept []golgi.Synapse
			for _, s := range want {
				if f(s) {
					kept = append(kept, s)
				}
			}
			want = kept
		}
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			next := view
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				cells, _, _ := view.Shape()
				next = view.Cell(rapid.IntRange(0, cells-1).Draw(t, "cell"))
			case 1:
				next = view.Branch(rapid.IntRange(0, 2).Draw(t, "branch"))
			case 2:
				types := view.SynapseTypes()
				if len(types) == 0 {
					continue
				}
				name := rapid.SampledFrom(types).Draw(t, "name")
				keep(func(s golgi.Synapse) bool { return s.Type == name })
				next = view.Mechanism(name)
			case 3:
				if len(want) == 0 {
					continue
				}
				i := rapid.IntRange(0, len(want)-1).Draw(t, "edge")
				want = want[i : i+1]
				next = view.Edge(i)
			}
			if next.Err() != nil {
				return // no such branch among what is in view
			}
			view = next
			rows := map[int]bool{}
			for _, row := range view.Rows() {
				rows[row] = true
			}
			keep(func(s golgi.Synapse) bool { return rows[s.Pre] && rows[s.Post] })
			require.Equal(t, fmt.Sprint(want), fmt.Sprint(view.Synapses()), view.Path())
			again := net.Select(view.Path())
			require.NoError(t, again.Err(), view.Path())
			require.Equal(t, view.Rows(), again.Rows(), view.Path())
			require.Equal(t, view.Synapses(), again.Synapses(), view.Path())
		}
	})
}
