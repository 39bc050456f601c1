package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"golgi/bench"
	"golgi/internal/atomicfile"
	"golgi/vis"
)

// benchScaleCommand measures bench.Scale.
type benchScaleCommand struct {
	Series []string `arg:"" help:"What grows: cells, compartments (of one cell), synapses, or workers; several, one after the other."`
	Least  int      `placeholder:"N" help:"Fewest compartments or synapses; default 1000."`
	Most   int      `placeholder:"N" help:"Most compartments or synapses, default 1000000; of workers (four a processor at most), default one a processor."`
	TMax   float64  `name:"t-max" default:"10" placeholder:"MS" help:"Duration; default 10 ms."`
	CSV    string   `name:"csv" placeholder:"FILE" help:"Write the table to a file too, as CSV."`
	Plot   string   `placeholder:"FILE" help:"Draw the cost of a compartment-step against what grows, a line a series, to a .png or .svg file."`
	benchFlags
}

// Help says what grows how.
func (*benchScaleCommand) Help() string {
	return `cells: 28 compartments each. compartments: of one cell of 255 branches. synapses: between 1000 cells of 28 compartments.
workers: for 1000 cells, and for 1000 cells each. A table in Markdown is printed, with --json a list of objects.

  golgi bench scale cells compartments --csv scaling.csv --plot scaling.png

` + protocolHelp
}

// Run measures the series and prints a table in Markdown.
func (c *benchScaleCommand) Run(ctx context.Context, to *terminal) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Plot != "" { // found before hours of measuring
		if _, err := vis.FormatOf(c.Plot); err != nil {
			return fmt.Errorf("--plot: %w", err)
		}
	}
	var all []*bench.ScalePoint
	for _, series := range c.Series {
		points, err := bench.Scale(ctx, series, bench.ScaleOptions{
			MeasureOptions: bench.MeasureOptions{Workers: c.Workers, Engine: c.Engine, Repetitions: c.Repetitions},
			Least:          c.Least, Most: c.Most, TMax: c.TMax,
		})
		if err != nil {
			return err
		}
		all = append(all, points...)
	}
	if c.CSV != "" {
		if err := atomicfile.Write(c.CSV, func(w io.Writer) error { return bench.WriteScaleCSV(w, all) }); err != nil {
			return err
		}
	}
	if c.Plot != "" {
		picture, err := vis.Charts(scaleCharts(all), vis.ChartsOptions{})
		if err == nil {
			err = picture.Save(c.Plot)
		}
		if err != nil {
			return fmt.Errorf("--plot: %w", err)
		}
	}
	if !c.JSON {
		return say(to, interpreted(c.Engine)+bench.ScaleMarkdown(all))
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return say(to, string(text)+"\n")
}
