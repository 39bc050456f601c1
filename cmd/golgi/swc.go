package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"golgi/ioswc"
	"golgi/topology"
)

// swcCommand is the doctor of SWC files.
type swcCommand struct {
	File         string  `arg:"" help:"SWC file."`
	Convention   string  `default:"conserving" enum:"conserving,jaxley" help:"How to read it: conserving (length and area, as NEURON) or jaxley."`
	NComp        int     `name:"ncomp" default:"1" help:"Compartments a branch."`
	MaxBranchLen float64 `name:"max-branch-len" placeholder:"UM" help:"Cut longer branches."`
	MinRadius    float64 `name:"min-radius" placeholder:"UM" help:"Raise smaller radii."`
	JSON         bool    `name:"json" help:"Print JSON."`
}

// diagnosis is the JSON form of what the doctor found.
type diagnosis struct {
	Name       string `json:"name"`
	Convention string `json:"convention"`
	// Simulable is whether a cell can be made of the file; Error says why not.
	Simulable    bool   `json:"simulable"`
	Error        string `json:"error,omitempty"`
	Compartments int    `json:"compartments"`
	*ioswc.Report
}

// Run reads the file, cuts it into compartments, and prints what it found. A file that cannot be simulated is an error.
func (c *swcCommand) Run(to *terminal) error {
	report, compartments, fault := c.examine()
	if c.JSON {
		d := diagnosis{Report: report, Name: c.File, Convention: c.Convention, Simulable: fault == nil}
		if fault != nil {
			d.Error = fault.Error()
		} else {
			d.Compartments = len(compartments.Radius)
		}
		encoder := json.NewEncoder(to.stdout)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(d); err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
		return fault
	}
	var text strings.Builder
	if report != nil {
		text.WriteString(report.String())
	}
	if fault == nil {
		fmt.Fprintf(&text, "\n  can be simulated: %s, radius %.3g to %.3g um, length %.3g to %.3g um\n",
			counted(len(compartments.Radius), "compartment", "compartments"),
			slices.Min(compartments.Radius), slices.Max(compartments.Radius),
			slices.Min(compartments.Length), slices.Max(compartments.Length))
	}
	if _, err := fmt.Fprint(to.stdout, text.String()); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	return fault
}

// examine goes as far as it can: a report without compartments comes with an error.
func (c *swcCommand) examine() (*ioswc.Report, *topology.Compartments, error) {
	switch {
	case c.NComp < 1:
		return nil, nil, fmt.Errorf("--ncomp: must be 1 or more, is %d", c.NComp)
	case !(c.MaxBranchLen >= 0) || math.IsInf(c.MaxBranchLen, 0):
		return nil, nil, fmt.Errorf("--max-branch-len: must be a finite number, 0 (none) or more, is %v", c.MaxBranchLen)
	case !(c.MinRadius >= 0) || math.IsInf(c.MinRadius, 0):
		return nil, nil, fmt.Errorf("--min-radius: must be a finite number, 0 (none) or more, is %v", c.MinRadius)
	}
	convention, err := topology.ParseConvention(c.Convention)
	if err != nil {
		return nil, nil, fmt.Errorf("--convention: %w", err)
	}
	options := ioswc.Options{MaxBranchLength: c.MaxBranchLen, MinRadius: c.MinRadius, Convention: convention}
	morphology, report, err := ioswc.ReadFile(c.File, options)
	if err != nil {
		return nil, nil, err
	}
	ncomp := make([]int, len(morphology.Branches))
	for b := range ncomp {
		ncomp[b] = c.NComp
	}
	compartments, err := morphology.Discretise(ncomp, c.MinRadius)
	if err != nil {
		return report, nil, fmt.Errorf("%s: cannot be simulated: %w", c.File, err)
	}
	return report, compartments, nil
}

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
