package held

import (
	"reflect"
	"slices"
)

// Count is a count under way, by owner: a small number, from 0.
type Count struct {
	// Stop are types of pointers that are not followed.
	Stop []reflect.Type

	ranges  []memoryRange
	added   []int // by owner
	visited map[visit]bool
	holds   map[reflect.Type]bool // whether a type holds memory besides its own
}

// memoryRange is some memory, and who was asked for it, in order.
type memoryRange struct {
	low, high uintptr
	owner     int
}

// visit is what was followed already.
type visit struct {
	at    uintptr
	n     int
	type_ reflect.Type
}

// Of counts what the values hold for an owner.
func (c *Count) Of(owner int, values ...any) {
	if c.visited == nil {
		c.visited, c.holds = map[visit]bool{}, map[reflect.Type]bool{}
	}
	for _, v := range values {
		if v != nil {
			c.follow(owner, reflect.ValueOf(v))
		}
	}
}

// add counts bytes that are known otherwise.
func (c *Count) add(owner, bytes int) {
	for len(c.added) <= owner {
		c.added = append(c.added, 0)
	}
	c.added[owner] += bytes
}

// Bytes returns what each of so many owners holds.
func (c *Count) Bytes(owners int) []int {
	bytes := make([]int, owners)
	copy(bytes, c.added)
	slices.SortStableFunc(c.ranges, func(a, b memoryRange) int {
		switch {
		case a.low != b.low:
			return order(a.low < b.low)
		case a.owner != b.owner:
			return order(a.owner < b.owner)
		}
		return order(a.high > b.high)
	})
	counted := uintptr(0) // all before it has been
	for _, r := range c.ranges {
		if low := max(r.low, counted); low < r.high {
			bytes[r.owner] += int(r.high - low)
			counted = r.high
		}
	}
	return bytes
}

func order(first bool) int {
	if first {
		return -1
	}
	return 1
}

// memory notes memory, and reports whether what is in it is still to be followed.
func (c *Count) memory(owner int, at uintptr, bytes uintptr, n int, in reflect.Type) bool {
	if bytes == 0 {
		return false
	}
	if !c.hold(in) {
		c.ranges = append(c.ranges, memoryRange{at, at + bytes, owner})
		return false
	}
	v := visit{at, n, in}
	if c.visited[v] {
		return false
	}
	c.visited[v] = true
	c.ranges = append(c.ranges, memoryRange{at, at + bytes, owner})
	return true
}

func (c *Count) follow(owner int, v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		in := v.Type().Elem()
		if c.memory(owner, v.Pointer(), uintptr(v.Cap())*in.Size(), v.Cap(), in) {
			for i := range v.Len() {
				c.follow(owner, v.Index(i))
			}
		}
	case reflect.Array:
		if c.hold(v.Type().Elem()) {
			for i := range v.Len() {
				c.follow(owner, v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Field(i); c.hold(field.Type()) {
				c.follow(owner, field)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() && !slices.Contains(c.Stop, v.Type()) && c.memory(owner, v.Pointer(), v.Type().Elem().Size(), 1, v.Type().Elem()) {
			c.follow(owner, v.Elem())
		}
	case reflect.Interface:
		if !v.IsNil() && c.hold(v.Elem().Type()) {
			c.follow(owner, v.Elem())
		}
	case reflect.Map:
		c.followMap(owner, v)
	}
}

// followMap counts keys and values, with the eighth that is free on average, and a byte each to find them by.
func (c *Count) followMap(owner int, v reflect.Value) {
	in := visit{v.Pointer(), 0, v.Type()}
	if v.IsNil() || c.visited[in] {
		return
	}
	c.visited[in] = true
	pair := int(v.Type().Key().Size()+v.Type().Elem().Size()) + 1
	c.add(owner, v.Len()*pair*8/7)
	if !c.hold(v.Type().Key()) && !c.hold(v.Type().Elem()) {
		return
	}
	for pairs := v.MapRange(); pairs.Next(); {
		c.follow(owner, pairs.Key())
		c.follow(owner, pairs.Value())
	}
}

// hold reports whether a type leads to memory that is counted.
func (c *Count) hold(t reflect.Type) bool {
	if known, there := c.holds[t]; there {
		return known
	}
	holds := false
	switch t.Kind() {
	case reflect.Slice, reflect.Interface, reflect.Map:
		holds = true
	case reflect.Pointer:
		holds = !slices.Contains(c.Stop, t)
	case reflect.Array:
		holds = c.hold(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			holds = holds || c.hold(t.Field(i).Type)
		}
	}
	c.holds[t] = holds
	return holds
}
