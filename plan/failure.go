package plan

import (
	"errors"
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
