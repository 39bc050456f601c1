package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"golgi"
	"golgi/bench"
	"golgi/bench/limit"
	"golgi/internal/peak"
)

// benchStartUpCommand times bench.StartUp with this program.
type benchStartUpCommand struct {
	File string `arg:"" help:"SWC file."`
	benchFlags
}

// benchImportCommand times bench.Import.
type benchImportCommand struct {
	File string `arg:"" help:"SWC file."`
	benchFlags
}

// benchBuildCommand times bench.Building.
type benchBuildCommand struct {
	Compartments int `arg:"" optional:"" default:"1000000" help:"Number of compartments; default 1000000."`
	Synapses     int `arg:"" optional:"" default:"1000000" help:"Number of synapses, on average; default 1000000."`
	benchFlags
}

// benchLimitCommand times limit.Population.
type benchLimitCommand struct {
	Cells    int     `arg:"" help:"Number of cells."`
	TMax     float64 `arg:"" name:"t-max" help:"Duration, ms."`
	Membrane bool    `help:"Gates, currents and slopes alone, without the solve."`
	Factored bool    `help:"Make the exponentials that have a common factor of one, and divide once for all gates."`
	benchFlags
}

// Help says what is built.
func (*benchBuildCommand) Help() string {
	return `Cells of 28 compartments, to so many compartments, with their plan; then synapses between the first compartments of 1000 cells or more,
with theirs. Bytes of a synapse are those of the heap, in the model and in the plan together.`
}

// Help says what is run.
func (*benchStartUpCommand) Help() string {
	return "golgi run of the neuron, a compartment a branch, 20 ms, in a process of its own, to its written traces.\n\n" + protocolHelp
}

// Help says what is run.
func (*benchLimitCommand) Help() string {
	return populationHelp + " The program has nothing but these equations, for AVX-512 where there is that: how fast the machine can be.\n\n" + protocolHelp
}

// Run starts this program again and again.
func (c *benchStartUpCommand) Run(ctx context.Context, to *terminal) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("bench startup: this program does not know where it is: %w", err)
	}
	return c.measured(to, func(o bench.MeasureOptions) (*bench.Measurement, error) {
		return bench.StartUp(ctx, program, c.File, o)
	})
}

// Run reads the file again and again.
func (c *benchImportCommand) Run(to *terminal) error {
	return c.measured(to, func(o bench.MeasureOptions) (*bench.Measurement, error) { return bench.Import(c.File, o) })
}

// Run builds large models again and again.
func (c *benchBuildCommand) Run(ctx context.Context, to *terminal) error {
	return c.measured(to, func(o bench.MeasureOptions) (*bench.Measurement, error) {
		return bench.Building(ctx, c.Compartments, c.Synapses, o)
	})
}

// Run times the population written by hand.
func (c *benchLimitCommand) Run(to *terminal) error {
	return c.measured(to, func(o bench.MeasureOptions) (*bench.Measurement, error) {
		current := golgi.StepCurrent(1, 2, 1, golgi.DefaultDt, c.TMax, 0)
		steps := golgi.NumSteps(c.TMax, golgi.DefaultDt)
		if steps < 1 || steps > len(current) {
			return nil, fmt.Errorf("bench limit: a duration of %g ms; give at least a step, %g ms", c.TMax, golgi.DefaultDt)
		}
		started := time.Now()
		p, err := limit.New(c.Cells)
		if err != nil {
			return nil, err
		}
		form, engine := limit.AsWritten, "plain Go"
		if c.Factored {
			form = limit.Factored
		}
		if limit.Vectors() {
			engine = "by hand, AVX-512, " + form.String()
		}
		m := &bench.Measurement{Workload: fmt.Sprintf("limit %d %g", c.Cells, c.TMax), Workers: 1, Engine: engine, NComp: c.Cells * limit.CellCompartments,
			Steps: steps, Build: time.Since(started).Seconds()}
		if c.Membrane {
			m.Workload += ", membrane alone"
		}
		m.LimitMeasurement = &bench.LimitMeasurement{Clock: bench.Clock()}
		for repetition := range o.Repetitions + 1 { // the first does not count
			started := time.Now()
			if c.Membrane {
				p.Membrane(steps, form)
			} else {
				p.Run(current[:steps], form)
			}
			if s := time.Since(started).Seconds(); repetition == 1 || repetition > 1 && s < m.Best {
				m.Best = s
			}
		}
		runtime.KeepAlive(p)
		m.NsPerCompStep, m.PeakBytes = m.Best/float64(m.NComp)/float64(steps)*1e9, peak.Bytes()
		return m, nil
	})
}

// measured checks the flags and prints what a measurement gives.
func (f *benchFlags) measured(to *terminal, measure func(o bench.MeasureOptions) (*bench.Measurement, error)) error {
	if err := f.check(); err != nil {
		return err
	}
	m, err := measure(bench.MeasureOptions{Workers: f.Workers, Engine: f.Engine, Repetitions: f.Repetitions})
	if err != nil {
		return err
	}
	return f.say(to, m)
}
