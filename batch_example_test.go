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
