package golgi

import (
	"fmt"
	"slices"

	"golgi/mech"
)

// touches is what a mechanism has to do with others of its compartment.
type touches struct {
	written  []string // shared states that its steps set, "v" among them
	assigned []string // states that it computes anew in each step, its own too
	fluxes   []string // concentrations that its fluxes change
	reads    []string // currents of other mechanisms
}

// touchesOf reads it from the programs of the mechanism.
func touchesOf(mechanism *mech.Mechanism) touches {
	var t touches
	add := func(list *[]string, key string) {
		if !slices.Contains(*list, key) {
			*list = append(*list, key)
		}
	}
	for purpose := mech.Initialise; purpose <= mech.Assign; purpose++ {
		program, err := mechanism.Program(purpose)
		if err != nil || program == nil {
			continue
		}
		for _, in := range program.Inputs {
			if in.Role == mech.CurrentOf || in.Role == mech.PreviousCurrent {
				add(&t.reads, in.Key)
			}
		}
		for _, out := range program.Outputs {
			switch {
			case purpose == mech.Assign:
				add(&t.assigned, out.Key)
			case purpose == mech.Advance && (out.Role == mech.SharedKey || out.Role == mech.Voltage):
				add(&t.written, out.Key)
			case out.Role == mech.Flux:
				add(&t.fluxes, out.Key)
			}
		}
	}
	return t
}

// checkWriters refuses a mechanism in compartments where another one sets a
// state that it sets too.
func (m *module) checkWriters(mechanism *mech.Mechanism, compartments rowSet) error {
	own := touchesOf(mechanism)
	if len(own.written)+len(own.assigned)+len(own.fluxes) == 0 {
		return nil
	}
	for _, in := range m.mechanisms {
		if in.mechanism.Name() == mechanism.Name() {
			continue
		}
		other := touchesOf(in.mechanism)
		key, both := common(own.written, other.written)
		assigner := in.mechanism.Name()
		if !both {
			key, both = common(own.fluxes, other.assigned)
		}
		if !both {
			key, both = common(own.assigned, other.fluxes)
			assigner = mechanism.Name()
		}
		if !both {
			continue
		}
		shared := compartments.where(func(row int32) bool { return in.row[row] >= 0 })
		if shared.len() == 0 {
			continue
		}
		where, first := plural(shared.len(), "compartment", "compartments"), m.place(shared.at(0))
		_, written := common(own.written, other.written)
		switch {
		case key == "v":
			return fmt.Errorf("two mechanisms that write the voltage v, %s and %s, in %s, the first %s; of such point neurons a compartment holds one: delete the other there, or insert this one elsewhere",
				in.mechanism.Name(), mechanism.Name(), where, first)
		case written:
			return fmt.Errorf("two mechanisms that write one state, %s: %s and %s, in %s, the first %s; delete one of them there, or let them change it by `flux`, which adds up",
				key, in.mechanism.Name(), mechanism.Name(), where, first)
		}
		return fmt.Errorf("two mechanisms that write one state, %s: %s and %s, in %s, the first %s; %s computes it anew in each step (assign), so a flux is lost on it: delete one of them there",
			key, in.mechanism.Name(), mechanism.Name(), where, first, assigner)
	}
	return nil
}

// common returns the first element of a that b has too.
func common(a, b []string) (string, bool) {
	for _, x := range a {
		if slices.Contains(b, x) {
			return x, true
		}
	}
	return "", false
}

// checkCurrents refuses currents that would be added to others of another unit.
func (m *module) checkCurrents(mechanism *mech.Mechanism) error {
	for _, in := range m.mechanisms {
		for _, theirs := range in.mechanism.Currents() {
			for _, own := range mechanism.Currents() {
				if own.Key == theirs.Key && own.Unit != theirs.Unit {
					return fmt.Errorf("its current %s is in %s, that of %s in %s, and currents of one name add up; give it another name in its equations",
						own.Key, own.Unit, in.mechanism.Name(), theirs.Unit)
				}
			}
		}
	}
	return nil
}

// unmetReads says which mechanisms read currents that nothing provides where
// they are.
func (m *module) unmetReads() []string {
	var notices []string
	for _, in := range m.mechanisms {
		for _, key := range touchesOf(in.mechanism).reads {
			var providers []*insertion
			for _, other := range m.mechanisms {
				if slices.ContainsFunc(other.mechanism.Currents(), func(c mech.Variable) bool { return c.Key == key }) {
					providers = append(providers, other)
				}
			}
			missing, first := 0, int32(-1)
			for _, row := range in.compartments {
				if !slices.ContainsFunc(providers, func(other *insertion) bool { return other.row[row] >= 0 }) {
					missing++
					if first < 0 || row < first {
						first = row
					}
				}
			}
			if missing > 0 {
				notices = append(notices, fmt.Sprintf("%s reads the current %s, which no mechanism gives in %s, the first %s; it reads 0 there",
					in.mechanism.Name(), key, plural(missing, "compartment", "compartments"), m.place(first)))
			}
		}
	}
	return notices
}

// joins tells whether mechanisms of a kind connect two compartments.
func joins(kind mech.Kind) bool { return kind == mech.SynapseKind || kind == mech.JunctionKind }
