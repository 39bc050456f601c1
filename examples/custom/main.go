// Custom fits a channel of one's own, written in Adaptation.mech, to the noisy voltage of a neuron
// that fires ever more slowly: its conductance, the voltage at which half of it is open, and its
// time constant. It starts 50 % off.
//
//	go run ./examples/custom -out out
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
	"golgi/vis"
)

func main() {
	out := flag.String("out", "out", "folder for the pictures")
	seed := flag.Uint64("seed", 1, "of the noise and of where the fit starts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, err := run(ctx, *out, *seed, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "custom:", err)
		os.Exit(1)
	}
}

// The part of the recording that is fitted grows from first, ms, by a quarter each time. Where a spike
// is missing, or comes at quite another time, the slope of the error does not say how to mend that;
// in a part a little longer than what is right already, it nearly does.
const first, growth = 12, 1.25

// fitted is what came of a fit.
type fitted struct {
	truth, start, found []golgi.Parameter
	voltage, gate       []float64 // the first was recorded, the other is not known to the fit
	losses              []float64 // over the whole recording, at each step of the method
}

// fitChannel records a neuron and fits its channel to that.
func fitChannel(ctx context.Context, cell *golgi.Cell, seed uint64, to io.Writer) (*fitted, error) {
	random := rand.New(rand.NewPCG(seed, 7))
	f := &fitted{truth: cell.GetParameters()}
	f.start = astray(f.truth, random)
	f.found = f.start
	var err error
	if f.voltage, f.gate, err = record(ctx, cell, random); err != nil {
		return nil, err
	}
	for until, last := 0.0, false; !last; {
		until = min(max(first, growth*until), duration)
		last = until == duration
		result, err := f.window(ctx, cell, until)
		if err != nil {
			return nil, err
		}
		f.found = result.Parameters
		fmt.Fprintf(to, "first %5.1f ms: error %8.3f mV2 to %.3f in %d steps: %s\n", until, result.Start, result.Value, len(result.History)-1, result.Why)
	}
	return f, nil
}

// window goes on with the values found so far.
func (f *fitted) window(ctx context.Context, cell *golgi.Cell, until float64) (*fit.Result, error) {
	samples := golgi.NumSteps(until, dt) + 1
	mismatch := loss.MeanSquaredError([][]float64{f.voltage[:samples]}, loss.Recordings(0))
	problem, err := fit.Of(cell, []grad.Case{{Loss: mismatch}}, grad.Options{Run: options(until, nil)})
	if err != nil {
		return nil, err
	}
	problem.Start, problem.Transform = f.found, bounds()
	var failed error
	o := fit.Options{Method: optimise.BFGS(), Epochs: 80, Patience: 5, Tolerance: 1e-4, Progress: func(e fit.Epoch) {
		x, err := f.loss(ctx, cell, e.Parameters)
		if failed == nil {
			failed = err
		}
		f.losses = append(f.losses, x)
	}}
	if until < duration {
		enough := 1.2 * noise * noise // what is left of the error is noise
		o.Target = &enough
	}
	result, err := fit.Run(ctx, problem, o)
	return result, errors.Join(err, failed)
}

// loss is the mean squared error over the whole recording.
func (f *fitted) loss(ctx context.Context, cell *golgi.Cell, parameters []golgi.Parameter) (float64, error) {
	result, err := cell.Integrate(ctx, options(duration, parameters))
	if err != nil {
		return 0, err
	}
	return loss.MeanSquaredError([][]float64{f.voltage}, loss.Recordings(0))(result, nil)
}

// run fits the channel, prints a table, and draws the error and the voltages.
func run(ctx context.Context, out string, seed uint64, to io.Writer) (*fitted, error) {
	cell, err := newModel()
	if err != nil {
		return nil, err
	}
	f, err := fitChannel(ctx, cell, seed, to)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(to, "%-30s %10s %10s %10s %8s\n", "", "truth", "start", "fitted", "off")
	for i, t := range trainables {
		truth, found := f.truth[i].Values[0], f.found[i].Values[0]
		fmt.Fprintf(to, "%-30s %10.5f %10.5f %10.5f %+6.2f %%\n", t.key+" ("+t.unit+")", truth, f.start[i].Values[0], found, 100*off(i, found, truth))
	}
	return f, f.draw(ctx, out, cell)
}

// draw writes the error after each step, and the voltage and the gate before and after.
func (f *fitted) draw(ctx context.Context, out string, cell *golgi.Cell) error {
	before, err := cell.Integrate(ctx, options(duration, f.start))
	if err != nil {
		return err
	}
	after, err := cell.Integrate(ctx, options(duration, f.found))
	if err != nil {
		return err
	}
	traces := []vis.Compared{{
		Trace:  vis.Trace{Key: "v", Unit: "mV", SWCType: -1, Values: after.Recordings[0]},
		Target: f.voltage, Start: before.Recordings[0], Heading: "what was recorded and fitted",
	}, {
		Trace:  vis.Trace{Key: "Adaptation_p", SWCType: -1, Values: after.Recordings[1]},
		Target: f.gate, Start: before.Recordings[1], Heading: "the gate of the channel, which the fit did not see",
	}}
	voltages, err := vis.BeforeAfter(after.Times, traces, vis.TracesOptions{Title: "A channel of one's own, fitted to a neuron that adapts"})
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
		voltages.Save(filepath.Join(out, "custom.png")),
		losses.Save(filepath.Join(out, "custom_loss.png")),
	)
}
