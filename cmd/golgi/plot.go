package main

import (
	"bufio"
	"fmt"
	"path/filepath"
	"strings"
	"time"

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
	morphology, err := vis.Morphology(run.Model.View, vis.MorphologyOptions{Title: title})
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
