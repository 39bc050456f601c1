package synth_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
	"golgi/topology/synth"
)

func length(points []topology.Point) float64 {
	sum := 0.0
	for j := 1; j < len(points); j++ {
		p, q := points[j-1], points[j]
		sum += math.Hypot(math.Hypot(q.X-p.X, q.Y-p.Y), q.Z-p.Z)
	}
	return sum
}

func children(m *topology.Morphology) [][]int {
	c := make([][]int, len(m.Branches))
	for b, branch := range m.Branches {
		if branch.Parent >= 0 {
			c[branch.Parent] = append(c[branch.Parent], b)
		}
	}
	return c
}

func place(p topology.Point) [3]float64 { return [3]float64{p.X, p.Y, p.Z} }

func TestPyramidalHasTheMeasuresOfAPyramidalCell(t *testing.T) {
	for seed := range uint64(20) {
		m := synth.Pyramidal(seed)
		require.Len(t, m.Branches, 149)
		lengths, branches := map[int]float64{}, map[int]int{}
		top := 0.0
		for _, b := range m.Branches {
			lengths[b.Type] += length(b.Points)
			branches[b.Type]++
			for _, p := range b.Points[1:] {
				if b.Type == 4 {
					top = max(top, p.Y)
				}
				require.GreaterOrEqual(t, p.Radius, 0.3)
			}
		}
		require.Equal(t, map[int]int{1: 1, 2: 25, 3: 54, 4: 69}, branches)
		require.InDelta(t, 3000, lengths[3], 900, "basal dendrites, um")
		require.InDelta(t, 4000, lengths[4], 1000, "apical dendrites, um")
		require.InDelta(t, 750, top, 250, "height above the soma, um")

		soma := m.Branches[0]
		require.Equal(t, 1, soma.Type)
		require.Equal(t, -1, soma.Parent)
		require.Equal(t, 9.0, soma.Points[3].Radius)
		require.InDelta(t, 22, length(soma.Points), 1e-9)
	}
}

// What makes a morphology survive writing and reading as SWC.
func requireReadable(t require.TestingT, m *topology.Morphology) {
	kids := children(m)
	for b, branch := range m.Branches {
		first := branch.Points[0]
		if b > 0 {
			parent := m.Branches[branch.Parent]
			require.Less(t, branch.Parent, b)
			end := parent.Points[len(parent.Points)-1]
			if branch.At == 0 {
				end = parent.Points[0]
			}
			require.Equal(t, place(end), place(first), "branch %d begins where it is attached", b)
			if parent.Type == 1 {
				require.Equal(t, branch.Points[1].Radius, first.Radius, "a neurite begins with its own radius")
				require.GreaterOrEqual(t, len(branch.Points), 3, "and does not divide at once")
			} else {
				require.Equal(t, end, first)
				require.Equal(t, parent.Type, branch.Type)
				require.Equal(t, 1.0, branch.At)
				require.Len(t, kids[branch.Parent], 2, "a lone child would be read as part of its parent")
			}
		}
		for j := 1; j < len(branch.Points); j++ {
			require.Greater(t, length(branch.Points[j-1:j+1]), 0.1, "no two points on one place")
		}
	}
	ncomp := make([]int, len(m.Branches))
	for b := range ncomp {
		ncomp[b] = 3
	}
	_, err := m.Tree(ncomp)
	require.NoError(t, err)
	_, err = m.Discretise(ncomp, 0)
	require.NoError(t, err)
}

func TestNeuronsAreReadable(t *testing.T) {
	for seed := range uint64(20) {
		requireReadable(t, synth.Pyramidal(seed))
	}
	rapid.Check(t, func(t *rapid.T) {
		o := synth.DefaultOptions()
		o.Spacing = rapid.Float64Range(0.5, 30).Draw(t, "spacing")
		for _, a := range []*synth.Arbor{&o.Basal, &o.Oblique, &o.Tuft, &o.Axon} {
			a.Stems = rapid.IntRange(0, 3).Draw(t, "stems")
			a.Tips = 0
			if a.Stems > 0 {
				a.Tips = rapid.IntRange(a.Stems, 12).Draw(t, "tips")
			}
			a.Wander = rapid.Float64Range(0, 0.9).Draw(t, "wander")
			a.Spread = rapid.Float64Range(0, 0.9).Draw(t, "spread")
		}
		o.Tuft.Stems = min(o.Tuft.Stems, 1)
		if rapid.Bool().Draw(t, "no trunk") {
			o.Trunk.Length = 0
		}
		m, err := synth.Neuron(rapid.Uint64().Draw(t, "seed"), o)
		require.NoError(t, err)
		requireReadable(t, m)
	})
}

func TestRadiiFollowRallsRule(t *testing.T) {
	o := synth.DefaultOptions()
	o.Basal.TipRadius = 0.01 // so that none is raised to it
	m, err := synth.Neuron(5, o)
	require.NoError(t, err)
	divisions := 0
	for b, kids := range children(m) {
		if m.Branches[b].Type != 3 || len(kids) == 0 {
			continue
		}
		divisions++
		points := m.Branches[b].Points
		sum := 0.0
		for _, k := range kids {
			sum += math.Pow(m.Branches[k].Points[1].Radius, 1.5)
		}
		// Radii are on a grid of 0.001 um and at least 0.05 um.
		require.InEpsilon(t, math.Pow(points[len(points)-1].Radius, 1.5), sum, 0.03)
	}
	require.Equal(t, 24, divisions)
}

func TestTheSameSeedGivesTheSameCell(t *testing.T) {
	require.Equal(t, synth.Pyramidal(42), synth.Pyramidal(42))
	require.NotEqual(t, synth.Pyramidal(42), synth.Pyramidal(43))
	h := fnv.New64a()
	for _, b := range synth.Pyramidal(1).Branches {
		fmt.Fprintln(h, b.Parent, b.At, b.Type, b.Points)
	}
	// Holds on every machine and in every release: saved cells are named by their seed.
	require.Equal(t, "20196a6bcfbed841", fmt.Sprintf("%x", h.Sum64()))
}

func TestNeuronRefusesWhatCannotBeGrown(t *testing.T) {
	for message, change := range map[string]func(*synth.Options){
		"spacing of 0 um":        func(o *synth.Options) { o.Spacing = 0 },
		"synth: soma":            func(o *synth.Options) { o.Soma.Points = 1 },
		"synth: trunk":           func(o *synth.Options) { o.Trunk.Radius = math.NaN() },
		"synth: basal arbor":     func(o *synth.Options) { o.Basal.Tips = 2 },
		"synth: oblique arbor":   func(o *synth.Options) { o.Oblique.TipLength = -1 },
		"synth: tuft arbor":      func(o *synth.Options) { o.Tuft.Spread = 2 },
		"synth: axon arbor":      func(o *synth.Options) { o.Axon.Stems = -1 },
		"2 stems of the tuft":    func(o *synth.Options) { o.Tuft.Stems = 2 },
		"each stem has at least": func(o *synth.Options) { o.Axon.Stems = 0 },
	} {
		o := synth.DefaultOptions()
		change(&o)
		_, err := synth.Neuron(1, o)
		require.ErrorContains(t, err, message)
	}
}
