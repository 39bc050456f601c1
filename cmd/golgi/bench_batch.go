package main

import (
	"context"
	"fmt"
	"strconv"

	"golgi/bench"
)

// benchBatchCommand times the batch of a workload.
type benchBatchCommand struct {
	Of       []string `arg:"" name:"[file ncomp] members t-max" help:"SWC file and compartments a branch, default a cell of the population; number of runs; duration, ms."`
	Gradient bool     `help:"Value and gradient, a current each, in place of runs with a conductance each."`
	Budget   byteSize `placeholder:"BYTES" help:"With --gradient: memory for the way back, such as 64MB or 2GiB; default 1GiB."`
	benchFlags
}

// Help says what is run.
func (*benchBatchCommand) Help() string {
	return `So many runs of one model, as a batch and, in turns with that, one after the other.

  golgi bench batch 64 20
  golgi bench batch neuron.swc 1 64 20 --gradient

` + protocolHelp
}

// Run runs a cell many times, side by side and one by one.
func (c *benchBatchCommand) Run(ctx context.Context, to *terminal) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Budget != 0 && !c.Gradient {
		return fmt.Errorf("bench batch: --budget is for --gradient")
	}
	w, members, err := c.workload()
	if err != nil {
		return err
	}
	if c.Gradient {
		if w, err = w.Gradient(); err != nil {
			return err
		}
	}
	m, err := w.MeasureBatch(ctx, members, bench.MeasureOptions{Workers: c.Workers, Engine: c.Engine, Repetitions: c.Repetitions, Budget: int64(c.Budget)})
	if err != nil {
		return err
	}
	return c.say(to, m)
}

// workload reads the arguments and makes one of them.
func (c *benchBatchCommand) workload() (w *bench.Workload, members int, err error) {
	n := len(c.Of)
	if n != 2 && n != 4 {
		return nil, 0, fmt.Errorf("bench batch: %d arguments; give [FILE.swc NCOMP] MEMBERS T_MAX", n)
	}
	if members, err = strconv.Atoi(c.Of[n-2]); err != nil || members < 1 {
		return nil, 0, fmt.Errorf("bench batch: %q members; give a whole number, at least 1", c.Of[n-2])
	}
	tMax, err := strconv.ParseFloat(c.Of[n-1], 64)
	if err != nil {
		return nil, 0, fmt.Errorf("bench batch: a duration of %q; give a number of ms", c.Of[n-1])
	}
	if n == 2 {
		w, err = bench.Population(1, tMax)
		return w, members, err
	}
	ncomp, err := strconv.Atoi(c.Of[1])
	if err != nil {
		return nil, 0, fmt.Errorf("bench batch: %q compartments a branch; give a whole number", c.Of[1])
	}
	w, err = bench.TracedCell(c.Of[0], ncomp, tMax)
	return w, members, err
}
