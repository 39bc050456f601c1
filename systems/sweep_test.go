package systems_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/interp"
	"golgi/plan"
	"golgi/systems"
)

// sweepSteps is the length of the runs of these tests.
const sweepSteps = 9

// sweepRun is one frozen model, whose runs start from equal states.
type sweepRun struct {
	t         testing.TB
	blueprint *plan.Blueprint
	plan      *plan.Plan
	o         systems.Options
	run       plan.RunOptions
	weights   [][]float64 // of each sample: the number is the sum of samples times these
}

func newSweepRun(t testing.TB, b *plan.Blueprint, o systems.Options, run plan.RunOptions) *sweepRun {
	random := rand.New(rand.NewPCG(21, 5))
	for i := range b.Stimuli {
		b.Stimuli[i].Waveform = waveform(0.2, 0.1, run.Steps)
	}
	for i := range b.Clamps {
		mean := map[string]float64{"v": -55, "CaCon_i": 1e-3, "eCa": 100, "CaCon_e": 2, "Leak_gLeak": 1e-3}[b.Clamps[i].Key]
		if mean == 0 {
			mean = 0.5
		}
		b.Clamps[i].Waveform = waveform(mean, mean/5, run.Steps)
	}
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	s := &sweepRun{t: t, blueprint: b, plan: p, o: o, run: run}
	s.o.InitialiseStates = true
	for range b.Recordings {
		list := make([]float64, run.Steps/run.Every+1)
		for k := range list {
			list[k] = 2*random.Float64() - 1
		}
		s.weights = append(s.weights, list)
	}
	return s
}

func waveform(mean, amplitude float64, steps int) []float64 {
	list := make([]float64, steps)
	for n := range list {
		list[n] = mean + amplitude*math.Sin(0.7*float64(n))
	}
	return list
}

func (s *sweepRun) state() *plan.State {
	state, err := s.plan.NewState(s.blueprint)
	require.NoError(s.t, err)
	return state
}

func (s *sweepRun) schedule(more ...plan.System) *plan.Schedule {
	schedule, err := systems.Standard(s.plan, s.o)
	require.NoError(s.t, err)
	for _, system := range more {
		var places []plan.Place
		if p, has := system.(interface{ places() []plan.Place }); has {
			places = p.places()
		}
		require.NoError(s.t, schedule.Add(system, places...))
	}
	return schedule
}

func (s *sweepRun) cotangent() *plan.Sensitivity {
	c := everyColumn(s.t, s.plan)
	for i := range c.Waveforms {
		c.Waveforms[i] = make([]float64, len(s.blueprint.Stimuli[i].Waveform))
	}
	for i := range c.ClampWaveforms {
		c.ClampWaveforms[i] = make([]float64, len(s.blueprint.Clamps[i].Waveform))
	}
	return c
}

// swept takes a whole run forward and back, segment by segment, with the steps
// of a segment on the tape.
func (s *sweepRun) swept(workers, segment int, more ...plan.System) (*plan.Sensitivity, *plan.State) {
	o, state, c := s.run, s.state(), s.cotangent()
	o.Workers = workers
	for i, list := range s.weights {
		c.Samples[i] = slices.Clone(list)
	}
	s.sweep(state, c, o, segment, more...)
	return c, state
}

func (s *sweepRun) sweep(state *plan.State, c *plan.Sensitivity, o plan.RunOptions, segment int, more ...plan.System) {
	ctx, first := context.Background(), state.Step()
	end := first + o.Steps
	sweep, err := plan.NewSweep(state, s.schedule(more...), o, c)
	require.NoError(s.t, err)
	require.NoError(s.t, sweep.Start())
	var starts []int
	for n := first; n < end; n += segment {
		starts = append(starts, n)
		sweep.Save(len(starts) - 1)
		require.NoError(s.t, sweep.Advance(ctx, min(n+segment, end), n+segment >= end))
	}
	for slot, n := range slices.Backward(starts) {
		if slot < len(starts)-1 {
			sweep.Restore(slot)
			require.NoError(s.t, sweep.Advance(ctx, n+segment, true))
		}
		require.NoError(s.t, sweep.Back(ctx, n))
	}
	require.NoError(s.t, sweep.BackStart())
	require.NoError(s.t, sweep.Finish())
}

// stepped does the same step by step, each with a Stepper of its own.
func (s *sweepRun) stepped() *plan.Sensitivity {
	stepper := func(shot *plan.Snapshot) (*plan.State, *plan.Stepper) {
		state, o := s.state(), s.run
		if shot != nil {
			require.NoError(s.t, state.Resume(shot))
			o.Stagger = o.Stagger && shot.Step == 0
		}
		st, err := plan.NewStepper(state, s.schedule(), o)
		require.NoError(s.t, err)
		return state, st
	}
	state, st := stepper(nil)
	require.NoError(s.t, st.Start())
	shots := []*plan.Snapshot{state.Snapshot()}
	for range s.run.Steps {
		require.NoError(s.t, st.Step())
		shots = append(shots, state.Snapshot())
	}
	c := s.cotangent()
	give := func(n int) {
		if n%s.run.Every > 0 {
			return
		}
		for i, recording := range s.plan.Recordings() {
			c.SetRow(&recording.Target, c.Row(&recording.Target)+s.weights[i][n/s.run.Every])
		}
	}
	for n := s.run.Steps; n > 0; n-- {
		give(n)
		_, st := stepper(shots[n-1])
		require.NoError(s.t, st.StepVJP(c))
	}
	give(0)
	_, st = stepper(nil)
	require.NoError(s.t, st.StartVJP(c))
	return c
}

// equal compares all derivatives, bit by bit. What FinishAdjoint makes of sums over
// steps (apart: geometry and diffusion constants) is equal but for rounding where it is
// called after each step: 1e-8 of the largest of a column, where parts cancel.
func (s *sweepRun) equal(want, got *plan.Sensitivity, apart bool, title string) {
	compare := func(name string, want, got []float64, rounding bool) {
		largest, nonzero := 0.0, false
		for i, x := range want {
			require.False(s.t, math.IsNaN(x) || math.IsInf(x, 0), "%s: %s, row %d", title, name, i)
			largest, nonzero = math.Max(largest, math.Abs(x)), nonzero || x != 0
		}
		require.Len(s.t, got, len(want))
		for i, x := range want {
			if rounding {
				require.InDelta(s.t, x, got[i], 1e-8*largest, "%s: %s, row %d", title, name, i)
			} else if math.Float64bits(x) != math.Float64bits(got[i]) {
				require.Equal(s.t, x, got[i], "%s: %s, row %d", title, name, i)
			}
		}
	}
	for _, info := range s.plan.Columns() {
		if !isInput(info) {
			continue
		}
		a, err := want.Values(info.Name)
		require.NoError(s.t, err)
		b, err := got.Values(info.Name)
		require.NoError(s.t, err)
		rounding := apart && (info.Role == plan.RoleGeometry || info.Name == plan.Column(plan.DiffusionKey("CaCon_i")))
		compare(string(info.Name), a, b, rounding)
	}
	for i := range want.Waveforms {
		compare(fmt.Sprint("stimulus ", i), want.Waveforms[i], got.Waveforms[i], false)
	}
	for i := range want.ClampWaveforms {
		compare(fmt.Sprint("clamp ", i), want.ClampWaveforms[i], got.ClampWaveforms[i], false)
	}
}

// poison spoils, before every step back, all columns that are written anew in
// each step: an adjoint may read only what is saved.
type poison struct{ plan *plan.Plan }

func (*poison) Name() string { return "poison" }

func (p *poison) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart}
	for _, info := range p.plan.Columns() {
		if info.Role == plan.RoleWork || info.Role.IsCurrent() {
			access.Writes = append(access.Writes, info.Name)
		}
	}
	return access
}

func (*poison) Step(*plan.Context, plan.Tile) error { return nil }

func (*poison) Saves() []plan.Column { return nil }

func (p *poison) Adjoint(c *plan.Context, _ plan.Tile) error {
	for _, column := range p.Access().Writes {
		for row, values := 0, c.Write(column); row < len(values); row++ {
			if column != plan.Injected || values[row] != 0 { // nothing is injected elsewhere, ever
				values[row] = math.NaN()
			}
		}
	}
	return nil
}

// TestSweep: the way back through whole runs is that through their steps, whatever the
// workers and the segments of the tape, and whatever stands in columns that are not saved.
func TestSweep(t *testing.T) {
	for name, make_ := range sweepModels() {
		for _, solver := range []systems.Solver{systems.BackwardEuler, systems.CrankNicolson, systems.ForwardEuler, systems.ExponentialEuler} {
			tiles := len(name) > 5 && name[:5] == "tiles"
			if tiles && solver != systems.BackwardEuler && solver != systems.CrankNicolson {
				continue
			}
			t.Run(fmt.Sprint(name, " ", solver), func(t *testing.T) {
				o := plan.RunOptions{Steps: sweepSteps, Dt: 0.025, Every: 1}
				switch solver {
				case systems.ForwardEuler:
					o.Dt = 1e-4
				case systems.CrankNicolson:
					o.Stagger, o.Every = true, 2
				}
				s := newSweepRun(t, make_(t), systems.Options{Solver: solver}, o)
				if tiles {
					require.Greater(t, len(s.plan.Tiles()), 2)
					require.True(t, s.plan.Crossing())
				}
				want, state := s.swept(1, sweepSteps)
				s.equal(s.stepped(), want, true, "steps")
				for i, samples := range s.ran().Samples {
					require.Equal(t, samples, state.Samples[i], "samples are those of a run")
				}
				got, _ := s.swept(1, 4, &poison{s.plan})
				s.equal(want, got, false, "poison")
				for workers := 2; workers <= 3 && tiles; workers++ {
					got, _ := s.swept(workers, 5-workers)
					s.equal(want, got, false, fmt.Sprint(workers, " workers"))
				}
			})
		}
	}
}

// TestSweepOfTheRest: a run that goes on from a snapshot, whose derivatives of the
// states there are what the run before it ends with.
func TestSweepOfTheRest(t *testing.T) {
	for _, name := range []string{"pumps", "tiles of cells"} {
		t.Run(name, func(t *testing.T) {
			const middle = 5
			s := newSweepRun(t, sweepModels()[name](t), systems.Options{}, plan.RunOptions{Steps: sweepSteps, Dt: 0.025, Every: 1})
			whole, _ := s.swept(1, sweepSteps)
			first, weights := *s, s.weights
			first.run.Steps = middle
			shot := first.ran().Snapshot()

			rest := *s
			rest.run.Steps = sweepSteps - middle
			state := s.state()
			require.NoError(t, state.Resume(shot))
			c := s.cotangent()
			back := func(s *sweepRun, state *plan.State, from int) {
				for i, list := range weights {
					c.Samples[i] = slices.Clone(list[from : from+s.run.Steps+1])
					if from == 0 {
						c.Samples[i][middle] = 0 // which is sample 0 of the rest
					}
				}
				s.sweep(state, c, s.run, s.run.Steps)
			}
			back(&rest, state, middle)
			back(&first, s.state(), 0)
			s.equal(whole, c, true, "in two runs")
		})
	}
}

// TestAStepBackAllocatesNothing: nor does one forward with a tape.
func TestAStepBackAllocatesNothing(t *testing.T) {
	for _, name := range []string{"cells", "pumps", "diffusion", "junctions", "parts", "parts with ions"} {
		for _, solver := range []systems.Solver{systems.BackwardEuler, systems.ExponentialEuler} {
			t.Run(fmt.Sprint(name, " ", solver), func(t *testing.T) {
				allocations := func(steps int) int {
					s := newSweepRun(t, sweepModels()[name](t), systems.Options{Solver: solver}, plan.RunOptions{Steps: steps, Dt: 0.001, Every: 1})
					o, c, ctx := s.run, s.cotangent(), context.Background()
					o.Workers = 1
					copy(c.Samples, s.weights)
					sweep, err := plan.NewSweep(s.state(), s.schedule(), o, c)
					require.NoError(t, err)
					require.NoError(t, sweep.Start())
					sweep.Reserve(steps, 0)
					var before, after runtime.MemStats
					runtime.ReadMemStats(&before)
					require.NoError(t, sweep.Advance(ctx, steps, true))
					require.NoError(t, sweep.Back(ctx, 0))
					runtime.ReadMemStats(&after)
					return int(after.Mallocs - before.Mallocs)
				}
				few, many := allocations(30), allocations(230)
				require.InDelta(t, few, many, 50, "allocations of 30 and of 230 steps")
			})
		}
	}
}

// TestSamplesForwardAndBack: the tangents of the samples along a direction in
// everything, and the derivatives of their weighted sum, give the same number: 1e-11 of
// the sum of its terms' sizes.
func TestSamplesForwardAndBack(t *testing.T) {
	for name, make_ := range sweepModels() {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(6, 6))
			s := newSweepRun(t, make_(t), systems.Options{}, plan.RunOptions{Steps: sweepSteps, Dt: 0.025, Every: 2})
			bar, _ := s.swept(2, sweepSteps)
			state, dot := s.state(), s.cotangent()
			back, size := 0.0, 0.0
			add := func(bar, dot []float64) {
				for i, x := range dot {
					back += bar[i] * x
					size += math.Abs(bar[i] * x)
				}
			}
			for _, info := range s.plan.Columns() {
				if !isInput(info) {
					continue
				}
				values, err := state.Values(info.Name)
				require.NoError(t, err)
				direction := drawn(random, values)
				require.NoError(t, dot.Set(info.Name, direction))
				bars, err := bar.Values(info.Name)
				require.NoError(t, err)
				add(bars, direction)
			}
			for k, lists := range [][][]float64{dot.Waveforms, dot.ClampWaveforms} {
				for i := range lists {
					copy(lists[i], drawn(random, make([]float64, sweepSteps)))
					add([][][]float64{bar.Waveforms, bar.ClampWaveforms}[k][i], lists[i])
				}
			}
			for i, list := range s.weights {
				dot.Samples[i] = make([]float64, len(list))
			}
			st, err := plan.NewStepper(state, s.schedule(), s.run)
			require.NoError(t, err)
			require.NoError(t, st.StartJVP(dot))
			for range sweepSteps {
				require.NoError(t, st.StepJVP(dot))
			}
			forward := 0.0
			for i, list := range s.weights {
				for k, weight := range list {
					forward += weight * dot.Samples[i][k]
					size += math.Abs(weight * dot.Samples[i][k])
				}
			}
			require.NotZero(t, forward)
			require.InDelta(t, forward, back, 1e-11*size)
		})
	}
}

// ran is the state after a plain run.
func (s *sweepRun) ran() *plan.State {
	state := s.state()
	require.NoError(s.t, plan.Run(context.Background(), state, s.schedule(), s.run))
	return state
}
