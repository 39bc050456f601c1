package main

import (
	"context"
	"fmt"
	"log/slog"

	"golgi/model"
)

// jacobianCommand writes the Jacobian of the first step.
type jacobianCommand struct {
	Model string `arg:"" help:"Model file (YAML)."`
	Out   string `required:"" placeholder:"DIR" help:"Folder for jacobian.csv; made if it is missing."`
	runFlags
}

// Run reads, builds, differentiates and writes.
func (c *jacobianCommand) Run(ctx context.Context, to *terminal) error {
	file, err := c.read(c.Model)
	if err != nil {
		return err
	}
	output, err := model.NewOutput(c.Out, model.JacobianFiles()...)
	if err != nil {
		return err
	}
	defer output.Discard()
	built, err := c.build(file, to)
	if err != nil {
		return err
	}
	options, bar := c.options(to)
	jacobian, err := built.Jacobian(ctx, options)
	bar.done()
	if err := interrupted(ctx, c.Model, err); err != nil {
		return err
	}
	rows, _ := jacobian.Matrix.Dims()
	to.logger(c.Verbose).Info("differentiated", slog.Int("states", rows))
	if err := jacobian.Write(output); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: interrupted; nothing was written", c.Model)
	}
	if err := output.Commit(); err != nil {
		return err
	}
	text := ""
	if c.Explain {
		text = jacobian.Explain
	}
	if !c.Quiet {
		text += interpreted(c.Engine) + sizes(built) + notes(built)
		text += fmt.Sprintf("one step of %g ms, %s, from the initial state: %s (", built.File.Simulate.Dt.Value, built.File.Simulate.Solver.Value, counted(rows, "state", "states"))
		for i, part := range jacobian.Order {
			if i > 0 {
				text += ", "
			}
			text += fmt.Sprintf("%s[%d]", part.Name, part.Count)
		}
		text += ")\nwrote " + written(c.Out, model.JacobianFiles()) + "\n"
	}
	return conclude(to, text, c.Out)
}

// conclude prints what a command says at its end, when its results are written.
func conclude(to *terminal, text, out string) error {
	if _, err := fmt.Fprint(to.stdout, text); err != nil {
		return fmt.Errorf("standard output: %w (the results in %s are complete)", err, out)
	}
	return nil
}
