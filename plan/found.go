package plan

import (
	"slices"
	"unsafe"
)

// Found is a column in a tile as the steps found it that an Adjoint goes back through. It is made by Context.Found, once.
type Found struct {
	column []float64 // of the state; nil if it is one value
	tape   *tape
	lane   *lane // nil where nothing keeps the column: it is as it was
	slot   int
	k      int // among the columns of the lane
}

// Found is called in PrepareAdjoint, for a column that an Adjoint reads as its own step found it. A system must use it for all
// columns that its ReadsFound names. It is misuse if an earlier system of the schedule is the only one that saves the column: the tape
// then has it as that system found it, before it changed it. The later system must name the column in its own Saves.
func (c *Context) Found(column Column) Found { return c.FoundIn(column, c.tile) }

// FoundIn is Found in a part of the tile, which is a cell that is cut.
func (c *Context) FoundIn(column Column, tile Tile) Found {
	i, _ := c.declared(column)
	var f Found
	if all := &c.State.columns[i]; !all.uniform {
		f.column = c.State.rows(i, c.Plan.rowsOf(i, tile))
	}
	if f.tape = c.tape; f.tape == nil {
		return f
	}
	if cut := c.Plan.CutOf(tile); cut != nil && tile == cut.Cell { // in parts on the tape, in one here
		return f
	}
	for number := range f.tape.lanes {
		l := &f.tape.lanes[number]
		if k := slices.Index(l.columns, i); k >= 0 && !l.serial && c.entry.access.Scope != Serial {
			if l.stays[k] && c.entry.number > number {
				panic(misuse("it asks with Found for column \"" + string(column) + "\", which the tape has as an earlier system found it; name it in Saves"))
			}
			f.lane, f.slot, f.k = l, tile.Index, k
			break
		}
	}
	return f
}

// Kept says whether the column lies elsewhere in each step.
func (f *Found) Kept() bool { return f.lane != nil && f.lane.stays[f.k] }

// Values are the rows of the tile, to be read in the present step.
func (f *Found) Values(c *Context) []float64 {
	if !f.Kept() {
		return f.column
	}
	return f.tape.kept(f.lane, f.slot, f.k, c.N)
}

// Next are those of the step that the way back comes to next, for the memory to be asked for them; those of this one if
// there is none.
func (f *Found) Next(c *Context) []float64 {
	if f.lane == nil {
		return f.column
	}
	return f.tape.kept(f.lane, f.slot, f.k, max(c.N-1, f.tape.first))
}

// findStaying finds the columns that need not be put back on the way back: all systems that name them take them from the tape.
func (t *tape) findStaying(s *Schedule) {
	savers := map[int]int{}
	for _, l := range t.lanes {
		for _, i := range l.columns {
			savers[i]++
		}
	}
	t.stays = make([]bool, len(t.plan.columns))
	for number := range t.lanes {
		l := &t.lanes[number]
		l.stays = make([]bool, len(l.columns))
		for k, i := range l.columns {
			l.stays[k] = savers[i] == 1 && !slices.ContainsFunc(s.entries, func(e *entry) bool {
				return t.wantsBack(e, i, l.after[k] && e.number != number)
			})
			t.stays[i] = t.stays[i] || l.stays[k]
		}
	}
}

// wantsBack says whether a system needs a column in its place, or changes it where nobody may.
func (t *tape) wantsBack(e *entry, column int, unchanged bool) bool {
	var found []Column
	if reader, ok := e.system.(FoundReader); ok {
		found = reader.ReadsFound()
	}
	return slices.ContainsFunc(e.columns, func(d declaredColumn) bool {
		return d.index == column && (e.access.Scope == Serial || unchanged && d.writes || !slices.Contains(found, d.name) || t.whole(e))
	})
}

// whole says whether a system goes back through whole cells that the tape has in parts.
func (t *tape) whole(e *entry) bool {
	_, climbs := e.system.(AdjointClimber)
	return len(t.plan.cuts) > 0 && (e.access.Extent == WholeCells || e.access.Extent == AlongTree && !climbs)
}

// Keeper is the place on the tape for a column in a tile, for a step that itself keeps what it finds there.
type Keeper struct {
	tape *tape
	lane *lane
	slot int
	k    int
}

// Keeper gives PrepareAdjoint the place for a column that nothing changes between the system and the one that saves it, its own or a later one. From
// then on Step has to keep it, whenever the context Tapes. False: the tape does.
func (c *Context) Keeper(column Column) (keeper Keeper, ok bool) {
	i, _ := c.declared(column)
	if c.tape == nil || c.entry.access.Scope == Serial {
		return keeper, false
	}
	for number := range c.tape.lanes {
		l := &c.tape.lanes[number]
		k := slices.Index(l.columns, i)
		if k < 0 || l.serial {
			continue
		}
		unchanged := number == c.entry.number || number > c.entry.number && l.stays[k] && l.after[k]
		if !unchanged {
			return keeper, false
		}
		l.own[c.tile.Index][k] = true
		return Keeper{c.tape, l, c.tile.Index, k}, true
	}
	return keeper, false
}

// Tapes says whether the present step is kept for the way back.
func (c *Context) Tapes() bool { return c.tapes }

// Values are the place for the present step.
func (k *Keeper) Values(c *Context) []float64 { return k.tape.kept(k.lane, k.slot, k.k, c.N) }

// Past says whether values of the place, some rows of it, are not read for long, and begin where 64 bytes do. Rows of which the place
// moves by other than whole lines from step to step are never past the caches, so that the answer stays.
func (k *Keeper) Past(values []float64) bool {
	return k.tape.streams && k.lane.width[k.slot]%alignment == 0 && uintptr(unsafe.Pointer(unsafe.SliceData(values)))%64 == 0
}
