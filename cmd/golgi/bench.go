package main

import (
	"context"
	"encoding/json"
	"fmt"

	"golgi/bench"
)

// benchCommand times standard workloads.
type benchCommand struct {
	Pop      benchPopCommand      `cmd:"" help:"CELLS T_MAX: a population of unconnected cells of 28 compartments."`
	Cell     benchCellCommand     `cmd:"" help:"FILE NCOMP T_MAX: one traced neuron."`
	Net      benchNetCommand      `cmd:"" help:"CELLS SYNAPSES_PER_CELL T_MAX: the population with synapses between random cells."`
	Grad     benchGradCommand     `cmd:"" help:"FILE NCOMP T_MAX, or pop CELLS T_MAX: value and gradient, beside the run alone."`
	Rallpack benchRallpackCommand `cmd:"" help:"NUMBER SIZE T_MAX: one of the three Rallpacks (Bhalla, Bilitch and Bower 1992), in any size."`
	StartUp  benchStartUpCommand  `cmd:"" name:"startup" help:"FILE: a process from its start to the written traces of one traced neuron, 20 ms."`
	Import   benchImportCommand   `cmd:"" help:"FILE: reading an SWC file."`
	Batch    benchBatchCommand    `cmd:"" help:"OF... MEMBERS T_MAX: runs of one model, or gradients, side by side, beside one by one."`
	Build    benchBuildCommand    `cmd:"" help:"[COMPARTMENTS [SYNAPSES]]: building large models, and the bytes of a synapse."`
	Scale    benchScaleCommand    `cmd:"" help:"SERIES...: models that grow: the cost of a compartment-step against their size."`
	Limit    benchLimitCommand    `cmd:"" help:"CELLS T_MAX: the population written by hand for this processor, to compare with pop."`
}

// Help is what the workloads have in common.
func (*benchCommand) Help() string {
	return protocolHelp + `

Flags of all workloads: --workers N (default 1), --engine native or interp, --repetitions N (default 5), --json. The keys of the JSON: workload,
workers, engine, ncomp, synapses, steps, build_s, freeze_s, best_s, ns_per_comp_step, allocs_per_step, peak_bytes. docs/bench.md explains them.`
}

const protocolHelp = `Every compartment has classic HH; axial resistivity 5000 Ohm cm; steps of 0.025 ms by backward Euler; the first compartment is recorded and
gets 1 nA from 1 to 3 ms. The shortest of the repetitions counts. Times on a busy machine say little.`

const populationHelp = `CELLS copies of a binary tree of 7 branches (parents -1 0 0 1 1 2 2), 4 compartments each, 10 um long and 1 um in radius.`

// Help says what is run.
func (*benchPopCommand) Help() string { return populationHelp + "\n\n" + protocolHelp }

// Help says what is run.
func (*benchCellCommand) Help() string {
	return "The neuron of an SWC file, read as golgi run reads it, NCOMP compartments a branch.\n\n" + protocolHelp
}

// Help says what is run.
func (*benchNetCommand) Help() string {
	return populationHelp + ` Between random cells there are IonotropicSynapse, so many a cell on average, both ends at branch 0, compartment 0.` + "\n\n" + protocolHelp
}

// Help says what is run.
func (*benchGradCommand) Help() string {
	return `Value and gradient of the mean squared voltage by HH_gNa and radius of every branch, in turns with the run alone.

  golgi bench grad neuron.swc 4 20
  golgi bench grad pop 100 20 --budget 8MiB

` + protocolHelp
}

// benchFlags are what all workloads know.
type benchFlags struct {
	Workers     int    `default:"1" placeholder:"N" help:"Number of workers, default 1; 0 for one a processor."`
	Engine      string `placeholder:"NAME" help:"Engine for the mechanisms: native (machine code) or interp, of the same results; default the fastest there is."`
	Repetitions int    `default:"5" placeholder:"N" help:"Number of runs, after one that is not counted; default 5. The shortest is given."`
	JSON        bool   `name:"json" help:"Print JSON."`
}

// benchPopCommand times bench.Population.
type benchPopCommand struct {
	Cells int     `arg:"" help:"Number of cells."`
	TMax  float64 `arg:"" name:"t-max" help:"Duration, ms."`
	benchFlags
}

// benchCellCommand times bench.TracedCell.
type benchCellCommand struct {
	File  string  `arg:"" help:"SWC file."`
	NComp int     `arg:"" name:"ncomp" help:"Compartments a branch."`
	TMax  float64 `arg:"" name:"t-max" help:"Duration, ms."`
	benchFlags
}

// benchNetCommand times bench.SparseNetwork.
type benchNetCommand struct {
	Cells           int     `arg:"" help:"Number of cells."`
	SynapsesPerCell float64 `arg:"" name:"synapses-per-cell" help:"Synapses a cell, on average."`
	TMax            float64 `arg:"" name:"t-max" help:"Duration, ms."`
	Vary            bool    `help:"Give the parameters of each synapse values of its own."`
	Random          bool    `help:"Put both ends of each synapse at random compartments, not at the first of a cell."`
	benchFlags
}

// benchGradCommand times a gradient on a traced neuron or on the population.
type benchGradCommand struct {
	Of     string   `arg:"" name:"file" help:"SWC file; or the word pop, for the population."`
	Number int      `arg:"" name:"ncomp" help:"Compartments a branch; or the number of cells of the population."`
	TMax   float64  `arg:"" name:"t-max" help:"Duration, ms."`
	Budget byteSize `placeholder:"BYTES" help:"Memory for the way back, such as 64MB or 2GiB; default 1GiB."`
	benchFlags
}

// benchRallpackCommand times bench.Rallpack.
type benchRallpackCommand struct {
	Number int     `arg:"" help:"Which: 1 (passive cable), 2 (passive tree) or 3 (cable with the squid axon's channels)."`
	Size   int     `arg:"" help:"Compartments of the cable, 1000 in the standard; or levels of the tree, 10 there."`
	TMax   float64 `arg:"" name:"t-max" help:"Duration, ms; 250 in the standard. A step is 0.05 ms."`
	benchFlags
}

// Help says what is run.
func (*benchRallpackCommand) Help() string {
	return "1 and 3 are a cable of 1 mm in SIZE compartments, passive and with the squid axon's channels; 2 is a passive binary tree of SIZE levels. Constant current into one end."
}

// Run builds the case and times it.
func (c *benchRallpackCommand) Run(ctx context.Context, to *terminal) error {
	return c.time(ctx, to, 0, func() (*bench.Workload, error) { return bench.Rallpack(c.Number, c.Size, c.TMax) })
}

// Run builds the population and times it.
func (c *benchPopCommand) Run(ctx context.Context, to *terminal) error {
	return c.time(ctx, to, 0, func() (*bench.Workload, error) { return bench.Population(c.Cells, c.TMax) })
}

// Run reads the neuron and times it.
func (c *benchCellCommand) Run(ctx context.Context, to *terminal) error {
	return c.time(ctx, to, 0, func() (*bench.Workload, error) { return bench.TracedCell(c.File, c.NComp, c.TMax) })
}

// Run builds the network and times it.
func (c *benchNetCommand) Run(ctx context.Context, to *terminal) error {
	var options []bench.NetworkOption
	if c.Vary {
		options = append(options, bench.Varied)
	}
	if c.Random {
		options = append(options, bench.Scattered)
	}
	return c.time(ctx, to, 0, func() (*bench.Workload, error) {
		return bench.SparseNetwork(c.Cells, c.SynapsesPerCell, c.TMax, options...)
	})
}

// Run builds or reads what the gradient is of and times both.
func (c *benchGradCommand) Run(ctx context.Context, to *terminal) error {
	return c.time(ctx, to, int64(c.Budget), func() (*bench.Workload, error) {
		var w *bench.Workload
		var err error
		if c.Of == "pop" {
			w, err = bench.Population(c.Number, c.TMax)
		} else {
			w, err = bench.TracedCell(c.Of, c.Number, c.TMax)
		}
		if err != nil {
			return nil, err
		}
		return w.Gradient()
	})
}

// time checks the flags, makes a workload, and prints what it takes.
func (f *benchFlags) time(ctx context.Context, to *terminal, budget int64, workload func() (*bench.Workload, error)) error {
	if err := f.check(); err != nil {
		return err
	}
	w, err := workload()
	if err != nil {
		return err
	}
	m, err := w.Measure(ctx, bench.MeasureOptions{Workers: f.Workers, Engine: f.Engine, Repetitions: f.Repetitions, Budget: budget})
	if err != nil {
		return err
	}
	return f.say(to, m)
}

func (f *benchFlags) check() error {
	if f.Repetitions < 1 {
		return fmt.Errorf("--repetitions: must be 1 or more, is %d", f.Repetitions)
	}
	return checkWorkers(f.Workers)
}

// say prints a measurement.
func (f *benchFlags) say(to *terminal, m *bench.Measurement) error {
	if !f.JSON {
		return say(to, interpreted(f.Engine)+m.String())
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return say(to, string(text)+"\n")
}
