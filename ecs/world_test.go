package ecs

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

type (
	voltage  float64
	cell     int32
	position struct{ X, Y, Z float64 }
)

func TestRegisterRefusesPointers(t *testing.T) {
	w := NewWorld(4)
	refused := []struct {
		name  string
		err   error
		field string
	}{
		{"pointer", second(Register[*int](w)), "*int is a ptr"},
		{"slice field", second(Register[struct{ Rows []int }](w)), ".Rows is a slice"},
		{"string field", second(Register[struct{ Name string }](w)), ".Name is a string"},
		{"map", second(Register[map[int]int](w)), "is a map"},
		{"interface", second(Register[struct{ Err error }](w)), ".Err is a interface"},
		{"func", second(Register[func()](w)), "is a func"},
		{"chan in array", second(Register[[3]chan int](w)), "[] is a chan"},
		{"nested", second(Register[struct{ A struct{ B [2]*position } }](w)), ".A.B[] is a ptr"},
		{"unsafe pointer", second(Register[unsafe.Pointer](w)), "is a unsafe.Pointer"},
		{"empty", second(Register[struct{}](w)), "no size"},
	}
	for _, r := range refused {
		require.ErrorContains(t, r.err, r.field, r.name)
	}
	for _, err := range []error{second(Register[voltage](w)), second(Register[position](w)), second(Register[[7]float64](w)), second(Register[bool](w))} {
		require.NoError(t, err)
	}
}

func second[T any](_ T, err error) error { return err }

func register[T any](t *testing.T, w *World) Component[T] {
	t.Helper()
	c, err := Register[T](w)
	require.NoError(t, err)
	return c
}

func TestBatchesKeepOrderAndValuesWhileColumnsGrow(t *testing.T) {
	w := NewWorld(2)
	v, c := register[voltage](t, w), register[cell](t, w)
	k, err := w.NewKind("compartment", v, c)
	require.NoError(t, err)
	total := 0
	for batch := 1; batch < 2000; batch *= 3 {
		rows, err := k.NewBatch(batch)
		require.NoError(t, err)
		require.Equal(t, Rows{total, batch}, rows)
		values, cells := View(k, v).MustSlice(), View(k, c).MustSlice()
		for i := rows.First; i < rows.First+rows.Count; i++ {
			require.Zero(t, values[i])
			values[i], cells[i] = voltage(i), cell(2*i)
		}
		total += batch
		require.Equal(t, total, k.Count())
		for i, x := range View(k, v).MustSlice() {
			require.Equal(t, voltage(i), x)
			require.Equal(t, cell(2*i), View(k, c).MustSlice()[i])
			if i > 50 {
				break
			}
		}
	}
	require.Len(t, k.Entities(), total)
	floats, err := Floats(View(k, v))
	require.NoError(t, err)
	floats[3] = 17
	require.Equal(t, voltage(17), View(k, v).MustSlice()[3])
	integers, err := Integers(View(k, c))
	require.NoError(t, err)
	require.Equal(t, int32(8), integers[4])
}

func TestColumnsGoStale(t *testing.T) {
	w := NewWorld(8)
	v := register[voltage](t, w)
	a, err := w.NewKind("a", v)
	require.NoError(t, err)
	b, err := w.NewKind("b", v)
	require.NoError(t, err)
	_, err = a.NewBatch(3)
	require.NoError(t, err)
	column := View(a, v)
	generation := w.Generation()

	_, err = b.NewBatch(5)
	require.NoError(t, err)
	require.False(t, column.Stale(), "another kind's rows do not move this kind's")
	require.Len(t, column.MustSlice(), 3)
	require.NotEqual(t, generation, w.Generation())

	e, err := a.Entity(1)
	require.NoError(t, err)
	require.NoError(t, a.Remove(e))
	require.True(t, column.Stale())
	_, err = column.Slice()
	require.ErrorContains(t, err, `kind "a" is stale`)
	require.Panics(t, func() { column.MustSlice() })

	column = View(a, v)
	_, err = a.NewBatch(1)
	require.NoError(t, err)
	require.True(t, column.Stale())
	column = View(a, v)
	a.Clear()
	require.True(t, column.Stale())
	require.Empty(t, View(a, v).MustSlice())
	require.Equal(t, 5, b.Count())
}

func TestRemovalSwapsRowsAndChecksEntities(t *testing.T) {
	w := NewWorld(8)
	c := register[cell](t, w)
	k, err := w.NewKind("k", c)
	require.NoError(t, err)
	other, err := w.NewKind("other", c)
	require.NoError(t, err)
	_, err = k.NewBatch(100)
	require.NoError(t, err)
	_, err = other.NewBatch(1)
	require.NoError(t, err)
	values := View(k, c).MustSlice()
	owner := map[Entity]cell{}
	for i, e := range k.Entities() {
		values[i] = cell(i)
		owner[e] = cell(i)
	}
	foreign, err := other.Entity(0)
	require.NoError(t, err)
	require.ErrorContains(t, k.Remove(foreign), "another kind")
	require.Equal(t, 100, k.Count())

	r := rand.New(rand.NewPCG(1, 2))
	for k.Count() > 10 {
		e, err := k.Entity(r.IntN(k.Count()))
		require.NoError(t, err)
		require.NoError(t, k.Remove(e))
		require.ErrorContains(t, k.Remove(e), "does not exist")
		delete(owner, e)
		now := View(k, c).MustSlice()
		for row, e := range k.Entities() {
			require.Equal(t, owner[e], now[row])
		}
	}
	e, err := k.Entity(0)
	require.NoError(t, err)
	require.ErrorContains(t, k.Remove(e, e), "twice")
	require.Error(t, second(k.Entity(10)))
	require.Error(t, second(k.Entity(-1)))
}

func TestKindErrors(t *testing.T) {
	w, elsewhere := NewWorld(1), NewWorld(1)
	v := register[voltage](t, w)
	foreign := register[voltage](t, elsewhere)
	require.ErrorContains(t, second(w.NewKind("", v)), "needs a name")
	require.ErrorContains(t, second(w.NewKind("k")), "no components")
	require.ErrorContains(t, second(w.NewKind("k", v, v)), "twice")
	require.ErrorContains(t, second(w.NewKind("k", foreign)), "not registered in this world")
	k, err := w.NewKind("k", v)
	require.NoError(t, err)
	require.ErrorContains(t, second(w.NewKind("k", v)), "already")
	require.Same(t, k, w.Kind("k"))
	require.Error(t, second(k.NewBatch(-1)))
	require.ErrorContains(t, second(k.NewBatch(1<<29)), "2 GiB")
	require.Zero(t, k.Count())
	_, err = View(k, register[cell](t, w)).Slice()
	require.ErrorContains(t, err, "has no component")
	_, err = Column[voltage]{}.Slice()
	require.Error(t, err)
	for i := range MaxTypes - 1 {
		if _, err = w.NewKind(fmt.Sprint("kind ", i), v); err != nil {
			break
		}
	}
	require.ErrorContains(t, err, "already has its 256 component types")
}

// Columns are plain slices: goroutines may share them, and the collector may
// run while rows move.
func TestColumnsAreSharedAcrossGoroutines(t *testing.T) {
	w := NewWorld(1)
	v := register[voltage](t, w)
	k, err := w.NewKind("k", v)
	require.NoError(t, err)
	for range 6 {
		_, err = k.NewBatch(1000)
		require.NoError(t, err)
		runtime.GC()
		values := View(k, v).MustSlice()
		var wait sync.WaitGroup
		half := len(values) / 2
		for _, part := range [][]voltage{values[:half], values[half:]} {
			wait.Go(func() {
				for i := range part {
					part[i]++
				}
			})
		}
		wait.Wait()
	}
	values := View(k, v).MustSlice()
	require.Equal(t, voltage(6), values[0])
	require.Equal(t, voltage(1), values[len(values)-1])
}

// Once the structure stands, columns may be taken by several goroutines.
func TestColumnsAreTakenByGoroutines(t *testing.T) {
	w := NewWorld(4)
	v, c := register[voltage](t, w), register[cell](t, w)
	k, err := w.NewKind("k", v, c)
	require.NoError(t, err)
	_, err = k.NewBatch(100)
	require.NoError(t, err)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 100 {
				if len(View(k, v).MustSlice()) != 100 || len(View(k, c).MustSlice()) != 100 {
					panic("a column is short")
				}
			}
		})
	}
	wait.Wait()
}

// TestBytes: what a world says it holds is what the heap holds more.
func TestBytes(t *testing.T) {
	heap := func() int {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	for _, n := range []int{100_000, 131_000, 300_000} {
		before := heap()
		w := NewWorld(16)
		v, c := register[voltage](t, w), register[cell](t, w)
		a, err := w.NewKind("a", v, c)
		require.NoError(t, err)
		b, err := w.NewBulkKind("b", v, c)
		require.NoError(t, err)
		require.Zero(t, a.Bytes()+b.Bytes())
		for range 3 {
			_, err = a.NewBatch(n / 3)
			require.NoError(t, err)
			_, err = b.NewBatch(n / 3)
			require.NoError(t, err)
		}
		require.InEpsilon(t, heap()-before, a.Bytes()+b.Bytes()+w.IndexBytes(), 0.01, "%d rows", n)
		runtime.KeepAlive(w)
	}
}

func TestCapacityFor(t *testing.T) {
	for _, rows := range []int{1, 2, 63, 64, 127, 128, 129, 1000, 1_000_000, 1_048_576, 1_048_577, 1_100_000, 123_456_789} {
		capacity := CapacityFor(rows)
		require.LessOrEqual(t, capacity, 128)
		for capacity < rows {
			capacity *= 2
		}
		require.LessOrEqual(t, capacity, rows+rows/64+1, rows)
	}
	require.Equal(t, 1, CapacityFor(0))
}
