// Homeostasis lets two neurons that start with too little and too much of a
// potassium channel find the conductance at which their calcium is at its target.
//
//	go run ./examples/homeostasis -out out
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golgi"
	"golgi/examples/tutorial"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/vis"
)

func main() {
	out := flag.String("out", "out", "folder for the picture")
	duration := flag.Float64("duration", 16000, "simulated time, ms")
	flag.Parse()
	if err := run(*out, *duration, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "homeostasis:", err)
		os.Exit(1)
	}
}

// target is the calcium that the neurons aim at, mM.
const target = 4e-4

// run simulates the neurons one after the other, prints where they arrive, and draws
// their conductances.
func run(out string, duration float64, to io.Writer) error {
	var times []float64
	var traces []vis.Trace
	for i, start := range []float64{2e-4, 8e-3} { // S/cm2
		cell, err := newCell()
		if err != nil {
			return err
		}
		result, err := simulate(cell, start, duration, nil)
		if err != nil {
			return err
		}
		ca, g := result.Recordings[1], result.Recordings[2]
		fmt.Fprintf(to, "from %.2g S/cm2: KSlow_gKSlow %.3g S/cm2, calcium %.3g mM, of the last quarter\n", start, lastQuarter(g), lastQuarter(ca))
		times = result.Times
		traces = append(traces, vis.Trace{
			Name: fmt.Sprintf("r%d", i), Where: fmt.Sprintf("from %.2g S/cm2", start), Key: "KSlow_gKSlow", Unit: "S/cm2", SWCType: -1, Values: g,
		})
	}
	picture, err := vis.DrawTraces(times, traces, vis.TracesOptions{Title: "A conductance regulated by calcium"})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	return picture.Save(filepath.Join(out, "homeostasis.png"))
}

// newCell makes a neuron of one compartment that is driven all the time.
func newCell() (*golgi.Cell, error) {
	potassium, err := tutorial.Mechanism("KSlow")
	if err != nil {
		return nil, err
	}
	pump, err := tutorial.Mechanism("CaExtrusion")
	if err != nil {
		return nil, err
	}
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	if err != nil {
		return nil, err
	}
	return cell, errors.Join(
		cell.Set("length", 20), cell.Set("radius", 10), // um
		cell.Insert(library.HH()), cell.Insert(potassium), cell.Insert(library.CaHVA()), cell.Insert(pump),
		cell.Set("v", -65), cell.InitStates(),
		cell.Record("v"), cell.Record("CaCon_i"),
	)
}

// simulate runs a cell for so long, ms, under a current of 0.25 nA, with a conductance that
// starts at a value, S/cm2, or goes on from states.
func simulate(cell *golgi.Cell, start, duration float64, from *golgi.States) (*golgi.Result, error) {
	const dt = 0.05 // ms
	end := duration
	if from != nil {
		end += from.Time()
	}
	current := make([]float64, golgi.NumSteps(end, dt)) // nA
	for i := range current {
		current[i] = 0.25
	}
	rule := homeostat{conductance: "KSlow_gKSlow", start: start, target: target, tau: -500}
	return cell.Integrate(context.Background(), golgi.Options{
		TMax: duration, Dt: dt, Every: 10, InitialStates: from, ReturnStates: true,
		Overrides: []golgi.Override{cell.DataStimulate(current)},
		Systems: []golgi.AddedSystem{{
			System: rule,
			Places: []plan.Place{plan.Before("currents"), plan.After("states")},
			Record: []plan.Recording{{Key: "KSlow_gKSlow"}},
		}},
	})
}

// lastQuarter returns the mean of the last quarter of the values.
func lastQuarter(values []float64) float64 {
	values = values[len(values)*3/4:]
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}
