package vis

import (
	"image/color"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

// From wherever one looks the three directions are at right angles, of length
// 1, and right-handed.
func TestTurningKeepsShapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := newProjection(rapid.SampledFrom([]string{"xy", "zy", "x-z"}).Draw(t, "axes"))
		require.NoError(t, err)
		angle := rapid.Float64Range(-400, 400)
		p = p.turned(angle.Draw(t, "azimuth"), angle.Draw(t, "elevation"))
		dot := func(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
		// Sums of three products of numbers up to 1.
		const rounding = 1e-14
		for i, d := range [][3]float64{p.right, p.up, p.towards} {
			for j, e := range [][3]float64{p.right, p.up, p.towards} {
				want := 0.0
				if i == j {
					want = 1
				}
				require.InDelta(t, want, dot(d, e), rounding)
			}
		}
		require.InDelta(t, p.towards[0], p.right[1]*p.up[2]-p.right[2]*p.up[1], rounding)
	})
}

func TestTurningGoesRoundAndUp(t *testing.T) {
	p, err := newProjection("xy")
	require.NoError(t, err)
	at := func(azimuth, elevation float64, q topology.Point) flat { return p.turned(azimuth, elevation).of(q) }
	// From the right one sees what is there in front of the rest, and z to the left.
	q := at(90, 0, topology.Point{X: 3, Y: 4, Z: 5})
	require.InDeltaSlice(t, []float64{-5, 4, 3}, []float64{q.x, q.y, q.depth}, 1e-14)
	// From above y is depth, and z points down.
	q = at(0, 90, topology.Point{X: 3, Y: 4, Z: 5})
	require.InDeltaSlice(t, []float64{3, -5, 4}, []float64{q.x, q.y, q.depth}, 1e-14)
	require.Equal(t, p, p.turned(0, 0))
}

// What is nearer is drawn later and fades less; nothing is lost in cutting.
func TestViewInSpaceHasDepth(t *testing.T) {
	cell := pyramidal(t, 2)
	o := MorphologyOptions{Azimuth: 35, Elevation: 20}
	d, err := newDrawing(cell.View, o)
	require.NoError(t, err)
	length := 0.0
	for i, p := range d.pieces {
		if i > 0 {
			require.LessOrEqual(t, d.pieces[i-1].layer, p.layer)
		}
		for k := 1; k < len(p.points); k++ {
			a, b := p.points[k-1], p.points[k]
			length += math.Hypot(math.Hypot(a.x-b.x, a.y-b.y), a.depth-b.depth)
			if p.swcType != 1 {
				// A layer holds what is between its borders, to rounding.
				require.GreaterOrEqual(t, min(a.depth, b.depth), d.cue.border(p.layer)-1e-9)
				require.LessOrEqual(t, max(a.depth, b.depth), d.cue.border(p.layer+1)+1e-9)
			}
		}
	}
	whole, err := newDrawing(cell.View, MorphologyOptions{})
	require.NoError(t, err)
	uncut := 0.0
	for _, p := range whole.pieces {
		for k := 1; k < len(p.points); k++ {
			a, b := p.points[k-1], p.points[k]
			uncut += math.Hypot(math.Hypot(a.x-b.x, a.y-b.y), a.depth-b.depth)
		}
	}
	require.InEpsilon(t, uncut, length, 1e-9, "the length of a way is the same from all sides")

	ink := color.NRGBA{0, 0x80, 0xff, 0x80}
	require.Equal(t, ink, d.cue.faded(ink, depthLayers-1))
	require.Greater(t, d.cue.faded(ink, 0).R, uint8(0x80))
	require.Equal(t, ink, depthCue{}.faded(ink, 0))

	p, err := Morphology(cell.View, o)
	require.NoError(t, err)
	for _, name := range []string{"x", "y", "z"} {
		require.Equal(t, 1, count(texts(t, p), name), "the axes are shown")
	}
	require.NotEmpty(t, write(t, p, PNG))
	require.Equal(t, write(t, p, SVG), write(t, p, SVG))
	_, err = Morphology(cell.View, MorphologyOptions{Azimuth: math.NaN()})
	require.ErrorContains(t, err, "give finite angles")
}

// Synapses lie in the layers of what they join.
func TestSynapsesInSpace(t *testing.T) {
	net := layered(t, 3, 2)
	require.NoError(t, net.Cell(0).Move(0, 0, 400))
	for _, detail := range []Detail{Full, Point} {
		d, err := newDrawing(net.View, MorphologyOptions{Azimuth: 20, Elevation: 30, Detail: detail})
		require.NoError(t, err)
		lines, marks := 0, 0
		for layer := range d.cue.layers() {
			lines, marks = lines+len(d.wiring.layers[layer]), marks+len(d.wiring.marks[layer])
		}
		require.Equal(t, 8, lines)
		require.Equal(t, 8, marks)
		require.Equal(t, depthLayers-1, d.pieces[len(d.pieces)-1].layer)
		require.Equal(t, 0, d.pieces[len(d.pieces)-1].branch/3, "the nearest cell is drawn last")
	}
}
