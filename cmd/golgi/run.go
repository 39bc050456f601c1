package main

import (
	"context"
	"fmt"
	"log/slog"

	"golgi/model"
)

// runCommand runs a model file.
type runCommand struct {
	Model   string   `arg:"" help:"Model file (YAML)."`
	Out     string   `required:"" placeholder:"DIR" help:"Folder for traces.csv and run.json; made if it is missing."`
	Plot    bool     `help:"Draw traces.png and morphology.png too."`
	Explain bool     `help:"Print the plan: schedule, time spent, tiles, bytes."`
	Workers int      `placeholder:"N" help:"Number of workers; default one a processor. The results do not depend on it."`
	Engine  string   `placeholder:"NAME" help:"Engine for the mechanisms: interp; default the fastest."`
	Solver  string   `placeholder:"NAME" help:"Solver instead of the file's."`
	TMax    *float64 `name:"t-max" placeholder:"MS" help:"Duration instead of the file's."`
	Dt      *float64 `placeholder:"MS" help:"Time step instead of the file's."`
	Quiet   bool     `short:"q" help:"No summary, no progress bar."`
	Verbose bool     `short:"v" help:"Say on standard error what is being done."`
}

// Run reads, builds, runs and writes. What cannot be written is found before the run where that is possible.
func (c *runCommand) Run(ctx context.Context, to *terminal) error {
	log := to.logger(c.Verbose)
	switch {
	case c.Workers < 0:
		return fmt.Errorf("--workers: must be 1 or more, is %d", c.Workers)
	case c.Engine == "native":
		return fmt.Errorf("--engine: %q is not supported by this version of golgi; there is \"interp\"", c.Engine)
	}
	file, err := model.ReadFile(c.Model)
	if err != nil {
		return err
	}
	if err := file.Override(model.Overrides{Solver: c.Solver, TMax: c.TMax, Dt: c.Dt}); err != nil {
		return err
	}
	files := model.RunFiles()
	if c.Plot {
		files = append(files, plotFiles()...)
	}
	output, err := model.NewOutput(c.Out, files...)
	if err != nil {
		return err
	}
	defer output.Discard()
	built, err := file.Build()
	if err != nil {
		return err
	}
	log.Info("built", slog.String("model", c.Model), slog.Int("compartments", built.View.Len()), slog.Float64("seconds", built.Seconds.Build))

	run, err := c.simulate(ctx, built, to)
	if err != nil {
		return err
	}
	log.Info("ran", slog.Int("steps", run.Result.Stats.Steps), slog.String("engine", run.Result.Stats.Engine), slog.Float64("seconds", run.Seconds.Run))
	if c.Plot {
		if err := draw(output, run); err != nil {
			return err
		}
	}
	if err := run.Write(output); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: interrupted; nothing was written", c.Model)
	}
	if err := output.Commit(); err != nil {
		return err
	}
	log.Info("wrote", slog.String("folder", c.Out), slog.Float64("seconds", run.Seconds.Write))
	return c.report(to, run, files)
}

// simulate runs the model behind a progress bar.
func (c *runCommand) simulate(ctx context.Context, built *model.Model, to *terminal) (*model.Run, error) {
	options := model.RunOptions{Workers: c.Workers, Engine: c.Engine}
	bar := newProgress(to.stderr)
	if bar.to != nil && !c.Quiet {
		options.Progress = bar.step
	}
	run, err := built.Run(ctx, options)
	bar.done()
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("%s: interrupted; nothing was written", c.Model)
	}
	return run, err
}

// report prints the plan if asked for, and the summary.
func (c *runCommand) report(to *terminal, run *model.Run, files []string) error {
	text := ""
	if c.Explain {
		text = run.Result.Explain
	}
	if !c.Quiet {
		text += summary(run, c.Out, files)
	}
	if _, err := fmt.Fprint(to.stdout, text); err != nil {
		return fmt.Errorf("standard output: %w (the results in %s are complete)", err, c.Out)
	}
	return nil
}
