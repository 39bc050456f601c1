package vis

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

func TestSitesAreMarkedAndNamed(t *testing.T) {
	cell := pyramidal(t, 2)
	require.NoError(t, cell.Branch(0).Loc(0.2).Stimulate([]float64{1}))
	require.NoError(t, cell.Branch(40).Loc(0.2).Stimulate([]float64{1}))
	for _, b := range []int{0, 60, 140} {
		require.NoError(t, cell.Branch(b).Loc(0.9).Record("v"))
	}
	d, err := newDrawing(cell.View, MorphologyOptions{})
	require.NoError(t, err)
	require.Len(t, d.sites, 5)
	x, err := cell.Branch(60).Loc(0.9).Get("x")
	require.NoError(t, err)
	require.Equal(t, x[0], d.sites[1].x)
	require.Equal(t, []string{"r1"}, d.sites[1].names)

	p, err := Morphology(cell.View, MorphologyOptions{})
	require.NoError(t, err)
	lines := texts(t, p)
	require.Equal(t, 1, count(lines, "3 recording sites"))
	require.Equal(t, 1, count(lines, "2 stimuli"))
	for _, name := range []string{"r0", "r1", "r2"} {
		require.Positive(t, count(lines, name))
	}
	p, err = Morphology(cell.View, MorphologyOptions{NoSites: true})
	require.NoError(t, err)
	require.Zero(t, count(texts(t, p), "r0"))
	require.Zero(t, count(texts(t, p), "2 stimuli"))
}

func TestManySitesStayLegible(t *testing.T) {
	cell := pyramidal(t, 2)
	require.NoError(t, cell.Branch(golgi.Range(0, 60)).Record("v"))
	p, err := Morphology(cell.View, MorphologyOptions{})
	require.NoError(t, err)
	lines := texts(t, p)
	require.Equal(t, 1, count(lines, "120 recording sites"))
	require.Less(t, len(lines), 10, "no name at any of them")
	require.NoError(t, cell.Record("v"))
	p, err = Morphology(cell.View, MorphologyOptions{})
	require.NoError(t, err)
	require.Equal(t, 1, count(texts(t, p), "recorded: everywhere"))
}

func TestSeveralRecordingsAtOnePlaceAreOneSite(t *testing.T) {
	c := ball(t)
	for _, key := range []string{"v", "HH_m"} {
		require.NoError(t, c.Record(key))
	}
	p, err := Morphology(c.View, MorphologyOptions{})
	require.NoError(t, err)
	require.Positive(t, count(texts(t, p), "r0, r1"))
	require.Equal(t, "r0 … r9", shortNames([]string{"r0", "r3", "r4", "r9"}))
}

func TestColourings(t *testing.T) {
	cell := pyramidal(t, 2)
	require.NoError(t, cell.Branch(5).AddToGroup("mine"))
	a, err := newAnatomy(cell.View)
	require.NoError(t, err)

	p, err := ByGroup("mine", "soma")(a)
	require.NoError(t, err)
	require.Equal(t, []entry{{distinct(0), "mine"}, {distinct(1), "soma"}, {grey, "in no group"}}, p.entries)
	require.Equal(t, distinct(0), p.colours[10])
	require.Equal(t, distinct(1), p.colours[0])
	require.Equal(t, grey, p.colours[20])

	p, err = ByKey("radius")(a)
	require.NoError(t, err)
	require.Equal(t, "radius (µm)", p.label)
	require.Equal(t, scaleColour(1), p.colours[0], "the soma is the thickest")

	values := make([]float64, cell.Len())
	values[3] = math.NaN()
	p, err = ByValues("x (ms)", values)(a)
	require.NoError(t, err)
	require.Equal(t, pale, p.colours[3])
	require.Less(t, p.lo, p.hi, "equal values have a bar too")

	for want, c := range map[string]Colouring{
		`no group "apicl" in view; did you mean "apical"?`: ByGroup("apicl"),
		`"radus"`:                        ByKey("radus"),
		"2 values to colour 298 compart": ByValues("x", []float64{1, 2}),
	} {
		_, err := Morphology(cell.View, MorphologyOptions{Colours: c})
		require.ErrorContains(t, err, want)
		require.True(t, strings.HasPrefix(err.Error(), "morphology: "), err)
	}
}

func TestProjections(t *testing.T) {
	for axes, want := range map[string]projection{
		"":    {[3]float64{1, 0, 0}, [3]float64{0, 1, 0}, [3]float64{0, 0, 1}},
		"zy":  {[3]float64{0, 0, 1}, [3]float64{0, 1, 0}, [3]float64{-1, 0, 0}},
		"x-y": {[3]float64{1, 0, 0}, [3]float64{0, -1, 0}, [3]float64{0, 0, -1}},
	} {
		p, err := newProjection(axes)
		require.NoError(t, err)
		for i := range 3 {
			require.InDelta(t, want.right[i], p.right[i], 0)
			require.InDelta(t, want.up[i], p.up[i], 0)
			require.InDelta(t, want.towards[i], p.towards[i], 0)
		}
	}
	for _, axes := range []string{"x", "xx", "x-x", "xyz", "ab", "--xy", "xy-"} {
		_, err := Morphology(golgi.NewCompartment().View, MorphologyOptions{Axes: axes})
		require.ErrorContains(t, err, "no axes", axes)
	}
	_, err := Morphology(golgi.NewCompartment().Branch(3), MorphologyOptions{})
	require.ErrorContains(t, err, "branch(3)")
	_, err = Morphology(golgi.NewCompartment().View, MorphologyOptions{Width: 3})
	require.ErrorContains(t, err, "pixels")
}
