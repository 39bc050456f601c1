// Package vis draws cells and traces as PNG and SVG. It is the only package
// that imports a plotting library (gonum.org/v1/plot, its canvases and fonts);
// of golgi it imports the root package and what stands below it.
//
// The zero value of every options struct gives a good picture. The same input
// gives the same bytes.
//
//	picture, err := vis.Morphology(cell.View, vis.MorphologyOptions{})
//	err = picture.Save("cell.png")
//
// # Index by task
//
//   - draw what a run recorded: [Traces], [TracesOptions], [Layout]
//   - draw traces of one's own beside it: [Trace], [ResultTraces], [DrawTraces]
//   - draw what a fit did: [Losses], [BeforeAfter], [Compared]
//   - draw the steady states and time constants of a mechanism's gates:
//     [Curves], [CurvesOptions]
//   - draw figures against a quantity that is not time, such as costs against sizes: [Charts]
//   - draw a cell, or a network with its synapses: [Morphology],
//     [MorphologyOptions], [Detail]
//   - look from an angle: Azimuth and Elevation of [MorphologyOptions]
//   - choose what its colours mean: [ByType], [ByGroup], [ByKey], [ByValues],
//     [ByColour]
//   - show the state of a run at a time: [ByRecorded]
//   - write a picture: [Picture.Save], [Picture.Write], [Format]
//
// Lengths on paper are points (1/72 inch); a picture is laid out in points and
// a PNG shows 2 pixels for each unless another size is asked for.
package vis
