package main

import (
	"bufio"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golgi"
	"golgi/model"
	"golgi/vis"
)

// plotFiles are the names of the pictures of a run.
func plotFiles() []string { return []string{"traces.png", "morphology.png"} }

// draw draws the pictures of a run into the output.
func draw(o *model.Output, run *model.Run) error {
	start := time.Now()
	defer func() { run.Seconds.Write += time.Since(start).Seconds() }()
	title := strings.TrimSuffix(filepath.Base(run.Model.File.Name), filepath.Ext(run.Model.File.Name))
	traces, err := vis.Traces(run.Model.View, run.Result, vis.TracesOptions{Title: title})
	if err != nil {
		return fmt.Errorf("--plot: %w", err)
	}
	view, err := apart(run.Model.View)
	if err != nil {
		return fmt.Errorf("--plot: %w", err)
	}
	morphology, err := vis.Morphology(view, vis.MorphologyOptions{Title: title})
	if err != nil {
		return fmt.Errorf("--plot: %w", err)
	}
	for i, picture := range []*vis.Picture{traces, morphology} {
		err := o.Write(plotFiles()[i], func(w *bufio.Writer) error { return picture.Write(w, vis.PNG) })
		if err != nil {
			return err
		}
	}
	return nil
}

// apart returns the model to be drawn: where cells lie over one another, as copies of a template do, a copy of it with
// the cells in rows. What was run is not touched.
func apart(view *golgi.View) (*golgi.View, error) {
	cells, _, _ := view.Shape()
	places := map[[3]float64]bool{}
	for cell := range view.Cells() {
		var place [3]float64
		for axis, key := range []string{"x", "y", "z"} {
			values, err := cell.Get(key)
			if err != nil {
				return nil, err
			}
			place[axis] = values[0]
		}
		places[place] = true
	}
	if len(places) == cells {
		return view, nil
	}
	net, err := view.CopyAsNetwork()
	if err != nil {
		return nil, err
	}
	width, height, err := extent(net)
	if err != nil {
		return nil, err
	}
	perRow := int(math.Ceil(math.Sqrt(float64(cells) * height / width)))
	perRow = min(max(perRow, 1), cells)
	var rows []int
	for left := cells; left > 0; left -= perRow {
		rows = append(rows, min(left, perRow))
	}
	return net.View, net.ArrangeInLayers(rows, width, height, true)
}

// extent is the room, um, that the largest cell takes along x and y, with a margin.
func extent(net *golgi.Network) (width, height float64, err error) {
	size := [2]float64{50, 50} // no cell is put nearer than this
	for cell := range net.Cells() {
		for axis, key := range []string{"x", "y"} {
			values, err := cell.Get(key)
			if err != nil {
				return 0, 0, err
			}
			size[axis] = max(size[axis], 1.2*(slices.Max(values)-slices.Min(values))+20)
		}
	}
	return size[0], size[1], nil
}
