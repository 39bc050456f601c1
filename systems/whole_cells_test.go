package systems_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/interp"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// meanField injects the mean voltage of each cell into its second compartment. Its Access says nothing of its Extent.
type meanField struct {
	plan  *plan.Plan
	place plan.Place
}

func (meanField) Name() string { return "mean field" }

func (meanField) Access() plan.Access {
	return plan.Access{Reads: []plan.Column{plan.Voltage}, Writes: []plan.Column{plan.Injected}, Scope: plan.Local}
}

// cells calls f with the rows of each cell in the tile, in model order.
func (m meanField) cells(t plan.Tile, f func(rows []int, share float64)) error {
	for _, g := range m.plan.Groups()[t.Groups.Low:t.Groups.High] {
		if g.Compartments.Low < t.Compartments.Low || g.Compartments.High > t.Compartments.High {
			return fmt.Errorf("it is given compartments %v of a cell that has %v", t.Compartments, g.Compartments)
		}
		rows := make([]int, g.Compartments.Len())
		for i := range rows {
			rows[i] = g.Compartments.Low + i
		}
		slices.SortFunc(rows, func(a, b int) int { return m.plan.ToModel(a) - m.plan.ToModel(b) })
		for i := range rows {
			rows[i] -= t.Compartments.Low
		}
		f(rows, 0.01/float64(len(rows)))
	}
	return nil
}

func (m meanField) Step(c *plan.Context, t plan.Tile) error {
	v, injected := c.Read(plan.Voltage), c.Write(plan.Injected)
	return m.cells(t, func(rows []int, share float64) {
		sum := 0.0
		for _, row := range rows {
			sum += v[row]
		}
		injected[rows[1]] = float64(share * sum)
	})
}

func (meanField) Saves() []plan.Column { return nil }

func (m meanField) Adjoint(c *plan.Context, t plan.Tile) error {
	v, injected := c.Derivative(plan.Voltage), c.Derivative(plan.Injected)
	return m.cells(t, func(rows []int, share float64) {
		bar := float64(share * injected[rows[1]])
		injected[rows[1]] = 0
		for _, row := range rows {
			v[row] += bar
		}
	})
}

// places says where it stands in the schedule.
func (m meanField) places() []plan.Place { return []plan.Place{m.place} }

// TestWholeCellsUnlessSaidOtherwise: a system that does not say what part of a cell it needs is given all of it, however large it is,
// and the bits are those of cells that are not cut, forward and back, whatever the workers.
func TestWholeCellsUnlessSaidOtherwise(t *testing.T) {
	for name, model := range map[string]func(testing.TB, topology.CutSizes) *plan.Blueprint{"currents": partsModel, "voltage": partsWithIons} {
		t.Run("before the "+name, func(t *testing.T) {
			place := plan.Before(name)
			o := plan.RunOptions{Steps: sweepSteps, Dt: 0.025, Every: 1}
			whole := newSweepRun(t, model(t, topology.CutSizes{Least: uncut}), systems.Options{}, o)
			plain := whole.ran()
			want, state := whole.swept(1, sweepSteps, meanField{whole.plan, place})
			require.NotEqual(t, plain.Hash(), state.Hash())
			for workers := range 4 {
				s := newSweepRun(t, model(t, topology.CutSizes{Least: 50, Part: 24, Limb: 16}), systems.Options{}, o)
				require.Len(t, s.plan.Cuts(), 2)
				got, cut := s.swept(workers+1, 4, meanField{s.plan, place})
				require.Equal(t, state.Hash(), cut.Hash(), "%d workers", workers+1)
				s.equal(want, got, false, fmt.Sprint(workers+1, " workers"))
			}
		})
	}
}

// TestListsOfWholeCells: what lies in a cell that is cut is listed as it is of one that is not.
func TestListsOfWholeCells(t *testing.T) {
	p, err := plan.Freeze(partsModel(t, topology.CutSizes{Least: 50, Part: 24, Limb: 16}), interp.New())
	require.NoError(t, err)
	for _, list := range []func(plan.Tile) []int32{p.TileStimuli, p.TileRecordings, p.TileClamps} {
		for _, cut := range p.Cuts() {
			var parts []int32
			for _, part := range p.PartsOf(cut.Cell) {
				parts = append(parts, list(part)...)
			}
			require.True(t, slices.IsSorted(list(cut.Cell)))
			require.ElementsMatch(t, parts, list(cut.Cell))
		}
	}
	require.NotEmpty(t, p.TileStimuli(p.Cuts()[0].Cell))
}
