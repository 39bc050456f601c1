package ecs

import (
	"fmt"
	"math/bits"
	"reflect"

	arche "github.com/mlange-42/arche/ecs"
)

// Limits of the store behind a world.
const (
	// MaxTypes is the largest number of component types and kinds together.
	MaxTypes = arche.MaskTotalBits
	// MaxColumnBytes bounds the memory of one column, but for those of bulk kinds: offsets in it are
	// 32 bit, and copies of a column are limited to 31.
	MaxColumnBytes = 1<<31 - 1
)

// World holds entities of several kinds. Make one with [NewWorld].
type World struct {
	store      arche.World
	components map[reflect.Type]componentInfo // what has been registered
	kinds      []*Kind                        // in order of creation
	byName     map[string]*Kind               // the same by name
	bulk       map[arche.Entity]*Kind         // bulk kinds by what stands for them in the store
	capacity   int                            // rows a kind starts with
	types      int                            // component types used, tags of kinds included
	generation uint64                         // counts structural changes
	index      int                            // bytes of the store's index of entities
}

// Entity identifies an entity of a world. The zero value is no entity.
// Entities are compared with ==.
type Entity struct {
	id                 arche.Entity // of a bulk kind's: the one of the kind
	number, generation uint32       // within the bulk kind
	member             bool         // of a bulk kind
}

// IsZero reports whether e is no entity.
func (e Entity) IsZero() bool { return e.id.IsZero() }

// String returns index and generation of the entity.
func (e Entity) String() string {
	if e.member {
		return fmt.Sprintf("entity %d.%d (generation %d)", e.id.ID(), e.number, e.generation)
	}
	return fmt.Sprintf("entity %d (generation %d)", e.id.ID(), e.id.Generation())
}

// NewWorld returns an empty world whose kinds start with room for capacity
// rows (at least 1); columns double when they are full, but for those of bulk
// kinds, see [World.NewBulkKind].
func NewWorld(capacity int) *World {
	capacity = max(capacity, 1)
	return &World{
		store:      arche.NewWorld(capacity),
		components: map[reflect.Type]componentInfo{},
		byName:     map[string]*Kind{},
		bulk:       map[arche.Entity]*Kind{},
		capacity:   capacity,
	}
}

// CapacityFor returns a capacity for [NewWorld], at most 128, from which a kind that doubles to hold so many rows gets at most
// a 64th more room than that.
func CapacityFor(rows int) int {
	doublings := max(bits.Len(uint(max(rows, 1)))-7, 0)
	return max((rows+1<<doublings-1)>>doublings, 1)
}

// Generation counts the structural changes of the world: it differs from an
// earlier value when an entity was created or removed since.
func (w *World) Generation() uint64 { return w.generation }

// IndexBytes is the memory of the index that tells where entities are, those of bulk kinds apart: they are in none.
func (w *World) IndexBytes() int { return w.index }

// weigh takes down the memory of the index, since asking the store for it changes the store.
func (w *World) weigh() {
	stats := w.store.Stats()
	w.index = stats.Memory + stats.Entities.Capacity/8 // a bit each for what arche calls relation targets
	for i := range stats.Nodes {
		if stats.Nodes[i].IsActive {
			w.index -= stats.Nodes[i].Memory
		}
	}
}

// Alive reports whether e is an entity of this world that has not been removed.
func (w *World) Alive(e Entity) bool {
	if e.member {
		k := w.bulk[e.id]
		return k != nil && k.bulk.row(e, k.count) >= 0
	}
	return !e.IsZero() && w.store.Alive(e.id)
}

// Kinds returns the kinds of the world in order of creation.
func (w *World) Kinds() []*Kind { return append([]*Kind(nil), w.kinds...) }

// Kind returns the kind of that name, or nil.
func (w *World) Kind(name string) *Kind { return w.byName[name] }

// useType claims one of the limited component types.
func (w *World) useType(what string) error {
	if w.types >= MaxTypes {
		return fmt.Errorf("ecs: %s: the world already has its %d component types", what, MaxTypes)
	}
	w.types++
	return nil
}
