package vis

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
	"golgi/topology"
)

// layered is a network of small cells in two layers, each cell of the first
// connected to each of the second, and these to themselves.
func layered(t testing.TB, first, second int) *golgi.Network {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	net, err := golgi.NewNetworkOf(cell, first+second)
	require.NoError(t, err)
	require.NoError(t, net.ArrangeInLayers([]int{first, second}, 100, 300, false))
	upper, lower := net.Cell(golgi.Range(0, first)), net.Cell(golgi.Range(first, first+second))
	require.NoError(t, golgi.FullyConnect(upper, lower.Branch(1).Comp(1), library.IonotropicSynapse()))
	require.NoError(t, golgi.Connect(lower, lower, library.TanhRateSynapse()))
	return net
}

func coordinate(t testing.TB, view *golgi.View, key string) float64 {
	t.Helper()
	values, err := view.Get(key)
	require.NoError(t, err)
	return values[0]
}

func TestSynapsesGoFromPreToPost(t *testing.T) {
	net := layered(t, 3, 2)
	d, err := newDrawing(net.View, MorphologyOptions{})
	require.NoError(t, err)
	require.Len(t, d.pieces, 15, "a branch each")
	require.Len(t, d.wiring.lines, 8)
	for i, synapse := range net.Synapses() {
		points := d.wiring.lines[i].points
		for end, compartment := range map[int]int{0: synapse.Pre, len(points) - 1: synapse.Post} {
			at := net.SelectRows(compartment)
			require.InDelta(t, coordinate(t, at, "x"), points[end].x, 1e-9, "synapse %d", i)
			require.InDelta(t, coordinate(t, at, "y"), points[end].y, 1e-9, "synapse %d", i)
		}
	}
	p, err := Morphology(net.View, MorphologyOptions{})
	require.NoError(t, err)
	lines := texts(t, p)
	require.Equal(t, 1, count(lines, "IonotropicSynapse (6)"))
	require.Equal(t, 1, count(lines, "TanhRateSynapse (2)"))

	for name, view := range map[string]*golgi.View{"none": net.View, "within": net.Cell(golgi.Range(0, 3))} {
		d, err := newDrawing(view, MorphologyOptions{NoSynapses: name == "none"})
		require.NoError(t, err)
		require.Nil(t, d.wiring, name)
	}
	d, err = newDrawing(net.Cell(golgi.Range(3, 5)), MorphologyOptions{})
	require.NoError(t, err)
	require.Len(t, d.wiring.lines, 2, "only those with both ends in view")
}

func TestSynapseColours(t *testing.T) {
	net := layered(t, 2, 2)
	red := color.RGBA{0xff, 0, 0, 0xff}
	d, err := newDrawing(net.View, MorphologyOptions{SynapseColours: map[string]color.Color{"TanhRateSynapse": red}})
	require.NoError(t, err)
	require.Equal(t, red, d.wiring.kinds[1].colour)
	require.NotEqual(t, grey, d.wiring.kinds[0].colour, "grey are the cells")
	_, err = Morphology(net.View, MorphologyOptions{SynapseColours: map[string]color.Color{"TanhRateSynaps": red}})
	require.ErrorContains(t, err, `no synapse "TanhRateSynaps" in view; did you mean "TanhRateSynapse"?`)
}

// Of many synapses a part is drawn, of a rare type all, and the legend says so.
func TestManySynapsesAreThinned(t *testing.T) {
	net := layered(t, 100, 70)
	d, err := newDrawing(net.View, MorphologyOptions{Detail: Point})
	require.NoError(t, err)
	require.Equal(t, 7070, d.wiring.total)
	drawn := make([]int, 2)
	pre := map[int]int{}
	for _, l := range d.wiring.lines {
		drawn[l.kind]++
		if l.kind == 0 {
			pre[l.pre]++
		}
	}
	require.Equal(t, 70, drawn[1])
	// 7000 draws of probability 0.56: six standard deviations are 250.
	require.InDelta(t, mostSynapses-70, drawn[0], 250)
	require.Len(t, pre, 100, "from each cell")
	_, _, alpha := d.wiring.weight()
	require.Less(t, alpha, 0.2, "seen through")
	p, err := Morphology(net.View, MorphologyOptions{Detail: Point})
	require.NoError(t, err)
	require.Equal(t, 1, count(texts(t, p), fmt.Sprintf("of these %s drawn", grouped(len(d.wiring.lines)))))
	require.Equal(t, "1 234 567", grouped(1234567))
	require.Equal(t, "123", grouped(123))
}

func TestCellsAsDots(t *testing.T) {
	net := layered(t, 3, 2)
	require.NoError(t, net.Cell(1).Branch(2).Record("v"))
	require.NoError(t, net.Cell(1).Branch(0).AddToGroup("one"))
	d, err := newDrawing(net.View, MorphologyOptions{Detail: Point, Colours: ByGroup("one")})
	require.NoError(t, err)
	require.Len(t, d.pieces, 5)
	for i := range 5 {
		p := d.pieces[i]
		require.Len(t, p.points, 1)
		require.Equal(t, i, p.branch/3, "of equal depth in the order of cells")
		require.InDelta(t, coordinate(t, net.Cell(i), "x"), p.points[0].x, 1e-9)
		require.InDelta(t, coordinate(t, net.Cell(i), "y"), p.points[0].y, 1e-9)
		for j := range i {
			q := d.pieces[j].points[0]
			require.Greater(t, away(p.points[0], q), p.points[0].radius+q.radius, "dots lie apart")
		}
		require.Equal(t, i == 1, p.colour == distinct(0))
	}
	require.Len(t, d.sites, 1, "recordings of a cell are at its dot")
	require.InDelta(t, d.pieces[1].points[0].x, d.sites[0].x, 1e-9)
	for i, l := range d.wiring.lines {
		end, dot := l.points[len(l.points)-1], d.pieces[net.Synapses()[i].Post/6].points[0]
		require.InDelta(t, dot.radius, away(end, dot), 0.1*dot.radius, "marks are on the rim")
	}

	cell := pyramidal(t, 1)
	two, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, two.ArrangeInLayers([]int{2}, 300, 300, false))
	p, err := Morphology(two.View, MorphologyOptions{Detail: Point})
	require.NoError(t, err)
	require.Equal(t, "soma", texts(t, p)[0])
	require.Len(t, texts(t, p), 2, "the legend has what is drawn, then there is the scale bar")
}

func TestColourByRecording(t *testing.T) {
	net := layered(t, 2, 2)
	require.NoError(t, net.Insert(library.HH()))
	require.NoError(t, net.Cell(golgi.Range(0, 3)).Branch(1).Comp(0).Record("v"))
	require.NoError(t, net.Cell(0).Branch(1).Comp(0).Record("HH_m"))
	a, err := newAnatomy(net.View)
	require.NoError(t, err)
	result := &golgi.Result{Times: []float64{0, 1, 2}, Recordings: [][]float64{{-70, 20, -60}, {-65, -65, -64}, {-70, -10, 30}, {0, 0.5, 1}}}
	for _, r := range net.Recordings() {
		result.Recorded = append(result.Recorded, golgi.Recorded{State: r.State, Compartment: r.Compartment, Synapse: -1})
	}
	p, err := ByRecorded(result, "v", 1.2)(a)
	require.NoError(t, err)
	require.Equal(t, "voltage at 1 ms (mV)", p.label)
	require.LessOrEqual(t, p.lo, -70.0)
	require.GreaterOrEqual(t, p.hi, 30.0, "the bar spans all times")
	require.Equal(t, scaleColour((20-p.lo)/(p.hi-p.lo)), p.colours[2])
	require.Equal(t, pale, p.colours[0])
	p, err = ByRecorded(result, "HH_m", 1.6)(a)
	require.NoError(t, err)
	require.Equal(t, "HH_m at 2 ms", p.label)

	d, err := newDrawing(net.View, MorphologyOptions{Detail: Point, Colours: ByRecorded(result, "v", 1)})
	require.NoError(t, err)
	require.NotEqual(t, pale, d.pieces[0].colour, "that of a compartment with a value")
	require.Equal(t, pale, d.pieces[3].colour)

	for want, c := range map[string]Colouring{
		`"HH_mm" was not recorded in view; did you mean "HH_m"?`:     ByRecorded(result, "HH_mm", 1),
		"no sample at 3 ms to colour by; there are some from 0 to 2": ByRecorded(result, "v", 3),
		"no sample at NaN": ByRecorded(result, "v", math.NaN()),
		"run the model":    ByRecorded(nil, "v", 1),
		"no colour given":  ByColour(nil),
	} {
		_, err := Morphology(net.View, MorphologyOptions{Colours: c})
		require.ErrorContains(t, err, want)
	}
	p, err = ByColour(color.White)(a)
	require.NoError(t, err)
	require.Equal(t, white, p.colours[7])
}

// Traced compartments that became cylinders are drawn as thick as they are.
func TestCylindersOfTracedBranches(t *testing.T) {
	cell := pyramidal(t, 3)
	require.NoError(t, cell.Branch(100).Comp(1).Set("radius", 7))
	require.NoError(t, cell.Branch(0).Set("radius", 12))
	d, err := newDrawing(cell.View, MorphologyOptions{})
	require.NoError(t, err)
	widest := map[int]float64{}
	number := map[int]int{}
	for _, p := range d.pieces {
		number[p.branch]++
		for _, q := range p.points {
			widest[p.branch] = max(widest[p.branch], q.radius)
		}
	}
	require.Equal(t, 3, number[100], "before, the cylinder, after")
	require.InDelta(t, 7, widest[100], 0)
	require.InDelta(t, 12, widest[0], 0)
	require.Equal(t, 1, number[99])
}

func TestWithoutCoordinatesThereIsAnErrorInPlaceOfAPicture(t *testing.T) {
	net := layered(t, 1, 1)
	a, err := newAnatomy(net.View)
	require.NoError(t, err)
	columns, err := a.columns("length", "radius", "x", "y", "z")
	require.NoError(t, err)
	a.branches[1].Points = nil
	_, err = newCourse(a, &a.branches[1], columns)
	require.EqualError(t, err, "no coordinates of branch 1; compute them with ComputeXYZ, or give them with SetPoints")

	a.branches[0].Points = []topology.Point{{X: math.NaN()}, {X: 1}}
	_, err = newCourse(a, &a.branches[0], columns)
	require.ErrorContains(t, err, "no coordinates of point 0 of branch 0; ")
	columns[3][10] = math.NaN()
	_, err = newSpots(a.rows, columns[1:], projection{})
	require.ErrorContains(t, err, "no coordinates of compartment 10; ")

	_, err = Morphology(net.View, MorphologyOptions{Detail: "dots"})
	require.ErrorContains(t, err, `no detail "dots"; there are full and point`)
	require.True(t, strings.HasPrefix(err.Error(), "morphology: "))
}

func TestCellsOverEachOtherAreTold(t *testing.T) {
	cell := pyramidal(t, 1)
	net, err := golgi.NewNetworkOf(cell, 3)
	require.NoError(t, err)
	notes := func() int {
		p, err := Morphology(net.View, MorphologyOptions{})
		require.NoError(t, err)
		return count(texts(t, p), "3 cells in one place") + 10*count(texts(t, p), "3 cells in 2 places")
	}
	require.Equal(t, 1, notes())
	require.NoError(t, net.Cell(1).Move(0, 10, 0))
	require.Equal(t, 10, notes())
	require.NoError(t, net.ArrangeInLayers([]int{3}, 300, 0, false))
	require.Zero(t, notes())
}
