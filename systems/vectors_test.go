package systems_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/ecs"
	"golgi/internal/vectors"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// beside is an engine beside which the loops of systems use a set of vectors.
type beside struct {
	mech.Engine
	set vectors.Set
}

func (b beside) Vectors() vectors.Set { return b.set }

// TestVectorsChangeNoBit: runs and their gradients, of large and small cells of random trees, alone and eight by eight, with
// clamps, diffusion and (or) junctions: with all that this processor has, with what others have, and node by node.
func TestVectorsChangeNoBit(t *testing.T) {
	checks := 0
	rapid.Check(t, func(draw *rapid.T) {
		if checks++; checks > 40 { // each takes some 50 ms
			return
		}
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(draw, "seed"), 7))
		var kinds []*topology.Tree
		for range rapid.IntRange(1, 3).Draw(draw, "kinds") {
			parents := make([]int, rapid.SampledFrom([]int{4, 7, 60}).Draw(draw, "branches"))
			ncomp := make([]int, len(parents))
			equal := rapid.Bool().Draw(draw, "equal")
			for i := range parents {
				parents[i], ncomp[i] = i-1-random.IntN(min(i, 4)+1), 1+random.IntN(5)
				if parents[i] < 0 {
					parents[i] = i - 1
				}
				if equal {
					ncomp[i] = 4
				}
			}
			tree, err := topology.TreeFromParents(parents, ncomp)
			require.NoError(t, err)
			kinds = append(kinds, tree)
		}
		b := populationOf(kinds, rapid.SampledFrom([]int{1, 2, 9, 20}).Draw(draw, "cells"))
		clamps := []plan.Clamp{{Key: "v", Compartment: 0}, {Key: "v", Compartment: len(b.Voltage) / 2}, {Key: "v", Compartment: len(b.Voltage) - 1}}
		if rapid.Bool().Draw(draw, "ions") {
			b = withCalcium(t, b)
			_, err := b.Shared.AddColumn(ecs.ColumnSpec{Name: plan.DiffusionKey("CaCon_i"), Default: 0.3})
			require.NoError(t, err)
			b.Diffused = []string{"CaCon_i"}
			clamps = append(clamps, plan.Clamp{Key: "CaCon_i", Compartment: len(b.Voltage) / 3})
		}
		if rapid.Bool().Draw(draw, "clamps") {
			b.Clamps = clamps
		}
		if rapid.IntRange(0, 3).Draw(draw, "junctions") == 0 {
			connect(b, named(t, "GapJunction"), 3, random)
		}
		o := plan.RunOptions{Steps: 6, Dt: 0.025, Every: 1}
		solver := rapid.SampledFrom([]systems.Solver{systems.BackwardEuler, systems.CrankNicolson}).Draw(draw, "solver")
		s := newSweepRun(t, b, systems.Options{Solver: solver}, o)
		with := func(set vectors.Set) {
			p, err := plan.Freeze(b, beside{interp.New(), set})
			require.NoError(t, err)
			require.Equal(t, set, p.Vectors())
			s.plan = p
		}
		with(vectors.None)
		want, state := s.swept(1, o.Steps)
		allowed, _ := vectors.Allowed()
		for vectors := vectors.AVX2; vectors <= allowed; vectors++ {
			with(vectors)
			got, other := s.swept(2, 4)
			s.equal(want, got, false, fmt.Sprint("gradient ", vectors))
			for i, list := range state.Samples {
				for n, x := range list {
					require.Equal(t, math.Float64bits(x), math.Float64bits(other.Samples[i][n]), "%v: recording %d, sample %d", vectors, i, n)
				}
			}
		}
	})
}
