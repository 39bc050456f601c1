// Lyapunov drives an axon in three ways, and shows how far derivatives through its run
// can be trusted: at rest they fade, where it fires regularly they keep their size, where it
// fires chaotically (Aihara, Matsumoto & Ikegaya 1984, J Theor Biol 109:249-269) they explode.
//
//	go run ./examples/lyapunov -out out
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
	"golgi/grad/dynamics"
	"golgi/mech/library"
	"golgi/vis"
)

func main() {
	out := flag.String("out", "out", "folder for the picture")
	duration := flag.Float64("duration", 400, "simulated time, ms")
	flag.Parse()
	if err := run(*out, *duration, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lyapunov:", err)
		os.Exit(1)
	}
}

const dt = 0.05 // ms

// drive is a current into the axon: a constant, and a sine on top of it.
type drive struct {
	name               string
	constant, sine, hz float64 // nA, nA, Hz
}

func drives() []drive {
	return []drive{{"at rest", 0, 0, 1}, {"regular", 0.01, 0, 1}, {"chaotic", 0.005, 0.003, 165}}
}

// run prints what each drive does, and draws voltages and the lengths of gradients.
func run(out string, duration float64, to io.Writer) error {
	var times []float64
	var traces []vis.Trace
	for i, d := range drives() {
		s, err := d.study(duration)
		if err != nil {
			return err
		}
		fmt.Fprintf(to, "%s: %2d spikes; Lyapunov exponents %+.3f and %+.3f /ms; over the last %g ms a gradient grows by a factor of up to %.2g\n",
			d.name, len(golgi.Crossings(s.times, s.voltage, 0)), s.exponents[0], s.exponents[1], duration/2, math.Pow(10, largest(s.growth)))
		times = s.times
		traces = append(traces,
			vis.Trace{Name: fmt.Sprintf("r%d", i), Where: d.name, Key: "v", Unit: "mV", SWCType: -1, Values: s.voltage},
			vis.Trace{Name: fmt.Sprintf("g%d", i), Where: d.name, Key: "log10 of a gradient's length", SWCType: -1, Values: s.growth},
		)
	}
	picture, err := vis.DrawTraces(times, traces, vis.TracesOptions{Title: "How far back derivatives reach"})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	return picture.Save(filepath.Join(out, "lyapunov.png"))
}

// study is a run of the axon.
type study struct {
	times, voltage []float64
	exponents      []float64 // the two largest, 1/ms
	// growth is the logarithm of the length, beside that at the end, of the gradient of the
	// last voltage, each state in its own size.
	growth []float64
}

func (d drive) study(duration float64) (*study, error) {
	axon, err := golgi.NewCellFromParents([]int{-1})
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		axon.Insert(library.HH()), axon.Set("v", -65), axon.InitStates(), axon.Record("v"),
		axon.Stimulate(golgi.SineCurrent(0, duration, d.hz, d.sine, dt, duration, d.constant)),
	)
	if err != nil {
		return nil, err
	}
	ctx, steps := context.Background(), golgi.NumSteps(duration, dt)
	result, err := axon.Integrate(ctx, golgi.Options{Dt: dt})
	if err != nil {
		return nil, err
	}
	s := &study{times: result.Times, voltage: result.Recordings[0], growth: make([]float64, steps+1)}
	system, err := dynamics.New(axon, golgi.Options{Dt: dt})
	if err != nil {
		return nil, err
	}
	l, err := dynamics.LyapunovExponents(ctx, system, dynamics.LyapunovOptions{Count: 2, Discard: steps / 4, Steps: steps - steps/4})
	if err != nil {
		return nil, err
	}
	s.exponents = l.Exponents
	lengths, err := dynamics.GradientGrowth(ctx, system, dynamics.GrowthOptions{Steps: steps, Scales: []float64{0.2, 0.3, 0.2, 30}}) // of h, m, n, v
	for k, length := range lengths {
		s.growth[k] = math.Log10(length / lengths[steps])
	}
	return s, err
}

// largest is that of the second half.
func largest(values []float64) float64 {
	most := math.Inf(-1)
	for _, x := range values[len(values)/2:] {
		most = math.Max(most, x)
	}
	return most
}
