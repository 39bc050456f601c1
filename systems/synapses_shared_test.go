package systems_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/mech/native"
	"golgi/plan"
	"golgi/systems"
)

// watched is an engine that counts the parts of split programs.
type watched struct {
	mech.Engine
	mutex sync.Mutex
	parts int
}

func (e *watched) Compile(p *mech.Program) (mech.Kernel, error) {
	shared := func(role mech.Role) bool { return role == mech.Shared }
	if slices.ContainsFunc(p.Inputs, func(in mech.Input) bool { return shared(in.Role) }) ||
		slices.ContainsFunc(p.Outputs, func(out mech.Output) bool { return shared(out.Role) }) {
		e.mutex.Lock()
		e.parts++
		e.mutex.Unlock()
	}
	return e.Engine.Compile(p)
}

// enginesHere are the interpreter and, where there is one, the engine of machine code.
func enginesHere() map[string]mech.Engine {
	list := map[string]mech.Engine{"interp": interp.New()}
	if e, err := native.New(); err == nil {
		list["native"] = e
	}
	return list
}

// spreader claims to write all parameters: they are kept row by row, and nothing of a synapse can be shared.
type spreader struct{ plan *plan.Plan }

func (*spreader) Name() string { return "spreader" }

func (s *spreader) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart}
	for _, info := range s.plan.Columns() {
		if info.Role == plan.RoleParameter {
			access.Writes = append(access.Writes, info.Name)
		}
	}
	return access
}

func (*spreader) Step(*plan.Context, plan.Tile) error { return nil }

func (*spreader) Saves() []plan.Column { return nil }

func (*spreader) Adjoint(*plan.Context, plan.Tile) error { return nil }

// connected is a network of points, with many synapses to some of them; keys are the parameters that differ from synapse to synapse.
func connected(t testing.TB, cells, synapses int, mechanism *mech.Mechanism, keys ...string) *plan.Blueprint {
	b := points(t, cells, 5)
	random := rand.New(rand.NewPCG(4, 2))
	table := connect(b, mechanism, synapses, random)
	type_ := &b.Synapses[len(b.Synapses)-1]
	for row := range synapses / 2 { // long rows of synapses of one compartment
		type_.Post[row] = int32(random.IntN(7))
		type_.Pre[row] %= 50
	}
	for _, key := range keys {
		for row := range synapses {
			table.Set(table.Index(key), row, table.Value(table.Index(key), row)*(0.9+0.2*random.Float64()))
		}
	}
	for row := range min(synapses, 10) {
		b.Recordings = append(b.Recordings, plan.Recording{Key: mechanism.States()[0].Key, Synapse: row},
			plan.Recording{Key: mechanism.Currents()[0].Key, Synapse: row})
	}
	return b
}

// second is a second type with the equations of another.
func second(t testing.TB) *mech.Mechanism {
	mechanism, err := library.IonotropicSynapse().Renamed("Second")
	require.NoError(t, err)
	return mechanism
}

// ranWith runs a plan, with parameters kept row by row or not.
func ranWith(t require.TestingT, b *plan.Blueprint, p *plan.Plan, apart bool, o plan.RunOptions) *plan.State {
	state, err := endedWith(t, b, p, apart, o)
	require.NoError(t, err)
	return state
}

// endedWith is ranWith, the error of the run included.
func endedWith(t require.TestingT, b *plan.Blueprint, p *plan.Plan, apart bool, o plan.RunOptions) (*plan.State, error) {
	state, err := p.NewState(b)
	require.NoError(t, err)
	schedule, err := systems.Standard(p, systems.Options{})
	require.NoError(t, err)
	if apart {
		require.NoError(t, schedule.Add(&spreader{p}))
	}
	return state, plan.Run(context.Background(), state, schedule, o)
}

// TestSharedKeepsBits: what is computed once a presynaptic compartment changes no bit, in one tile and in several, whatever the workers,
// the engine, and the parameters that differ.
func TestSharedKeepsBits(t *testing.T) {
	const gS, kMinus, threshold = "IonotropicSynapse_gS", "IonotropicSynapse_k_minus", "IonotropicSynapse_v_th"
	for name, engine := range enginesHere() {
		for _, cells := range []int{60, 5000} {
			for _, c := range []struct {
				keys  []string
				parts int // of the synapse that is tested: two if it is split
			}{{nil, 2}, {[]string{gS}, 2}, {[]string{gS, kMinus}, 2}, {[]string{threshold}, 0}} {
				t.Run(fmt.Sprint(name, cells, c.keys), func(t *testing.T) {
					b := connected(t, cells, 6000, library.IonotropicSynapse(), c.keys...)
					b.Synapses = b.Synapses[2:] // without those of points
					b.Recordings = b.Recordings[10:]
					watch := &watched{Engine: engine}
					p, err := plan.Freeze(b, watch)
					require.NoError(t, err)
					require.Equal(t, cells > 2048, p.Crossing())
					o := plan.RunOptions{Steps: 12, Dt: 0.025, Workers: 1, Stagger: true}
					want := ranWith(t, b, p, true, o)
					require.Zero(t, watch.parts)
					for o.Workers = range 4 {
						if o.Workers > 0 {
							got := ranWith(t, b, p, false, o)
							require.Equal(t, want.Hash(), got.Hash(), "%d workers", o.Workers)
							require.Equal(t, want.Samples, got.Samples, "%d workers", o.Workers)
						}
					}
					require.Equal(t, c.parts, watch.parts)
				})
			}
		}
	}
}

// TestSharedKeepsBitsOfAnySynapse: random equations.
func TestSharedKeepsBitsOfAnySynapse(t *testing.T) {
	split := 0
	engines := enginesHere()
	rapid.Check(t, func(r *rapid.T) {
		mechanism, err := mech.Parse("random.mech", []byte(enginetest.Synapse(r)))
		require.NoError(r, err)
		var keys []string
		for _, p := range mechanism.Parameters() {
			if rapid.Bool().Draw(r, p.Key+" differs") {
				keys = append(keys, p.Key)
			}
		}
		cells := rapid.SampledFrom([]int{30, 2100}).Draw(r, "cells")
		b := connected(t, cells, 700, mechanism, keys...)
		names := []string{"interp"}
		if engines["native"] != nil {
			names = append(names, "native")
		}
		watch := &watched{Engine: engines[rapid.SampledFrom(names).Draw(r, "engine")]}
		p, err := plan.Freeze(b, watch)
		require.NoError(r, err)
		o := plan.RunOptions{Steps: 3, Dt: 0.025, Workers: 1}
		want, fault := endedWith(r, b, p, true, o) // some equations make a slope that the solve cannot stand
		o.Workers = rapid.IntRange(1, 3).Draw(r, "workers")
		got, err := endedWith(r, b, p, false, o)
		if require.Equal(r, fault, err); fault == nil {
			require.Equal(r, want.Hash(), got.Hash())
			require.Equal(r, want.Samples, got.Samples)
		}
		if split += watch.parts; cells == 30 {
			require.False(r, p.Crossing())
		}
	})
	require.Positive(t, split)
}

// TestSharedKeepsGradients: the way back is that of the whole equations.
func TestSharedKeepsGradients(t *testing.T) {
	for name, engine := range enginesHere() {
		for _, cells := range []int{40, 4200} {
			t.Run(fmt.Sprint(name, cells), func(t *testing.T) {
				b := connected(t, cells, 900, second(t))
				s := newSweepRun(t, b, systems.Options{}, plan.RunOptions{Steps: sweepSteps, Dt: 0.025, Every: 1})
				watch := &watched{Engine: engine}
				p, err := plan.Freeze(b, watch)
				require.NoError(t, err)
				s.plan = p
				want, wantState := s.swept(1, sweepSteps, &spreader{p})
				require.Zero(t, watch.parts)
				for workers := 1; workers <= 3; workers++ {
					got, state := s.swept(workers, 4)
					require.Equal(t, wantState.Hash(), state.Hash())
					s.equal(want, got, false, fmt.Sprint(workers, " workers"))
				}
				require.NotZero(t, watch.parts)
			})
		}
	}
}

// TestStepTakenAgain: a step that is taken again, from other voltages, sees these, in every tile.
func TestStepTakenAgain(t *testing.T) {
	b := connected(t, 4500, 3000, second(t))
	b.Recordings = nil
	state, st := stepper(t, b, systems.Options{}, 0.025)
	require.Greater(t, len(state.Plan().Tiles()), 2)
	require.True(t, state.Plan().Crossing())
	for n := range 3 { // tiles are taken forth and back
		shot := state.Snapshot()
		require.NoError(t, st.Step())
		first := state.Hash()
		for i := range shot.Columns[plan.Voltage] {
			shot.Columns[plan.Voltage][i] += float64(i%40) - 10
		}
		require.NoError(t, state.Resume(shot))
		st.Publish()
		require.NoError(t, st.Step())
		again := state.Hash()
		require.NotEqual(t, first, again)

		other, fresh := stepper(t, b, systems.Options{}, 0.025)
		require.NoError(t, other.Resume(shot))
		fresh.Publish()
		require.NoError(t, fresh.Step())
		require.Equal(t, other.Hash(), again, "step %d", n)
	}
}

// TestSynapsesAllocateNothing compares runs of 50 and of 550 steps of a crossing network.
func TestSynapsesAllocateNothing(t *testing.T) {
	for name, engine := range enginesHere() {
		t.Run(name, func(t *testing.T) {
			b := connected(t, 2500, 3000, second(t))
			b.Recordings = nil
			p, err := plan.Freeze(b, engine)
			require.NoError(t, err)
			allocations := func(steps int) float64 {
				return testing.AllocsPerRun(2, func() { ranWith(t, b, p, false, plan.RunOptions{Steps: steps, Dt: 0.025, Workers: 1}) })
			}
			require.InDelta(t, allocations(50), allocations(550), 20)
		})
	}
}
