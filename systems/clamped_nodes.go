package systems

import (
	"slices"

	"golgi/plan"
)

// clampedNode is a compartment whose voltage, or concentration, is clamped. Its node is taken out
// of the system: the couplings to its neighbours are cut, and what flows
// through them stands on the right-hand side of the neighbours.
type clampedNode struct {
	number      int32 // among the clamps of the plan
	compartment int   // counted from the tile's first
	place       int32
	neighbours  []clampedNeighbour
}

type clampedNeighbour struct {
	place    int32
	coupling float64 // uS
}

// takeOut finds the clamped nodes of a tile and, for the implicit solvers, cuts
// them out of the tree. Of several clamps of one compartment the last counts.
func (w *cable) takeOut(p *plan.Plan, t plan.Tile, implicit bool) {
	clampAt := map[int32]int{} // place -> index of w.clamps
	clamps := p.Clamps()
	for _, number := range p.TileClamps(t) {
		if clamps[number].Key != w.key {
			continue
		}
		compartment := clamps[number].Row - t.Compartments.Low
		place := w.place[compartment]
		c := clampedNode{number: number, compartment: compartment, place: place}
		if i, again := clampAt[place]; again {
			w.clamps[i] = c
			continue
		}
		clampAt[place] = len(w.clamps)
		w.clamps = append(w.clamps, c)
	}
	if len(clampAt) == 0 || !implicit {
		return
	}
	w.axial = slices.Clone(w.Coupling)
	for _, k := range w.sequence {
		parent := w.Parent[k]
		if parent < 0 {
			continue
		}
		i, here := clampAt[k]
		j, above := clampAt[parent]
		if here && !above {
			w.clamps[i].neighbours = append(w.clamps[i].neighbours, clampedNeighbour{parent, w.Coupling[k]})
		}
		if above && !here {
			w.clamps[j].neighbours = append(w.clamps[j].neighbours, clampedNeighbour{k, w.Coupling[k]})
		}
		if here || above {
			w.Coupling[k] = 0
		}
	}
}

// command makes the clamped values known to an implicit step: the command at
// the end of the step, or for the half step of Crank-Nicolson the mean of V(n)
// and it.
func (w *cable) command(c *plan.Context, v []float64, half bool) {
	for i := range w.clamps {
		clamp := &w.clamps[i]
		x := c.State.ClampWaveforms[clamp.number][c.N]
		if half {
			x = (v[clamp.compartment] + x) / 2
		}
		w.Diagonal[clamp.place], w.Right[clamp.place] = 1, x
		for _, n := range clamp.neighbours {
			w.Right[n.place] += float64(n.coupling * x)
		}
	}
}

// set makes the new value of clamped compartments the command, exactly.
func (w *cable) set(c *plan.Context, v []float64) {
	for i := range w.clamps {
		v[w.clamps[i].compartment] = c.State.ClampWaveforms[w.clamps[i].number][c.N]
	}
}
