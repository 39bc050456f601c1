package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"golgi/ioswc"
	"golgi/model"
)

// mostTraces is how many of a list the summaries describe one by one.
const mostTraces = 8

// summary is what a run says at its end.
func summary(run *model.Run, out string, files []string) string {
	var b strings.Builder
	b.WriteString(sizes(run.Model))
	b.WriteString(notes(run.Model))
	stats, s := &run.Result.Stats, &run.Model.File.Simulate
	fmt.Fprintf(&b, "%g ms in %s of %g ms, %s, engine %s, %s\n", s.TMax.Value, counted(stats.Steps, "step", "steps"), stats.Dt,
		s.Solver.Value, stats.Engine, counted(stats.Workers, "worker", "workers"))
	traces(&b, run)
	t := run.Seconds
	fmt.Fprintf(&b, "wrote %s\n", written(out, files))
	fmt.Fprintf(&b, "%s: read %s, build %s, freeze %s, run %s, write %s\n", seconds(t.Read+t.Build+t.Freeze+t.Run+t.Write),
		seconds(t.Read), seconds(t.Build), seconds(t.Freeze), seconds(t.Run), seconds(t.Write))
	return b.String()
}

// sizes is the line on what the model is.
func sizes(m *model.Model) string {
	cells, branches, compartments := m.View.Shape()
	parts := []string{counted(branches, "branch", "branches"), counted(compartments, "compartment", "compartments")}
	if len(m.File.Network) > 0 {
		parts = append([]string{counted(cells, "cell", "cells")}, parts...)
	}
	if n := m.View.NumSynapses(); n > 0 {
		parts = append(parts, counted(n, "synapse", "synapses")+" ("+strings.Join(m.View.SynapseTypes(), ", ")+")")
	}
	return fmt.Sprintf("%s: %s\n", m.File.Name, strings.Join(parts, ", "))
}

// notes are the lines on what building did besides what was asked.
func notes(m *model.Model) string {
	var b strings.Builder
	for _, r := range m.Reports {
		if found := findings(r); found != "" {
			fmt.Fprintf(&b, "  %s: %s; golgi swc tells more\n", filepath.Base(r.Name), found)
		}
	}
	for _, note := range m.Notes {
		fmt.Fprintf(&b, "  %s\n", note)
	}
	return b.String()
}

// findings counts the kinds of things that reading an SWC file met.
func findings(r *ioswc.Report) string {
	var parts []string
	for _, one := range []struct {
		found     []ioswc.Finding
		one, many string
	}{
		{r.Rules, "kind of assumption or repair", "kinds of assumption or repair"},
		{r.Odd, "oddity", "oddities"},
		{r.Departures, "departure from the default convention", "departures from the default convention"},
	} {
		if len(one.found) > 0 {
			parts = append(parts, counted(len(one.found), one.one, one.many))
		}
	}
	return strings.Join(parts, ", ")
}

// traces describes the recordings: range, and spikes of voltages.
func traces(b *strings.Builder, run *model.Run) {
	extents := run.Extents()
	for r, e := range extents {
		fmt.Fprintf(b, "  r%d  %s %s: %.4g to %.4g", r, e.Recorded.Place, e.Recorded.State, e.Low, e.High)
		if e.Recorded.State == "v" {
			b.WriteString(" mV")
			if e.Spikes > 0 {
				fmt.Fprintf(b, ", %s, the first at %.3f ms", counted(e.Spikes, "spike", "spikes"), e.First)
			}
		}
		b.WriteByte('\n')
	}
	if more := len(run.Result.Recorded) - len(extents); more > 0 {
		fmt.Fprintf(b, "  and %d more\n", more)
	}
}

// written lists files with their folder.
func written(out string, files []string) string {
	paths := make([]string, len(files))
	for i, name := range files {
		paths[i] = filepath.Join(out, name)
	}
	return strings.Join(paths, ", ")
}

// seconds is a time with three digits and a fitting unit.
func seconds(s float64) string {
	switch {
	case s < 1e-3:
		return fmt.Sprintf("%.3g us", s*1e6)
	case s < 1:
		return fmt.Sprintf("%.3g ms", s*1e3)
	}
	return fmt.Sprintf("%.3g s", s)
}
