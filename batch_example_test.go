package golgi_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golgi"
	"golgi/mech/library"
)

// Many currents into one cell, run together: which of them make it fire?
func ExampleView_IntegrateBatch() {
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	if err == nil {
		err = errors.Join(cell.Insert(library.HH()), cell.Set("v", -65))
	}
	if err == nil {
		err = cell.Record("v")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	amplitudes := []float64{0.0005, 0.001, 0.002, 0.004} // nA
	var members []golgi.Member
	for _, nA := range amplitudes {
		current := golgi.StepCurrent(1, 20, nA, golgi.DefaultDt, 25, 0)
		members = append(members, golgi.Member{Overrides: []golgi.Override{cell.DataStimulate(current)}})
	}
	results, err := cell.IntegrateBatch(context.Background(), golgi.Options{TMax: 25, InitStates: true}, members)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, r := range results {
		fmt.Printf("%g nA: fires: %v\n", amplitudes[i], slices.Max(r.Recordings[0]) > 0)
	}
	// Output:
	// 0.0005 nA: fires: false
	// 0.001 nA: fires: false
	// 0.002 nA: fires: true
	// 0.004 nA: fires: true
}

// Trials that differ by the seed of a fluctuating current alone: a batch of them is one model under many seeds.
func ExampleNoiseCurrent() {
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	if err == nil {
		err = errors.Join(cell.Insert(library.HH()), cell.Set("v", -65))
	}
	if err == nil {
		err = cell.Record("v")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	const trials, tMax = 8, 100.0
	var members []golgi.Member
	for seed := range uint64(trials) {
		current := golgi.NoiseCurrent(10, tMax, 0.001, 0.001, 5, golgi.DefaultDt, tMax, 0, seed) // 1 +- 1 pA, 5 ms
		members = append(members, golgi.Member{Overrides: []golgi.Override{cell.DataStimulate(current)}})
	}
	results, err := cell.IntegrateBatch(context.Background(), golgi.Options{TMax: tMax, InitStates: true}, members)
	if err != nil {
		fmt.Println(err)
		return
	}
	for seed, r := range results {
		spikes := 0
		for k := 1; k < len(r.Times); k++ {
			if r.Recordings[0][k-1] < 0 && r.Recordings[0][k] >= 0 {
				spikes++
			}
		}
		fmt.Printf("seed %d: %d spikes\n", seed, spikes)
	}
	// Output:
	// seed 0: 0 spikes
	// seed 1: 2 spikes
	// seed 2: 1 spikes
	// seed 3: 2 spikes
	// seed 4: 3 spikes
	// seed 5: 3 spikes
	// seed 6: 1 spikes
	// seed 7: 2 spikes
}
