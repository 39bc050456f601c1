package plan

import (
	"fmt"
	"sync"
	"sync/atomic"

	"golgi/mech"
)

// programs are the programs of one mechanism before they are compiled.
type programs struct {
	advance, currents, sweep, initialise, assign *mech.Program
}

// compile decides which mechanisms are fused and compiles their kernels. Equal
// mechanisms are compiled once.
func (p *Plan) compile(engine mech.Engine) error {
	all := make([]programs, len(p.mechanisms))
	for i, m := range p.mechanisms {
		for purpose, slot := range map[mech.Purpose]**mech.Program{
			mech.Advance: &all[i].advance, mech.Currents: &all[i].currents,
			mech.Sweep: &all[i].sweep, mech.Initialise: &all[i].initialise, mech.Assign: &all[i].assign,
		} {
			program, err := m.Mechanism.Program(purpose)
			if err != nil {
				return fmt.Errorf("freeze: mechanism %s: %w", m.Mechanism.Name(), err)
			}
			*slot = program
		}
	}
	if err := p.orderCurrents(all); err != nil {
		return err
	}
	for i, m := range p.mechanisms {
		if err := p.checkInputs(m, &all[i]); err != nil {
			return err
		}
		m.Fused = fusable(all, i) && !p.clamped(all[i].advance)
		wanted := []struct {
			program *mech.Program
			kernel  **Kernel
			use     bool
		}{
			{all[i].initialise, &m.Initialise, true},
			{all[i].assign, &m.Assign, true},
			{all[i].currents, &m.Currents, true},
			{all[i].sweep, &m.Sweep, m.Fused},
			{all[i].advance, &m.Advance, !m.Fused},
		}
		for _, w := range wanted {
			if !w.use || len(w.program.Outputs) == 0 {
				continue
			}
			kernel, err := engine.Compile(w.program)
			if err != nil {
				return fmt.Errorf("freeze: mechanism %s: %w", m.Mechanism.Name(), err)
			}
			*w.kernel = &Kernel{Program: w.program, Kernel: kernel}
		}
	}
	return nil
}

// Derived returns a kernel that is derived from one of the plan's: made when it is
// first asked for, and kept. The key says what it is: what derive gives may depend on
// the kernel and on it alone; no program gives no kernel. It may be called from several goroutines.
func (p *Plan) Derived(primal *Kernel, key string, derive func() (*mech.Program, error)) (*Kernel, error) {
	entry, _ := p.derived.LoadOrStore(derivedKey{primal, key}, &derivedKernel{})
	d := entry.(*derivedKernel)
	d.once.Do(func() {
		var program *mech.Program
		if program, d.err = derive(); d.err == nil && program != nil {
			d.kernel, d.err = p.Compile(program)
		}
		d.made.Store(true)
	})
	return d.kernel, d.err
}

type derivedKey struct {
	primal *Kernel
	key    string
}

type derivedKernel struct {
	once   sync.Once
	made   atomic.Bool
	kernel *Kernel
	err    error
}

// Compile compiles a program that was derived from one of the plan's.
func (p *Plan) Compile(program *mech.Program) (*Kernel, error) {
	kernel, err := p.compiler.Compile(program)
	if err != nil {
		return nil, fmt.Errorf("mechanism %s: %w", program.Mechanism, err)
	}
	return &Kernel{Program: program, Kernel: kernel}, nil
}

// clamped reports whether a clamp holds one of the states that a program
// advances: then it must act between states and currents.
func (p *Plan) clamped(advance *mech.Program) bool {
	for _, c := range p.clamps {
		for _, out := range advance.Outputs {
			if string(c.Key) == out.Key {
				return true
			}
		}
	}
	return false
}

// fusable reports whether states and currents of a mechanism may advance in
// one sweep, after the states of all others: nothing else reads what its states
// become, and nothing else writes what they advance from. One that writes the
// voltage never may: its own current is that at the voltage it wrote.
func fusable(all []programs, i int) bool {
	if len(all[i].advance.Outputs) == 0 || len(all[i].currents.Outputs) == 0 {
		return false
	}
	writes := map[string]bool{}
	for _, out := range all[i].advance.Outputs {
		if out.Role == mech.Voltage {
			return false
		}
		writes[out.Key] = true
	}
	reads := map[string]bool{}
	for _, in := range all[i].advance.Inputs {
		reads[in.Key] = true
	}
	for j := range all {
		if j == i {
			continue
		}
		for _, program := range []*mech.Program{all[j].advance, all[j].currents} {
			for _, in := range program.Inputs {
				if writes[in.Key] {
					return false
				}
			}
		}
		for _, out := range all[j].advance.Outputs {
			if reads[out.Key] {
				return false
			}
		}
	}
	return true
}

// checkInputs makes sure that every key a program touches has a column.
func (p *Plan) checkInputs(m *MechanismPlan, all *programs) error {
	for _, program := range []*mech.Program{all.advance, all.currents, all.initialise} {
		for _, in := range program.Inputs {
			if _, scalar := scalarRole(in.Role); scalar {
				continue
			}
			if _, there := p.index[InputColumn(in)]; !there {
				return fmt.Errorf("freeze: mechanism %s reads %q, which has no column", m.Mechanism.Name(), in.Key)
			}
		}
	}
	return nil
}

// orderCurrents puts the mechanisms that read a current of this step behind all
// that read none, so that what they read is complete.
func (p *Plan) orderCurrents(all []programs) error {
	var readers []int
	for i, m := range p.mechanisms {
		if m.IsSynapse() {
			continue
		}
		if readsCurrent(all[i].currents, "") {
			readers = append(readers, i)
		} else {
			p.currentOrder = append(p.currentOrder, i)
		}
	}
	for k, i := range readers {
		for _, later := range readers[k:] {
			for _, out := range all[later].currents.Outputs {
				if out.Role == mech.Current && readsCurrent(all[i].currents, out.Key) {
					return fmt.Errorf("freeze: %s reads the current %q of this step, which %s adds to when it has been read; read previous(%s) instead",
						p.mechanisms[i].Mechanism.Name(), out.Key, p.mechanisms[later].Mechanism.Name(), out.Key)
				}
			}
		}
	}
	p.currentOrder = append(p.currentOrder, readers...)
	return nil
}

// readsCurrent reports whether a program reads a named current of this step; ""
// stands for any.
func readsCurrent(program *mech.Program, key string) bool {
	for _, in := range program.Inputs {
		if in.Role == mech.CurrentOf && (key == "" || in.Key == key) {
			return true
		}
	}
	return false
}

// findWriters lists the mechanisms that write the voltage. Two in one
// compartment are an error.
func (p *Plan) findWriters() error {
	at := map[int32]string{}
	for i, m := range p.mechanisms {
		program, err := m.Mechanism.Program(mech.Advance)
		if err != nil {
			return fmt.Errorf("freeze: mechanism %s: %w", m.Mechanism.Name(), err)
		}
		for _, out := range program.Outputs {
			if out.Role != mech.Voltage {
				continue
			}
			p.writers = append(p.writers, i)
			for _, c := range m.Compartments {
				if other, there := at[c]; there {
					return fmt.Errorf("freeze: %s and %s both write the voltage of compartment %d; one may", other, m.Mechanism.Name(), p.toModel[c])
				}
				at[c] = m.Mechanism.Name()
			}
		}
	}
	return nil
}

// InputColumn returns the column that an input of a program reads: for the
// presynaptic voltage the one that it is published from. Inputs that
// are not columns (dt, t, celsius) return their key.
func InputColumn(in mech.Input) Column {
	switch in.Role {
	case mech.Voltage, mech.PreVoltage:
		return Voltage
	case mech.Area:
		return Area
	case mech.PreviousCurrent:
		return PreviousCurrent(Column(in.Key))
	}
	return Column(in.Key)
}

// scalarRole reports whether an input is one value for all rows that the
// context gives, and which.
func scalarRole(role mech.Role) (slot int, scalar bool) {
	switch role {
	case mech.TimeStep:
		return 0, true
	case mech.Time:
		return 1, true
	case mech.Celsius:
		return 2, true
	}
	return 0, false
}

// Clock holds the scalars that kernels read: the step of the gates, ms, the
// time, ms, and the temperature, degC. Systems keep one for each tile, since
// tiles run ahead of one another.
type Clock [3]float64

// Set takes the scalars from a context.
func (k *Clock) Set(c *Context) { k[0], k[1], k[2] = c.GateDt, c.T, c.State.Celsius }

// Operand returns the scalar that an input reads, if it is one.
func (k *Clock) Operand(role mech.Role) (mech.Operand, bool) {
	slot, scalar := scalarRole(role)
	if !scalar {
		return mech.Operand{}, false
	}
	return mech.Operand{Values: k[slot : slot+1], Uniform: true}, true
}
