package oracle

import (
	"fmt"
	"slices"

	"golgi/mech"
)

// membrane is what a step gathers for the solve, a value a compartment.
type membrane struct {
	current, slope, injected []complex128 // nA, uS, nA
	links                    []link
	flux, fluxSlope          map[string][]complex128 // of each ion, a value a row of its column
}

// Start makes the initial state: steady states if the options ask for them,
// assigned states, and the currents at the initial state, which previous()
// reads in the first step. A run that goes on from another does without it.
func (m *Model) Start() {
	v, dt := m.compartments["v"], complex(m.gateStep(), 0)
	for _, a := range m.mechanisms {
		if m.options.InitialiseStates {
			m.advance(a, mech.Initialise, v, dt, nil)
		}
	}
	for _, a := range slices.Concat(m.mechanisms, m.synapses) {
		m.advance(a, mech.Assign, v, dt, nil)
	}
	m.gather(v, dt, false)
}

// Step takes the run from sample n to n+1. A clamp that has no sample n is an error.
func (m *Model) Step() error {
	for i, c := range m.clamps {
		if m.step >= len(c.waveform) {
			return fmt.Errorf("oracle: clamp %d of %q has %d samples, the run is at %d", i, c.key, len(c.waveform), m.step)
		}
	}
	m.hold(func(key string) bool { return !m.advanced(key) })
	v, dt := m.compartments["v"], complex(m.gateStep(), 0)
	replaced := slices.Clone(v)
	for _, a := range m.mechanisms {
		m.advance(a, mech.Advance, v, dt, replaced)
		m.hold(func(key string) bool { return key != "v" && a.writes(key) })
	}
	copy(v, replaced)
	w := m.gather(v, dt, true)
	for _, s := range m.stimuli {
		if m.step < len(s.waveform) {
			w.injected[s.compartment] += s.waveform[m.step]
		}
	}
	for _, key := range m.ions {
		m.ion(key, w)
	}
	m.voltage(w)
	m.step++
	return nil
}

// gateStep is the step of the states, ms.
func (m *Model) gateStep() float64 {
	if m.options.Stagger && m.step == m.options.First {
		return m.options.Dt / 2
	}
	return m.options.Dt
}

// evaluate runs a program for one row.
func (m *Model) evaluate(a *mechanism, p *mech.Program, row int, v []complex128, dt complex128) []complex128 {
	here := a.compartments[row]
	inputs := make([]complex128, len(p.Inputs))
	for i, in := range p.Inputs {
		switch in.Role {
		case mech.Voltage:
			inputs[i] = v[here]
		case mech.PreVoltage:
			inputs[i] = v[a.pre[row]]
		case mech.TimeStep:
			inputs[i] = dt
		case mech.Time:
			inputs[i] = complex(float64(m.step)*m.options.Dt, 0)
		case mech.Celsius:
			inputs[i] = m.Celsius
		case mech.CurrentOf:
			inputs[i] = at(m.named[in.Key], here)
		case mech.PreviousCurrent:
			inputs[i] = at(m.previous[in.Key], here)
		default:
			column, r := m.column(a, in.Key, row)
			inputs[i] = column[r]
		}
	}
	return evaluate(&p.Code, inputs)
}

// at is a current where some mechanism has it, else 0.
func at(column []complex128, row int32) complex128 {
	if column == nil {
		return 0
	}
	return column[row]
}

// column finds the value of a key that a mechanism names.
func (m *Model) column(a *mechanism, key string, row int) ([]complex128, int) {
	if own, there := a.columns[key]; there {
		return own, row
	}
	column, there := m.compartments[key]
	if !there {
		panic(fmt.Sprintf("oracle: mechanism %s names %q, which has no column", a.Name(), key))
	}
	return column, int(a.compartments[row])
}

// advance gives the states of a mechanism the values of a program. A voltage it
// writes is put aside.
func (m *Model) advance(a *mechanism, purpose mech.Purpose, v []complex128, dt complex128, aside []complex128) {
	p := a.programs[purpose]
	if p == nil || len(p.Outputs) == 0 {
		return
	}
	for row, compartment := range a.compartments {
		values := m.evaluate(a, p, row, v, dt)
		for k, out := range p.Outputs {
			switch {
			case out.Role != mech.Voltage:
				column, r := m.column(a, out.Key, row)
				column[r] = values[k]
			case aside != nil:
				aside[compartment] = values[k]
			}
		}
	}
}

// gather computes all currents: those that read no other current, those that
// do, then the synapses, whose states advance first.
func (m *Model) gather(v []complex128, dt complex128, advance bool) *membrane {
	n := len(v)
	w := &membrane{
		current: make([]complex128, n), slope: make([]complex128, n), injected: make([]complex128, n),
		flux: map[string][]complex128{}, fluxSlope: map[string][]complex128{},
	}
	for _, key := range m.ions {
		rows := len(m.Values(key))
		w.flux[key], w.fluxSlope[key] = make([]complex128, rows), make([]complex128, rows)
	}
	if advance {
		for key, column := range m.named {
			copy(m.previous[key], column)
		}
	}
	for _, column := range m.named {
		clear(column)
	}
	for _, reader := range []bool{false, true} {
		for _, a := range m.mechanisms {
			if a.reads() == reader {
				m.currents(a, v, dt, w)
			}
		}
	}
	for _, a := range m.synapses {
		if advance {
			m.advance(a, mech.Advance, v, dt, nil)
			m.hold(a.writes)
		}
		m.currents(a, v, dt, w)
	}
	return w
}

// reads reports whether a mechanism's currents depend on others of this step.
func (a *mechanism) reads() bool {
	return slices.ContainsFunc(a.programs[mech.Currents].Inputs, func(in mech.Input) bool { return in.Role == mech.CurrentOf })
}

// currents adds what a mechanism carries.
func (m *Model) currents(a *mechanism, v []complex128, dt complex128, w *membrane) {
	p := a.programs[mech.Currents]
	if len(p.Outputs) == 0 {
		return
	}
	for row, compartment := range a.compartments {
		values := m.evaluate(a, p, row, v, dt)
		for k, out := range p.Outputs {
			switch out.Role {
			case mech.Current:
				if a.pre != nil {
					a.columns[out.Key][row] = values[k]
				} else {
					m.named[out.Key][compartment] += values[k]
				}
			case mech.TotalCurrent:
				w.current[compartment] += values[k]
			case mech.TotalSlope:
				w.slope[compartment] += values[k]
			case mech.Conductance:
				w.links = append(w.links, link{a.pre[row], compartment, values[k]})
			case mech.Flux, mech.FluxSlope:
				into := w.flux[out.Key]
				if out.Role == mech.FluxSlope {
					into = w.fluxSlope[out.Key]
				}
				_, r := m.column(a, out.Key, row)
				into[r] += values[k]
			}
		}
	}
}
