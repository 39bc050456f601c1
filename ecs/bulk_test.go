package ecs

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestBulkKindsBehaveAsOthers: the same batches and removals leave the same values in the same rows, each with the
// entity it was made with, whatever the sizes of the components.
func TestBulkKindsBehaveAsOthers(t *testing.T) {
	type odd struct{ A, B, C uint8 }
	rapid.Check(t, func(t *rapid.T) {
		w := NewWorld(2)
		v, err := Register[voltage](w)
		require.NoError(t, err)
		c, err := Register[cell](w)
		require.NoError(t, err)
		o, err := Register[odd](w)
		require.NoError(t, err)
		plain, err := w.NewKind("plain", v, c, o)
		require.NoError(t, err)
		bulk, err := w.NewBulkKind("bulk", v, c, o)
		require.NoError(t, err)
		serial := map[Entity]int{} // of the living, by either kind's entity
		var dead []Entity
		made := 0
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			switch n := plain.Count(); rapid.IntRange(0, 4).Draw(t, "change") {
			case 0:
				plain.Clear()
				bulk.Clear()
				for e := range serial {
					dead = append(dead, e)
				}
				clear(serial)
			case 1, 2:
				if n == 0 {
					continue
				}
				row := rapid.IntRange(0, n-1).Draw(t, "row")
				a, err := plain.Entity(row)
				require.NoError(t, err)
				b, err := bulk.Entity(row)
				require.NoError(t, err)
				require.Equal(t, serial[a], serial[b])
				require.ErrorContains(t, bulk.Remove(a), "another kind")
				require.ErrorContains(t, plain.Remove(b), "another kind")
				require.NoError(t, plain.Remove(a))
				require.NoError(t, bulk.Remove(b))
				delete(serial, a)
				delete(serial, b)
				dead = append(dead, a, b)
			default:
				more := rapid.IntRange(0, 40).Draw(t, "more")
				rows, err := plain.NewBatch(more)
				require.NoError(t, err)
				same, err := bulk.NewBatch(more)
				require.NoError(t, err)
				require.Equal(t, rows, same)
				for _, k := range []*Kind{plain, bulk} {
					for i := range rows.Count {
						row := rows.First + i
						require.Zero(t, View(k, v).MustSlice()[row])
						require.Zero(t, View(k, c).MustSlice()[row])
						require.Zero(t, View(k, o).MustSlice()[row])
						id := made + i
						View(k, v).MustSlice()[row], View(k, c).MustSlice()[row] = voltage(id), cell(-id)
						View(k, o).MustSlice()[row] = odd{uint8(id), uint8(id >> 8), 7}
						e, err := k.Entity(row)
						require.NoError(t, err)
						require.NotContains(t, serial, e)
						serial[e] = id
					}
				}
				made += more
			}
			require.Equal(t, plain.Count(), bulk.Count())
			require.Equal(t, View(plain, v).MustSlice(), View(bulk, v).MustSlice())
			require.Equal(t, View(plain, c).MustSlice(), View(bulk, c).MustSlice())
			require.Equal(t, View(plain, o).MustSlice(), View(bulk, o).MustSlice())
			for _, k := range []*Kind{plain, bulk} {
				for row, e := range k.Entities() {
					require.True(t, w.Alive(e), e)
					require.Equal(t, voltage(serial[e]), View(k, v).MustSlice()[row])
				}
			}
			for _, e := range dead {
				require.False(t, w.Alive(e), e)
			}
		}
	})
}

// TestBulkKindsHaveRoomToSpareOnlyOnceTheyGrow, and then an eighth.
func TestBulkKindsHaveRoomToSpareOnlyOnceTheyGrow(t *testing.T) {
	w := NewWorld(16)
	c := register[cell](t, w)
	k, err := w.NewBulkKind("k", c)
	require.NoError(t, err)
	_, err = k.NewBatch(1_000_000)
	require.NoError(t, err)
	require.Equal(t, 4_000_000, k.Bytes())
	_, err = k.NewBatch(1_100_000)
	require.NoError(t, err)
	require.Equal(t, 8_400_000, k.Bytes(), "a large batch is as long as it is")
	first := View(k, c)
	for range 100_000 {
		_, err = k.NewBatch(1)
		require.NoError(t, err)
	}
	require.Equal(t, 9_450_000, k.Bytes(), "one at a time: an eighth more, once")
	require.True(t, first.Stale())
	k.Clear()
	require.Zero(t, k.Bytes())
	_, err = k.NewBatch(10)
	require.NoError(t, err)
	require.Equal(t, 40, k.Bytes())
	e, err := k.Entity(3)
	require.NoError(t, err)
	require.NoError(t, k.Remove(e))
	require.Greater(t, k.Bytes(), 40, "now it is known who is where")
}

func TestBulkKindErrors(t *testing.T) {
	w := NewWorld(1)
	c := register[cell](t, w)
	for i := range MaxTypes + 10 {
		_, err := w.NewBulkKind(string(rune('a'+i)), c)
		require.NoError(t, err, "a bulk kind takes no component type")
	}
	require.ErrorContains(t, second(w.NewBulkKind("a", c)), "already")
	k := w.Kind("a")
	if many := int64(math.MaxInt32) + 1; many <= math.MaxInt { // an int of 32 bits is never more
		require.ErrorContains(t, second(k.NewBatch(int(many))), "at most 2147483647")
		require.ErrorContains(t, second(k.NewBatch(math.MaxInt)), "at most 2147483647")
	}
	require.Error(t, second(k.NewBatch(-1)))
	require.Zero(t, k.Count())
	_, err := k.NewBatch(2)
	require.NoError(t, err)
	e, err := k.Entity(1)
	require.NoError(t, err)
	require.Equal(t, "entity 1.1 (generation 0)", e.String())
	require.False(t, Entity{id: e.id, number: 2, member: true}.IsZero())
	require.False(t, w.Alive(Entity{id: e.id, number: 2, member: true}))
	require.ErrorContains(t, w.Kind("b").Remove(e), "another kind")
}
