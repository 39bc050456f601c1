package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"golgi/model"
)

// runCommand runs a model file.
type runCommand struct {
	Model string `arg:"" help:"Model file (YAML)."`
	Out   string `required:"" placeholder:"DIR" help:"Folder for traces.csv and run.json; made if it is missing."`
	Plot  bool   `help:"Draw traces.png and morphology.png too."`
	runFlags
}

// Run reads, builds, runs and writes. What cannot be written is found before the run where that is possible.
func (c *runCommand) Run(ctx context.Context, to *terminal) error {
	log := to.logger(c.Verbose)
	file, err := c.read(c.Model)
	if err != nil {
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
	built, err := c.build(file, to)
	if err != nil {
		return err
	}
	run, err := c.simulate(ctx, built, to)
	if err != nil {
		return err
	}
	log.Info("ran", slog.Int("steps", run.Result.Stats.Steps), slog.String("engine", run.Result.Stats.Engine), slog.Float64("seconds", run.Seconds.Run))
	if line := interpreted(c.Engine); line != "" {
		log.Info(strings.TrimSpace(line))
	}
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
	options, bar := c.options(to)
	run, err := built.Run(ctx, options)
	bar.done()
	return run, interrupted(ctx, c.Model, err)
}

// report prints the plan if asked for, and the summary.
func (c *runCommand) report(to *terminal, run *model.Run, files []string) error {
	text := ""
	if c.Explain {
		text = run.Result.Explain
	}
	if !c.Quiet {
		text += interpreted(c.Engine) + summary(run, c.Out, files)
	}
	return conclude(to, text, c.Out)
}
