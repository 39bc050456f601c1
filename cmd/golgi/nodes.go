package main

import (
	"context"
	"fmt"

	"golgi/model"
)

// nodesCommand writes the compartments of a model file, before trainables are applied.
type nodesCommand struct {
	Model string `arg:"" help:"Model file (YAML)."`
	Out   string `required:"" placeholder:"DIR" help:"Folder for nodes.csv; made if it is missing."`
	Quiet bool   `short:"q" help:"No summary."`
}

// Run builds the model without its protocol and writes nodes.csv.
func (c *nodesCommand) Run(ctx context.Context, to *terminal) error {
	file, err := model.ReadFile(c.Model)
	if err != nil {
		return err
	}
	output, err := model.NewOutput(c.Out, model.NodesFiles()...)
	if err != nil {
		return err
	}
	defer output.Discard()
	built, err := file.BuildStructure()
	if err != nil {
		return err
	}
	if err := built.WriteNodes(output); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: interrupted; nothing was written", c.Model)
	}
	if err := output.Commit(); err != nil {
		return err
	}
	if c.Quiet {
		return nil
	}
	return conclude(to, fmt.Sprintf("%s%swrote %s\n", sizes(built), notes(built), written(c.Out, model.NodesFiles())), c.Out)
}
