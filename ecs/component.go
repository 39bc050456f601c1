package ecs

import (
	"fmt"
	"reflect"

	arche "github.com/mlange-42/arche/ecs"
)

// Component is the handle of a registered component type.
type Component[T any] struct{ info componentInfo }

// AnyComponent is a [Component] of any type; only this package implements it.
type AnyComponent interface{ component() componentInfo }

type componentInfo struct {
	world *World
	id    arche.ID
	name  string
	size  uintptr
}

func (c Component[T]) component() componentInfo { return c.info }

// Name returns the name of the component's type.
func (c Component[T]) Name() string { return c.info.name }

// Register makes T a component type of the world. Registering a type again
// returns the same component. Rows are moved byte by byte without write
// barriers, so a T that holds a pointer of any sort is refused: the error
// names the field.
func Register[T any](w *World) (Component[T], error) {
	t := reflect.TypeFor[T]()
	if info, ok := w.components[t]; ok {
		return Component[T]{info}, nil
	}
	if path, kind := pointerIn(t, t.String()); path != "" {
		return Component[T]{}, fmt.Errorf("ecs: register %s: %s is a %s; components hold no pointers, slices, strings, maps, interfaces, functions or channels", t, path, kind)
	}
	if t.Size() == 0 {
		return Component[T]{}, fmt.Errorf("ecs: register %s: the type has no size", t)
	}
	if err := w.useType("register " + t.String()); err != nil {
		return Component[T]{}, err
	}
	info := componentInfo{world: w, id: arche.TypeID(&w.store, t), name: t.String(), size: t.Size()}
	w.components[t] = info
	return Component[T]{info}, nil
}

// pointerIn returns the path and kind of the first pointer in t, or "".
func pointerIn(t reflect.Type, path string) (string, string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.UnsafePointer, reflect.Slice, reflect.String, reflect.Map,
		reflect.Interface, reflect.Func, reflect.Chan:
		return path, t.Kind().String()
	case reflect.Array:
		return pointerIn(t.Elem(), path+"[]")
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if p, k := pointerIn(f.Type, path+"."+f.Name); p != "" {
				return p, k
			}
		}
	}
	return "", ""
}
