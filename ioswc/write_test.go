package ioswc

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

// requireWritten writes and reads again; it returns the text.
func requireWritten(t require.TestingT, m *topology.Morphology) string {
	var b bytes.Buffer
	require.NoError(t, Write(&b, m))
	text := b.String()
	again, _, err := Read(strings.NewReader(text), Options{Name: "written", Convention: m.Convention})
	require.NoError(t, err)
	require.True(t, Same(m, again), text)
	return text
}

func TestWrittenIsReadAgain(t *testing.T) {
	files := append(swcFiles(t, "neuron"), swcFiles(t, "jaxley")...)
	more, _ := filepath.Glob(filepath.Join(shared, "morphologies", "*.swc"))
	for _, name := range append(files, more...) {
		for _, o := range []Options{{}, {MaxBranchLength: 9}, {MinRadius: 1}, {Convention: topology.Jaxley}, {Convention: topology.Jaxley, MaxBranchLength: 9}} {
			m, report, err := ReadFile(name, o)
			if err != nil {
				continue // refused in this convention: other tests say why
			}
			text := requireWritten(t, m)
			if o.Convention == topology.Conserving && o.MaxBranchLength == 0 && o.MinRadius == 0 && report.Count(RuleZeroLength)+report.Count(RuleZeroLengthRoot) == 0 && report.Count(RuleMixedTypes) == 0 {
				require.NotContains(t, text, notePrefix, "%s needs no notes", name)
			}
		}
	}
}

// Any morphology comes back, whether or not plain SWC can say it.
func TestAnyMorphologyIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireWritten(t, drawMorphology(t)) })
}

func drawMorphology(t *rapid.T) *topology.Morphology {
	m := &topology.Morphology{}
	coordinate, radius := rapid.Float64Range(-1e3, 1e3), rapid.Float64Range(0.01, 10)
	for i := range rapid.IntRange(1, 8).Draw(t, "branches") {
		b := topology.Branch{Attachment: topology.Attachment{Parent: -1}, Type: rapid.IntRange(0, 6).Draw(t, "type")}
		if i > 0 {
			b.Parent = rapid.IntRange(-1, i-1).Draw(t, "parent")
			b.At = rapid.SampledFrom([]float64{0, 0.3, 0.5, 1, 1, 1}).Draw(t, "at")
		}
		if b.Parent >= 0 && rapid.Bool().Draw(t, "copied") {
			points := m.Branches[b.Parent].Points
			b.Points = append(b.Points, points[len(points)-1])
		}
		for range rapid.IntRange(2, 5).Draw(t, "points") {
			b.Points = append(b.Points, topology.Point{
				X: coordinate.Draw(t, "x"), Y: coordinate.Draw(t, "y"), Z: coordinate.Draw(t, "z"), Radius: radius.Draw(t, "r"),
			})
		}
		if length, _ := lengthAndArea(b.Points); length < tinyLength {
			b.Points[0].X += 3
		}
		m.Branches = append(m.Branches, b)
	}
	return m
}

func TestChangedRowsWinOverNotes(t *testing.T) {
	m, _ := readText(t, plainCell, Options{MaxBranchLength: 7})
	text := requireWritten(t, m)
	require.Contains(t, text, notePrefix)
	_, report := readText(t, text, Options{})
	require.Equal(t, 1, report.Count(RuleNoted))
	changed, report := readText(t, strings.Replace(text, "40 0 0 0.5", "41 0 0 0.5", 1), Options{})
	require.Equal(t, 1, report.Count(RuleNotesIgnored))
	require.Zero(t, report.Count(RuleNoted))
	requireValid(t, changed)
	_, report = readText(t, strings.TrimSpace(text)+" x\n", Options{})
	require.Equal(t, 1, report.Count(RuleNotesIgnored), "a broken note")
	raised, report := readText(t, text, Options{MinRadius: 3})
	require.Positive(t, report.Count(RuleMinRadius))
	require.Len(t, raised.Branches, len(m.Branches))
}

func TestWriteFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "cell.swc")
	m, _ := readText(t, plainCell, Options{})
	require.NoError(t, WriteFile(name, m))
	again, _, err := ReadFile(name, Options{})
	require.NoError(t, err)
	require.True(t, Same(m, again))
	left, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	require.Len(t, left, 1)
}

func TestWriteRefuses(t *testing.T) {
	for message, change := range map[string]func(m *topology.Morphology){
		"branch 1 has parent 1":       func(m *topology.Morphology) { m.Branches[1].Parent = 1 },
		"branch 1 is attached at 1.5": func(m *topology.Morphology) { m.Branches[1].At = 1.5 },
		"branch 1 has 1 point":        func(m *topology.Morphology) { m.Branches[1].Points = m.Branches[1].Points[:1] },
		"branch 0 has radius 0":       func(m *topology.Morphology) { m.Branches[0].Points[1].Radius = 0 },
		"branch 2 has type -4":        func(m *topology.Morphology) { m.Branches[2].Type = -4 },
		"branch 0 has no traced":      func(m *topology.Morphology) { m.Convention = topology.Jaxley },
	} {
		m, _ := readText(t, plainCell, Options{})
		change(m)
		require.ErrorContains(t, Write(&bytes.Buffer{}, m), message)
	}
}

func TestToArrays(t *testing.T) {
	m, _ := readText(t, plainCell, Options{})
	a := ToArrays(m)
	require.Equal(t, []int{-1, 0, 0}, a.Parents)
	require.Equal(t, []float64{0, 1, 0}, a.At)
	require.Equal(t, []float64{10, 30, 50}, a.Lengths)
	require.Equal(t, []int{1, 3, 2}, a.Types)
	require.Equal(t, [][4]float64{{10, 0, 0, 1}, {20, 0, 0, 1}, {40, 0, 0, 0.5}}, a.XYZR[1])
	m, _ = readText(t, plainCell, Options{Convention: topology.Jaxley})
	a = ToArrays(m)
	require.Equal(t, []int{-1, 0, 1}, a.Parents)
	require.Equal(t, []int{3, 1, 2}, a.Types)
	require.InDeltaSlice(t, []float64{30, 10, 50}, a.Lengths, 1e-12)
}

func TestGroupName(t *testing.T) {
	for kind, name := range map[int]string{0: "undefined", 1: "soma", 2: "axon", 3: "basal", 4: "apical", 5: "custom5", 10: "custom10"} {
		require.Equal(t, name, GroupName(kind))
	}
}
