// Layers sends two volleys through a network of three layers, and draws the
// network and its somata's voltages.
//
//	go run ./examples/layers -out out
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golgi"
	"golgi/vis"
)

func main() {
	swc := flag.String("swc", "testdata/pyramidal.swc", "traced neuron of the middle layer")
	out := flag.String("out", "out", "folder for the pictures")
	flag.Parse()
	if err := run(*swc, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "layers:", err)
		os.Exit(1)
	}
}

// run simulates 40 ms, prints the spikes of each layer, and draws pictures.
func run(swc, out string, to io.Writer) error {
	net, err := newNetwork(swc)
	if err != nil {
		return err
	}
	const dt, duration = 0.025, 40.0 // ms
	input := net.Group("input").Branch(soma)
	for _, volley := range []float64{2, 20} { // ms
		var currents [][]float64 // one for each cell
		for i := range input.Len() {
			currents = append(currents, golgi.StepCurrent(volley+0.3*float64(i), 2, 0.6, dt, duration, 0)) // nA
		}
		if err := input.Stimulate(currents...); err != nil {
			return err
		}
	}
	network, err := vis.Morphology(net.View, vis.MorphologyOptions{Colours: vis.ByGroup("pyramidal", "input", "inhibitory")})
	if err != nil {
		return err
	}
	if err := net.Branch(soma).Loc(0.5).Record("v"); err != nil {
		return err
	}
	result, err := net.Integrate(context.Background(), golgi.Options{TMax: duration, Dt: dt})
	if err != nil {
		return err
	}
	for _, l := range layers {
		var times []float64
		for i := l.cells.Lo; i < l.cells.Hi; i++ {
			times = append(times, golgi.Crossings(result.Times, result.Recordings[i], -20)...)
		}
		fmt.Fprintf(to, "%-10s %2d cells, %2d spikes", l.name, l.cells.Hi-l.cells.Lo, len(times))
		if len(times) > 0 {
			fmt.Fprintf(to, ", the first at %.2f ms", slices.Min(times))
		}
		fmt.Fprintln(to)
	}
	traces, err := vis.Traces(net.View, result, vis.TracesOptions{})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	return errors.Join(
		network.Save(filepath.Join(out, "network.png")),
		traces.Save(filepath.Join(out, "traces.png")),
	)
}
