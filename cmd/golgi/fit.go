package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"

	"golgi/grad/fit"
	"golgi/model"
)

// fitCommand fits the trainables of a model file.
type fitCommand struct {
	Model  string `arg:"" help:"Model file (YAML) with a section \"fit\"."`
	Out    string `required:"" placeholder:"DIR" help:"Folder for fit.json, best.yaml, loss.png, before_after.png and fit-state.json; made if it is missing."`
	Resume bool   `help:"Go on from where a fit into the same folder stopped."`
	Epochs int    `placeholder:"N" help:"Number of epochs instead of the file's, those before --resume included."`
	runFlags
	gradientFlags
}

// Run reads, builds, fits and writes. What there is is written when it is interrupted, too.
func (c *fitCommand) Run(ctx context.Context, to *terminal) error {
	if c.Epochs < 0 {
		return fmt.Errorf("--epochs: must be 1 or more, is %d", c.Epochs)
	}
	if err := c.gradientFlags.check(); err != nil {
		return err
	}
	file, err := c.read(c.Model)
	if err != nil {
		return err
	}
	files := append(model.FitFiles(), fitPictures()...)
	output, err := model.NewOutput(c.Out, files...)
	if err != nil {
		return err
	}
	defer output.Discard()
	resumed, err := c.resumed()
	if err != nil {
		return err
	}
	replaced := c.replaced()
	built, err := c.build(file, to)
	if err != nil {
		return err
	}
	run, log := model.RunOptions{Workers: c.Workers, Engine: c.Engine}, to.logger(c.Verbose)
	watch := newEpochs(to, c.Quiet)
	fitting, err := built.Fitting(model.FitOptions{
		GradientOptions: model.GradientOptions{RunOptions: run, Budget: int64(c.Budget), Levels: c.Levels},
		Epochs:          c.Epochs, Resume: resumed,
		Epoch: func(e fit.Epoch) {
			to.keeps.Store(true) // from now on there is something to write
			watch.epoch(e)
			log.Info("fitted", slog.Int("epoch", e.Number), slog.Float64("loss", e.Value), slog.Float64("best", e.Best))
		},
	})
	if err != nil {
		return err
	}
	to.keeps.Store(resumed != nil)
	fitted, failed := fitting.Run(ctx)
	watch.done()
	if fitted == nil {
		return interrupted(ctx, c.Model, failed)
	}
	if err := drawFit(output, fitted); err != nil {
		return err
	}
	if err := fitted.Write(output); err != nil {
		return err
	}
	if err := output.Commit(); err != nil {
		return err
	}
	if err := c.report(to, fitted, replaced, files); err != nil {
		return err
	}
	if failed != nil {
		return fmt.Errorf("%w; the best so far is in %s", failed, c.Out)
	}
	return nil
}

// resumed reads where to go on from, if that is asked for.
func (c *fitCommand) resumed() (*fit.State, error) {
	if !c.Resume {
		return nil, nil
	}
	state, err := model.ReadFit(c.Out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--resume: there is no fit in %s that could go on (no fit-state.json)", c.Out)
	}
	if err != nil {
		return nil, fmt.Errorf("--resume: %w", err)
	}
	return state, nil
}

// replaced is the line that says what fit the new one takes the place of; "" if there is none.
func (c *fitCommand) replaced() string {
	if c.Resume {
		return ""
	}
	state, err := model.ReadFit(c.Out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ""
	case err != nil:
		return fmt.Sprintf("replaced what was in %s: a fit whose fit-state.json cannot be read\n", c.Out)
	}
	return fmt.Sprintf("replaced the fit of %s that was in %s\n", counted(state.Epoch(), "epoch", "epochs"), c.Out)
}

// again is the command line of the same fit.
func (c *fitCommand) again(epochs bool) string {
	line := "golgi fit " + c.Model + " --out " + c.Out
	for _, flag := range []struct {
		name  string
		value *float64
	}{{"--t-max", c.TMax}, {"--dt", c.Dt}} {
		if flag.value != nil {
			line += fmt.Sprintf(" %s %v", flag.name, *flag.value)
		}
	}
	if c.Solver != "" {
		line += " --solver " + c.Solver
	}
	if epochs && c.Epochs != 0 {
		line += fmt.Sprintf(" --epochs %d", c.Epochs)
	}
	return line
}

// report says what was replaced, the plan if asked for, and the summary.
func (c *fitCommand) report(to *terminal, f *model.Fitted, replaced string, files []string) error {
	text := ""
	if !c.Quiet {
		text = replaced
	}
	if c.Explain {
		text += f.After[0].Explain
		if f.Cost.Forward > 0 {
			text += f.Cost.String() + "\n"
		}
	}
	if !c.Quiet {
		text += interpreted(c.Engine) + fitSummary(f)
	}
	if !c.Quiet && f.Why != fit.Failed || f.Why == fit.Cancelled {
		text += f.Sentence(c.again(f.Why == fit.Cancelled)) + "\n"
	}
	if !c.Quiet {
		text += "wrote " + written(c.Out, files) + "\n"
	}
	return conclude(to, text, c.Out)
}

// fitSummary is what a fit says at its end.
func fitSummary(f *model.Fitted) string {
	var b strings.Builder
	built := f.Fitting.Model
	b.WriteString(sizes(built) + notes(built))
	if file := built.File; len(file.Fit.Targets) == 0 && len(file.Fit.Cases) == 0 && file.Loss.Line == 0 {
		b.WriteString("  the file has no targets and no loss: the mean of the squares of what is recorded was minimised\n")
	}
	fmt.Fprintf(&b, "%s in %s", counted(f.Made, "epoch", "epochs"), seconds(f.Seconds))
	if made := len(f.History) - 1; made != f.Made {
		fmt.Fprintf(&b, ", %d in all", made)
	}
	fmt.Fprintf(&b, ": loss %.6g at the start, %.6g at the best, epoch %d\n", f.Start, f.Value, f.Epoch)
	start := f.Fitting.Start()
	for i, p := range f.Parameters {
		fmt.Fprintf(&b, "  %s of %s:", p.Key, built.File.Trainable[i].At.Value)
		for k, x := range p.Values {
			if k == mostValues {
				fmt.Fprintf(&b, ", and %d more", len(p.Values)-mostValues)
				break
			}
			if k > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, " %.4g -> %.4g", start[i].Values[k], x)
		}
		b.WriteByte('\n')
	}
	goals(&b, f)
	if len(f.Zeros) > 0 {
		fmt.Fprintf(&b, "the loss does not depend on %s\n", strings.Join(f.Zeros[:min(len(f.Zeros), mostTraces)], "; "))
	}
	return b.String()
}

// goals says how near the features of the cases have come to what they should be.
func goals(b *strings.Builder, f *model.Fitted) {
	j, err := f.JSON()
	if err != nil {
		return // Write has said it
	}
	shown := 0
	for _, c := range j.Cases {
		for _, feature := range c.Features {
			if shown++; shown > mostTraces {
				continue
			}
			name := feature.Feature
			if c.Name != "" {
				name = c.Name + ": " + name
			}
			fmt.Fprintf(b, "  %s: %.4g -> %.4g, aimed at %.4g\n", name, feature.Start, feature.Best, feature.Target)
		}
	}
	if shown > mostTraces {
		fmt.Fprintf(b, "  and %d more\n", shown-mostTraces)
	}
}
