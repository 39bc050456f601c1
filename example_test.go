package golgi_test

import (
	"context"
	"errors"
	"fmt"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
)

// The snippet of the README.
func Example() {
	ctx := context.Background()
	if err := func() error {
		cell, report, err := golgi.ReadSWC("testdata/pyramidal.swc", golgi.WithNComp(3))
		if err != nil {
			return err
		}
		fmt.Println(report.Points, "traced points,", cell.Len(), "compartments")
		if err := errors.Join(
			cell.Insert(library.HH()),
			cell.Set("axial_resistivity", 100), // Ohm cm
			cell.Group("apical").Set("HH_gNa", 0.04),
			cell.InitStates(),
			cell.Group("soma").Loc(0.5).Stimulate(golgi.StepCurrent(1, 2, 3, 0.025, 10, 0)),
			cell.Group("soma").Loc(0.5).Record("v"),
			cell.Branch(91).Loc(1.0).Record("v"),
		); err != nil {
			return err
		}
		result, err := cell.Integrate(ctx, golgi.Options{TMax: 10, Dt: 0.025})
		if err != nil {
			return err
		}
		for i, trace := range result.Recordings {
			peak := trace[0]
			for _, v := range trace {
				peak = max(peak, v)
			}
			fmt.Printf("%s at %s: %.0f mV at most\n", result.Recorded[i].State, result.Recorded[i].Place, peak)
		}
		return nil
	}(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1298 traced points, 447 compartments
	// v at branch(0).comp(1): 43 mV at most
	// v at branch(91).comp(2): 19 mV at most
}

// A channel from a paper, as the README shows it.
func ExampleView_Insert() {
	m, err := mech.Parse("Km.mech", []byte(`
channel Km
source "Yamada, Koch & Adams 1989; Pospischil et al. 2008, Biol Cybern 99:427-441"
param gKm = 4e-6 (S/cm2) "maximal conductance"
param taumax = 4000 (ms)
shared eK = -90 (mV)
p_inf = 1/(1 + exp(-(v + 35)/10))
tau_p = taumax/(3.3*exp((v + 35)/20) + exp(-(v + 35)/20))
gate p { inf = p_inf, tau = tau_p }
current i_Km = gKm*p*(v - eK) (mA/cm2)
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(cell.Insert(m), cell.InitStates()); err != nil {
		fmt.Println(err)
		return
	}
	p, err := cell.Branch(0).Comp(0).Get("Km_p")
	fmt.Printf("Km_p starts at %.4f, err %v\n", p[0], err)
	// Output: Km_p starts at 0.0293, err <nil>
}
