package vis

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
	"golgi/topology/synth"
)

func pyramidal(t testing.TB, ncomp int) *golgi.Cell {
	t.Helper()
	cell, err := golgi.NewCellFromMorphology(synth.Pyramidal(7), golgi.WithNComp(ncomp))
	require.NoError(t, err)
	return cell
}

// ball is a compartment as long as it is wide, with channels.
func ball(t testing.TB) *golgi.Compartment {
	t.Helper()
	c := golgi.NewCompartment()
	require.NoError(t, c.Set("radius", 5))
	require.NoError(t, c.Insert(library.HH()))
	return c
}

func write(t testing.TB, p *Picture, format Format) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, p.Write(&b, format))
	return b.Bytes()
}

// texts returns the lines of text of a picture, in the order they were drawn.
func texts(t testing.TB, p *Picture) []string {
	t.Helper()
	var found []string
	for _, part := range strings.Split(string(write(t, p, SVG)), "<text ")[1:] {
		_, part, _ = strings.Cut(part, ">")
		part, _, _ = strings.Cut(part, "</text>")
		found = append(found, part)
	}
	return found
}

func count(list []string, wanted string) int {
	n := 0
	for _, s := range list {
		if s == wanted {
			n++
		}
	}
	return n
}

// shared returns a morphology of the shared folder, or skips the test.
func shared(t testing.TB, name string) string {
	t.Helper()
	file := "../../shared/morphologies/" + name
	if _, err := os.Stat(file); err != nil {
		t.Skipf("%s is not there: this test needs the shared morphologies beside the repository", file)
	}
	return file
}
