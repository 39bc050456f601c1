package systems_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/interp"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// foundPlace is a column of a tile, in a step.
type foundPlace struct {
	column  plan.Column
	tile, n int
}

// looksBack reads states before each step and, on the way back, looks whether it finds them so: in their place, or
// through Context.Found.
type looksBack struct {
	t       testing.TB
	columns []plan.Column
	finds   bool
	kept    map[plan.Column]bool
	seen    map[foundPlace][]float64 // by step
	found   map[foundPlace]plan.Found
}

func newLooksBack(t testing.TB, p *plan.Plan, finds bool) *looksBack {
	l := &looksBack{t: t, finds: finds, kept: map[plan.Column]bool{}, seen: map[foundPlace][]float64{}, found: map[foundPlace]plan.Found{}}
	for _, info := range p.Columns() {
		if info.Role == plan.RoleState {
			l.columns = append(l.columns, info.Name)
		}
	}
	return l
}

func (*looksBack) Name() string { return "looks back" }

func (l *looksBack) Access() plan.Access {
	return plan.Access{Scope: plan.Local, Extent: plan.AnyPart, Reads: l.columns}
}

func (l *looksBack) Step(c *plan.Context, t plan.Tile) error {
	for _, column := range l.columns {
		l.seen[foundPlace{column, t.Index, c.N}] = slices.Clone(c.Read(column))
	}
	return nil
}

func (*looksBack) Saves() []plan.Column { return nil }

// findsBack is the same with the right to find columns on the tape.
type findsBack struct{ *looksBack }

func (l findsBack) ReadsFound() []plan.Column { return l.columns }

func (l *looksBack) PrepareAdjoint(c *plan.Context, t plan.Tile) error {
	for _, column := range l.columns {
		found := c.Found(column)
		l.found[foundPlace{column, t.Index, 0}], l.kept[column] = found, found.Kept()
	}
	return nil
}

func (l *looksBack) Adjoint(c *plan.Context, t plan.Tile) error {
	for _, column := range l.columns {
		var values []float64
		if found := l.found[foundPlace{column, t.Index, 0}]; l.finds {
			values = found.Values(c)
		} else {
			values = c.Read(column)
		}
		require.Equal(l.t, l.seen[foundPlace{column, t.Index, c.N}], values, "%s in step %d", column, c.N)
	}
	return nil
}

// TestFound: a system of the user's own finds states as its steps found them, in their place unless it can do without, and the
// derivatives are the same wherever they lie.
func TestFound(t *testing.T) {
	// where no system that others rely on wants the voltage in its place
	for name, stays := range map[string]bool{"cells": false, "pumps": true, "diffusion": true, "junctions": false, "HH alone": true, "a cell in parts": true} {
		t.Run(name, func(t *testing.T) {
			make_ := sweepModels()[name]
			switch name {
			case "HH alone":
				make_ = func(t testing.TB) *plan.Blueprint { return population(t, 4) }
			case "a cell in parts":
				make_ = largeCell
			}
			run := plan.RunOptions{Steps: sweepSteps, Dt: 0.025, Every: 1, Workers: 1}
			if name == "a cell in parts" {
				run.Steps = 14 // so that the tape goes past the caches
			}
			s := newSweepRun(t, make_(t), systems.Options{}, run)
			if name != "a cell in parts" {
				require.Len(t, s.plan.Tiles(), 1)
			}
			want, _ := s.swept(1, run.Steps)
			for _, finds := range []bool{false, true} {
				system := newLooksBack(t, s.plan, finds)
				var first plan.System = system
				if finds {
					first = findsBack{system}
				}
				state, c := s.state(), s.cotangent()
				for i, list := range s.weights {
					c.Samples[i] = slices.Clone(list)
				}
				schedule := s.schedule()
				require.NoError(t, schedule.Add(first, plan.Before("stimulus")))
				sweep, err := plan.NewSweep(state, schedule, s.run, c)
				require.NoError(t, err)
				require.NoError(t, sweep.Start())
				require.NoError(t, sweep.Advance(context.Background(), s.run.Steps, true))
				require.NoError(t, sweep.Back(context.Background(), 4))
				require.NoError(t, sweep.Back(context.Background(), 0))
				require.NoError(t, sweep.BackStart())
				require.NoError(t, sweep.Finish())
				s.equal(want, c, false, "derivatives")
				require.Equal(t, finds && stays, system.kept[plan.Voltage], "the voltage stays on the tape")
			}
		})
	}
}

// largeCell is a cell that is cut, with HH and Leak.
func largeCell(t testing.TB) *plan.Blueprint {
	var parents, ncomp []int
	for i := range 127 {
		parents, ncomp = append(parents, (i-1)>>1), append(ncomp, 70)
	}
	tree, err := topology.TreeFromParents(parents, ncomp)
	require.NoError(t, err)
	b := populationOf([]*topology.Tree{tree}, 1)
	b.Recordings, b.Stimuli = b.Recordings[:2], b.Stimuli[:1]
	b.Cuts = topology.CutSizes{Least: 1000, Part: 2000, Limb: 1000}
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	require.NotEmpty(t, p.Cuts())
	return b
}

// TestReadOfWhatIsNotPutBack: a system that says it finds a column on the tape and reads it in its place is told so, and does not
// get the values of another step.
func TestReadOfWhatIsNotPutBack(t *testing.T) {
	s := newSweepRun(t, population(t, 4), systems.Options{}, plan.RunOptions{Steps: 3, Dt: 0.025, Every: 1, Workers: 1})
	c := s.cotangent()
	for i, list := range s.weights {
		c.Samples[i] = slices.Clone(list)
	}
	schedule := s.schedule()
	require.NoError(t, schedule.Add(findsBack{newLooksBack(t, s.plan, false)}, plan.Before("stimulus")))
	sweep, err := plan.NewSweep(s.state(), schedule, s.run, c)
	require.NoError(t, err)
	require.NoError(t, sweep.Start())
	require.NoError(t, sweep.Advance(context.Background(), 3, true))
	require.ErrorContains(t, sweep.Back(context.Background(), 0), `adjoint of system "looks back", in the step from 0.05 ms: it reads column "`)
}
