package ecs

// This file holds every use of unsafe of the package.

import (
	"fmt"
	"unsafe"

	arche "github.com/mlange-42/arche/ecs"
)

// Column is a component of all entities of a kind, seen as a slice. It is
// stale once entities of the kind are created or removed.
type Column[T any] struct {
	kind       *Kind
	component  string
	generation uint64
	values     []T
}

// View returns the column of a component. A kind without that component gives
// a column whose Slice is an error.
func View[T any](k *Kind, c Component[T]) Column[T] {
	column := Column[T]{kind: k, component: c.info.name, generation: k.generation}
	info, ok := k.components[c.info.id]
	if !ok || info.world != c.info.world {
		column.kind = nil
		column.component = fmt.Sprintf("kind %q has no component %q", k.name, c.info.name)
		return column
	}
	if k.count > 0 {
		column.values = unsafe.Slice((*T)(k.pointers[c.info.id]), k.count)
	}
	return column
}

// pointers are to the first rows of columns.
type pointers map[arche.ID]unsafe.Pointer

// locate notes where the columns of the kind begin. All rows of a kind of arche's lie in
// one archetype, whose columns are single arrays: the pointer to the first row
// and the count are the whole column. It is done at each structural change, so
// that taking a column later is a plain read, which goroutines may share.
func (k *Kind) locate() {
	if k.count == 0 {
		clear(k.pointers)
		return
	}
	if k.bulk != nil {
		for id, c := range k.bulk.columns {
			k.pointers[id] = unsafe.Pointer(unsafe.SliceData(c.words))
		}
		return
	}
	q := k.world.store.Query(&k.mask)
	defer q.Close()
	if n := q.Count(); n != k.count || !q.Next() {
		panic(fmt.Sprintf("ecs: kind %q has %d rows, the store %d", k.name, k.count, n))
	}
	for id := range k.components {
		k.pointers[id] = q.Get(id)
	}
}

// Stale reports whether entities of the kind were created or removed since
// the column was taken.
func (c Column[T]) Stale() bool { return c.kind == nil || c.kind.generation != c.generation }

// Slice returns the column, a value a row; writing to it writes to the world.
// Error: the column is stale, or the kind has no such component.
func (c Column[T]) Slice() ([]T, error) {
	if c.kind == nil {
		if c.component == "" {
			return nil, fmt.Errorf("ecs: an empty Column; make one with View")
		}
		return nil, fmt.Errorf("ecs: %s", c.component)
	}
	if c.Stale() {
		return nil, fmt.Errorf("ecs: column %s of kind %q is stale: entities were created or removed since it was taken; take it again", c.component, c.kind.name)
	}
	return c.values, nil
}

// MustSlice is Slice for code that has just taken the column.
//
// Panics where Slice is an error.
func (c Column[T]) MustSlice() []T {
	values, err := c.Slice()
	if err != nil {
		panic(err)
	}
	return values
}

// Floats returns a column of a scalar type such as `type Voltage float64` as
// plain float64, without a copy. Errors as [Column.Slice].
func Floats[T ~float64](c Column[T]) ([]float64, error) {
	values, err := c.Slice()
	if err != nil || len(values) == 0 {
		return nil, err
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(&values[0])), len(values)), nil
}

// Integers returns a column of a scalar type such as `type Cell int32` as
// plain int32, without a copy. Errors as [Column.Slice].
func Integers[T ~int32](c Column[T]) ([]int32, error) {
	values, err := c.Slice()
	if err != nil || len(values) == 0 {
		return nil, err
	}
	return unsafe.Slice((*int32)(unsafe.Pointer(&values[0])), len(values)), nil
}

// bulkColumn is a component of all rows of a bulk kind. Components hold no pointers, so that any memory
// of their alignment will do, and words have the largest there is.
type bulkColumn struct {
	size  uintptr // of a row, bytes
	words []uint64
}

// grow makes room for so many rows, of which count are there already; the others are zero.
func (c *bulkColumn) grow(count, capacity int) {
	words := make([]uint64, (uintptr(capacity)*c.size+7)/8)
	copy(words, c.words[:(uintptr(count)*c.size+7)/8])
	c.words = words
}

// move puts the last row into another and clears it.
func (c *bulkColumn) move(to, last int) {
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(c.words))), 8*len(c.words))
	moved := bytes[uintptr(last)*c.size:][:c.size]
	copy(bytes[uintptr(to)*c.size:], moved)
	clear(moved)
}
