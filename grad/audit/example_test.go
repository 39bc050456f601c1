package audit_test

import (
	"context"
	"fmt"
	"log"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech/library"
)

// A gradient, and what it is compared with. In a test, Check does the same and fails.
func ExampleRun() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	if err != nil {
		log.Fatal(err)
	}
	for _, err := range []error{
		cell.Insert(library.HH()),
		cell.Branch(0).Loc(0).Stimulate(golgi.StepCurrent(0.5, 1, 0.1, 0.025, 5, 0)),
		cell.Branch(2).Loc(1).Record("v"),
		cell.Branch(golgi.All).MakeTrainable("HH_gNa"),
		cell.MakeTrainable("radius"),
	} {
		if err != nil {
			log.Fatal(err)
		}
	}
	mean := func(r *golgi.Result, derivative [][]float64) (float64, error) {
		sum, n := 0.0, float64(len(r.Recordings[0]))
		for k, v := range r.Recordings[0] {
			sum += v / n
			derivative[0][k] = 1 / n
		}
		return sum, nil
	}
	table, err := audit.Run(context.Background(), cell, nil, mean, audit.Options{Grad: grad.Options{Run: golgi.Options{TMax: 5}}})
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range table.Rows {
		fmt.Printf("%-6s %d  %-31s %v\n", row.Key, row.Index, row.Place, row.OK)
	}
	fmt.Println(table.Worst().Difference < 1e-9, table.Err())
	// Output:
	// HH_gNa 0  branch(0).comp(0) and 1 more    true
	// HH_gNa 1  branch(1).comp(0) and 1 more    true
	// HH_gNa 2  branch(2).comp(0) and 1 more    true
	// radius 0  branch(0).comp(0) and 5 more    true
	// true <nil>
}
