package plan

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// failure keeps the error of the smallest (step, compartment), so that which
// one is reported does not depend on which worker came first.
type failure struct {
	mutex             sync.Mutex
	is                atomic.Bool
	step, compartment int
	err               error
}

// set reports an error found while sample step was made. A Fault says itself
// which compartment it is about.
func (f *failure) set(step, compartment int, err error) {
	if fault, ok := errors.AsType[*Fault](err); ok {
		step, compartment, err = fault.Step, fault.Compartment, fault
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.err == nil || step < f.step || step == f.step && compartment < f.compartment {
		f.step, f.compartment, f.err = step, compartment, err
	}
	f.is.Store(true)
}

// join adds an error that belongs to no compartment to what has failed already.
func (f *failure) join(step int, err error) {
	if !f.failed() {
		f.set(step, -1, err)
		return
	}
	f.err = errors.Join(f.err, err)
}

func (f *failure) failed() bool { return f.is.Load() }

// stops reports whether the step from sample n need not be made: an error in
// an earlier step is known. Every tile makes the steps up to the earliest error
// of all, so the smallest is always found.
func (f *failure) stops(n int) bool {
	if !f.is.Load() {
		return false
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return n+1 > f.step
}

// takeFailure returns the error of what was done for all tiles, and forgets it.
func (r *runner) takeFailure() error {
	err := r.failure.err
	r.failure.err = nil
	r.failure.is.Store(false)
	return err
}

// Usable reports whether a derivative is a number that something can be done with: one
// beyond 1e150 is that of a root or a power at 0, which is kept from infinity so that 0 times it is 0.
func Usable(derivative float64) bool { return math.Abs(derivative) <= 1e150 }

// NotFinite is a derivative that became NaN or infinite on the way back, or is not Usable.
type NotFinite struct {
	System      string
	AtStart     bool // on the way back through the start of the run
	Step        int
	T           float64 // ms, of the sample that the step starts from
	Column      Column
	Compartment int // in model order
	Value       float64
}

// Error says which derivative it is, not where: the sweep adds that.
func (n *NotFinite) Error() string {
	return fmt.Sprintf("the derivative with respect to %q in compartment %d is %v", n.Column, n.Compartment, n.Value)
}
