package plan

import (
	"cmp"
	"slices"
	"sync/atomic"

	"golgi/internal/barrier"
)

// share is what one worker does in a run. It is fixed, so that a tile stays in the cache of one worker.
type share struct {
	units []unit // those that workers share stand last, and alike in all shares
	tiles []Tile // in the order in which a step first comes to them
}

// unit is what is taken through many steps alone: a tile, or a cell that is cut.
type unit struct {
	tile  Tile
	cut   *CutCell
	limbs []Tile // parts of the worker, from the leaves to the root
	trunk []Tile // the same, of the trunk: to all but the solve
	team  *team  // that shares the cell; nil where one worker has it
	fault partFault
	leads bool // it solves the trunk, and is given what must be given all of the cell
}

// team are the workers that share a cell.
type team struct {
	meet    *barrier.Barrier
	faults  []partFault    // of each
	stopped atomic.Bool    // in the trunk
	failed  [2]atomic.Bool // see together
}

// whole is what a system is given of the unit that must be given whole cells.
func (u *unit) whole() Tile {
	if u.cut != nil {
		return u.cut.Cell
	}
	return u.tile
}

// alone makes the unit of a worker that shares it with nobody.
func (p *Plan) alone(r Range) unit {
	t := p.tiles[r.Low]
	u := unit{tile: t, leads: true, cut: p.CutOf(t)}
	if u.cut != nil {
		u.limbs, u.trunk = p.tiles[r.Low:u.cut.Trunk.Low], p.tiles[u.cut.Trunk.Low:r.High]
	}
	return u
}

// add appends a unit.
func (s *share) add(u unit) {
	s.units = append(s.units, u)
	if u.cut == nil {
		s.tiles = append(s.tiles, u.tile)
	}
	s.tiles = append(append(s.tiles, u.limbs...), u.trunk...)
}

func (p *Plan) work(r Range) int {
	return p.tiles[r.High-1].Nodes.High - p.tiles[r.Low].Nodes.Low
}

// uneven is how much more than their mean the most busy worker may have to do before cells are shared.
const uneven = 0.06

// shareOut deals the units to workers in contiguous shares of about equal work. The largest of the cells that are cut are shared by all
// workers, as many of them as it takes for shares to be even.
func (p *Plan) shareOut(workers int) []share {
	var large []Range
	total := 0
	for _, u := range p.units {
		if total += p.work(u); workers > 1 && u.Len() > 1 && len(p.CutOf(p.tiles[u.Low]).Limbs) > 1 {
			large = append(large, u)
		}
	}
	slices.SortStableFunc(large, func(a, b Range) int { return cmp.Compare(p.work(b), p.work(a)) })
	for n := 0; ; n++ {
		shared := map[Range]bool{}
		together := 0
		for _, u := range large[:n] {
			shared[u] = true
			together += p.work(u)
		}
		lists := p.split(slices.DeleteFunc(slices.Clone(p.units), func(u Range) bool { return shared[u] }), workers)
		most := 0
		for _, list := range lists {
			load := together / workers
			for _, u := range list {
				load += p.work(u)
			}
			most = max(most, load)
		}
		if n < len(large) && float64(most*workers) > (1+uneven)*float64(total) {
			continue
		}
		shares := make([]share, len(lists))
		if n > 0 {
			shares = make([]share, workers)
		}
		for w, list := range lists {
			for _, u := range list {
				shares[w].add(p.alone(u))
			}
		}
		for i, u := range large[:n] {
			p.shareCell(shares, p.CutOf(p.tiles[u.Low]), i%workers)
		}
		return shares
	}
}

// split deals units to at most so many workers.
func (p *Plan) split(units []Range, workers int) [][]Range {
	var shares [][]Range
	total := 0
	for _, u := range units {
		total += p.work(u)
	}
	done, low := 0, 0
	for w := 0; w < workers && low < len(units); w++ {
		target := (total - done) / (workers - w)
		high, got := low, 0
		for high < len(units) && (high == low || got+p.work(units[high])/2 <= target) {
			got += p.work(units[high])
			high++
		}
		if w == workers-1 {
			high = len(units)
		}
		shares = append(shares, units[low:high])
		done += got
		low = high
	}
	return shares
}

// shareCell deals the limbs of a cell to workers, the largest first, and the parts of its trunk.
func (p *Plan) shareCell(shares []share, cut *CutCell, leader int) {
	limbs := slices.Clone(cut.Limbs)
	slices.SortStableFunc(limbs, func(a, b Range) int { return cmp.Compare(p.work(b), p.work(a)) })
	for i := cut.Trunk.Low; i < cut.Trunk.High; i++ {
		limbs = append(limbs, Range{i, i + 1})
	}
	team := &team{faults: make([]partFault, len(shares))}
	units, load := make([]unit, len(shares)), make([]int, len(shares))
	for _, r := range limbs {
		w := 0
		for i := range load {
			if load[i] < load[w] {
				w = i
			}
		}
		load[w] += p.work(r)
		parts := p.tiles[r.Low:r.High]
		if r.Low >= cut.Trunk.Low {
			units[w].trunk = append(units[w].trunk, parts...)
		} else {
			units[w].limbs = append(units[w].limbs, parts...)
		}
	}
	for w := range units {
		units[w].cut, units[w].team, units[w].leads = cut, team, w == leader
		shares[w].add(units[w])
	}
}
