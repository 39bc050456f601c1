package main

import (
	"bufio"
	"fmt"
	"path/filepath"
	"strings"

	"golgi/model"
	"golgi/vis"
)

// fitPictures are the names of the pictures of a fit.
func fitPictures() []string { return []string{"loss.png", "before_after.png"} }

// drawFit draws the pictures of a fit into the output.
func drawFit(o *model.Output, f *model.Fitted) error {
	title := strings.TrimSuffix(filepath.Base(f.Fitting.Model.File.Name), filepath.Ext(f.Fitting.Model.File.Name))
	losses, err := vis.Losses(f.History, vis.TracesOptions{Title: title})
	if err != nil {
		return err
	}
	var compared []vis.Compared
	for i := range f.After {
		after, err := vis.ResultTraces(f.Fitting.Model.View, f.After[i])
		if err != nil {
			return err
		}
		name, targets := f.Fitting.Case(i)
		for r, trace := range after {
			one := vis.Compared{Trace: trace, Start: f.Before[i].Recordings[r], Target: targets[r], Heading: heading(&trace)}
			if name != "" {
				one.Heading = name + ": " + one.Heading
			}
			compared = append(compared, one)
		}
	}
	both, err := vis.BeforeAfter(f.After[0].Times, compared, vis.TracesOptions{Title: title})
	if err != nil {
		return err
	}
	for i, picture := range []*vis.Picture{losses, both} {
		err := o.Write(fitPictures()[i], func(w *bufio.Writer) error { return picture.Write(w, vis.PNG) })
		if err != nil {
			return err
		}
	}
	return nil
}

// heading says what and where a trace is.
func heading(t *vis.Trace) string {
	if t.Key == "v" {
		return fmt.Sprintf("%s  %s", t.Name, t.Where)
	}
	return fmt.Sprintf("%s %s  %s", t.Name, t.Key, t.Where)
}
