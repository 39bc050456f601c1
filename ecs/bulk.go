package ecs

import (
	"fmt"
	"math"

	arche "github.com/mlange-42/arche/ecs"
)

// bulk is what a kind made by [World.NewBulkKind] keeps instead of rows in arche: its columns, and who is in
// which row.
//
// arche spends 32 bytes on an entity before its first component, doubles its columns and the index of all
// entities when they are full, and so may hold 64 bytes that nobody asked for. Here a row is as long as its components.
type bulk struct {
	self     arche.Entity // stands for the kind in the store
	columns  map[arche.ID]*bulkColumn
	capacity int // rows of the columns
	identity
}

// identity says which entity is in which row. While no entity was removed alone, entity and row have the same number,
// and nothing is kept.
type identity struct {
	era    uint32   // generation of the entities that have had no other before them
	latest uint32   // the highest generation given so far
	places []place  // of each entity by number; nil while all are in the row of their number
	number []uint32 // of the entity of each row; nil likewise
	free   []uint32 // numbers to be given again
}

// place is where the entity of a number is.
type place struct {
	row        int32 // -1: nowhere
	generation uint32
}

// growth is the part of a column, 1/growth, that is set aside for later rows when a column that has rows is full.
const growth = 8

// NewBulkKind makes a kind of entities of which there may be millions, made in large batches and removed together.
// Its rows hold their components and nothing else:
// columns are as long as the first batch, have at most an eighth more room than rows later, and an
// entity by itself takes memory only when single ones have been removed. All else is as with [World.NewKind],
// but that rows are limited by their number, [MaxBulkRows], and the kind takes no component type.
func (w *World) NewBulkKind(name string, components ...AnyComponent) (*Kind, error) {
	k, err := w.newKind(name, components)
	if err != nil {
		return nil, err
	}
	k.bulk = &bulk{self: w.store.NewEntity(), columns: map[arche.ID]*bulkColumn{}}
	for id, info := range k.components {
		k.bulk.columns[id] = &bulkColumn{size: info.size}
	}
	w.addKind(k)
	w.bulk[k.bulk.self] = k
	w.weigh()
	return k, nil
}

// MaxBulkRows is the largest number of entities of a kind made by [World.NewBulkKind].
const MaxBulkRows = math.MaxInt32

// grow makes room for n rows more than count.
func (b *bulk) grow(kind string, count, n int) error {
	need := count + n
	if n > MaxBulkRows || need > MaxBulkRows {
		return fmt.Errorf("ecs: kind %q: %d more entities on top of %d; a kind has at most %d", kind, n, count, MaxBulkRows)
	}
	if need <= b.capacity {
		return nil
	}
	capacity := need
	if count > 0 {
		capacity = max(need, b.capacity+b.capacity/growth)
	}
	for _, c := range b.columns { // one after the other: the old one of each may go before the next is made
		c.grow(count, capacity)
	}
	b.capacity = capacity
	return nil
}

// add gives the rows from first on their entities.
func (d *identity) add(first, n int) {
	if d.places == nil {
		return
	}
	for row := first; row < first+n; row++ {
		number := uint32(len(d.places))
		if last := len(d.free) - 1; last >= 0 {
			number, d.free = d.free[last], d.free[:last]
			d.places[number].row = int32(row)
		} else {
			d.places = append(d.places, place{row: int32(row), generation: d.era})
		}
		d.number = append(d.number, number)
	}
}

// at returns the number and generation of the entity in a row.
func (d *identity) at(row int) (number, generation uint32) {
	if d.places == nil {
		return uint32(row), d.era
	}
	number = d.number[row]
	return number, d.places[number].generation
}

// entity returns the entity in a row.
func (b *bulk) entity(row int) Entity {
	number, generation := b.at(row)
	return Entity{id: b.self, number: number, generation: generation, member: true}
}

// row returns the row of an entity, -1 of one that is no more; count is the number of rows.
func (d *identity) row(e Entity, count int) int {
	switch {
	case d.places != nil:
		if int(e.number) < len(d.places) && d.places[e.number].generation == e.generation {
			return int(d.places[e.number].row)
		}
	case e.generation == d.era && int(e.number) < count:
		return int(e.number)
	}
	return -1
}

// remove takes the entity of a row out and puts that of the last row there.
func (d *identity) remove(row, last int) {
	if d.places == nil {
		d.places, d.number = make([]place, last+1), make([]uint32, last+1)
		for i := range d.places {
			d.places[i], d.number[i] = place{row: int32(i), generation: d.era}, uint32(i)
		}
	}
	gone, moved := d.number[row], d.number[last]
	d.places[moved].row = int32(row)
	d.number[row] = moved
	p := &d.places[gone]
	p.row = -1
	p.generation++
	d.latest = max(d.latest, p.generation)
	d.number, d.free = d.number[:last], append(d.free, gone)
}

// clear takes all out.
func (d *identity) clear() {
	era := max(d.era, d.latest) + 1
	*d = identity{era: era, latest: era}
}

// clear removes all rows and gives their memory back.
func (b *bulk) clear() {
	b.identity.clear()
	for _, c := range b.columns {
		c.words = nil
	}
	b.capacity = 0
}

// remove removes a row; the last takes its place.
func (b *bulk) remove(row, last int) {
	for _, c := range b.columns {
		c.move(row, last)
	}
	b.identity.remove(row, last)
}

// bytes is the memory of the columns and of what is kept of the entities.
func (b *bulk) bytes() int {
	n := 8*cap(b.places) + 4*cap(b.number) + 4*cap(b.free)
	for _, c := range b.columns {
		n += 8 * cap(c.words)
	}
	return n
}
