package golgi

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech/library"
	"golgi/plan"
)

// drawnModel draws a network, at times of copies of one cell, with more in it at times: ions that diffuse, point neurons, junctions.
func drawnModel(t *rapid.T) *Network {
	var net *Network
	if rapid.Bool().Draw(t, "copies") {
		var err error
		net, err = NewNetworkOf(drawnCell(t), rapid.IntRange(1, 9).Draw(t, "cells"))
		require.NoError(t, err)
		compartment := rapid.IntRange(0, net.Len()-1)
		for range rapid.IntRange(0, 8).Draw(t, "synapses") {
			require.NoError(t, Connect(net.SelectRows(compartment.Draw(t, "pre")), net.SelectRows(compartment.Draw(t, "post")), library.IonotropicSynapse()))
		}
	} else {
		net = drawnNetwork(t)
	}
	if rapid.Bool().Draw(t, "ions") {
		require.NoError(t, net.Insert(library.CaL()))
		require.NoError(t, net.Insert(library.CaDynamics()))
		require.NoError(t, net.Insert(library.CaNernstReversal()))
		require.NoError(t, net.Cell(0).Diffuse("CaCon_i"))
		require.NoError(t, net.Record("CaCon_i"))
	}
	if rapid.Bool().Draw(t, "point neurons") {
		point := rapid.SampledFrom([]string{"Izhikevich", "Fire", "AdEx"}).Draw(t, "point neuron")
		mechanism, err := library.ByName(point)
		require.NoError(t, err)
		cells, _, _ := net.Shape()
		for k := range cells {
			if rapid.Bool().Draw(t, "point") {
				require.NoError(t, net.Cell(k).Branch(0).Comp(0).Insert(mechanism))
			}
		}
	}
	if net.Len() > 1 && rapid.IntRange(0, 5).Draw(t, "junction") == 0 {
		require.NoError(t, Connect(net.SelectRows(0), net.SelectRows(net.Len()-1), library.GapJunction()))
	}
	return net
}

// drawnMembers draws parameters, overrides and initial states for runs of 8 steps.
func drawnMembers(t *rapid.T, net *Network) []Member {
	compartment := rapid.IntRange(0, net.Len()-1)
	start, err := net.Integrate(context.Background(), Options{TMax: 0.05, ReturnStates: true})
	require.NoError(t, err)
	var members []Member
	for range rapid.IntRange(1, 20).Draw(t, "members") {
		var m Member
		if rapid.Bool().Draw(t, "parameters") {
			m.Parameters = net.GetParameters()
			for _, p := range m.Parameters {
				for k := range p.Values {
					p.Values[k] *= rapid.Float64Range(0.5, 2).Draw(t, "factor")
				}
			}
		}
		at := net.SelectRows(compartment.Draw(t, "at"))
		samples := rapid.SliceOfN(rapid.Float64Range(0, 0.3), 8, 8)
		for range rapid.IntRange(0, 2).Draw(t, "overrides") {
			m.Overrides = append(m.Overrides, rapid.SampledFrom([]Override{
				net.DataSet("HH_gNa", rapid.Float64Range(0.05, 0.2).Draw(t, "gNa")), at.DataSet("v", -55), at.DataSet("HH_h", 0.3),
				at.DataSet("radius", 0.9), at.DataStimulate(samples.Draw(t, "current")), at.DataClamp("v", samples.Draw(t, "command")),
				at.DataClamp("HH_m", samples.Draw(t, "gate")), at.DataClamp("HH_gK", samples.Draw(t, "conductance")),
			}).Draw(t, "override"))
		}
		switch rapid.IntRange(0, 3).Draw(t, "initial states") {
		case 0:
			m.InitialStates = start.States.AtStart()
		case 1:
			m.InitialStates = start.States
		}
		members = append(members, m)
	}
	return members
}

// TestBatchIsEachMemberAlone: to the last bit, with every solver, whatever the workers.
func TestBatchIsEachMemberAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := drawnModel(t)
		o := Options{
			TMax: 0.15, ReturnStates: true, VoltageLimit: 1e4,
			Solver:     rapid.SampledFrom([]Solver{BackwardEuler, CrankNicolson, ForwardEuler, ExponentialEuler}).Draw(t, "solver"),
			Stagger:    rapid.Bool().Draw(t, "stagger"),
			InitStates: rapid.Bool().Draw(t, "init states"),
			Every:      rapid.IntRange(1, 3).Draw(t, "every"),
			Engine:     rapid.SampledFrom([]string{"", "interp"}).Draw(t, "engine"),
		}
		members := drawnMembers(t, net)
		o.Workers = rapid.IntRange(1, 3).Draw(t, "workers")
		results, err := net.IntegrateBatch(context.Background(), o, members)
		if err != nil { // an explicit solver that is not stable: of all that stop, the earliest
			require.Equal(t, firstFault(t, net, o, members), err.Error())
			return
		}
		require.Len(t, results, len(members))
		for i, member := range members {
			alone, err := net.Integrate(context.Background(), o.For(member))
			require.NoError(t, err)
			requireSameBits(t, alone, results[i])
			require.Equal(t, alone.Times, results[i].Times)
			require.Equal(t, alone.Recorded, results[i].Recorded)
			require.Equal(t, alone.States.snapshot, results[i].States.snapshot)
			stats := results[i].Stats
			stats.Freeze, stats.Run, stats.Bytes, stats.Workers = alone.Stats.Freeze, alone.Stats.Run, alone.Stats.Bytes, alone.Stats.Workers
			require.Equal(t, alone.Stats, stats)
		}
	})
}

// firstFault runs members alone and says which stops first, as the batch should.
func firstFault(t require.TestingT, net *Network, o Options, members []Member) string {
	text, step := "", math.MaxInt
	for i, member := range members {
		_, err := net.Integrate(context.Background(), o.For(member))
		if fault, is := errors.AsType[*plan.Fault](err); is && fault.Step < step {
			step, text = fault.Step, fmt.Sprintf("integrate batch: member %d: %v", i, fault)
		} else {
			require.True(t, is || err == nil, "%v", err)
		}
	}
	return text
}

// TestBatchOfSeveralTiles: networks that do not fit a chunk together run one at a time.
func TestBatchOfSeveralTiles(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 4)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	net, err := NewNetworkOf(cell, 250) // 3000 compartments
	require.NoError(t, err)
	require.NoError(t, SparseConnect(net.View, net.View, library.IonotropicSynapse(), 0.02, 3, WithRandomPost(1)))
	require.NoError(t, net.Record("v"))
	var members []Member
	for k := range 3 {
		members = append(members, Member{Overrides: []Override{net.Cell(k).DataStimulate([]float64{0.5, 0.5, 0.5})}})
	}
	for workers := 1; workers <= 3; workers++ {
		o := Options{TMax: 1, Workers: workers}
		b, err := net.PrepareBatch(o, members)
		require.NoError(t, err)
		require.Len(t, b.Chunks(), 3)
		results, err := b.Run(context.Background())
		require.NoError(t, err)
		for i, member := range members {
			alone, err := net.Integrate(context.Background(), o.For(member))
			require.NoError(t, err)
			requireSameBits(t, alone, results[i])
		}
	}
}

// squid is a cell of one compartment.
func squid(t testing.TB) *Cell {
	cell, err := NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.InitStates())
	require.NoError(t, cell.Stimulate(StepCurrent(1, 1, 0.02, 0.025, 5, 0)))
	require.NoError(t, cell.Record("v"))
	return cell
}

// TestBatchChunks: members lie in whole vectors of lanes; what is the same in all of them stays one value; one plan serves all batches of
// one shape; states exist while a chunk runs alone.
func TestBatchChunks(t *testing.T) {
	cell := squid(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	members := make([]Member, 21)
	for k := range members {
		members[k].Parameters = []Parameter{{Key: "HH_gNa", Values: []float64{0.1 + 0.001*float64(k)}}}
	}
	b, err := cell.PrepareBatch(Options{TMax: 5, Workers: 1}, members)
	require.NoError(t, err)
	require.Equal(t, 21, b.Len())
	require.Len(t, b.Chunks(), 1)
	c := b.Chunks()[0]
	require.Nil(t, c.State())
	require.Equal(t, []int{8, 8, 5}, func() (widths []int) {
		for _, g := range c.Plan().Groups() {
			widths = append(widths, g.Lanes)
		}
		return widths
	}())
	table := c.lead.blueprint.Mechanisms[0].Table
	_, uniform := table.Uniform(table.Index("HH_gK"))
	require.True(t, uniform)
	_, uniform = table.Uniform(table.Index("HH_gNa"))
	require.False(t, uniform)
	results, err := b.Run(context.Background())
	require.NoError(t, err)
	require.Nil(t, c.State())
	again, err := b.Run(context.Background())
	require.NoError(t, err)
	for i := range results {
		requireSameBits(t, results[i], again[i])
	}

	widths := func(workers, members int) (list []int) {
		b, err := cell.PrepareBatch(Options{TMax: 5, Workers: workers}, make([]Member, members))
		require.NoError(t, err)
		for _, c := range b.Chunks() {
			list = append(list, len(c.Members()))
		}
		return list
	}
	require.Equal(t, []int{21}, widths(2, 21), "too few to share")
	require.Equal(t, []int{40, 38}, widths(2, 78))
	require.Equal(t, []int{32, 32, 14}, widths(7, 78))
	require.Equal(t, []int{2048, 2}, widths(1, 2050), "as many compartments as a tile")
	other, err := cell.PrepareBatch(Options{TMax: 9, Workers: 1}, slices.Concat(members[7:], members[:7]))
	require.NoError(t, err)
	require.Same(t, c.Plan(), other.Chunks()[0].Plan())

	long, err := cell.PrepareBatch(Options{TMax: 5, Workers: 1}, []Member{{}, {TMax: 2}, {}})
	require.NoError(t, err)
	require.Len(t, long.Chunks(), 2)
	require.Equal(t, []int{0, 2}, long.Chunks()[0].Members())
	results, err = long.Run(context.Background())
	require.NoError(t, err)
	require.Len(t, results[1].Times, 81)
	require.Len(t, results[2].Times, 201)
	require.LessOrEqual(t, len(members)*cell.Len(), plan.TileCompartments)
}

// TestBatchHoldsItsValues: what is set in the model afterwards does not change a batch that is prepared.
func TestBatchHoldsItsValues(t *testing.T) {
	for _, members := range []int{1, 3} {
		cell := squid(t)
		want, err := cell.Integrate(context.Background(), Options{TMax: 5})
		require.NoError(t, err)
		b, err := cell.PrepareBatch(Options{TMax: 5}, make([]Member, members))
		require.NoError(t, err)
		require.NoError(t, cell.Set("HH_gNa", 0.5))
		results, err := b.Run(context.Background())
		require.NoError(t, err)
		for _, r := range results {
			requireSameBits(t, want, r)
		}
	}
}

// TestBatchFault: the earliest fault ends the batch, and of one step the first member's, whatever the workers.
func TestBatchFault(t *testing.T) {
	cell := squid(t)
	net, err := NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, net.Record("v"))
	members := make([]Member, 40)
	shock := func(cell int, at float64) []Override {
		return []Override{net.Cell(cell).DataStimulate(StepCurrent(at, 1, 1e6, 0.025, 5, 0))}
	}
	members[5].Overrides, members[9].Overrides = shock(1, 3), shock(0, 1)
	members[30].Overrides, members[38].Overrides = shock(1, 1), shock(1, 0.5)
	for workers := 1; workers <= 5; workers++ {
		for _, c := range []struct {
			members int
			want    string
		}{
			{40, "integrate batch: member 38: stopped at t = 0.525 ms, in cell(1).branch(0).comp(0): the voltage is"},
			{38, "integrate batch: member 9: stopped at t = 1.025 ms, in cell(0).branch(0).comp(0): the voltage is"},
			{9, "integrate batch: member 5: stopped at t = 3.025 ms, in cell(1).branch(0).comp(0): the voltage is"},
		} {
			_, err := net.IntegrateBatch(context.Background(), Options{TMax: 5, Workers: workers}, members[:c.members])
			require.ErrorContains(t, err, c.want)
			one, is := errors.AsType[*MemberError](err)
			require.True(t, is)
			alone := Options{TMax: 5, Overrides: members[one.Member].Overrides}
			_, want := net.Integrate(context.Background(), alone)
			require.Equal(t, strings.TrimPrefix(want.Error(), "integrate: "), one.Err.Error())
			var fault, wanted *plan.Fault
			require.ErrorAs(t, err, &fault)
			require.ErrorAs(t, want, &wanted)
			require.Equal(t, wanted.Compartment, fault.Compartment)
		}
	}
}

func TestBatchErrors(t *testing.T) {
	cell := squid(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	other := squid(t)
	started, err := other.Integrate(context.Background(), Options{TMax: 1, ReturnStates: true})
	require.NoError(t, err)
	net, err := NewNetworkOf(squid(t), 2)
	require.NoError(t, err)
	foreign, err := net.Integrate(context.Background(), Options{TMax: 1, ReturnStates: true})
	require.NoError(t, err)
	for message, members := range map[string][]Member{
		"no members are given": nil,
		"member 1: override 0 was made on a view of another model":                                                           {{}, {Overrides: []Override{other.DataSet("v", -60)}}},
		"member 0: override 0: data set: no parameter \"HH_gNA\" in view all; did you mean":                                  {{Overrides: []Override{cell.DataSet("HH_gNA", 1)}}},
		"member 2: TMax is -1 ms; it must be positive":                                                                       {{}, {}, {TMax: -1}},
		"member 1: the clamp of v at branch(0).comp(0) has 2 samples, the run ends at step 200; give a sample for each step": {{}, {Overrides: []Override{cell.DataClamp("v", []float64{1, 2})}}},
		"member 1: initial states: they hold 2 values of \"HH_h\", this model has 1: were they taken from another model?":    {{InitialStates: started.States}, {InitialStates: foreign.States}},
		"member 0: initial states: they hold 2 values of \"HH_h\", this model has 1: were they taken from another model?":    {{InitialStates: foreign.States}},
	} {
		o := Options{TMax: 5, Workers: 1}
		_, err := cell.IntegrateBatch(context.Background(), o, members)
		require.ErrorContains(t, err, "integrate batch: "+message)
		_, err = cell.PrepareBatch(o, members)
		require.ErrorContains(t, err, "prepare batch: "+message)
		_, err = cell.PrepareGradients(o, members)
		require.ErrorContains(t, err, "prepare gradients: "+message)
	}
	_, err = cell.IntegrateBatch(context.Background(), Options{TMax: 5, Systems: make([]AddedSystem, 1)}, make([]Member, 2))
	require.ErrorContains(t, err, "integrate batch: Options.Systems are given, and a system of the user's own sees one model; run the members one by one")
	_, err = net.Cell(0).PrepareBatch(Options{TMax: 5}, make([]Member, 2))
	require.ErrorContains(t, err, "prepare batch: a run is of the whole model, and view cell(0) is a part of it")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = cell.IntegrateBatch(ctx, Options{TMax: 5}, make([]Member, 2))
	require.ErrorIs(t, err, context.Canceled)
	_, is := errors.AsType[*MemberError](err)
	require.False(t, is)
}

// TestBatchProgress: a step of a member is a step, and the last call says that all are done.
func TestBatchProgress(t *testing.T) {
	cell := squid(t)
	for _, workers := range []int{1, 2} {
		last := ""
		_, err := cell.IntegrateBatch(context.Background(), Options{TMax: 5, Workers: workers, Progress: func(done, steps int) {
			last = fmt.Sprint(done, " of ", steps)
		}}, make([]Member, 20))
		require.NoError(t, err)
		require.Equal(t, "4000 of 4000", last)
	}
}

// TestJoinedTablesKeepBits: of equal values with other bits neither is lost.
func TestJoinedTablesKeepBits(t *testing.T) {
	cell := squid(t)
	zero, negative := cell.m.blueprint(), cell.m.blueprint()
	zero.Mechanisms[0].Table, negative.Mechanisms[0].Table = zero.Mechanisms[0].Table.Clone(), zero.Mechanisms[0].Table.Clone()
	zero.Mechanisms[0].Table.SetAll(0, 0)
	negative.Mechanisms[0].Table.SetAll(0, math.Copysign(0, -1))
	joined := joinBlueprints(cell.m, []*plan.Blueprint{zero, negative}).Mechanisms[0].Table
	require.False(t, math.Signbit(joined.Value(0, 0)))
	require.True(t, math.Signbit(joined.Value(0, 1)))
}
