package systems

import (
	"fmt"
	"strings"

	"golgi/plan"
)

// Options choose among the systems.
type Options struct {
	Solver Solver
	// VoltageLimit stops a run in which |V| exceeds it, mV; 0 means
	// DefaultVoltageLimit.
	VoltageLimit float64
	// InitialiseStates puts states to their steady state at the start.
	InitialiseStates bool
	// Place describes a compartment (in model order) in messages; nil prints
	// its number.
	Place func(compartment int) string
}

// DefaultVoltageLimit is the largest |V|, mV, that a run takes for plausible.
const DefaultVoltageLimit = 1000

// Solver names an integrator of the voltage.
type Solver uint8

// The integrators.
const (
	// BackwardEuler is of first order and stable for any step.
	BackwardEuler Solver = iota
	// CrankNicolson is of second order if the gates start at their steady state
	// or the first gate step is half as long, else of first. Stable for any
	// step, but fast changes ring.
	CrankNicolson
	// ForwardEuler is of first order, and stable for small steps only: about
	// C/(2 g) of the strongest axial coupling.
	ForwardEuler
	// ExponentialEuler is of first order and stable for any step: each compartment
	// alone, then what flows along the tree, both exact.
	ExponentialEuler
)

// implicit says whether the integrator solves for the voltage.
func (s Solver) implicit() bool { return s == BackwardEuler || s == CrankNicolson }

// extent is how much of a cell a cable must be given.
func (s Solver) extent() plan.Extent {
	if s.implicit() {
		return plan.AlongTree
	}
	return plan.WholeCells
}

var solverNames = [...]string{"bwd_euler", "crank_nicolson", "fwd_euler", "exp_euler"}

// String returns the name as the model file has it.
func (s Solver) String() string {
	if int(s) < len(solverNames) {
		return solverNames[s]
	}
	return fmt.Sprintf("solver %d", s)
}

// ParseSolver returns the integrator of a name.
func ParseSolver(name string) (Solver, error) {
	for i, n := range solverNames {
		if n == name {
			return Solver(i), nil
		}
	}
	return 0, fmt.Errorf("solver: no integrator %q; there are %s", name, strings.Join(solverNames[:], ", "))
}

// Standard returns the schedule of one run of a plan. Other systems may be
// added to it by their place. Error: a solver that there is not.
func Standard(p *plan.Plan, o Options) (*plan.Schedule, error) {
	if int(o.Solver) >= len(solverNames) {
		return nil, fmt.Errorf("solver: no integrator has the number %d; there are %s", o.Solver, strings.Join(solverNames[:], ", "))
	}
	schedule := &plan.Schedule{}
	if o.InitialiseStates {
		if err := schedule.Add(&initialise{p}); err != nil {
			return nil, err
		}
	}
	list := []plan.System{newStimulus(p), newStates(p), newCurrents(p), newSynapses(p)}
	if len(p.Ions()) > 0 {
		list = append(list, newIons(p, o.Solver))
	}
	for _, system := range append(list, newVoltage(p, o.Solver), newGuard(p, o), newRecord(p)) {
		if err := schedule.Add(system); err != nil {
			return nil, err
		}
	}
	return schedule, nil
}
