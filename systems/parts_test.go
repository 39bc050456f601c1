package systems_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/ecs"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// uncut is the size of cells that no cell has.
const uncut = 1 << 30

// bush has so many branches of so many compartments, each but the first at the end of one of the first of them.
func bush(t require.TestingT, random *rand.Rand, branches, first, most int) *topology.Tree {
	parents, ncomp := make([]int, branches), make([]int, branches)
	for b := range branches {
		parents[b] = random.IntN(min(max(b, 1), first))
		ncomp[b] = 1 + random.IntN(most)
	}
	parents[0] = -1
	tree, err := topology.TreeFromParents(parents, ncomp)
	require.NoError(t, err)
	return tree
}

// partsModel has two large cells of many parts and two small ones, channels in parts of them, and
// synapses on one of the small ones.
func partsModel(t testing.TB, sizes topology.CutSizes) *plan.Blueprint {
	random := rand.New(rand.NewPCG(3, 7))
	b := populationOf([]*topology.Tree{bush(t, random, 60, 20, 5), bush(t, random, 90, 30, 3), bush(t, random, 2, 1, 3), bush(t, random, 3, 1, 2)}, 4)
	b.Recordings = nil
	record(b, "v", "HH_m", "i_HH")
	n := len(b.Voltage)
	connect(b, library.IonotropicSynapse(), 9, random)
	for i := range b.Synapses[0].Post {
		b.Synapses[0].Post[i] = int32(n - 1 - i%2)
	}
	b.Clamps = []plan.Clamp{{Key: "HH_n", Compartment: 8}, {Key: "Leak_gLeak", Compartment: 9}}
	b.Cuts = sizes
	return b
}

// partsWithIons is partsModel with calcium that diffuses in place of the synapses and clamps.
func partsWithIons(t testing.TB, sizes topology.CutSizes) *plan.Blueprint {
	b := partsModel(t, sizes)
	b.Synapses, b.Clamps = nil, nil
	withCalcium(t, b)
	_, err := b.Shared.AddColumn(ecs.ColumnSpec{Name: plan.DiffusionKey("CaCon_i"), Default: 0.3})
	require.NoError(t, err)
	b.Diffused = []string{"CaCon_i"}
	return b
}

// TestPartsGiveTheBitsOfWholeCells: of runs, and of derivatives, whatever the sizes, the workers and the integrator.
func TestPartsGiveTheBitsOfWholeCells(t *testing.T) {
	solvers := []systems.Solver{systems.BackwardEuler, systems.CrankNicolson, systems.ForwardEuler, systems.ExponentialEuler}
	for name, model := range map[string]func(testing.TB, topology.CutSizes) *plan.Blueprint{"": partsModel, " with ions": partsWithIons} {
		for _, solver := range solvers {
			t.Run(fmt.Sprint(solver, name), func(t *testing.T) {
				o := plan.RunOptions{Steps: sweepSteps, Dt: 0.025, Every: 1}
				if solver == systems.ForwardEuler {
					o.Dt = 1e-4
				}
				whole := newSweepRun(t, model(t, topology.CutSizes{Least: uncut}), systems.Options{Solver: solver}, o)
				require.Empty(t, whole.plan.Cuts())
				want, _ := whole.swept(1, sweepSteps)
				for _, part := range []int{8, 50, 1000} {
					s := newSweepRun(t, model(t, topology.CutSizes{Least: 50, Part: part, Limb: 16}), systems.Options{Solver: solver}, o)
					require.Len(t, s.plan.Cuts(), 2)
					require.Greater(t, len(s.plan.Cuts()[0].Limbs), 1)
					for workers := range 4 {
						s.run.Workers = workers + 1
						ran := s.ran()
						require.Equal(t, whole.ran().Hash(), ran.Hash(), "parts of %d, %d workers", part, workers+1)
						require.Equal(t, whole.ran().Samples, ran.Samples)
						got, _ := s.swept(workers+1, 4)
						s.equal(want, got, false, fmt.Sprint("parts of ", part, ", workers ", workers+1))
					}
				}
			})
		}
	}
}

// TestPartsOfAnyTree: the same of trees and sizes as they come.
func TestPartsOfAnyTree(t *testing.T) {
	cut := 0
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var trees []*topology.Tree
		for range rapid.IntRange(1, 3).Draw(t, "cells") {
			trees = append(trees, bush(t, random, rapid.IntRange(1, 60).Draw(t, "branches"), rapid.IntRange(1, 60).Draw(t, "first"), rapid.SampledFrom([]int{1, 5, 40}).Draw(t, "compartments")))
		}
		hash := func(sizes topology.CutSizes, workers int) (string, int) {
			b := populationOf(trees, len(trees))
			b.Cuts = sizes
			state, err := run(b, interp.New(), systems.Options{InitialiseStates: true}, plan.RunOptions{Steps: 3, Dt: 0.025, Workers: workers})
			require.NoError(t, err)
			return state.Hash(), len(state.Plan().Cuts())
		}
		want, none := hash(topology.CutSizes{Least: uncut}, 1)
		require.Zero(t, none)
		sizes := topology.CutSizes{
			Least: rapid.IntRange(1, 100).Draw(t, "least"), Part: rapid.IntRange(1, 300).Draw(t, "part"), Limb: rapid.IntRange(1, 100).Draw(t, "limb"),
		}
		got, cuts := hash(sizes, rapid.IntRange(1, 4).Draw(t, "workers"))
		require.Equal(t, want, got)
		cut += cuts
	})
	require.Positive(t, cut)
}

// TestFaultsOfParts: what is said of a cell that is cut is what is said of it whole, by any number of workers.
func TestFaultsOfParts(t *testing.T) {
	for name, change := range map[string]func(b *plan.Blueprint){
		"a limit": func(b *plan.Blueprint) { b.Mechanisms[0].Table.SetAll(b.Mechanisms[0].Table.Index("HH_gNa"), 5) },
		"a parameter": func(b *plan.Blueprint) {
			b.Mechanisms[0].Table.Set(b.Mechanisms[0].Table.Index("HH_gNa"), 100, 1e300)
		},
		"a voltage": func(b *plan.Blueprint) { b.Voltage[55] = 1e4 },
	} {
		t.Run(name, func(t *testing.T) {
			message := func(sizes topology.CutSizes, workers int) string {
				b := partsModel(t, sizes)
				b.Clamps, b.Synapses = nil, nil
				change(b)
				_, err := run(b, interp.New(), systems.Options{VoltageLimit: 61}, plan.RunOptions{Steps: 400, Dt: 0.025, Workers: workers})
				require.Error(t, err)
				var fault *plan.Fault
				require.ErrorAs(t, err, &fault)
				return fmt.Sprint(fault.Step, fault.Compartment, err)
			}
			want := message(topology.CutSizes{Least: uncut}, 1)
			for workers := range 4 {
				require.Equal(t, want, message(topology.CutSizes{Least: 50, Part: 24, Limb: 16}, workers+1), "%d workers", workers+1)
			}
		})
	}
}

// TestExplainSaysHowACellIsCut in parts, limbs and trunk.
func TestExplainSaysHowACellIsCut(t *testing.T) {
	p, err := plan.Freeze(partsModel(t, topology.CutSizes{Least: 50, Part: 40, Limb: 16}), interp.New())
	require.NoError(t, err)
	require.Len(t, p.Cuts(), 2)
	for i, cut := range p.Cuts() {
		limbs := "no limbs"
		if n := len(cut.Limbs); n > 0 {
			limbs = fmt.Sprintf(`%d limbs, .* a trunk of \d+ %%`, n)
		}
		require.Regexp(t, fmt.Sprintf(`cell %d +cut into %d parts; %s`, i, cut.Parts.Len(), limbs), p.String())
	}
}

// connectPair adds a synapse, or junction, between two compartments.
func connectPair(b *plan.Blueprint, synapse *mech.Mechanism, pre, post int32) {
	connect(b, synapse, 1, rand.New(rand.NewPCG(1, 1)))
	added := &b.Synapses[len(b.Synapses)-1]
	added.Pre[0], added.Post[0] = pre, post
}

// TestExplainSaysWhyACellIsNotCut: of each thing that forbids it, the reason.
func TestExplainSaysWhyACellIsNotCut(t *testing.T) {
	sizes := topology.CutSizes{Least: 50, Part: 40, Limb: 16}
	for reason, change := range map[string]func(b *plan.Blueprint){
		"its voltage is clamped": func(b *plan.Blueprint) {
			b.Clamps = append(b.Clamps, plan.Clamp{Key: "v", Compartment: 0, Waveform: waveform(-60, 1, 10)})
		},
		"synapses end on it": func(b *plan.Blueprint) {
			connectPair(b, library.TanhRateSynapse(), 1, 0)
		},
		"junctions join it or compartments of it": func(b *plan.Blueprint) {
			connectPair(b, library.GapJunction(), 0, 5)
		},
	} {
		b := partsModel(t, sizes)
		change(b)
		p, err := plan.Freeze(b, interp.New())
		require.NoError(t, err, reason)
		require.Contains(t, p.String(), "cell 0       large, but not cut into parts that workers could share: "+reason+"\n")
		require.Len(t, p.Cuts(), 1)
	}
}
