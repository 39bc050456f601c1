package vis

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"

	"golgi"
	"golgi/topology"
	"golgi/topology/synth"
)

// winding is how often a path of straight lines runs round a point.
func winding(path vg.Path, p vg.Point) int {
	n := 0
	var start, last vg.Point
	edge := func(a, b vg.Point) {
		side := (b.X-a.X)*(p.Y-a.Y) - (p.X-a.X)*(b.Y-a.Y)
		switch {
		case a.Y <= p.Y && b.Y > p.Y && side > 0:
			n++
		case a.Y > p.Y && b.Y <= p.Y && side < 0:
			n--
		}
	}
	for _, c := range path {
		switch c.Type {
		case vg.MoveComp:
			start, last = c.Pos, c.Pos
		case vg.LineComp:
			edge(last, c.Pos)
			last = c.Pos
		case vg.CloseComp:
			edge(last, start)
		}
	}
	return n
}

func extent(path vg.Path) (lo, hi vg.Point) {
	lo, hi = vg.Point{X: vg.Inch * 1e6, Y: vg.Inch * 1e6}, vg.Point{X: -vg.Inch * 1e6, Y: -vg.Inch * 1e6}
	for _, c := range path {
		if c.Type != vg.CloseComp {
			lo.X, lo.Y, hi.X, hi.Y = min(lo.X, c.Pos.X), min(lo.Y, c.Pos.Y), max(hi.X, c.Pos.X), max(hi.Y, c.Pos.Y)
		}
	}
	return lo, hi
}

// Every traced point, and the neurite's width around it, is filled; what is
// filled twice is not emptied again.
func TestTheWholeOfEachBranchIsDrawn(t *testing.T) {
	for _, axes := range []string{"xy", "zy", "x-z"} {
		cell := pyramidal(t, 2)
		d, err := newDrawing(cell.View, MorphologyOptions{Axes: axes})
		require.NoError(t, err)
		p, err := newProjection(axes)
		require.NoError(t, err)
		require.Len(t, d.pieces, 149)
		drawn := map[int]vg.Path{}
		for i := range d.pieces {
			drawn[d.pieces[i].branch] = d.frame.tube(&d.pieces[i])
		}
		for _, outline := range cell.Points() {
			path := drawn[outline.Branch]
			for k, q := range outline.Points {
				at := d.frame.place(p.of(q))
				require.True(t, at.X >= d.area.Min.X && at.X <= d.area.Max.X && at.Y >= d.area.Min.Y && at.Y <= d.area.Max.Y, "inside the picture")
				if k == 0 || k == len(outline.Points)-1 {
					continue // the ends of a soma are cut there
				}
				before, after := d.frame.place(p.of(outline.Points[k-1])), d.frame.place(p.of(outline.Points[k+1]))
				along := math.Hypot(float64(after.X-before.X), float64(after.Y-before.Y))
				for _, side := range []vg.Length{-0.5, 0, 0.5} {
					w := at.Point
					w.X += 1e-6 // not on an edge, where rounding decides
					if along > 1e-3 {
						w.X -= side * at.radius * (after.Y - before.Y) / vg.Length(along)
						w.Y += side * at.radius * (after.X - before.X) / vg.Length(along)
					}
					require.Positive(t, winding(path, w), "branch %d point %d side %g axes %s", outline.Branch, k, side, axes)
				}
			}
		}
	}
}

func TestTubesTurnCounterClockwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-50, 50)
		p := piece{end: ending(rapid.IntRange(0, 2).Draw(t, "end"))}
		for range rapid.IntRange(1, 8).Draw(t, "points") {
			p.points = append(p.points, flat{coordinate.Draw(t, "x"), coordinate.Draw(t, "y"), 0, rapid.Float64Range(0, 20).Draw(t, "radius")})
		}
		f := frame{resolution: rapid.Float64Range(0.01, 10).Draw(t, "resolution")}
		area, start := 0.0, vg.Point{}
		var last vg.Point
		for _, c := range f.tube(&p) {
			switch c.Type {
			case vg.MoveComp:
				start, last, area = c.Pos, c.Pos, 0
			case vg.LineComp:
				area += float64((last.X-start.X)*(c.Pos.Y-start.Y) - (c.Pos.X-start.X)*(last.Y-start.Y))
				last = c.Pos
			case vg.CloseComp:
				require.Greater(t, area, -1e-9)
			}
		}
	})
}

func TestBallIsRound(t *testing.T) {
	for _, c := range []*golgi.View{ball(t).View, onePointSoma(t).View} {
		d, err := newDrawing(c, MorphologyOptions{})
		require.NoError(t, err)
		require.Len(t, d.pieces, 1)
		lo, hi := extent(d.frame.tube(&d.pieces[0]))
		// A polygon of 50 corners or more is as wide as it is high to a thousandth.
		require.InEpsilon(t, float64(hi.X-lo.X), float64(hi.Y-lo.Y), 1e-2)
		require.InEpsilon(t, 10*d.frame.resolution, float64(hi.Y-lo.Y), 1e-2, "its diameter")
	}
}

func onePointSoma(t *testing.T) *golgi.Cell {
	file := filepath.Join(t.TempDir(), "ball.swc")
	require.NoError(t, os.WriteFile(file, []byte("1 1 3 4 5 5 -1\n"), 0o644))
	cell, _, err := golgi.ReadSWC(file, golgi.WithNComp(3))
	require.NoError(t, err)
	return cell
}

func TestCylindersKeepTheirSize(t *testing.T) {
	stick, err := golgi.NewBranchOf(golgi.NewCompartment(), 10)
	require.NoError(t, err)
	require.NoError(t, stick.Comp(9).Set("radius", 3))
	d, err := newDrawing(stick.View, MorphologyOptions{})
	require.NoError(t, err)
	require.Len(t, d.pieces, 2, "one for each radius")
	thin, thick := d.frame.tube(&d.pieces[0]), d.frame.tube(&d.pieces[1])
	for path, want := range map[*vg.Path][2]float64{&thin: {90, 2}, &thick: {10, 6}} {
		lo, hi := extent(*path)
		// The thin one reaches under the thick one a little.
		require.InDelta(t, want[0]*d.frame.resolution, float64(hi.X-lo.X), 0.5)
		require.InDelta(t, want[1]*d.frame.resolution, float64(hi.Y-lo.Y), 1e-9)
	}
}

func TestScaleBarIsRoundAndFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := math.Exp(rapid.Float64Range(-2, 9).Draw(t, "log of length"))
		c := golgi.NewCompartment()
		require.NoError(t, c.Set("length", length))
		require.NoError(t, c.Set("radius", 0.05*length*rapid.Float64Range(0.1, 1).Draw(t, "radius")))
		d, err := newDrawing(c.View, MorphologyOptions{})
		require.NoError(t, err)
		bar := d.scaleLength()
		require.True(t, isRound(bar), "%g", bar)
		width := float64(d.area.Max.X - d.area.Min.X)
		require.LessOrEqual(t, bar*d.frame.resolution, 0.3*width*(1+1e-9))
		require.GreaterOrEqual(t, bar*d.frame.resolution, 0.12*width)
	})
	cell := pyramidal(t, 1)
	p, err := Morphology(cell.View, MorphologyOptions{})
	require.NoError(t, err)
	require.Equal(t, 1, count(texts(t, p), "50 µm"))
}

func TestLegendHasOneEntryForEachType(t *testing.T) {
	lines := func(view *golgi.View) []string {
		p, err := Morphology(view, MorphologyOptions{})
		require.NoError(t, err)
		return texts(t, p)
	}
	cell := pyramidal(t, 2)
	all := lines(cell.View)
	for _, name := range []string{"soma", "axon", "basal dendrite", "apical dendrite"} {
		require.Equal(t, 1, count(all, name))
	}
	require.Len(t, all, 5, "and the scale bar: %q", all)
	require.Equal(t, []string{"axon"}, lines(cell.Group("axon"))[:1])
	require.Len(t, lines(cell.Group("axon")), 2)
	require.Equal(t, "untyped", lines(golgi.NewCompartment().View)[0])
}

func TestSizeOfMorphologies(t *testing.T) {
	cell := pyramidal(t, 1)
	for _, o := range []MorphologyOptions{{}, {Width: 800}, {Height: 900}, {Width: 700, Height: 500}, {Axes: "yx"}} {
		p, err := Morphology(cell.View, o)
		require.NoError(t, err)
		width, height := p.Pixels()
		switch {
		case o.Width == 0 && o.Height == 0:
			require.Equal(t, 1600, max(width, height))
		default:
			require.True(t, o.Width == 0 || o.Width == width, "%d for %d", width, o.Width)
			require.True(t, o.Height == 0 || o.Height == height, "%d for %d", height, o.Height)
		}
	}
}

// A part of a branch is drawn where it is, and not further.
func TestPartOfACellIsDrawnAlone(t *testing.T) {
	cell := pyramidal(t, 4)
	p, err := newProjection("")
	require.NoError(t, err)
	lengths := func(view *golgi.View) (sum float64, pieces []piece) {
		a, err := newAnatomy(view)
		require.NoError(t, err)
		paint, err := ByType()(a)
		require.NoError(t, err)
		pieces, err = a.pieces(paint.colours, p)
		require.NoError(t, err)
		for _, l := range must(view.Get("length")) {
			sum += l
		}
		return sum, pieces
	}
	for _, view := range []*golgi.View{cell.Branch(100), cell.Branch(100).Comp(0), cell.Branch(100).Comp(1, 2), cell.Branch(100).Comp(0, 3)} {
		length, pieces := lengths(view)
		drawn := 0.0
		for _, piece := range pieces {
			for k := 1; k < len(piece.points); k++ {
				a, b := piece.points[k-1], piece.points[k]
				drawn += math.Hypot(math.Hypot(b.x-a.x, b.y-a.y), b.depth-a.depth)
			}
		}
		// Centres of compartments lie on the path to the precision of their interpolation.
		require.InEpsilon(t, length, drawn, 0.01, view.Path())
	}
	_, pieces := lengths(cell.Branch(100).Comp(0, 3))
	require.Len(t, pieces, 2, "with a gap between")
}

func must(values []float64, err error) []float64 {
	if err != nil {
		panic(err)
	}
	return values
}

func TestRealCells(t *testing.T) {
	for _, name := range []string{"ca1_n120.swc", "ca1_n120_250_single_point_soma.swc", "soma_both_ends.swc"} {
		file := shared(t, name)
		for _, convention := range []topology.Convention{topology.Conserving, topology.Jaxley} {
			cell, _, err := golgi.ReadSWC(file, golgi.WithConvention(convention), golgi.WithNComp(3))
			if err != nil && convention == topology.Jaxley {
				continue // some it cannot read
			}
			require.NoError(t, err)
			for _, colours := range []Colouring{nil, ByKey("radius"), ByGroup()} {
				p, err := Morphology(cell.View, MorphologyOptions{Colours: colours})
				require.NoError(t, err, name)
				require.NotEmpty(t, write(t, p, SVG))
			}
		}
	}
}

func BenchmarkMorphology(b *testing.B) {
	cell, err := golgi.NewCellFromMorphology(synth.Pyramidal(7))
	require.NoError(b, err)
	for b.Loop() {
		p, err := Morphology(cell.View, MorphologyOptions{})
		require.NoError(b, err)
		write(b, p, PNG)
	}
}
