package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"golgi/grad"
	"golgi/grad/audit"
	"golgi/model"
)

// gradCommand computes the gradient of the loss of a model file.
type gradCommand struct {
	Model string `arg:"" help:"Model file (YAML)."`
	Out   string `placeholder:"DIR" help:"Folder for gradient.json; made if it is missing. Without it --audit only prints."`
	runFlags
	gradientFlags
	Audit     bool    `help:"Compare with derivatives found in another way, and print the table; exit status 1 if they disagree."`
	Method    string  `placeholder:"NAME" help:"Of the audit: complex (steps, the default), central (differences) or both."`
	Samples   int     `placeholder:"N" help:"How many derivatives the audit compares, default 24, the first of each trainable in any case."`
	Tolerance float64 `placeholder:"X" help:"The largest difference that passes the audit, as a part of a trainable's largest derivative; default 1e-9, of central differences 1e-6."`
	Seed      uint64  `placeholder:"N" help:"Chooses what the audit compares, default 0."`
}

// Run reads, builds, differentiates, writes, and compares if that is asked for.
func (c *gradCommand) Run(ctx context.Context, to *terminal) error {
	method, err := c.check()
	if err != nil {
		return err
	}
	file, err := c.read(c.Model)
	if err != nil {
		return err
	}
	var output *model.Output
	if c.Out != "" {
		if output, err = model.NewOutput(c.Out, model.GradientFiles()...); err != nil {
			return err
		}
		defer output.Discard()
	}
	built, err := c.build(file, to)
	if err != nil {
		return err
	}
	run, bar := c.options(to)
	options := model.GradientOptions{RunOptions: run, Budget: int64(c.Budget), Levels: c.Levels}
	if c.Audit && c.Out == "" {
		return c.audit(ctx, to, built, options, bar, method)
	}
	gradient, err := built.Gradient(ctx, options)
	bar.done()
	if err := interrupted(ctx, c.Model, err); err != nil {
		return err
	}
	to.logger(c.Verbose).Info("differentiated", slog.Float64("loss", gradient.Value), slog.Int("steps forward", gradient.Cost.Forward), slog.Int64("bytes", gradient.Cost.Bytes))
	if err := gradient.Write(output); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: interrupted; nothing was written", c.Model)
	}
	if err := output.Commit(); err != nil {
		return err
	}
	if err := c.report(to, gradient); err != nil || !c.Audit {
		return err
	}
	return c.audit(ctx, to, built, options, bar, method)
}

// check checks the flags with each other.
func (c *gradCommand) check() (audit.Method, error) {
	switch {
	case c.Out == "" && !c.Audit:
		return 0, errors.New("--out: say which folder gradient.json is to be written to")
	case !c.Audit && (c.Method != "" || c.Samples != 0 || c.Tolerance != 0 || c.Seed != 0):
		return 0, errors.New("--method, --samples, --tolerance and --seed go with --audit only")
	case c.Samples < 0:
		return 0, fmt.Errorf("--samples: must be 1 or more, is %d", c.Samples)
	case !(c.Tolerance >= 0):
		return 0, fmt.Errorf("--tolerance: must be greater than 0, is %v", c.Tolerance)
	}
	if c.Method == "" {
		return audit.Complex, c.gradientFlags.check()
	}
	method, err := audit.ParseMethod(c.Method)
	if err != nil {
		return 0, fmt.Errorf("--method: unknown method %q; there are complex, central and both", c.Method)
	}
	return method, c.gradientFlags.check()
}

// audit compares the gradient and prints the table.
func (c *gradCommand) audit(ctx context.Context, to *terminal, built *model.Model, options model.GradientOptions, bar *progress, method audit.Method) error {
	table, err := built.Audit(ctx, options, audit.Options{Samples: c.Samples, Seed: c.Seed, Method: method, Tolerance: c.Tolerance})
	bar.done()
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("%s: the audit was interrupted", c.Model)
		}
		return err
	}
	if _, err := fmt.Fprint(to.stdout, table); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	if err := table.Err(); err != nil {
		return fmt.Errorf("%s: %w", c.Model, err)
	}
	return nil
}

// report prints the plan if asked for, and the summary.
func (c *gradCommand) report(to *terminal, g *model.Gradient) error {
	text := ""
	if c.Explain {
		text = g.Result.Explain + g.Cost.String() + "\n"
	}
	if !c.Quiet {
		text += interpreted(c.Engine) + gradientSummary(g) + "wrote " + written(c.Out, model.GradientFiles()) + "\n"
	}
	return conclude(to, text, c.Out)
}

// mostValues is how many derivatives of a trainable the summary shows.
const mostValues = 4

// gradientSummary is what a gradient says at its end.
func gradientSummary(g *model.Gradient) string {
	var b strings.Builder
	b.WriteString(sizes(g.Model) + notes(g.Model))
	stats, s := &g.Result.Stats, &g.Model.File.Simulate
	fmt.Fprintf(&b, "%g ms in %s of %g ms, %s, engine %s, %s\n", s.TMax.Value, counted(stats.Steps, "step", "steps"), stats.Dt,
		s.Solver.Value, stats.Engine, counted(stats.Workers, "worker", "workers"))
	fmt.Fprintf(&b, "loss %.6g\n", g.Value)
	for i, p := range g.Parameters {
		fmt.Fprintf(&b, "  d loss / d %s of %s:", p.Key, g.Model.File.Trainable[i].At.Value)
		for k, x := range p.Values {
			if k == mostValues {
				fmt.Fprintf(&b, " and %d more", len(p.Values)-mostValues)
				break
			}
			fmt.Fprintf(&b, " %.6g", x)
		}
		b.WriteByte('\n')
	}
	b.WriteString(zeros(g.Zeros))
	return b.String()
}

// zeros names what the loss does not depend on.
func zeros(list []grad.Zero) string {
	if len(list) == 0 {
		return ""
	}
	var parts []string
	for i, z := range list {
		if i == mostTraces && len(list) > mostTraces+1 {
			parts = append(parts, fmt.Sprintf("and %d more", len(list)-mostTraces))
			break
		}
		parts = append(parts, z.String())
	}
	return "the loss does not depend on " + strings.Join(parts, "; ") + "\n"
}
