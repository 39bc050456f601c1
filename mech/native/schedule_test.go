package native

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
	"golgi/mech/native/amd64"
)

// TestSchedule: every instruction is there once, behind what it reads, and the longest chains begin first.
func TestSchedule(t *testing.T) {
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		p, err := m.Program(mech.Sweep)
		require.NoError(t, err)
		wanted := make([]bool, len(p.Outputs))
		for i := range wanted {
			wanted[i] = true
		}
		g, values := lower(amd64.AVX512, &p.Code, make([]bool, len(p.Inputs)), wanted)
		_, line := g.parts(values)
		for _, room := range []int{1, 8, 34} {
			order := schedule(g, line, values, room)
			require.ElementsMatch(t, line, order)
			place := map[ref]int{}
			for at, r := range order {
				for _, o := range g.nodes[r].operands() {
					if _, done := place[o]; !done {
						require.NotContains(t, line, o, "%s, room %d: read before it is made", name, room)
					}
				}
				place[r] = at
			}
		}
	}
}

// TestChainsAreInterleaved: of two chains that do not depend on each other one does not wait for the other.
func TestChainsAreInterleaved(t *testing.T) {
	g := &graph{known: map[node]ref{}, inputs: make([]bool, 2)}
	var line, ends []ref
	chain := map[ref]int{}
	for k := range 2 {
		x := g.insert(newNode(input, uint64(k)))
		for range 6 {
			x = g.two(mul, x, x)
			line, chain[x] = append(line, x), k
		}
		ends = append(ends, x)
	}
	changes := 0
	order := schedule(g, line, ends, 10)
	for i := 1; i < len(order); i++ {
		if chain[order[i]] != chain[order[i-1]] {
			changes++
		}
	}
	require.Greater(t, changes, 5)
	order = schedule(g, line, ends, 1)
	require.Equal(t, line, order, "where there is room for one value one chain comes after the other")
}
