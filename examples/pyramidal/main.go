// Pyramidal sends action potentials through a traced pyramidal cell and shows
// when they arrive where: the model of ../pyramidal.yaml, in Go.
//
//	go run ./examples/pyramidal -out out
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"golgi"
	"golgi/vis"
)

func main() {
	swc := flag.String("swc", "testdata/pyramidal.swc", "traced neuron")
	out := flag.String("out", "out", "folder for the pictures")
	flag.Parse()
	if err := run(*swc, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "pyramidal:", err)
		os.Exit(1)
	}
}

// run simulates 50 ms, prints when spikes pass each site, and draws pictures.
func run(swc, out string, to io.Writer) error {
	cell, err := newModel(swc)
	if err != nil {
		return err
	}
	const dt, duration = 0.025, 50.0                        // ms
	current := golgi.StepCurrent(5, 40, 1, dt, duration, 0) // nA
	if err := cell.Branch(0).Loc(0.5).Stimulate(current); err != nil {
		return err
	}
	for _, s := range sites {
		if err := cell.Branch(s.branch).Loc(s.loc).Record("v"); err != nil {
			return err
		}
	}
	morphology, err := vis.Morphology(cell.View, vis.MorphologyOptions{}) // with these sites
	if err != nil {
		return err
	}
	if err := cell.Record("v"); err != nil { // everywhere else
		return err
	}
	result, err := cell.Integrate(context.Background(), golgi.Options{TMax: duration, Dt: dt})
	if err != nil {
		return err
	}
	traces, err := vis.ResultTraces(cell.View, result)
	if err != nil {
		return err
	}
	arrival := make([]float64, cell.Len())
	for i, v := range result.Recordings {
		times := golgi.Crossings(result.Times, v, -40)
		if i < len(sites) {
			traces[i].Where = sites[i].name
			fmt.Fprintf(to, "r%d %-18s spikes at %.2f ms\n", i, sites[i].name, times)
		}
		arrival[result.Recorded[i].Compartment] = append(times, math.NaN())[0]
	}
	injected := vis.Trace{Name: "injected at the soma", Key: "current", Unit: "nA", Values: append([]float64{0}, current...)}
	voltages, err := vis.DrawTraces(result.Times, append(traces[:len(sites):len(sites)], injected), vis.TracesOptions{})
	if err != nil {
		return err
	}
	first := vis.ByValues("arrival of the first spike (ms)", arrival)
	wave, err := vis.Morphology(cell.View, vis.MorphologyOptions{Colours: first, NoSites: true})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	return errors.Join(
		voltages.Save(filepath.Join(out, "traces.png")),
		morphology.Save(filepath.Join(out, "morphology.png")),
		wave.Save(filepath.Join(out, "arrival.png")),
	)
}
