package plan_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/plan"
	"golgi/topology"
)

// system is a system made of functions.
type system struct {
	name   string
	access plan.Access
	step   func(*plan.Context, plan.Tile) error
}

func (s system) Name() string                            { return s.name }
func (s system) Access() plan.Access                     { return s.access }
func (s system) Step(c *plan.Context, t plan.Tile) error { return s.step(c, t) }

// decay lets every voltage relax towards the mean of its tile's neighbours by
// an amount that depends on the time; local.
func decay() plan.System {
	return system{"decay", plan.Access{Writes: []plan.Column{plan.Voltage}, Reads: []plan.Column{plan.Area}, Scope: plan.Local},
		func(c *plan.Context, t plan.Tile) error {
			v, area := c.Write(plan.Voltage), c.Read(plan.Area)
			for i := range v {
				v[i] -= float64(c.Dt*math.Sin(c.T+area[i])) * v[i]
			}
			return nil
		}}
}

// pull lets every voltage follow the mean of what was published; crossing.
func pull(latency int) plan.System {
	return system{"pull", plan.Access{Writes: []plan.Column{plan.Voltage}, Scope: plan.Crossing, Latency: latency},
		func(c *plan.Context, t plan.Tile) error {
			mean := 0.0
			published := c.Exchange(latency)
			for _, x := range published {
				mean += x / float64(len(published))
			}
			v := c.Write(plan.Voltage)
			for i := range v {
				v[i] += float64(c.Dt * (mean - v[i]))
			}
			return nil
		}}
}

// total adds up all voltages, alone, and lets them follow it.
func total() plan.System {
	return system{"total", plan.Access{Writes: []plan.Column{plan.Voltage}},
		func(c *plan.Context, t plan.Tile) error {
			v, sum := c.Write(plan.Voltage), 0.0
			for _, x := range v {
				sum += x
			}
			for i := range v {
				v[i] -= float64(c.Dt * sum / float64(len(v)) / 10)
			}
			return nil
		}}
}

func schedule(t *testing.T, systems ...plan.System) *plan.Schedule {
	s := &plan.Schedule{}
	for _, system := range systems {
		require.NoError(t, s.Add(system))
	}
	return s
}

// manyCells has cells of several kinds in more than a dozen tiles, a few of
// whose compartments are published.
func manyCells(t *testing.T) *plan.Blueprint { return someCells(t, 90) }

// someCells is so many of them.
func someCells(t *testing.T, cells int) *plan.Blueprint {
	kinds := []*topology.Tree{tree(t, []int{-1, 0, 0}, 3, 40, 5), tree(t, []int{-1}, 700), tree(t, []int{-1, 0}, 1, 1)}
	var trees []*topology.Tree
	for i := range cells {
		trees = append(trees, kinds[i%3])
	}
	b := blueprint(t, 3, trees...)
	for c := 0; c < len(b.Voltage); c += 997 {
		b.Published = append(b.Published, c)
	}
	return b
}

// TestAnyNumberOfWorkersGivesTheSameBits holds for local, crossing (with and
// without latency) and serial systems.
func TestAnyNumberOfWorkersGivesTheSameBits(t *testing.T) {
	for name, systems := range map[string][]plan.System{
		"local":         {decay()},
		"crossing":      {decay(), pull(0)},
		"latency 3":     {decay(), pull(3)},
		"two latencies": {decay(), system{"slow", pull(7).Access(), pull(7).Step}, pull(2)},
		"serial":        {decay(), total()},
		"serial first":  {total(), decay()},
		"all":           {decay(), total(), pull(1)},
	} {
		t.Run(name, func(t *testing.T) {
			b := manyCells(t)
			var want string
			for _, workers := range []int{1, 2, 3, 7} {
				_, s := freeze(t, b)
				require.NoError(t, plan.Run(context.Background(), s, schedule(t, systems...), plan.RunOptions{Steps: 50, Dt: 0.025, Workers: workers}))
				require.Equal(t, 50, s.Step())
				if want == "" {
					want = s.Hash()
				}
				require.Equal(t, want, s.Hash(), "%d workers", workers)
			}
		})
	}
}

// TestCrossingReadsWhatWasPublished checks the exchange column against a loop
// over whole arrays.
func TestCrossingReadsWhatWasPublished(t *testing.T) {
	for _, latency := range []int{0, 1, 4} {
		b := manyCells(t)
		p, s := freeze(t, b)
		require.Equal(t, b.Published, p.Published())
		require.NoError(t, plan.Run(context.Background(), s, schedule(t, pull(latency)), plan.RunOptions{Steps: 20, Dt: 0.025, Workers: 2}))
		history := [][]float64{append([]float64(nil), b.Voltage...)}
		for n := range 20 {
			old := history[max(n-latency, 0)]
			mean := 0.0
			for _, c := range b.Published {
				mean += old[c] / float64(len(b.Published))
			}
			next := append([]float64(nil), history[n]...)
			for i := range next {
				next[i] += float64(0.025 * (mean - next[i]))
			}
			history = append(history, next)
		}
		got, err := s.Values(plan.Voltage)
		require.NoError(t, err)
		require.Equal(t, history[20], got, "latency %d", latency)
	}
}

// TestResumeIsBitwise: n steps, then m from the snapshot, are n + m steps,
// published voltages included.
func TestResumeIsBitwise(t *testing.T) {
	b := manyCells(t)
	systems := []plan.System{decay(), pull(3)}
	_, whole := freeze(t, b)
	require.NoError(t, plan.Run(context.Background(), whole, schedule(t, systems...), plan.RunOptions{Steps: 37, Dt: 0.025}))
	_, first := freeze(t, b)
	require.NoError(t, plan.Run(context.Background(), first, schedule(t, systems...), plan.RunOptions{Steps: 20, Dt: 0.025}))
	_, second := freeze(t, b)
	require.NoError(t, second.Resume(first.Snapshot()))
	require.NoError(t, plan.Run(context.Background(), second, schedule(t, systems...), plan.RunOptions{Steps: 17, Dt: 0.025}))
	require.Equal(t, whole.Hash(), second.Hash())
	require.Equal(t, 37, second.Step())
}

// TestSmallestFaultIsReported: several tiles fail at several steps; the report
// is the same whatever the workers.
func TestSmallestFaultIsReported(t *testing.T) {
	b := manyCells(t)
	failing := system{"failing", plan.Access{Reads: []plan.Column{plan.Voltage}, Scope: plan.Local},
		func(c *plan.Context, t plan.Tile) error {
			if c.N+t.Index >= 30 && t.Index%3 == 1 {
				return &plan.Fault{Step: c.N + 1, Compartment: c.Plan.ToModel(t.Compartments.Low), Err: fmt.Errorf("tile %d at %d", t.Index, c.N+1)}
			}
			return nil
		}}
	var want error
	for _, workers := range []int{1, 2, 3, 7} {
		_, s := freeze(t, b)
		err := plan.Run(context.Background(), s, schedule(t, decay(), failing), plan.RunOptions{Steps: 60, Dt: 0.025, Workers: workers})
		var fault *plan.Fault
		require.ErrorAs(t, err, &fault)
		if want == nil {
			want = err
		}
		require.Equal(t, want, err, "%d workers", workers)
	}
}

func TestPanicOfASystemIsAnError(t *testing.T) {
	_, s := freeze(t, manyCells(t))
	broken := system{"broken", plan.Access{Scope: plan.Local}, func(c *plan.Context, t plan.Tile) error { c.Write(plan.Voltage); return nil }}
	err := plan.Run(context.Background(), s, schedule(t, broken), plan.RunOptions{Steps: 1, Dt: 1, Workers: 3})
	require.EqualError(t, err, `system "broken", in the step from 0 ms: it touches column "v", which its Access does not name`)
	broken.step = func(*plan.Context, plan.Tile) error { panic("a bug") }
	err = plan.Run(context.Background(), s, schedule(t, broken), plan.RunOptions{Steps: 1, Dt: 1, Workers: 3})
	require.ErrorContains(t, err, `system "broken", in the step from 0 ms: panic: a bug`)
	broken.step = func(*plan.Context, plan.Tile) error { return errors.New("out of ink") }
	err = plan.Run(context.Background(), s, schedule(t, decay(), broken), plan.RunOptions{Steps: 1, Dt: 1, Workers: 3})
	require.EqualError(t, err, `system "broken", in the step from 0 ms: out of ink`)
}

// TestStop: a serial system ends the run after its step, with the samples so
// far, whatever the workers; another kind may not.
func TestStop(t *testing.T) {
	b := manyCells(t)
	b.Recordings = []plan.Recording{{Key: "v", Compartment: 3}}
	keep := system{"keep", plan.Access{Reads: []plan.Column{plan.Voltage}, Scope: plan.Local}, func(c *plan.Context, tile plan.Tile) error {
		for _, i := range c.Plan.TileRecordings(tile) {
			if (c.N+1)%c.Every == 0 {
				c.State.Samples[i][(c.N+1)/c.Every] = c.State.Value(&c.Plan.Recordings()[i].Target)
			}
		}
		return nil
	}}
	stop := system{"stop", plan.Access{}, func(c *plan.Context, _ plan.Tile) error {
		if c.N == 24 {
			return plan.ErrStop
		}
		return nil
	}}
	for _, workers := range []int{1, 3} {
		_, s := freeze(t, b)
		require.NoError(t, plan.Run(context.Background(), s, schedule(t, decay(), stop, keep), plan.RunOptions{Steps: 100, Dt: 0.025, Workers: workers, Every: 5}))
		require.Equal(t, 25, s.Step())
		_, whole := freeze(t, b)
		require.NoError(t, plan.Run(context.Background(), whole, schedule(t, decay(), keep), plan.RunOptions{Steps: 25, Dt: 0.025, Every: 5}))
		require.Equal(t, whole.Hash(), s.Hash())
		require.Equal(t, whole.Samples[0][1:], s.Samples[0][1:])
		require.Len(t, s.Samples[0], 6)
	}
	_, s := freeze(t, b)
	local := system{"local", plan.Access{Scope: plan.Local}, stop.step}
	err := plan.Run(context.Background(), s, schedule(t, local), plan.RunOptions{Steps: 100, Dt: 0.025})
	require.EqualError(t, err, `system "local", in the step from 0.6 ms: stop`)
}

func TestCancel(t *testing.T) {
	_, s := freeze(t, blueprint(t, 1, tree(t, []int{-1}, 1)))
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	err := plan.Run(ctx, s, schedule(t, decay()), plan.RunOptions{Steps: 1 << 30, Dt: 0.025, Progress: func(done, steps int) {
		if calls++; calls == 3 {
			cancel()
		}
	}})
	require.True(t, errors.Is(err, context.Canceled))
	require.Equal(t, 3, calls)
}

func TestSchedulePlaces(t *testing.T) {
	named := func(name string) plan.System { return system{name: name} }
	s := schedule(t, named("a"), named("b"), named("c"))
	require.NoError(t, s.Add(named("x"), plan.Before("c")))
	require.NoError(t, s.Add(named("y"), plan.After("a"), plan.Before("c")))
	require.Equal(t, []string{"a", "y", "b", "x", "c"}, s.Names())
	require.ErrorContains(t, s.Add(named("z"), plan.After("q")), `system "z" is placed at "q", which does not exist; there are: a, y, b, x, c`)
	require.ErrorContains(t, s.Add(named("z"), plan.Before("a"), plan.After("c")), "no order is possible")
	require.ErrorContains(t, s.Add(named("b")), `there is a system "b" already`)
	require.Equal(t, []string{"a", "y", "b", "x", "c"}, s.Names(), "a failed Add changes nothing")
}
