package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"golgi"
	"golgi/model"
)

// runFlags are what all commands know that run a model.
type runFlags struct {
	Explain bool     `help:"Print the plan: schedule, tiles, and the memory of the model by what holds it; of a gradient what is kept and what is computed again."`
	Workers int      `placeholder:"N" help:"Number of workers; default 0, one a processor. The results do not depend on it."`
	Engine  string   `placeholder:"NAME" help:"Engine for the mechanisms: native (machine code) or interp, of the same results; default the fastest there is."`
	Solver  string   `placeholder:"NAME" help:"Solver instead of the file's."`
	TMax    *float64 `name:"t-max" placeholder:"MS" help:"Duration instead of the file's."`
	Dt      *float64 `placeholder:"MS" help:"Time step instead of the file's."`
	Quiet   bool     `short:"q" help:"No summary, no progress bar."`
	Verbose bool     `short:"v" help:"Say on standard error what is being done."`
}

// read reads a model file, with what the flags say in place of what it says.
func (f *runFlags) read(name string) (*model.File, error) {
	if err := checkWorkers(f.Workers); err != nil {
		return nil, err
	}
	file, err := model.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return file, file.Override(model.Overrides{Solver: f.Solver, TMax: f.TMax, Dt: f.Dt})
}

// checkWorkers refuses a number of workers that there cannot be.
func checkWorkers(n int) error {
	if n < 0 {
		return fmt.Errorf("--workers: must be 0 (one a processor) or more, is %d", n)
	}
	return nil
}

// interpreted is the line that says why the interpreter runs what machine code would run faster; "" if it does not, or was asked for.
func interpreted(engine string) string {
	if name, why := golgi.FastestEngine(); engine == "" && why != nil {
		return fmt.Sprintf("engine %s, for want of a faster one: %v\n", name, why)
	}
	return ""
}

// build builds a model, and says so if it is to.
func (f *runFlags) build(file *model.File, to *terminal) (*model.Model, error) {
	built, err := file.Build()
	if err == nil {
		to.logger(f.Verbose).Info("built", slog.String("model", file.Name), slog.Int("compartments", built.View.Len()), slog.Float64("seconds", built.Seconds.Build))
	}
	return built, err
}

// options say how to compute, behind a progress bar if there is a terminal. The bar is to be cleared when done.
func (f *runFlags) options(to *terminal) (model.RunOptions, *progress) {
	options := model.RunOptions{Workers: f.Workers, Engine: f.Engine, Footprint: f.Explain}
	bar := newProgress(to.stderr)
	if bar.to != nil && !f.Quiet {
		options.Progress = bar.step
	}
	return options, bar
}

// interrupted is what to say of an error, after Ctrl-C or not.
func interrupted(ctx context.Context, name string, err error) error {
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%s: interrupted; nothing was written", name)
	}
	return err
}

// gradientFlags are what all commands know that take gradients.
type gradientFlags struct {
	Budget byteSize `placeholder:"BYTES" help:"Memory for the way back, such as 64MB or 2GiB; default 1GiB. The gradient does not depend on it."`
	Levels []int    `placeholder:"K1,K2" help:"Nested checkpoints instead of a budget: parts of parts of the run; their product must reach the number of steps."`
	// Stream is known for those who know it of golgi run.
	Stream bool `hidden:""`
}

func (f *gradientFlags) check() error {
	if f.Stream {
		return fmt.Errorf("--stream: a loss is made of whole recordings, which are not kept then; it goes with golgi run alone")
	}
	if len(f.Levels) > 0 && f.Budget != 0 {
		return fmt.Errorf("--levels: give either a budget or levels, not both")
	}
	for _, length := range f.Levels {
		if length < 1 {
			return fmt.Errorf("--levels: lengths are 1 or more, one is %d", length)
		}
	}
	return nil
}

// byteSize is a number of bytes on the command line, with or without a unit.
type byteSize int64

// byteUnits are the units, the longer names first.
var byteUnits = []struct {
	name  string
	bytes float64
}{
	{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"tib", 1 << 40},
	{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"tb", 1e12},
	{"b", 1},
}

// UnmarshalText reads a size such as 64MB, 1.5 GiB or 1000000.
func (b *byteSize) UnmarshalText(text []byte) error {
	number, unit := strings.ToLower(strings.TrimSpace(string(text))), 1.0
	for _, u := range byteUnits {
		if rest, found := strings.CutSuffix(number, u.name); found {
			number, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	x, err := strconv.ParseFloat(number, 64)
	if size := x * unit; err == nil && size >= 1 && size < 1<<62 {
		*b = byteSize(size)
		return nil
	}
	return fmt.Errorf("%q is no number of bytes; say for example 64MB, 1GiB or 1000000", text)
}
