package bench

import (
	"fmt"
	"math"

	"golgi"
	"golgi/mech/library"
)

// Case is a model with what its recordings should be.
type Case struct {
	Name string
	Cell *golgi.Cell
	// TMax is the duration, ms.
	TMax float64
	// Places names the recordings.
	Places []string
	// Exact is the true voltage, mV, of a recording at a time, ms; nil where no
	// closed form is known.
	Exact func(recording int, t float64) float64
}

// rallpackCable is the cable of Rallpack 1, whose membrane 2 shares.
var rallpackCable = cable{
	diameter: 1, length: 1000, axialResistivity: 100, membraneResistance: 40000, capacitance: 1, rest: -65, current: 0.1,
}

// setters runs steps until one fails.
func setters(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func set(v *golgi.View, key string, values ...float64) func() error {
	return func() error { return v.Set(key, values...) }
}

// newRallpackCable makes the cable of Rallpack 1 and 3, 1 mm in so many compartments, without
// channels.
func newRallpackCable(compartments int) (*golgi.Cell, error) {
	cell, err := golgi.NewCellFromParents([]int{-1}, compartments)
	if err != nil {
		return nil, err
	}
	c := rallpackCable
	return cell, setters(
		set(cell.View, "radius", c.diameter/2), set(cell.View, "length", c.length/float64(compartments)),
		set(cell.View, "axial_resistivity", c.axialResistivity), set(cell.View, "capacitance", c.capacitance),
		set(cell.View, "v", c.rest),
		func() error { return cell.Comp(0).Record("v") },
		func() error { return cell.Comp(compartments - 1).Record("v") },
	)
}

// inject puts a constant current of that of the case into a compartment. The
// waveform covers steps down to 1 us.
func inject(v *golgi.View, tMax float64, dt float64) func() error {
	return func() error {
		return v.Stimulate(golgi.StepCurrent(0, tMax, rallpackCable.current, dt, tMax, 0))
	}
}

// leak inserts the passive membrane of the Rallpacks.
func leak(v *golgi.View) func() error {
	return func() error {
		return setters(
			func() error { return v.Insert(library.Leak()) },
			set(v, "Leak_gLeak", 1/rallpackCable.membraneResistance), set(v, "Leak_eLeak", rallpackCable.rest),
		)
	}
}

// What the Rallpacks are in their standard form.
const (
	rallpackDuration     = 250  // ms
	rallpackCompartments = 1000 // of the cable
	rallpackLevels       = 10   // of the tree of Rallpack 2
)

// Rallpack1 is a uniform passive cable of 1000 compartments, for runs of the
// given step, ms.
func Rallpack1(dt float64) (*Case, error) {
	return rallpack1(rallpackCompartments, rallpackDuration, dt)
}

func rallpack1(compartments int, tMax, dt float64) (*Case, error) {
	cell, err := newRallpackCable(compartments)
	if err != nil {
		return nil, fmt.Errorf("rallpack 1: %w", err)
	}
	if err := setters(leak(cell.View), inject(cell.Comp(0), tMax, dt)); err != nil {
		return nil, fmt.Errorf("rallpack 1: %w", err)
	}
	half := rallpackCable.length / float64(compartments) / 2 // um; the nodes are the centres of the compartments
	x := []float64{half, rallpackCable.length - half}
	return &Case{
		Name: "Rallpack 1", Cell: cell, TMax: tMax, Places: []string{"injected end", "far end"},
		Exact: func(recording int, t float64) float64 { return rallpackCable.voltage(x[recording], t) },
	}, nil
}

// Rallpack2 is a binary tree of 1023 branches of one compartment whose
// diameters follow the 3/2 power rule, so that it is equivalent to a cable.
func Rallpack2(dt float64) (*Case, error) { return rallpack2(rallpackLevels, rallpackDuration, dt) }

func rallpack2(levels int, tMax, dt float64) (*Case, error) {
	branches := 1<<levels - 1
	parents := make([]int, branches)
	radius, length := make([]float64, branches), make([]float64, branches)
	for b := range branches {
		parents[b] = (b+1)/2 - 1
		level := math.Floor(math.Log2(float64(b + 1)))
		radius[b] = 8 * math.Exp2(-2*level/3)
		length[b] = 32 * math.Exp2(-level/3)
	}
	cell, err := golgi.NewCellFromParents(parents)
	if err != nil {
		return nil, fmt.Errorf("rallpack 2: %w", err)
	}
	c := rallpackCable
	err = setters(
		set(cell.View, "radius", radius...), set(cell.View, "length", length...),
		set(cell.View, "axial_resistivity", c.axialResistivity), set(cell.View, "capacitance", c.capacitance),
		set(cell.View, "v", c.rest),
		leak(cell.View), inject(cell.Branch(0), tMax, dt),
		func() error { return cell.Branch(0).Record("v") },
		func() error { return cell.Branch(branches - 1).Record("v") },
	)
	if err != nil {
		return nil, fmt.Errorf("rallpack 2: %w", err)
	}
	equivalent := c
	equivalent.diameter, equivalent.length = 16, 32*float64(levels) // um, 32 a level
	x := []float64{0.5 * 32, (float64(levels) - 0.5) * 32}
	return &Case{
		Name: "Rallpack 2", Cell: cell, TMax: tMax, Places: []string{"root", "tip"},
		Exact: func(recording int, t float64) float64 { return equivalent.voltage(x[recording], t) },
	}, nil
}

// Rallpack3 is the cable of Rallpack 1 with the squid axon's channels; the leak
// reverses at -65 mV.
func Rallpack3(dt float64) (*Case, error) {
	return rallpack3(rallpackCompartments, rallpackDuration, dt)
}

func rallpack3(compartments int, tMax, dt float64) (*Case, error) {
	cell, err := newRallpackCable(compartments)
	if err != nil {
		return nil, fmt.Errorf("rallpack 3: %w", err)
	}
	err = setters(
		func() error { return cell.Insert(library.HH()) },
		set(cell.View, "HH_gLeak", 1/rallpackCable.membraneResistance), set(cell.View, "HH_eLeak", -65),
		cell.InitStates,
		inject(cell.Comp(0), tMax, dt),
	)
	if err != nil {
		return nil, fmt.Errorf("rallpack 3: %w", err)
	}
	return &Case{Name: "Rallpack 3", Cell: cell, TMax: tMax, Places: []string{"injected end", "far end"}}, nil
}
