// Order trains the synapses of a small recurrent network to tell in which order four
// cells fire: forwards or backwards. Each of them fires once either way, so how often it fires
// says nothing; when it fires does.
//
//	go run ./examples/order -out out
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
	out := flag.String("out", "out", "folder for the pictures")
	seed := flag.Uint64("seed", 1, "of the initial conductances and of the jitter of the volleys")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, _, err := run(ctx, *out, *seed, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "order:", err)
		os.Exit(1)
	}
}

const (
	dt, duration = 0.05, 20.0 // ms
	temperature  = 4.0        // mV between the readouts that makes odds of e to 1
	learnFrom    = 8          // volleys to train with
	tryOn        = 40         // volleys to test with, none of them seen in training
)

// scores are what the network answers with, one a class: how far each readout is depolarised
// while and after the volley arrives.
func scores() []loss.Feature {
	return []loss.Feature{loss.Mean(0, 8, duration), loss.Mean(1, 8, duration)}
}

// options of all runs: the losses need no finer step.
func options() grad.Options { return grad.Options{Run: golgi.Options{TMax: duration, Dt: dt}} }

// train fits the conductances of all synapses, which a softplus keeps positive.
func train(ctx context.Context, net *golgi.Network, random *rand.Rand, epochs int, progress func(fit.Epoch)) (*fit.Result, error) {
	var cases []grad.Case
	for i := range learnFrom {
		class := i % 2
		cases = append(cases, grad.Case{
			Overrides: []golgi.Override{volley(net, class, random)},
			Loss:      loss.CrossEntropy(class, temperature, scores()...), Weight: 1.0 / learnFrom,
		})
	}
	problem, err := fit.Of(net, cases, options())
	if err != nil {
		return nil, err
	}
	// in units of 1e-3 uS, logarithmic below and linear above
	problem.Transform = transform.Set{Rest: transform.Chain(transform.Softplus(0), transform.Affine(1e-3, 0))}
	enough := 0.1 // nats: 90 % sure of the right class
	return fit.Run(ctx, problem, fit.Options{
		Optimiser: optimise.Chain(
			optimise.ClipNorm(1), // a spike about to appear has a derivative that explodes
			optimise.AdamWith(optimise.Constant(0.05), optimise.AdamConstants{Beta1: 0.9, Beta2: 0.95, Epsilon: 1e-8}),
		),
		Epochs: epochs, Target: &enough, Progress: progress,
	})
}

// test returns the part of new volleys whose order the network tells.
func test(ctx context.Context, net *golgi.Network, parameters []golgi.Parameter, random *rand.Rand) (float64, error) {
	right := 0
	for i := range tryOn {
		class := i % 2
		o := options().Run
		o.Parameters, o.Overrides = parameters, []golgi.Override{volley(net, class, random)}
		result, err := net.Integrate(ctx, o)
		if err != nil {
			return 0, err
		}
		p, err := loss.Probabilities(result, temperature, scores()...)
		if err != nil {
			return 0, err
		}
		if p[class] > 0.5 {
			right++
		}
	}
	return float64(right) / tryOn, nil
}

// run trains the network, says how many new volleys it tells apart before and after, and draws
// the loss and the readouts. before and after are the parts told apart.
func run(ctx context.Context, out string, seed uint64, to io.Writer) (before, after float64, err error) {
	random := rand.New(rand.NewPCG(seed, 1))
	net, err := newNetwork(random)
	if err != nil {
		return 0, 0, err
	}
	held := func() *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }
	start := net.GetParameters()
	if before, err = test(ctx, net, start, held()); err != nil {
		return 0, 0, err
	}
	fitted, err := train(ctx, net, random, 200, func(e fit.Epoch) {
		if e.Number%10 == 0 {
			fmt.Fprintf(to, "epoch %3d: loss %.3f\n", e.Number, e.Value)
		}
	})
	if err != nil {
		return 0, 0, err
	}
	if after, err = test(ctx, net, fitted.Parameters, held()); err != nil {
		return 0, 0, err
	}
	fmt.Fprintf(to, "%s after %d epochs; %.0f %% of %d new volleys told apart before, %.0f %% after\n",
		fitted.Reason, len(fitted.History)-1, 100*before, tryOn, 100*after)
	return before, after, draw(ctx, out, net, start, fitted, random)
}

// draw writes the loss, and the readouts for a volley of either class before and after.
func draw(ctx context.Context, out string, net *golgi.Network, start []golgi.Parameter, fitted *fit.Result, random *rand.Rand) error {
	var times []float64
	var traces []vis.Compared
	for class, name := range classes {
		o := options().Run
		o.Overrides = []golgi.Override{volley(net, class, random)}
		var runs [2]*golgi.Result
		for i, parameters := range [][]golgi.Parameter{start, fitted.Parameters} {
			var err error
			o.Parameters = parameters
			if runs[i], err = net.Integrate(ctx, o); err != nil {
				return err
			}
		}
		times = runs[1].Times
		traces = append(traces, vis.Compared{
			Trace:   vis.Trace{Key: "difference", Unit: "mV", SWCType: -1, Values: ahead(runs[1], class)},
			Start:   ahead(runs[0], class),
			Heading: fmt.Sprintf("cells fire %s: readout of %q minus the other; above 0 is right", name, name),
		})
	}
	losses, err := vis.Losses(fitted.History, vis.TracesOptions{Title: "Telling the order of four spikes"})
	if err != nil {
		return err
	}
	readouts, err := vis.BeforeAfter(times, traces, vis.TracesOptions{Title: "Readouts before and after training: their means from 8 ms on decide"})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	return errors.Join(
		losses.Save(filepath.Join(out, "order_loss.png")),
		readouts.Save(filepath.Join(out, "order.png")),
	)
}

// ahead is how far the readout of a class is above the other, mV.
func ahead(r *golgi.Result, class int) []float64 {
	difference := make([]float64, len(r.Times))
	for i, v := range r.Recordings[class] {
		difference[i] = v - r.Recordings[1-class][i]
	}
	return difference
}
