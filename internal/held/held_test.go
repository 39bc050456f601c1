package held_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/held"
)

type node struct {
	values []float64
	next   *node
	text   string
	any_   any
	at     map[int32][]int32
	lists  [2][]uint8
}

func TestCount(t *testing.T) {
	size := int(reflect.TypeFor[node]().Size())
	all := make([]float64, 100)
	ring := &node{values: all[:10], text: "not counted"}
	ring.next = &node{next: ring, values: make([]float64, 0, 7), any_: &[3]int64{}, at: map[int32][]int32{1: make([]int32, 5)}}
	ring.next.lists[1] = make([]uint8, 9)
	var c held.Count
	c.Of(0, all[20:30:30])
	c.Of(1, ring, all[5:25], nil)
	c.Of(2, ring, ring.next, all, func() {}, (*node)(nil))
	bytes := c.Bytes(3)
	require.Equal(t, 0, bytes[0], "part of what the ring's values begin before")
	require.Equal(t, 800+2*size+7*8+3*8+(4+24+1)*8/7+5*4+9, bytes[1])
	require.Zero(t, bytes[2], "all else was reached before")
	require.Equal(t, 800, count(all, all[3:7], all[50:]))
	require.Equal(t, 80, count(all[20:30:30], all[22:25:25]))
	require.Equal(t, 48, count([][]int32{make([]int32, 0)}, make([]int64, 3)))

	stopped := held.Count{Stop: []reflect.Type{reflect.TypeFor[*node]()}}
	stopped.Of(0, ring, struct{ a *node }{ring}, []*node{ring, ring})
	require.Equal(t, 16, stopped.Bytes(1)[0])
}

func count(values ...any) int {
	var c held.Count
	c.Of(0, values...)
	return c.Bytes(1)[0]
}
