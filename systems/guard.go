package systems

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"golgi/mech"
	"golgi/plan"
	"golgi/systems/lanes"
)

// guard stops a run whose voltage is no number or out of range, and says where
// and by what.
type guard struct {
	plan    *plan.Plan
	limit   float64
	place   func(int) string
	vectors lanes.Vectors
}

func newGuard(p *plan.Plan, o Options) *guard {
	g := &guard{plan: p, limit: o.VoltageLimit, place: o.Place, vectors: lanes.Vectors(p.Vectors())}
	if g.limit <= 0 {
		g.limit = DefaultVoltageLimit
	}
	if g.place == nil {
		g.place = func(compartment int) string { return fmt.Sprintf("compartment %d", compartment) }
	}
	return g
}

// Name is "guard".
func (*guard) Name() string { return "guard" }

// ReadsUniform: columns are looked at one value at a time.
func (*guard) ReadsUniform() {}

// Access reads the voltage, and what is needed to find the cause.
func (g *guard) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart, Reads: []plan.Column{plan.Voltage, plan.VoltagePrevious, plan.Injected}}
	for _, m := range g.plan.Mechanisms() {
		for _, kernel := range []*plan.Kernel{m.Sweep, m.Advance, m.Currents} {
			touches(g.plan, kernel, &access)
		}
	}
	if g.plan.Crossing() {
		access.Scope = plan.Crossing // to say what a synapse saw
	}
	access.Reads = append(access.Reads, access.Writes...)
	access.Writes = nil
	return access
}

// Step looks at every voltage.
func (g *guard) Step(c *plan.Context, t plan.Tile) error {
	voltages := c.Read(plan.Voltage)
	if g.vectors.Within(voltages, g.limit) {
		return nil
	}
	for i, v := range voltages {
		if !(math.Abs(v) <= g.limit) {
			first := g.first(c, t, i)
			compartment, x := t.Compartments.Low+first, voltages[first]
			fault := &plan.Fault{Step: c.N + 1, Compartment: g.plan.ToModel(compartment)}
			if g.plan.CutOf(t) == nil {
				fault.Err = g.describe(c, compartment, x)
			} else { // the other parts have not come as far
				fault.Describe = func(c *plan.Context, _ plan.Tile) error { return g.describe(c, compartment, x) }
			}
			return fault
		}
	}
	return nil
}

// first finds the first compartment in model order whose voltage is out of range; those before
// row from are not.
func (g *guard) first(c *plan.Context, t plan.Tile, from int) int {
	first := from
	for i, v := range c.Read(plan.Voltage)[from:] {
		row := from + i
		if !(math.Abs(v) <= g.limit) && g.plan.ToModel(t.Compartments.Low+row) < g.plan.ToModel(t.Compartments.Low+first) {
			first = row
		}
	}
	return first
}

// describe makes the message. What goes wrong in one compartment spreads over its
// cell in one solve, so the place and the cause are looked for in all of the
// cell: where something is not finite, or else where |V| is largest.
func (g *guard) describe(c *plan.Context, compartment int, v float64) error {
	where, what, cause := compartment, "", ""
	cell := g.plan.CellCompartments(g.plan.CellOf(compartment))
	voltage := func(i int) float64 { return g.value(c, plan.Voltage, 0, i) }
	for _, i := range cell {
		if x := voltage(i); !finite(x) && !math.IsNaN(v) {
			v = x
		}
	}
	if finite(v) {
		for _, i := range g.modelOrder(cell) {
			if x := voltage(i); math.Abs(x) > math.Abs(v) {
				where, v = i, x
			}
		}
		what = fmt.Sprintf("the voltage is %.6g mV, beyond the limit of %g mV", v, g.limit)
		cause, _ = g.largest(c, where)
	} else {
		what = "the voltage is not a number"
		if math.IsInf(v, 0) {
			what = "the voltage is infinite"
		}
		cause = "every state and current is finite, so the step itself failed: is dt small enough for the solver, are the axial resistivity and the geometry sensible?"
		for _, i := range g.modelOrder(cell) {
			if text := g.broken(c, i); text != "" {
				return g.message(c, i, what, text)
			}
		}
		// an overflow: the largest current is the cause, if it is out of all proportion
		most := 1e6
		for _, i := range g.modelOrder(cell) {
			if text, nA := g.largest(c, i); nA > most {
				where, cause, most = i, text, nA
			}
		}
	}
	return g.message(c, where, what, cause)
}

// message describes a fault by one compartment of its cell.
func (g *guard) message(c *plan.Context, where int, what, cause string) error {
	return fmt.Errorf("stopped at t = %s ms, in %s: %s; %s", trim(float64(c.N+1)*c.Dt), g.place(g.plan.ToModel(where)), what, cause)
}

// modelOrder lists plan rows by their place in the model.
func (g *guard) modelOrder(rows []int) []int {
	list := slices.Clone(rows)
	sort.Slice(list, func(a, b int) bool { return g.plan.ToModel(list[a]) < g.plan.ToModel(list[b]) })
	return list
}

func trim(x float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", x), "0"), ".")
}

// broken names the first thing in a compartment that is not finite, or "".
func (g *guard) broken(c *plan.Context, compartment int) string {
	previous, injected := g.value(c, plan.VoltagePrevious, 0, compartment), g.value(c, plan.Injected, 0, compartment)
	if !finite(injected) {
		return fmt.Sprintf("the injected current is %g nA", injected)
	}
	for _, m := range g.plan.Mechanisms() {
		for rows, row := m.RowsAt(compartment), 0; row < rows.Len(); row++ {
			for _, variable := range slices.Concat(m.Mechanism.Parameters(), m.Mechanism.States()) {
				if x := g.value(c, plan.Column(variable.Key), rows.Low+row, compartment); !finite(x) {
					return fmt.Sprintf("%s of %s is %g, at v = %g mV before the step", variable.Key, m.Mechanism.Name(), x, previous)
				}
			}
			for _, current := range g.currentsAt(c, m, rows.Low+row, compartment) {
				if !finite(current.value) {
					return fmt.Sprintf("current %s of %s is %g, at v = %g mV before the step", current.key, m.Mechanism.Name(), current.value, previous)
				}
			}
		}
	}
	return ""
}

// largest names the largest current into a compartment, and returns its size, nA.
func (g *guard) largest(c *plan.Context, compartment int) (text string, most float64) {
	previous, injected := g.value(c, plan.VoltagePrevious, 0, compartment), g.value(c, plan.Injected, 0, compartment)
	text, most = fmt.Sprintf("the injected current of %g nA drives it", injected), math.Abs(injected)
	for _, m := range g.plan.Mechanisms() {
		for rows, row := m.RowsAt(compartment), 0; row < rows.Len(); row++ {
			for _, current := range g.currentsAt(c, m, rows.Low+row, compartment) {
				unit, nA := "nA", current.value
				if !m.IsSynapse() {
					unit, nA = "mA/cm2", current.value*g.value(c, plan.Area, 0, compartment)*milliampPerCm2TimesUm2
				}
				if math.Abs(nA) > most {
					most = math.Abs(nA)
					text = fmt.Sprintf("current %s of %s drives it, %g %s at v = %g mV before the step", current.key, m.Mechanism.Name(), current.value, unit, previous)
				}
			}
		}
	}
	if most == 0 {
		text = "no current drives it: it started there, or flows in from its neighbours"
	}
	return text, most
}

// milliampPerCm2TimesUm2 is 1 mA/cm2 times 1 um2 in nA.
const milliampPerCm2TimesUm2 = 1e-2

type namedCurrent struct {
	key   string
	value float64
}

// currentsAt evaluates the named currents of one row of a mechanism, mA/cm2 or
// of a synapse nA, at its present states and the voltages before the step.
func (g *guard) currentsAt(c *plan.Context, m *plan.MechanismPlan, row, compartment int) []namedCurrent {
	if m.Currents == nil {
		return nil
	}
	var clock plan.Clock
	clock.Set(c)
	var binding mech.Binding
	for _, in := range m.Currents.Program.Inputs {
		operand, scalar := clock.Operand(in.Role)
		if !scalar {
			var x float64
			switch {
			case in.Role == mech.Voltage:
				x = g.value(c, plan.VoltagePrevious, 0, compartment)
			case in.Role == mech.PreVoltage && g.plan.Crossing() && !m.IsJunction(): // whose sides are in one tile
				x = c.Exchange(0)[m.Pre[row]]
			case in.Role == mech.PreVoltage:
				x = g.value(c, plan.VoltagePrevious, 0, int(m.Pre[row]))
			default:
				x = g.value(c, plan.InputColumn(in), row, compartment)
			}
			operand = mech.Operand{Values: []float64{x}, Uniform: true}
		}
		binding.Inputs = append(binding.Inputs, operand)
	}
	for range m.Currents.Program.Outputs {
		binding.Outputs = append(binding.Outputs, mech.Target{Values: []float64{0}})
	}
	m.Currents.Run(&binding, 1, &mech.Scratch{})
	var list []namedCurrent
	for k, out := range m.Currents.Program.Outputs {
		if out.Role == mech.Current {
			list = append(list, namedCurrent{out.Key, binding.Outputs[k].Values[0]})
		}
	}
	return list
}

// value returns a column at a row of a mechanism or, if it is a column of
// compartments, at the compartment.
func (g *guard) value(c *plan.Context, column plan.Column, row, compartment int) float64 {
	if info, _ := g.plan.Column(column); info.Domain == plan.PerCompartment {
		row = compartment
	}
	return c.State.RowAt(column, row)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// Tangent looks at the voltages as Step does.
func (g *guard) Tangent(c *plan.Context, t plan.Tile) error { return g.Step(c, t) }

// Saves nothing.
func (*guard) Saves() []plan.Column { return nil }

// ReadsFound all: it reads nothing on the way back.
func (g *guard) ReadsFound() []plan.Column { return allOf(g.Access()) }

// Adjoint does nothing: looking changes nothing.
func (*guard) Adjoint(*plan.Context, plan.Tile) error { return nil }
