package dynamics_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"golgi"
	"golgi/grad/dynamics"
	"golgi/mech/library"
)

// A vector of the dynamic states, and back to all states.
func ExampleDynamics_Flatten() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 8)
	if err != nil {
		log.Fatal(err)
	}
	if err := cell.Branch(0).Insert(library.HH()); err != nil {
		log.Fatal(err)
	}
	d, err := dynamics.New(cell, golgi.Options{Parameters: cell.GetParameters()})
	if err != nil {
		log.Fatal(err)
	}
	all := d.Init()
	dynamic, err := d.RemoveObservables(all)
	if err != nil {
		log.Fatal(err)
	}
	x, err := d.Flatten(dynamic)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Order(), len(x))

	dynamic, err = d.Unflatten(x)
	if err != nil {
		log.Fatal(err)
	}
	recovered, err := d.AddObservables(dynamic, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(recovered["v"]), len(recovered["i_HH"]), len(recovered["HH_m"]), len(recovered[dynamics.Branchpoints]))
	fmt.Println(slices.Equal(all["i_HH"], recovered["i_HH"]))
	// Output:
	// [{HH_h 8} {HH_m 8} {HH_n 8} {v 24}] 48
	// 24 24 24 1
	// true
}

// The Jacobian of a single step.
func ExampleDynamics_Jacobian() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	if err != nil {
		log.Fatal(err)
	}
	if err := cell.Insert(library.Leak()); err != nil {
		log.Fatal(err)
	}
	d, err := dynamics.New(cell, golgi.Options{Dt: 0.025, Parameters: cell.GetParameters()})
	if err != nil {
		log.Fatal(err)
	}
	jacobian, err := d.Jacobian(context.Background(), d.InitFlat(), 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f\n", mat.Formatted(jacobian))
	// Output:
	// ⎡0.8250  0.1335  0.0162  0.0032  0.0162  0.0032⎤
	// ⎢0.1335  0.6687  0.0814  0.0162  0.0814  0.0162⎥
	// ⎢0.0162  0.0814  0.6687  0.1335  0.0814  0.0162⎥
	// ⎢0.0032  0.0162  0.1335  0.8250  0.0162  0.0032⎥
	// ⎢0.0162  0.0814  0.0814  0.0162  0.6687  0.1335⎥
	// ⎣0.0032  0.0162  0.0162  0.0032  0.1335  0.8250⎦
}

// A loss of an input and of parameters, in a loop of one's own. (Jaxley: 2261.8694630815944.)
func ExampleDynamics_Step() {
	cell, err := golgi.NewCellFromParents([]int{-1})
	if err != nil {
		log.Fatal(err)
	}
	const dt, tMax = 0.025, 3.0
	if err := errors.Join(
		cell.Insert(library.Leak()), cell.Record("v"), cell.MakeTrainable("radius"),
		cell.Stimulate(golgi.StepCurrent(0, 1, 2, dt, tMax, 0)),
	); err != nil {
		log.Fatal(err)
	}
	loss := func(parameters []golgi.Parameter, leak float64) (float64, error) {
		d, err := dynamics.New(cell, golgi.Options{
			Dt: dt, Parameters: parameters, Overrides: []golgi.Override{cell.DataSet("Leak_gLeak", leak)},
			VoltageLimit: 1e4, // 2 nA is much for so small a cell
		})
		if err != nil {
			return 0, err
		}
		states := d.Init()
		var recordings []float64
		keep := func() {
			for _, r := range cell.Recordings() {
				recordings = append(recordings, states[r.State][r.Compartment])
			}
		}
		keep()
		for n := range golgi.NumSteps(tMax, dt) {
			if states, err = d.Step(states, n); err != nil {
				return 0, err
			}
			keep()
		}
		sum := 0.0
		for _, x := range recordings {
			sum += x
		}
		return sum / float64(len(recordings)), nil
	}
	value, err := loss(cell.GetParameters(), 1e-4)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.9f\n", value)
	// Output: 2261.869463082
}

// A cell at rest forgets where it started; one that fires regularly keeps its phase, so that its
// first exponent is zero; the second says how fast it returns to its cycle.
func ExampleLyapunovExponents() {
	for _, current := range []float64{0, 0.01} { // nA
		cell, err := golgi.NewCellFromParents([]int{-1})
		if err != nil {
			log.Fatal(err)
		}
		if err := errors.Join(cell.Insert(library.HH()), cell.InitStates(), cell.Stimulate(golgi.StepCurrent(0, 400, current, 0.025, 400, 0))); err != nil {
			log.Fatal(err)
		}
		d, err := dynamics.New(cell, golgi.Options{})
		if err != nil {
			log.Fatal(err)
		}
		l, err := dynamics.LyapunovExponents(context.Background(), d, dynamics.LyapunovOptions{Count: 2, Discard: 4000, Steps: 12000})
		if err != nil {
			log.Fatal(err)
		}
		round := func(x float64) float64 { return math.Round(100*x)/100 + 0 } // no -0
		fmt.Printf("%g nA: %g and %g /ms\n", current, round(l.Exponents[0]), round(l.Exponents[1]))
	}
	// Output:
	// 0 nA: -0.12 and -0.2 /ms
	// 0.01 nA: 0 and -0.19 /ms
}
