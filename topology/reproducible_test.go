package topology_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
	"golgi/topology/synth"
)

// The figures of a cell are the same bits on every machine, also where the
// compiler fuses multiplications with additions.
func TestGeometryIsTheSameBitsEverywhere(t *testing.T) {
	m := synth.Pyramidal(3)
	ncomp, ra := make([]int, len(m.Branches)), []float64(nil)
	for b := range ncomp {
		ncomp[b] = 1 + b%4
		for range ncomp[b] {
			ra = append(ra, 100+float64(b))
		}
	}
	tr, err := m.Tree(ncomp)
	require.NoError(t, err)
	for convention, want := range map[topology.Convention]string{
		topology.Conserving: "6a95794c5d7e4188",
		topology.Jaxley:     "c8b079465f6569ec",
	} {
		m.Convention = convention
		c, err := m.Discretise(ncomp, 0)
		require.NoError(t, err)
		h := fnv.New64a()
		g := tr.Order().CouplingConductances(nil, ra, c.LoadIn, c.LoadOut)
		for _, column := range [][]float64{c.Length, c.Radius, c.Area, c.Volume, c.LoadIn, c.LoadOut, c.X, c.Y, c.Z, g} {
			require.NoError(t, binary.Write(h, binary.LittleEndian, column))
		}
		require.Equal(t, want, fmt.Sprintf("%x", h.Sum64()), "convention %d", convention)
	}
}

func BenchmarkDiscretise(b *testing.B) {
	m := synth.Pyramidal(1)
	ncomp := make([]int, len(m.Branches))
	points := 0
	for i := range ncomp {
		ncomp[i] = 4
		points += len(m.Branches[i].Points)
	}
	for name, convention := range map[string]topology.Convention{"conserving": topology.Conserving, "jaxley": topology.Jaxley} {
		m.Convention = convention
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := m.Discretise(ncomp, 0); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(points), "ns/point")
		})
	}
}
