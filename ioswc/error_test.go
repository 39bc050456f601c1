package ioswc

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

const pi = math.Pi

func itoa(i int) string { return strconv.Itoa(i) }

// roundShapes removes the rounding of sums, so that shapes can be listed.
func roundShapes(list []shape) []shape {
	for i := range list {
		for k := 1.0; k < 2000; k++ {
			if math.Abs(list[i].area-k*pi) < 1e-9*k {
				list[i].area = k * pi
			}
		}
	}
	return list
}

// Each fault is one line that says where it is and what to do.
func TestParseErrors(t *testing.T) {
	good := "1 1 0 0 0 5 -1\n2 3 9 0 0 1 1\n"
	for name, c := range map[string]struct{ text, message string }{
		"empty":           {"", "x.swc: the file is empty; an SWC file has rows of"},
		"only blanks":     {" \n\t\n", "x.swc: the file is empty"},
		"only comments":   {"# nothing\n#\n", "x.swc: no data rows in it"},
		"only a heading":  {"id type x y z r p\n", "x.swc: no data rows in it"},
		"zero bytes":      {"\x89PNG\r\n\x1a\n\x00\x00", "x.swc: a binary file"},
		"no zero bytes":   {"\x1f\x8b\x08\x08\xff\xfe\xc3 \x01\x02", "x.swc:1: a binary file"},
		"two columns":     {"1 2\n3 4\n", "x.swc:1: 2 columns in this row; an SWC row has 7: id, type, x, y, z, radius, parent"},
		"one column":      {good + "3\n", "x.swc:3: 1 column in this row"},
		"six columns":     {good + "3 3 0 0 0 1\n", "x.swc:3: 6 columns"},
		"text in the end": {good + "the end\n", "x.swc:3: 2 columns"},
		"text in a row":   {good + "3 3 zero 0 0 1 2\n", `x.swc:3: x is "zero", not a number; start a comment with #`},
		"decimal comma":   {good + "3 3 0,5 0 0 1 2\n", "write decimals with a point"},
		"cycle":           {"1 1 0 0 0 5 -1\n2 3 9 0 0 1 4\n3 3 9 0 1 1 2\n4 3 9 0 2 1 3\n5 3 0 0 0 1 4\n", "x.swc:2: point 2 is its own ancestor (a cycle of 3 points); cut it"},
		"no root":         {"1 1 0 0 0 5 2\n2 3 9 0 0 1 1\n", "x.swc:1: point 1 is its own ancestor (a cycle of 2 points)"},
		"own parent":      {"1 1 0 0 0 5 1\n2 3 9 0 0 1 1\n", "x.swc:1: point 1 is its own parent (a cycle); mark a root with -1"},
		"unknown parent":  {good + "3 3 0 0 0 1 77\n", "x.swc:3: parent 77 of point 3 does not exist; correct the parent"},
		"duplicate id":    {good + "2 3 0 0 0 1 1\n", "x.swc:3: id 2 occurs twice, first in line 2; give each point an id of its own"},
		"NaN":             {good + "3 3 nan 0 0 1 2\n", "x.swc:3: x is nan, not a finite number"},
		"infinite":        {good + "3 3 0 -inf 0 1 2\n", "x.swc:3: y is -inf, not a finite number"},
		"too large":       {good + "3 3 0 0 1e999 1 2\n", "x.swc:3: z is 1e999, not a finite number"},
		"far away":        {good + "3 3 0 0 1e13 1 2\n", "x.swc:3: z is 1e13, larger than 1e+12 um"},
		"NaN radius":      {good + "3 3 0 0 0 NaN 2\n", "x.swc:3: radius is NaN, not a finite number"},
		"negative radius": {good + "3 3 0 0 0 -1 2\n", "x.swc:3: radius -1 um of point 3 is negative; correct it"},
		"broken id":       {good + "3.5 3 0 0 0 1 2\n", "x.swc:3: id is 3.5; it must be a whole number"},
		"infinite id":     {good + "1e400 3 0 0 0 1 2\n", "x.swc:3: id is 1e400; it must be a whole number"},
		"huge type":       {good + "3 9999999999 0 0 0 1 2\n", "x.swc:3: type 9999999999"},
		"zero radius":     {good + "3 3 12 0 0 0 2\n4 3 15 0 0 1 3\n", "x.swc:3: radius 0 um; correct it, or set a minimal radius"},
	} {
		t.Run(name, func(t *testing.T) {
			m, report, err := Read(strings.NewReader(c.text), Options{Name: "x.swc"})
			require.Nil(t, m)
			require.Nil(t, report)
			require.ErrorContains(t, err, c.message)
			require.NotContains(t, err.Error(), "\n")
			var parse *ParseError
			require.ErrorAs(t, err, &parse)
			require.Equal(t, "x.swc", parse.Name)
		})
	}
}

func TestFileErrors(t *testing.T) {
	folder := t.TempDir()
	_, _, err := ReadFile(filepath.Join(folder, "none.swc"), Options{})
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.EqualError(t, err, filepath.Join(folder, "none.swc")+": no such file")
	_, _, err = ReadFile(folder, Options{})
	require.ErrorContains(t, err, "is a directory; name an SWC file in it")
	_, _, err = Read(failing{}, Options{Name: "x.swc"})
	require.ErrorContains(t, err, "x.swc: cannot be read: the wire broke")
	require.Error(t, WriteFile(filepath.Join(folder, "none", "x.swc"), &topology.Morphology{Branches: somaOnly()}))
	require.ErrorContains(t, WriteFile(filepath.Join(folder, "x.swc"), &topology.Morphology{}), "x.swc: the morphology has no branches")
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left, "nothing is left behind")
}

func somaOnly() []topology.Branch {
	return []topology.Branch{{Attachment: topology.Attachment{Parent: -1}, Type: 1, Points: sphere(topology.Point{Radius: 5})}}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the wire broke") }

var _ io.Reader = failing{}

func TestOptionErrors(t *testing.T) {
	for message, o := range map[string]Options{
		"unknown SWC convention 7":     {Convention: 7},
		"maximal branch length -1 um":  {MaxBranchLength: -1},
		"maximal branch length NaN um": {MaxBranchLength: math.NaN()},
		"minimal radius -2 um":         {MinRadius: -2},
		"minimal radius +Inf um":       {MinRadius: math.Inf(1)},
		"makes more than":              {MaxBranchLength: 1e-9},
	} {
		_, _, err := Read(strings.NewReader(plainCell), o)
		require.ErrorContains(t, err, message)
	}
}
