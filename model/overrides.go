package model

import "math"

// Overrides replace what a model file says of a run; zero values leave it.
type Overrides struct {
	Solver   string
	TMax, Dt *float64 // ms
}

// Override puts flags of the command line in place of keys of "simulate". Messages name the flags.
func (f *File) Override(o Overrides) error {
	s := &f.Simulate
	if !s.Given {
		if o.TMax == nil {
			return nil // Build says what is missing
		}
		s.defaults()
		s.Given = true
	}
	for _, flag := range []struct {
		name  string
		value *float64
		into  *Of[float64]
	}{{"--t-max", o.TMax, &s.TMax}, {"--dt", o.Dt, &s.Dt}} {
		if flag.value == nil {
			continue
		}
		if x := *flag.value; !positive.ok(x) || math.IsInf(x, 0) {
			return errorf(f.Name, Place{Key: flag.name}, "must be %s, is %v", positive.text, x)
		}
		flag.into.set(Place{Key: flag.name}, *flag.value)
	}
	if o.Solver != "" {
		if message := wrongSolver(o.Solver); message != "" {
			return errorf(f.Name, Place{Key: "--solver"}, "%s", message)
		}
		s.Solver.set(Place{Key: "--solver"}, o.Solver)
	}
	if e := s.check(f.Name); e != nil {
		return e
	}
	return nil
}
