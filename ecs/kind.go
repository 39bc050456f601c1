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
	bulk       *bulk    // rows that are not arche's, nil otherwise
}

// Rows is a range of rows of a kind: First to First+Count-1.
type Rows struct{ First, Count int }

// NewKind makes a kind of entities. Two kinds may have the same components
// and still keep separate columns. It is for kinds of which there are few, or of which single entities often come
// and go; see [World.NewBulkKind] for the others. A kind that the root package adds to a model is also
// to be counted, in footprint.go there. Errors: an empty or known name, no
// component, a component twice or of another world, too many types.
func (w *World) NewKind(name string, components ...AnyComponent) (*Kind, error) {
	k, err := w.newKind(name, components)
	if err != nil {
		return nil, err
	}
	if err := w.useType("kind " + name); err != nil {
		return nil, err
	}
	// An array of empty structs is a type of its own for each length and takes no memory.
	tag := arche.TypeID(&w.store, reflect.ArrayOf(len(w.kinds)+1, reflect.TypeFor[struct{}]()))
	k.ids = append(k.ids, tag)
	k.mask = arche.All(k.ids...)
	w.addKind(k)
	return k, nil
}

// newKind checks what a kind is to be made of.
func (w *World) newKind(name string, components []AnyComponent) (*Kind, error) {
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
	return k, nil
}

func (w *World) addKind(k *Kind) {
	w.kinds = append(w.kinds, k)
	w.byName[k.name] = k
}

// Name returns the name of the kind.
func (k *Kind) Name() string { return k.name }

// Count returns the number of entities.
func (k *Kind) Count() int { return k.count }

// Bytes is the memory of the kind's rows: columns with the room they have to spare, and what is kept of the
// entities, the world's own index of them apart, see [World.IndexBytes].
func (k *Kind) Bytes() int {
	if k.bulk != nil {
		return k.bulk.bytes()
	}
	row := int(reflect.TypeFor[arche.Entity]().Size())
	for _, info := range k.components {
		row += int(info.size)
	}
	if k.count == 0 && k.generation == 0 {
		return 0
	}
	return row * k.capacity
}

// Generation counts the changes of the kind's rows.
func (k *Kind) Generation() uint64 { return k.generation }

// NewBatch creates n entities with zero components after the existing rows
// and returns their rows. Columns may move: take them again.
// Errors: n negative, a column that would pass [MaxColumnBytes], more rows of a bulk kind than [MaxBulkRows].
func (k *Kind) NewBatch(n int) (Rows, error) {
	if n < 0 {
		return Rows{}, fmt.Errorf("ecs: kind %q: cannot create %d entities", k.name, n)
	}
	rows := Rows{First: k.count, Count: n}
	if n == 0 {
		return rows, nil
	}
	if k.bulk != nil {
		if err := k.bulk.grow(k.name, k.count, n); err != nil {
			return Rows{}, err
		}
		k.bulk.add(k.count, n)
		k.count += n
		k.changed()
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
	if k.bulk != nil {
		for row := range k.count {
			entities = append(entities, k.bulk.entity(row))
		}
		return entities
	}
	q := k.world.store.Query(&k.mask)
	for q.Next() {
		entities = append(entities, Entity{id: q.Entity()})
	}
	return entities
}

// Entity returns the entity in a row. Error: no such row.
func (k *Kind) Entity(row int) (Entity, error) {
	if row < 0 || row >= k.count {
		return Entity{}, fmt.Errorf("ecs: kind %q has no row %d (it has %d rows)", k.name, row, k.count)
	}
	if k.bulk != nil {
		return k.bulk.entity(row), nil
	}
	q := k.world.store.Query(&k.mask)
	e := q.EntityAt(row)
	q.Close()
	return Entity{id: e}, nil
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
		case !k.holds(e):
			return fmt.Errorf("ecs: kind %q: remove: %v is of another kind", k.name, e)
		}
		seen[e] = true
	}
	if len(entities) == 0 {
		return nil
	}
	for _, e := range entities {
		if k.bulk != nil {
			k.bulk.remove(k.bulk.row(e, k.count), k.count-1)
		} else {
			k.world.store.RemoveEntity(e.id)
		}
		k.count--
	}
	k.changed()
	return nil
}

// holds reports whether an entity that is alive is of this kind.
func (k *Kind) holds(e Entity) bool {
	if k.bulk != nil {
		return e.member && e.id == k.bulk.self
	}
	return !e.member && k.world.store.Mask(e.id) == k.mask
}

// Clear removes all entities of the kind.
func (k *Kind) Clear() {
	if k.count == 0 {
		return
	}
	if k.bulk != nil {
		k.bulk.clear()
	} else {
		k.world.store.Batch().RemoveEntities(&k.mask)
	}
	k.count = 0
	k.changed()
}

func (k *Kind) changed() {
	k.locate()
	if k.bulk == nil {
		k.world.weigh()
	}
	k.generation++
	k.world.generation++
}
