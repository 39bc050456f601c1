package grad_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad"
	"golgi/mech/library"
)

// drawnNetwork draws a network of up to five cells of up to three kinds, with some of: ions, point neurons, synapses, clamps; everything that is trained differs
// from cell to cell.
func drawnNetwork(t *rapid.T) *golgi.Network {
	var kinds, cells []*golgi.Cell
	for range rapid.IntRange(1, 3).Draw(t, "kinds") {
		parents := rapid.SampledFrom([][]int{{-1}, {-1, 0, 0}, {-1, 0, 1, 1, 0}}).Draw(t, "parents")
		cell, err := golgi.NewCellFromParents(parents, rapid.IntRange(1, 3).Draw(t, "ncomp"))
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.Set("radius", rapid.Float64Range(0.5, 2).Draw(t, "radius")))
		require.NoError(t, cell.InitStates())
		kinds = append(kinds, cell)
	}
	for range rapid.IntRange(1, 5).Draw(t, "cells") {
		cells = append(cells, rapid.SampledFrom(kinds).Draw(t, "kind"))
	}
	net, err := golgi.NewNetwork(cells...)
	require.NoError(t, err)
	compartment := rapid.IntRange(0, net.Len()-1)
	at := func(name string) *golgi.View { return net.SelectRows(compartment.Draw(t, name)) }
	require.NoError(t, net.Record("v"))
	for range rapid.IntRange(0, 20).Draw(t, "synapses") {
		synapse := rapid.SampledFrom([]string{"IonotropicSynapse", "TanhRateSynapse", "NMDA"}).Draw(t, "synapse")
		mechanism, err := library.ByName(synapse)
		require.NoError(t, err)
		require.NoError(t, golgi.Connect(at("pre"), at("post"), mechanism))
	}
	for _, name := range net.SynapseTypes() {
		edges := net.Mechanism(name)
		if name == "IonotropicSynapse" {
			require.NoError(t, edges.Set("IonotropicSynapse_gS", 1e-3))
			require.NoError(t, edges.Edge(golgi.All).MakeTrainable("IonotropicSynapse_gS"))
			require.NoError(t, edges.Record("IonotropicSynapse_s"))
		}
	}
	if rapid.Bool().Draw(t, "ions") {
		for _, name := range []string{"CaL", "CaDynamics", "CaNernstReversal"} {
			mechanism, err := library.ByName(name)
			require.NoError(t, err)
			require.NoError(t, net.Insert(mechanism))
		}
		require.NoError(t, net.Cell(0).Diffuse("CaCon_i"))
		require.NoError(t, net.Record("CaCon_i"))
	}
	if rapid.Bool().Draw(t, "clamp") {
		require.NoError(t, at("clamped").Clamp("HH_n", slices.Repeat([]float64{0.3}, 12)))
	}
	require.NoError(t, at("stimulated").Stimulate(slices.Repeat([]float64{0.3}, 5)))
	require.NoError(t, net.Cell(golgi.All).MakeTrainable("HH_gNa"))
	require.NoError(t, net.MakeTrainable("radius"))
	require.NoError(t, net.Cell(0).MakeTrainable("HH_m", 0.1))
	require.NoError(t, net.MakeTrainable("capacitance"))
	return net
}

// drawnCases draws overrides, initial states and lengths of 6 to 12 steps.
func drawnCases(t *rapid.T, net *golgi.Network) []grad.Case {
	start, err := net.Integrate(context.Background(), golgi.Options{TMax: 0.05, ReturnStates: true})
	require.NoError(t, err)
	var cases []grad.Case
	for range rapid.IntRange(1, 18).Draw(t, "cases") {
		c := grad.Case{Loss: meanSquare, Weight: rapid.Float64Range(0.1, 2).Draw(t, "weight")}
		at := net.SelectRows(rapid.IntRange(0, net.Len()-1).Draw(t, "at"))
		samples := rapid.SliceOfN(rapid.Float64Range(0, 0.3), 12, 12)
		for range rapid.IntRange(0, 2).Draw(t, "overrides") {
			c.Overrides = append(c.Overrides, rapid.SampledFrom([]golgi.Override{
				net.DataSet("HH_gK", rapid.Float64Range(0.02, 0.05).Draw(t, "gK")), at.DataSet("v", -55), at.DataSet("radius", 0.9),
				at.DataStimulate(samples.Draw(t, "current")), at.DataClamp("v", samples.Draw(t, "command")), at.DataClamp("HH_gK", samples.Draw(t, "conductance")),
			}).Draw(t, "override"))
		}
		switch rapid.IntRange(0, 5).Draw(t, "initial states") {
		case 0:
			c.InitialStates = start.States.AtStart()
		case 1:
			c.InitialStates = start.States
		}
		if rapid.IntRange(0, 3).Draw(t, "shorter") == 0 {
			c.TMax = 0.15
		}
		cases = append(cases, c)
	}
	return cases
}

// TestCasesTogetherAreCasesAlone: to the last bit, for whatever derivatives are asked for, whatever the workers and checkpoints.
func TestCasesTogetherAreCasesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := drawnNetwork(t)
		cases := drawnCases(t, net)
		o := grad.Options{
			Run: golgi.Options{
				TMax: 0.25, Workers: rapid.IntRange(1, 3).Draw(t, "workers"),
				Solver: rapid.SampledFrom([]golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson, golgi.ExponentialEuler}).Draw(t, "solver"),
				Engine: rapid.SampledFrom([]string{"", "interp"}).Draw(t, "engine"),
			},
			With:          grad.With(rapid.IntRange(0, 15).Draw(t, "with")),
			TruncateEvery: rapid.SampledFrom([]float64{0, 0, 0.1}).Draw(t, "truncate"),
		}
		if rapid.Bool().Draw(t, "levels") {
			o.Checkpoints = grad.Levels(3, 4)
		}
		if rapid.Bool().Draw(t, "final") {
			o.Final = func(final, d []float64) (value float64, err error) {
				for i, x := range final {
					value, d[i] = value+x*x, 2*x
				}
				return value, nil
			}
		}
		total, each, err := grad.ValueAndGradOf(context.Background(), net, nil, cases, o)
		require.NoError(t, err)
		value, sum := 0.0, map[string][]float64{}
		for i, c := range cases {
			want := alone(t, net, c, o)
			requireSameGradient(t, want, each[i])
			value += float64(c.Weight * want.Value)
			for k, p := range want.Parameters {
				key := fmt.Sprint(k, p.Key)
				if sum[key] == nil {
					sum[key] = make([]float64, len(p.Values))
				}
				for j, x := range p.Values {
					sum[key][j] += float64(c.Weight * x)
				}
			}
		}
		require.Equal(t, value, total.Value)
		for k, p := range total.Parameters {
			require.Equal(t, sum[fmt.Sprint(k, p.Key)], p.Values)
		}
	})
}

// alone is the gradient of one case.
func alone(t require.TestingT, m grad.Model, c grad.Case, o grad.Options) *grad.Gradient {
	o.Run.Overrides = slices.Concat(o.Run.Overrides, c.Overrides)
	if c.InitialStates != nil {
		o.Run.InitialStates = c.InitialStates
	}
	if c.TMax != 0 {
		o.Run.TMax = c.TMax
	}
	g, err := grad.ValueAndGrad(context.Background(), m, nil, c.Loss, o)
	require.NoError(t, err)
	return g
}

// requireSameGradient compares all that there is of two gradients, to the last bit.
func requireSameGradient(t require.TestingT, want, got *grad.Gradient) {
	same := func(what string, want, got []float64) {
		require.Len(t, got, len(want), what)
		for i, x := range want {
			require.Equal(t, math.Float64bits(x), math.Float64bits(got[i]), "%s, value %d: %v and %v", what, i, x, got[i])
		}
	}
	lists := func(what string, want, got [][]float64) {
		require.Len(t, got, len(want), what)
		for i := range want {
			same(fmt.Sprint(what, " ", i), want[i], got[i])
		}
	}
	same("value", []float64{want.Value}, []float64{got.Value})
	require.Len(t, got.Parameters, len(want.Parameters))
	for i, p := range want.Parameters {
		require.Equal(t, p.Key, got.Parameters[i].Key)
		same(p.Key, p.Values, got.Parameters[i].Values)
	}
	lists("stimuli", want.Stimuli, got.Stimuli)
	lists("clamps", want.Clamps, got.Clamps)
	require.Len(t, got.Overrides, len(want.Overrides))
	for i := range want.Overrides {
		lists(fmt.Sprint("override ", i), want.Overrides[i], got.Overrides[i])
	}
	require.Equal(t, slices.Sorted(maps.Keys(want.InitialStates)), slices.Sorted(maps.Keys(got.InitialStates)))
	for key := range want.InitialStates {
		same("initial "+key, want.InitialStates[key], got.InitialStates[key])
	}
	require.Equal(t, want.Zeros, got.Zeros)
	lists("recordings", want.Result.Recordings, got.Result.Recordings)
	require.Equal(t, want.Result.Hash, got.Result.Hash)
	require.Equal(t, want.Result.Times, got.Result.Times)
}

// TestSynapsesInOneOrder: what synapses give back to one voltage is added up in the order that they have when the network runs alone:
// where copies of cells would be interleaved with those of other members in another order, and where synapses are so many
// that they are handled in blocks.
func TestSynapsesInOneOrder(t *testing.T) {
	for _, c := range []struct{ parents, cells, pre, cases int }{{2, 3, 1, 11}, {1, 7, 7, 24}} {
		parents := []int{-1, 0}[:c.parents]
		cell, err := golgi.NewCellFromParents(parents, 2*c.parents-1)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		net, err := golgi.NewNetworkOf(cell, c.cells)
		require.NoError(t, err)
		for pre := range c.pre {
			for post := range net.Len() {
				require.NoError(t, golgi.Connect(net.Cell(pre).Branch(0).Comp(0), net.SelectRows(post), library.IonotropicSynapse()))
			}
		}
		require.NoError(t, net.Record("v"))
		require.NoError(t, net.Cell(golgi.All).MakeTrainable("HH_gNa"))
		require.NoError(t, net.MakeTrainable("IonotropicSynapse_gS"))
		var cases []grad.Case
		for k := range c.cases {
			current := golgi.StepCurrent(0.1, 2, 0.1+0.02*float64(k), 0.025, 4, 0)
			cases = append(cases, grad.Case{Loss: meanSquare, Overrides: []golgi.Override{net.Cell(0).DataStimulate(current)}})
		}
		o := grad.Options{Run: golgi.Options{TMax: 3, Workers: 1}, With: grad.InitialStates}
		_, each, err := grad.ValueAndGradOf(t.Context(), net, nil, cases, o)
		require.NoError(t, err)
		for i, one := range cases {
			requireSameGradient(t, alone(t, net, one, o), each[i])
		}
	}
}

// TestCasesWithAClamp: a case that clamps a gate has the bits that it has alone, and so have the others: what is clamped
// decides which kernels a run has.
func TestCasesWithAClamp(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gK"))
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	held := make([]float64, 400)
	for k := range held {
		held[k] = 0.4 + 0.1*math.Sin(float64(k)/20)
	}
	cases := []grad.Case{{Loss: meanSquare}, {Loss: meanSquare, Overrides: []golgi.Override{cell.Branch(1).Comp(1).DataClamp("HH_n", held)}}, {Loss: meanSquare}}
	_, each, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, grad.Options{Run: tenMilliseconds})
	require.NoError(t, err)
	for i, c := range cases {
		o := grad.Options{Run: tenMilliseconds}
		o.Run.Overrides = c.Overrides
		alone, err := grad.ValueAndGrad(t.Context(), cell, nil, c.Loss, o)
		require.NoError(t, err)
		require.Equal(t, alone.Parameters, each[i].Parameters, i)
	}
}

// TestLeastBudgetOfCases: the number that an error names does, also where a budget is divided among workers.
func TestLeastBudgetOfCases(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gK"))
	cases := []grad.Case{{Loss: meanSquare}, {Loss: meanSquare}, {Loss: meanSquare}}
	o := grad.Options{Run: golgi.Options{TMax: 10, Workers: 2}, Checkpoints: grad.Budget(100)}
	_, _, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	_, after, found := strings.Cut(err.Error(), "the least that would do is ")
	require.True(t, found, err)
	var least int64
	_, err = fmt.Sscan(after, &least)
	require.NoError(t, err)
	o.Checkpoints = grad.Budget(least - 1)
	_, _, err = grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	require.Error(t, err)
	o.Checkpoints = grad.Budget(least)
	_, _, err = grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	require.NoError(t, err)
}

// TestSumsOfCases: weights act on every kind of derivative, and a value is unused only where no case uses it.
func TestSumsOfCases(t *testing.T) {
	net, err := golgi.NewNetworkOf(spikingCell(t), 2) // not connected
	require.NoError(t, err)
	for i := range 2 {
		require.NoError(t, net.Cell(i).Branch(0).Comp(0).Record("v"))
		require.NoError(t, net.Cell(i).MakeTrainable("HH_gNa"))
	}
	require.NoError(t, net.Cell(1).MakeTrainable("HH_gK"))
	only := func(recording int) grad.Loss {
		return func(r *golgi.Result, d [][]float64) (float64, error) {
			d[recording][300] = 1
			return r.Recordings[recording][300], nil
		}
	}
	o := grad.Options{Run: tenMilliseconds, With: grad.Overrides | grad.InitialStates}
	o.Run.Overrides = []golgi.Override{net.Cell(0).DataSet("HH_gLeak", 4e-4)}
	sum, each, err := grad.ValueAndGradOf(t.Context(), net, nil, []grad.Case{{Loss: only(0), Weight: 3}, {Loss: only(0), Weight: -0.5}}, o)
	require.NoError(t, err)
	weighted := func(a, b float64) float64 { return float64(3*a) + float64(-0.5*b) }
	require.Equal(t, weighted(each[0].Value, each[1].Value), sum.Value)
	require.Equal(t, weighted(each[0].Overrides[0][0][0], each[1].Overrides[0][0][0]), sum.Overrides[0][0][0])
	require.Equal(t, weighted(each[0].InitialStates["v"][2], each[1].InitialStates["v"][2]), sum.InitialStates["v"][2])
	require.Len(t, sum.Zeros, 2) // gNa and gK of cell 1
	sum, _, err = grad.ValueAndGradOf(t.Context(), net, nil, []grad.Case{{Loss: only(0)}, {Loss: only(1)}, {Loss: only(0)}}, o)
	require.NoError(t, err)
	require.Empty(t, sum.Zeros)
}
