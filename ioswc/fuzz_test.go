package ioswc

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

// FuzzRead reads any text in both conventions: no panic, a valid tree or one
// line of complaint, and what is written and read again is the same.
func FuzzRead(f *testing.F) {
	for _, name := range append(swcFiles(f, "neuron"), swcFiles(f, "jaxley")...) {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(string(text), uint8(0), uint8(0))
	}
	f.Add(plainCell, uint8(7), uint8(64))
	f.Add("1 1 0 0 0 5 -1\n", uint8(0), uint8(0))
	f.Add("1 1 0 0 0 5 1\n2 1 1 1 1 1 1\n", uint8(0), uint8(0))
	f.Fuzz(requireSound)
}

// FuzzTree does the same with rows made of bytes, six a row, so that nearly
// every input is a tree: id, parent, type, two steps and the radius.
func FuzzTree(f *testing.F) {
	f.Add([]byte("\x01\x00\x01\x00\x00\x40\x01\x01\x03\x10\x02\x20\x01\x02\x03\x10\x02\x20"), uint8(0), uint8(0))
	f.Add([]byte("\x07\x00\x01\x00\x00\x40\x01\x01\x01\x10\x02\x20\x01\x02\x03\x10\x02\x20\x01\x01\x02\x00\x00\x10"), uint8(3), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, limit, radius uint8) {
		var b strings.Builder
		type place struct{ id, x, y int }
		places := []place{{}}
		for ; len(data) >= 6; data = data[6:] {
			p := place{id: places[len(places)-1].id + int(int8(data[0]))}
			parent := -1
			if back := int(data[1]); back > 0 {
				from := places[max(len(places)-back, 0)]
				parent, p.x, p.y = from.id, from.x, from.y
			}
			p.x += int(int8(data[3]))
			p.y += int(int8(data[4]))
			fmt.Fprintf(&b, "%d %d %d %d 0 %g %d\n", p.id, data[2]%8, p.x, p.y, float64(data[5])/16, parent)
			places = append(places, p)
		}
		requireSound(t, b.String(), limit, radius)
	})
}

// requireSound reads a text in both conventions, with a maximal branch length
// of limit um and a minimal radius of radius/64 um.
func requireSound(t *testing.T, text string, limit, radius uint8) {
	if len(text) > 1<<16 {
		return // long texts only make rounds slow
	}
	for _, convention := range []topology.Convention{topology.Conserving, topology.Jaxley} {
		o := Options{Name: "f.swc", Convention: convention, MaxBranchLength: float64(limit), MinRadius: float64(radius) / 64}
		whole := o
		whole.MaxBranchLength = 0
		if _, report, err := Read(strings.NewReader(text), whole); err == nil && report.Length > 1e4*o.MaxBranchLength {
			o = whole // a point far away would make a round slow, not find more
		}
		m, report, err := Read(strings.NewReader(text), o)
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			continue
		}
		require.NotEmpty(t, report.String())
		requireValid(t, m)
		ncomp := make([]int, len(m.Branches))
		for i := range ncomp {
			ncomp[i] = 2
		}
		if _, err := m.Discretise(ncomp, o.MinRadius); convention == topology.Conserving {
			require.NoError(t, err)
		}
		requireWritten(t, m)
	}
}
