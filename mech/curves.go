package mech

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"golgi/internal/nearest"
)

// Curve is a steady state or a time constant of a gate over the range of what drives it.
type Curve struct {
	State    string // key of the gate: "HH_m"
	Quantity string // "inf" or "tau"
	Against  string // key of what it is drawn against: "v", "v_pre", "CaCon_i"
	Unit     string // of X: "mV", "mM"
	X, Y     []float64
}

// The concentrations over which gates without a voltage are drawn, mM.
const (
	lowestConcentration  = 1e-6
	highestConcentration = 1.0
)

// Curves gives the steady state and the time constant (ms) of each gate at the voltages v (mV; of a synapse and junction the presynaptic
// one where the gate follows that). A gate that follows no voltage but a concentration is drawn against it, over as many values from
// 1e-6 to 1 mM in equal ratios; one that follows neither is left out. Overrides change parameters and other states from their defaults,
// by key; also v, the postsynaptic voltage of a synapse.
func (m *Mechanism) Curves(v []float64, celsius float64, overrides map[string]float64) ([]Curve, error) {
	r := m.rates
	keys := slices.Sorted(maps.Keys(r.givens))
	for key := range overrides {
		if _, ok := r.givens[key]; !ok {
			return nil, fmt.Errorf("curves of %s: no parameter or state %q%s", m.name, key, nearest.Suggestion(key, keys))
		}
	}
	over := maps.Clone(overrides)
	if over == nil {
		over = map[string]float64{}
	}
	over["celsius"] = celsius
	var list []Curve
	for i := 0; i+1 < len(r.list); i += 2 {
		if r.list[i].state == "" {
			continue
		}
		p := r.pair(i)
		driver, x := m.driver(p, v)
		if driver < 0 {
			continue
		}
		state := ""
		for _, s := range m.states {
			if s.Name == r.list[i].state {
				state = s.Key
			}
		}
		curve := Curve{State: state, Quantity: "inf", Against: p.Inputs[driver].Key, Unit: "mV", X: slices.Clone(x)}
		if p.Inputs[driver].Role == SharedKey {
			curve.Unit = "mM"
		}
		tau := curve
		tau.Quantity, tau.X = "tau", slices.Clone(x)
		row := (&rates{program: p, givens: r.givens}).row(over)
		for _, x := range x {
			row[driver] = x
			y := p.Evaluate(row)
			if r.list[i].word == "alpha" {
				y[0], y[1] = y[0]/(y[0]+y[1]), 1/(y[0]+y[1])
			}
			curve.Y, tau.Y = append(curve.Y, y[0]), append(tau.Y, y[1])
		}
		list = append(list, curve, tau)
	}
	return list, nil
}

// pair is the program of the two rates of a gate alone.
func (r *rates) pair(i int) *Program {
	q := *r.program
	q.Outputs, q.Code.Outputs = r.program.Outputs[i:i+2], r.program.Code.Outputs[i:i+2]
	return q.trimmed()
}

// driver finds the input that a gate is drawn against, and its values: a voltage, else a concentration; -1 where it has neither.
func (m *Mechanism) driver(p *Program, v []float64) (int, []float64) {
	for _, role := range []Role{PreVoltage, Voltage} {
		for i, in := range p.Inputs {
			if in.Role == role {
				return i, v
			}
		}
	}
	for i, in := range p.Inputs {
		if in.Role != SharedKey && in.Role != State {
			continue
		}
		for _, variable := range slices.Concat(m.parameters, m.states) {
			if variable.Key == in.Key && variable.Unit == "mM" {
				x := make([]float64, len(v))
				for k := range x {
					x[k] = lowestConcentration * math.Pow(highestConcentration/lowestConcentration, float64(k)/float64(max(len(v)-1, 1)))
				}
				return i, x
			}
		}
	}
	return -1, nil
}
