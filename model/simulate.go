package model

import (
	"strconv"

	"go.yaml.in/yaml/v4"

	"golgi"
)

// solvers are the names that a model file may say, the default first.
func solvers() []string {
	var names []string
	for _, solver := range golgi.Solvers() {
		names = append(names, solver.String())
	}
	return names
}

// simulate reads how to run.
func (d *decoder) simulate(s *Simulate, n *yaml.Node, at Place) error {
	s.Place, s.Given = at, true
	s.defaults()
	err := d.mapping(n, at.Key,
		required(d.numberField("t_max", &s.TMax, positive)),
		d.numberField("dt", &s.Dt, positive),
		field{key: "solver", read: func(n *yaml.Node, at Place) error { return d.solver(&s.Solver, n, at) }},
		field{key: "init_states", read: func(n *yaml.Node, at Place) error { return d.initStates(&s.InitStates, n, at) }},
		d.integerField("every", &s.Every, 1),
		d.truthField("stagger", &s.Stagger),
		d.numberField("voltage_limit", &s.VoltageLimit, positive),
	)
	if err != nil {
		return err
	}
	if e := s.check(d.file); e != nil {
		return e
	}
	return nil
}

// defaults are what holds where the file says nothing.
func (s *Simulate) defaults() {
	s.Dt.Value, s.Solver.Value, s.InitStates.Value, s.Every.Value = golgi.DefaultDt, solvers()[0], "false", 1
}

func (d *decoder) solver(into *Of[string], n *yaml.Node, at Place) error {
	name, err := d.text(n, at.Key, "the name of a solver: "+list(solvers()))
	if err != nil {
		return err
	}
	if message := wrongSolver(name); message != "" {
		return errorf(d.file, at, "%s", message)
	}
	into.set(at, name)
	return nil
}

// wrongSolver says what is wrong with the name of a solver; "" if nothing is.
func wrongSolver(name string) string {
	if _, err := golgi.ParseSolver(name); err == nil {
		return ""
	}
	return "unknown solver " + quoted(name) + didYouMean(name, solvers())
}

// initStates reads true, false or run.
func (d *decoder) initStates(into *Of[string], n *yaml.Node, at Place) error {
	if value, ok := truth(n); ok {
		into.set(at, strconv.FormatBool(value))
		return nil
	}
	if n.Kind == yaml.ScalarNode && n.Value == "run" {
		into.set(at, "run")
		return nil
	}
	return d.wrongType(n, at.Key, "true, false or run")
}

// check compares times with each other, also after flags have replaced some of them.
func (s *Simulate) check(file string) *Error {
	if s.TMax.Value < s.Dt.Value {
		return errorf(file, s.TMax.Place, "t_max = %v ms is shorter than one time step, dt = %v ms", s.TMax.Value, s.Dt.Value)
	}
	if steps := s.TMax.Value / s.Dt.Value; steps > golgi.MostSteps {
		return errorf(file, s.TMax.Place, "t_max = %v ms in steps of %v ms makes %.3g steps; at most %d are possible",
			s.TMax.Value, s.Dt.Value, steps, int64(golgi.MostSteps))
	}
	if s.Stagger.Value && s.Solver.Value != golgi.CrankNicolson.String() {
		return errorf(file, s.Stagger.Place, "goes with solver crank_nicolson only, not with %s", s.Solver.Value)
	}
	return nil
}

// Steps is the number of time steps of a run: t_max/dt, rounded.
func (s *Simulate) Steps() int { return golgi.NumSteps(s.TMax.Value, s.Dt.Value) }
