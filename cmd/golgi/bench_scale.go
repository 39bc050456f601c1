package main

import (
	"context"
	"encoding/json"
	"io"

	"golgi/bench"
	"golgi/internal/atomicfile"
)

// benchScaleCommand measures bench.Scale.
type benchScaleCommand struct {
	Series []string `arg:"" help:"What grows: cells, compartments (of one cell), synapses, or workers; several, one after the other."`
	Least  int      `placeholder:"N" help:"Fewest compartments or synapses; default 1000."`
	Most   int      `placeholder:"N" help:"Most compartments or synapses, default 1000000; of workers, default one a processor."`
	TMax   float64  `name:"t-max" default:"10" placeholder:"MS" help:"Duration; default 10 ms."`
	CSV    string   `name:"csv" placeholder:"FILE" help:"Write the table to a file too, as CSV."`
	benchFlags
}

// Run measures the series and prints a table in Markdown.
func (c *benchScaleCommand) Run(ctx context.Context, to *terminal) error {
	if err := c.check(); err != nil {
		return err
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
	if !c.JSON {
		return say(to, interpreted(c.Engine)+bench.ScaleMarkdown(all))
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return say(to, string(text)+"\n")
}
