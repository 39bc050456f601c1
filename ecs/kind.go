package ecs

import (
	"fmt"
	"reflect"

	arche "github.com/mlange-42/arche/ecs"
)

// Kind is a fixed set of components that all its entities have: their columns
// have the same rows.
type Kind struct {
	world      *World
	name       string
	ids        []arche.ID // components and the tag that tells kinds apart
	mask       arche.Mask
	components map[arche.ID]componentInfo
	largest    uintptr  // bytes of the largest component
	count      int      // rows
	capacity   int      // rows allocated
	generation uint64   // counts changes of this kind's rows
	pointers   pointers // first row of each column, see locate
}

// Rows is a range of rows of a kind: First to First+Count-1.
type Rows struct{ First, Count int }

// NewKind makes a kind of entities. Two kinds may have the same components
// and still keep separate columns. Errors: an empty or known name, no
// component, a component twice or of another world, too many types.
func (w *World) NewKind(name string, components ...AnyComponent) (*Kind, error) {
	if name == "" {
		return nil, fmt.Errorf("ecs: a kind needs a name")
	}
	if _, ok := w.byName[name]; ok {
		return nil, fmt.Errorf("ecs: there is a kind %q already", name)
	}
	if len(components) == 0 {
		return nil, fmt.Errorf("ecs: kind %q has no components", name)
	}
	k := &Kind{world: w, name: name, components: map[arche.ID]componentInfo{}, pointers: pointers{}, capacity: w.capacity}
	k.largest = reflect.TypeFor[arche.Entity]().Size()
	for _, c := range components {
		info := c.component()
		if info.world != w {
			return nil, fmt.Errorf("ecs: kind %q: component %q is not registered in this world", name, info.name)
		}
		if _, ok := k.components[info.id]; ok {
			return nil, fmt.Errorf("ecs: kind %q has component %s twice", name, info.name)
		}
		k.components[info.id] = info
		k.ids = append(k.ids, info.id)
		k.largest = max(k.largest, info.size)
	}
	if err := w.useType("kind " + name); err != nil {
		return nil, err
	}
	// An array of empty structs is a type of its own for each length and takes no memory.
	tag := arche.TypeID(&w.store, reflect.ArrayOf(len(w.kinds)+1, reflect.TypeFor[struct{}]()))
	k.ids = append(k.ids, tag)
	k.mask = arche.All(k.ids...)
	w.kinds = append(w.kinds, k)
	w.byName[name] = k
	return k, nil
}

// Name returns the name of the kind.
func (k *Kind) Name() string { return k.name }

// Count returns the number of entities.
func (k *Kind) Count() int { return k.count }

// Generation counts the changes of the kind's rows.
func (k *Kind) Generation() uint64 { return k.generation }

// NewBatch creates n entities with zero components after the existing rows
// and returns their rows. Columns may move: take them again.
// Errors: n negative, a column that would pass [MaxColumnBytes].
func (k *Kind) NewBatch(n int) (Rows, error) {
	if n < 0 {
		return Rows{}, fmt.Errorf("ecs: kind %q: cannot create %d entities", k.name, n)
	}
	rows := Rows{First: k.count, Count: n}
	if n == 0 {
		return rows, nil
	}
	capacity := k.capacity
	for capacity < k.count+n {
		capacity *= 2
		if uintptr(capacity) > MaxColumnBytes/k.largest {
			return Rows{}, fmt.Errorf("ecs: kind %q: %d more entities on top of %d make a column larger than 2 GiB", k.name, n, k.count)
		}
	}
	k.world.store.Batch().New(n, k.ids...)
	k.capacity = capacity
	k.count += n
	k.changed()
	return rows, nil
}

// Entities returns the entities in row order.
func (k *Kind) Entities() []Entity {
	entities := make([]Entity, 0, k.count)
	q := k.world.store.Query(&k.mask)
	for q.Next() {
		entities = append(entities, Entity{q.Entity()})
	}
	return entities
}

// Entity returns the entity in a row. Error: no such row.
func (k *Kind) Entity(row int) (Entity, error) {
	if row < 0 || row >= k.count {
		return Entity{}, fmt.Errorf("ecs: kind %q has no row %d (it has %d rows)", k.name, row, k.count)
	}
	q := k.world.store.Query(&k.mask)
	e := q.EntityAt(row)
	q.Close()
	return Entity{e}, nil
}

// Remove removes entities. The last row takes the place of each removed one,
// in the order given. Errors, before anything is removed: an entity that is
// dead, given twice, or of another kind.
func (k *Kind) Remove(entities ...Entity) error {
	seen := make(map[Entity]bool, len(entities))
	for _, e := range entities {
		switch {
		case !k.world.Alive(e):
			return fmt.Errorf("ecs: kind %q: remove: %v does not exist", k.name, e)
		case seen[e]:
			return fmt.Errorf("ecs: kind %q: remove: %v is given twice", k.name, e)
		case k.world.store.Mask(e.id) != k.mask:
			return fmt.Errorf("ecs: kind %q: remove: %v is of another kind", k.name, e)
		}
		seen[e] = true
	}
	if len(entities) == 0 {
		return nil
	}
	for _, e := range entities {
		k.world.store.RemoveEntity(e.id)
	}
	k.count -= len(entities)
	k.changed()
	return nil
}

// Clear removes all entities of the kind.
func (k *Kind) Clear() {
	if k.count == 0 {
		return
	}
	k.world.store.Batch().RemoveEntities(&k.mask)
	k.count = 0
	k.changed()
}

func (k *Kind) changed() {
	k.locate()
	k.generation++
	k.world.generation++
}
