package main

import (
	"context"
	"errors"
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
	// Stream is for recordings that do not fit in memory.
	Stream bool `help:"Write traces.csv while the run goes on, for recordings that would not fit in memory. The file is the same."`
	runFlags
}

// Run reads, builds, runs and writes. What cannot be written is found before the run where that is possible.
func (c *runCommand) Run(ctx context.Context, to *terminal) error {
	log := to.logger(c.Verbose)
	if c.Stream && c.Plot {
		return errors.New("--plot: a picture is made of whole recordings, which --stream does not keep; leave one of them out, or draw traces.csv")
	}
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
	if err := c.checkMemory(built, to); err != nil {
		return err
	}
	run, err := c.simulate(ctx, built, output, to)
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
func (c *runCommand) simulate(ctx context.Context, built *model.Model, output *model.Output, to *terminal) (run *model.Run, err error) {
	options, bar := c.options(to)
	if c.Stream {
		run, err = built.Stream(ctx, options, output)
	} else {
		run, err = built.Run(ctx, options)
	}
	bar.done()
	return run, interrupted(ctx, c.Model, err)
}

// checkMemory warns of recordings that take much of the memory, and refuses those that do not fit.
func (c *runCommand) checkMemory(built *model.Model, to *terminal) error {
	if c.Stream {
		return nil
	}
	warning, err := built.CheckMemory()
	if warning != "" && !c.Quiet {
		fmt.Fprintln(to.stderr, "golgi: warning: "+warning)
	}
	return err
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
