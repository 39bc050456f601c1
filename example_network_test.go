package golgi_test

import (
	"context"
	"errors"
	"fmt"
	"math"

	"golgi"
	"golgi/mech/library"
)

// Any samples can be injected: here a current that rises, in nA, a value a step.
func ExampleView_Stimulate() {
	cell, err := golgi.NewCellFromParents([]int{-1})
	if err != nil {
		fmt.Println(err)
		return
	}
	const dt = 0.025 // ms
	ramp := make([]float64, golgi.NumSteps(10, dt))
	for k := range ramp {
		ramp[k] = 0.01 * math.Min(float64(k)*dt/5, 1)
	}
	if err := errors.Join(cell.Insert(library.HH()), cell.InitStates(), cell.Stimulate(ramp), cell.Record("v")); err != nil {
		fmt.Println(err)
		return
	}
	result, err := cell.Integrate(context.Background(), golgi.Options{Dt: dt}) // as long as the waveform
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d steps, spikes at %.2f ms\n", result.Stats.Steps, golgi.Crossings(result.Times, result.Recordings[0], 0))
	// Output: 400 steps, spikes at [2.91] ms
}

// Every pair of cells is connected with a probability of 0.1, drawn with a seed.
func ExampleSparseConnect() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := golgi.NewNetworkOf(cell, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		net.Insert(library.HH()),
		golgi.SparseConnect(net.Cell(golgi.Range(0, 80)), net.Cell(golgi.Range(80, 100)), library.IonotropicSynapse(), 0.1, 1),
		net.Set("IonotropicSynapse_gS", 2e-4), // uS, of all synapses of the type
		net.InitStates(),
		net.Cell(golgi.Range(0, 40)).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(1, 2, 0.1, 0.025, 20, 0)),
		net.Cell(99).Branch(0).Comp(0).Record("v"),
	); err != nil {
		fmt.Println(err)
		return
	}
	result, err := net.Integrate(context.Background(), golgi.Options{TMax: 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	expected := 80 * 20 * 0.1
	fmt.Printf("about %.0f synapses: %v\n", expected, math.Abs(float64(result.Stats.Synapses)-expected) < 50)
	fmt.Println("the last cell fires:", len(golgi.Crossings(result.Times, result.Recordings[0], 0)) > 0)
	// Output:
	// about 160 synapses: true
	// the last cell fires: true
}
