// Conductances fits six conductances of a traced pyramidal cell to what three electrodes
// record of it: noisy voltages of the soma, the trunk and the axon. It starts with conductances that are
// 50 % off.
//
//	go run ./examples/conductances -out out
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"

	"golgi"
	"golgi/grad"
	"golgi/grad/fit"
	"golgi/grad/loss"
	"golgi/grad/optimise"
	"golgi/grad/transform"
	"golgi/vis"
)

func main() {
	swc := flag.String("swc", "testdata/pyramidal.swc", "traced neuron")
	out := flag.String("out", "out", "folder for the pictures")
	seed := flag.Uint64("seed", 1, "of the noise and of where the fit starts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, err := run(ctx, *swc, *out, *seed, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "conductances:", err)
		os.Exit(1)
	}
}

// windows are the parts of the recording, from 0 on, that are fitted one after the
// other, ms. Where a spike is missing, or comes at quite another time, the slope of the error does
// not say how to mend that; in a window with one spike more, the spikes before are right already and this
// one nearly so.
var windows = []float64{4, 10, 18, duration}

// fitted is what came of a fit.
type fitted struct {
	truth, start, found []golgi.Parameter
	target              [][]float64
	losses              []float64 // over the whole recording, at each step of the method
}

// fitCell records a cell and fits its conductances to that.
func fitCell(ctx context.Context, cell *golgi.Cell, seed uint64, to io.Writer) (*fitted, error) {
	random := rand.New(rand.NewPCG(seed, 7))
	f := &fitted{truth: cell.GetParameters()}
	f.start = astray(f.truth, random)
	f.found = f.start
	var err error
	if f.target, err = record(ctx, cell, random); err != nil {
		return nil, err
	}
	for _, until := range windows {
		var failed error
		result, err := fitWindow(ctx, cell, f, until, func(e fit.Epoch) {
			x, err := f.loss(ctx, cell, e.Parameters)
			if err != nil && failed == nil {
				failed = err
			}
			f.losses = append(f.losses, x)
		})
		if err := errors.Join(err, failed); err != nil {
			return nil, err
		}
		f.found = result.Parameters
		fmt.Fprintf(to, "first %2g ms: error %8.3f mV2 to %.3f in %d steps: %s\n", until, result.Start, result.Value, len(result.History)-1, result.Why)
	}
	return f, nil
}

// fitWindow goes on with the values found so far.
func fitWindow(ctx context.Context, cell *golgi.Cell, f *fitted, until float64, progress func(fit.Epoch)) (*fit.Result, error) {
	samples := golgi.NumSteps(until, dt) + 1
	var target [][]float64
	for _, trace := range f.target {
		target = append(target, trace[:samples])
	}
	problem, err := fit.Of(cell, []grad.Case{{Loss: loss.MeanSquaredError(target)}}, grad.Options{Run: golgi.Options{TMax: until, Dt: dt}})
	if err != nil {
		return nil, err
	}
	problem.Start = f.found
	// next to an exponential for values as small as these: what is fitted are logarithms
	problem.Transform = transform.Set{Rest: transform.Softplus(0)}
	o := fit.Options{Method: optimise.BFGS(), Epochs: 80, Patience: 5, Tolerance: 1e-6, Progress: progress}
	if until < duration {
		enough := 1.2 * noise * noise // what is left of the error is noise
		o.Target = &enough
	}
	return fit.Run(ctx, problem, o)
}

// loss is the mean squared error over the whole recording.
func (f *fitted) loss(ctx context.Context, cell *golgi.Cell, parameters []golgi.Parameter) (float64, error) {
	result, err := cell.Integrate(ctx, golgi.Options{TMax: duration, Dt: dt, Parameters: parameters})
	if err != nil {
		return 0, err
	}
	return loss.MeanSquaredError(f.target)(result, nil)
}

// run fits the cell, prints a table, and draws the error and the voltages.
func run(ctx context.Context, swc, out string, seed uint64, to io.Writer) (*fitted, error) {
	cell, err := newModel(swc)
	if err != nil {
		return nil, err
	}
	f, err := fitCell(ctx, cell, seed, to)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(to, "%-18s %10s %10s %10s %8s\n", "", "truth", "start", "fitted", "off")
	for i, t := range trainables {
		truth, found := f.truth[i].Values[0], f.found[i].Values[0]
		fmt.Fprintf(to, "%-18s %10.5f %10.5f %10.5f %+6.2f %%\n", t.group+" "+t.key, truth, f.start[i].Values[0], found, 100*(found/truth-1))
	}
	return f, f.draw(ctx, out, cell)
}

// draw writes the error after each step, and the voltages before and after.
func (f *fitted) draw(ctx context.Context, out string, cell *golgi.Cell) error {
	before, err := cell.Integrate(ctx, golgi.Options{TMax: duration, Dt: dt, Parameters: f.start})
	if err != nil {
		return err
	}
	after, err := cell.Integrate(ctx, golgi.Options{TMax: duration, Dt: dt, Parameters: f.found})
	if err != nil {
		return err
	}
	var traces []vis.Compared
	for i, e := range electrodes {
		traces = append(traces, vis.Compared{
			Trace:  vis.Trace{Key: "v", Unit: "mV", SWCType: -1, Values: after.Recordings[i]},
			Target: f.target[i], Start: before.Recordings[i], Heading: e.name,
		})
	}
	voltages, err := vis.BeforeAfter(after.Times, traces, vis.TracesOptions{Title: "A cell fitted to the recordings of three electrodes"})
	if err != nil {
		return err
	}
	losses, err := vis.Losses(f.losses, vis.TracesOptions{Title: "Mean squared error over the whole recording (mV2)"})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	return errors.Join(
		voltages.Save(filepath.Join(out, "conductances.png")),
		losses.Save(filepath.Join(out, "conductances_loss.png")),
	)
}
