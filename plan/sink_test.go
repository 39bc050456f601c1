package plan_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/plan"
)

// keeper keeps recordings of voltages as the standard system does.
type keeper struct{}

func (keeper) Name() string { return "keeper" }
func (keeper) Access() plan.Access {
	return plan.Access{Reads: []plan.Column{plan.Voltage}, Scope: plan.Local}
}

func (k keeper) Start(c *plan.Context, t plan.Tile) error { return k.keep(c, t, 0) }

func (k keeper) Step(c *plan.Context, t plan.Tile) error {
	if done := c.N + 1 - c.First; done%c.Every == 0 {
		return k.keep(c, t, done/c.Every)
	}
	return nil
}

func (keeper) keep(c *plan.Context, t plan.Tile, sample int) error {
	for _, i := range c.Plan.TileRecordings(t) {
		c.State.Samples[i][sample-c.State.FirstSample] = c.State.Value(&c.Plan.Recordings()[i].Target)
	}
	return nil
}

// recorded is some cells in several tiles, with recordings in all of them.
func recorded(t *testing.T) *plan.Blueprint {
	b := someCells(t, 24)
	for c := 0; c < len(b.Voltage); c += 311 {
		b.Recordings = append(b.Recordings, plan.Recording{Key: "v", Compartment: c})
	}
	return b
}

// collector is a sink that puts blocks together again and checks their form.
type collector struct {
	t       *testing.T
	samples [][]float64
	lengths []int // of the blocks
}

func (c *collector) take(first int, samples [][]float64) error {
	if c.samples == nil {
		c.samples = make([][]float64, len(samples))
	}
	require.Len(c.t, samples, len(c.samples))
	for r, list := range samples {
		require.Len(c.t, c.samples[r], first, "without gaps, recording %d", r)
		require.Len(c.t, list, len(samples[0]))
		c.samples[r] = append(c.samples[r], list...)
		for k := range list {
			list[k] = -1 // it is the sink's until it returns
		}
	}
	c.lengths = append(c.lengths, len(samples[0]))
	return nil
}

// TestSinkHasWhatARunKeeps: the bits of a run that keeps all, in whole blocks, whatever the systems, the
// workers, the size of a block and the samples that are left out; and the same state at the end.
func TestSinkHasWhatARunKeeps(t *testing.T) {
	b := recorded(t)
	for name, systems := range map[string][]plan.System{
		"local":    {decay(), keeper{}},
		"crossing": {decay(), pull(3), keeper{}},
		"serial":   {decay(), total(), pull(1), keeper{}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, every := range []int{1, 7} {
				_, whole := freeze(t, b)
				o := plan.RunOptions{Steps: 50, Dt: 0.025, Every: every}
				require.NoError(t, plan.Run(context.Background(), whole, schedule(t, systems...), o))
				for _, workers := range []int{1, 2, 3} {
					for _, block := range []int{0, 1, 4, 50} {
						_, s := freeze(t, b)
						got := &collector{t: t}
						o.Workers, o.Sink, o.SinkSamples = workers, got.take, block
						require.NoError(t, plan.Run(context.Background(), s, schedule(t, systems...), o))
						require.Equal(t, whole.Samples, got.samples, "every %d, %d workers, blocks of %d", every, workers, block)
						require.Equal(t, whole.Hash(), s.Hash())
						if block == 0 {
							block = 1 << 20
						}
						for i, n := range got.lengths {
							if i < len(got.lengths)-1 {
								require.Equal(t, block, n)
							}
						}
						require.Len(t, s.Samples, len(b.Recordings))
						require.Empty(t, s.Samples[0])
					}
				}
				o.Sink = nil
			}
		})
	}
}

// TestSinkOfLittleMemory: room for one block, whatever the length of the run.
func TestSinkOfLittleMemory(t *testing.T) {
	b := recorded(t)
	b.Published = nil // and so no memory that a run makes besides
	_, s := freeze(t, b)
	before := s.Bytes()
	got := 0
	sink := func(first int, samples [][]float64) error { got += len(samples) * len(samples[0]); return nil }
	require.NoError(t, plan.Run(context.Background(), s, schedule(t, keeper{}), plan.RunOptions{Steps: 5000, Dt: 0.025, Sink: sink, SinkSamples: 10}))
	require.Equal(t, len(b.Recordings)*5001, got)
	require.Equal(t, before+8*10*len(b.Recordings), s.Bytes())
	for len(b.Recordings) < 1<<18 {
		b.Recordings = append(b.Recordings, b.Recordings...)
	}
	_, s = freeze(t, b)
	before, got = s.Bytes(), 0
	require.NoError(t, plan.Run(context.Background(), s, schedule(t, keeper{}), plan.RunOptions{Steps: 10, Dt: 0.025, Sink: sink}))
	require.Equal(t, 11*len(b.Recordings), got)
	require.LessOrEqual(t, s.Bytes(), before+16<<20)
	require.Greater(t, s.Bytes(), before+8<<20)
}

// TestSinkOfARunThatEndsEarly: what was made until then is given, no less and no more: to the step of a system that stops the run, to
// the one before a fault, and to where the context ended.
func TestSinkOfARunThatEndsEarly(t *testing.T) {
	b := recorded(t)
	_, whole := freeze(t, b)
	require.NoError(t, plan.Run(context.Background(), whole, schedule(t, decay(), keeper{}), plan.RunOptions{Steps: 60, Dt: 0.025, Every: 2}))
	at := func(err error, n int) plan.System {
		access := plan.Access{}
		if err != plan.ErrStop {
			access.Scope = plan.Local
		}
		return system{"at", access, func(c *plan.Context, tile plan.Tile) error {
			if c.N == n+max(tile.Index, 0)%5 { // -1 is the whole model
				return err
			}
			return nil
		}}
	}
	for _, workers := range []int{1, 2, 3} {
		for _, block := range []int{0, 1, 4} {
			for _, c := range []struct {
				err     error
				samples int
			}{
				{plan.ErrStop, 13},     // the step from 24 is made: samples 0, 2, ... 24
				{errors.New("no"), 13}, // in the step from 24
			} {
				_, s := freeze(t, b)
				got := &collector{t: t}
				o := plan.RunOptions{Steps: 60, Dt: 0.025, Every: 2, Workers: workers, Sink: got.take, SinkSamples: block}
				err := plan.Run(context.Background(), s, schedule(t, decay(), keeper{}, at(c.err, 24)), o)
				if c.err == plan.ErrStop {
					require.NoError(t, err)
					require.Equal(t, 25, s.Step())
				} else {
					require.ErrorIs(t, err, c.err)
				}
				for r, list := range got.samples {
					require.Equal(t, whole.Samples[r][:c.samples], list)
				}
				require.Len(t, got.samples, len(b.Recordings))
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, s := freeze(t, b)
	got := &collector{t: t}
	done := 0
	o := plan.RunOptions{Steps: 1 << 30, Dt: 0.025, Sink: got.take, Progress: func(n, _ int) {
		if done = n; done > 2000 {
			cancel()
		}
	}}
	require.ErrorIs(t, plan.Run(ctx, s, schedule(t, keeper{}), o), context.Canceled)
	require.Len(t, got.samples[0], done+1)
	_, s = freeze(t, b)
	got = &collector{t: t}
	broken := plan.RunOptions{Steps: 5, Dt: 0.025, Sink: got.take}
	require.Error(t, plan.Run(context.Background(), s, schedule(t, startless{}, keeper{}), broken))
	require.Nil(t, got.samples, "a run that fails at its start has no samples")
}

// startless fails at the start.
type startless struct{}

func (startless) Name() string                            { return "startless" }
func (startless) Access() plan.Access                     { return plan.Access{Scope: plan.Local} }
func (startless) Start(*plan.Context, plan.Tile) error    { return errors.New("no start") }
func (startless) Step(c *plan.Context, _ plan.Tile) error { return nil }

// TestSinkThatFails: its error is that of the run, which goes no further; beside that of a fault both are told.
func TestSinkThatFails(t *testing.T) {
	b := recorded(t)
	full := errors.New("no room")
	for _, workers := range []int{1, 3} {
		_, s := freeze(t, b)
		calls, last := 0, 0
		watch := system{"watch", plan.Access{}, func(c *plan.Context, _ plan.Tile) error { last = c.N; return nil }}
		err := plan.Run(context.Background(), s, schedule(t, decay(), keeper{}, watch), plan.RunOptions{Steps: 60, Dt: 0.025, Workers: workers, SinkSamples: 10,
			Sink: func(first int, _ [][]float64) error {
				if calls++; first >= 20 {
					return fmt.Errorf("at %d: %w", first, full)
				}
				return nil
			}})
		require.ErrorIs(t, err, full)
		require.EqualError(t, err, "the samples from 0.5 ms were not taken: at 20: no room")
		require.Equal(t, 3, calls)
		require.Equal(t, 28, last, "sample 29 fills the block")
	}
	_, s := freeze(t, b)
	fault := &plan.Fault{Step: 4, Compartment: 1, Err: errors.New("out of range")}
	failing := system{"failing", plan.Access{Scope: plan.Local}, func(c *plan.Context, _ plan.Tile) error {
		if c.N == 3 {
			return fault
		}
		return nil
	}}
	err := plan.Run(context.Background(), s, schedule(t, failing, keeper{}), plan.RunOptions{Steps: 60, Dt: 0.025, Sink: func(int, [][]float64) error { return full }})
	require.ErrorIs(t, err, full)
	require.ErrorIs(t, err, fault)
}

// TestSinkAndDerivatives: a way back needs all samples.
func TestSinkAndDerivatives(t *testing.T) {
	b := recorded(t)
	p, s := freeze(t, b)
	o := plan.RunOptions{Steps: 1, Dt: 1, Sink: func(int, [][]float64) error { return nil }}
	cotangent, err := p.NewSensitivity()
	require.NoError(t, err)
	_, err = plan.NewSweep(s, schedule(t, decay()), o, cotangent)
	require.ErrorContains(t, err, "derivatives need all samples of a run at once")
	_, err = plan.NewStepper(s, schedule(t, decay()), o)
	require.ErrorContains(t, err, "leave Stream")
}
