package plan

import (
	"fmt"
	"reflect"
	"strings"

	"golgi/internal/held"
	"golgi/mech"
)

// Footprint is the memory of a model and of what runs it, by what holds it: exact from the sizes of slices, without
// compiled kernels, tapes, and what the memory manager adds.
type Footprint struct {
	// Compartments and Synapses are those of the model.
	Compartments, Synapses int
	Parts                  []Part
}

// Part is what one owner holds of one thing.
type Part struct {
	// Owner is "world", "plan", "state", "systems", ...; What says what of it.
	Owner, What string
	// Of says whose number it grows with.
	Of Thing
	// Values is set for parameters and states, of which a synapse or compartment has as many as its mechanisms ask for;
	// Working for what is needed only to take steps, some of it however few there are.
	Values, Working bool
	Bytes           int
	// Note says more, such as how many columns are stored as one value.
	Note string
}

// Thing is what a part of a Footprint grows with.
type Thing uint8

// The things that memory grows with: compartments, synapses, or neither, as recordings do.
const (
	OfModel Thing = iota
	OfCompartments
	OfSynapses
)

// Bytes is all of it.
func (f *Footprint) Bytes() int { return f.sum(func(Part) bool { return true }) }

// Share is what one compartment or synapse takes, bytes: what it is and where it stands, its parameters and states, and
// what is needed to take steps.
type Share struct{ Structure, Values, Working float64 }

// String is the share in words.
func (s Share) String() string {
	return fmt.Sprintf("%.1f, %.1f of parameters and states, %.1f to take steps", s.Structure, s.Values, s.Working)
}

// PerCompartment returns the share of a compartment.
func (f *Footprint) PerCompartment() Share { return f.per(OfCompartments, f.Compartments) }

// PerSynapse returns the share of a synapse.
func (f *Footprint) PerSynapse() Share { return f.per(OfSynapses, f.Synapses) }

// Values is the key of ByOwner for parameters and states, whoever holds them.
const Values = "values"

// ByOwner returns the bytes of one compartment or synapse by owner: "world", "plan", ...; and under [Values] those of
// parameters and states.
func (f *Footprint) ByOwner(of Thing) map[string]float64 {
	n, owners := f.Compartments, map[string]float64{}
	if of == OfSynapses {
		n = f.Synapses
	}
	for _, p := range f.Parts {
		owner := p.Owner
		if p.Values {
			owner = Values
		}
		if p.Of == of && p.Bytes > 0 {
			owners[owner] += float64(p.Bytes) / float64(max(n, 1))
		}
	}
	return owners
}

func (f *Footprint) per(of Thing, n int) Share {
	bytes := func(values, working bool) float64 {
		return float64(f.sum(func(p Part) bool { return p.Of == of && p.Values == values && p.Working == working })) / float64(max(n, 1))
	}
	return Share{Structure: bytes(false, false), Values: bytes(true, false), Working: bytes(false, true)}
}

func (f *Footprint) sum(of func(Part) bool) int {
	n := 0
	for _, p := range f.Parts {
		if of(p) {
			n += p.Bytes
		}
	}
	return n
}

// String prints the sums and a line a part.
func (f *Footprint) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "memory: %d bytes, without compiled kernels and tapes; bytes a compartment: %v", f.Bytes(), f.PerCompartment())
	if f.Synapses > 0 {
		fmt.Fprintf(&b, "; a synapse: %v", f.PerSynapse())
	}
	b.WriteByte('\n')
	owner, widest := "", 0
	for _, p := range f.Parts {
		widest = max(widest, len(p.What))
	}
	for _, p := range f.Parts {
		if p.Bytes == 0 && p.Note == "" {
			continue
		}
		name := p.Owner
		if name == owner {
			name = ""
		}
		owner = p.Owner
		fmt.Fprintf(&b, "  %-10s  %-*s %12d", name, widest, p.What, p.Bytes)
		switch p.Of {
		case OfCompartments:
			fmt.Fprintf(&b, "  %6.1f a compartment", float64(p.Bytes)/float64(max(f.Compartments, 1)))
		case OfSynapses:
			if f.Synapses > 0 {
				fmt.Fprintf(&b, "  %6.1f a synapse", float64(p.Bytes)/float64(f.Synapses))
			}
		}
		if p.Note != "" {
			b.WriteString("; " + p.Note)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Tally adds up a Footprint; what two parts have in common counts once. The zero value is empty.
type Tally struct {
	parts []Part
	count held.Count
}

// Add counts a part: its Bytes, and what the values hold.
func (t *Tally) Add(part Part, values ...any) {
	if t.count.Stop == nil {
		t.count.Stop = []reflect.Type{
			reflect.TypeFor[*Plan](), reflect.TypeFor[*State](), reflect.TypeFor[*Schedule](), reflect.TypeFor[*Kernel](), reflect.TypeFor[*Context](),
			reflect.TypeFor[*mech.Mechanism](), reflect.TypeFor[*mech.Program](),
		}
	}
	t.count.Of(len(t.parts), values...)
	t.parts = append(t.parts, part)
}

// Footprint is what has been added, for a model of so many compartments and synapses.
func (t *Tally) Footprint(compartments, synapses int) Footprint {
	f := Footprint{Compartments: compartments, Synapses: synapses, Parts: append([]Part(nil), t.parts...)}
	for i, bytes := range t.count.Bytes(len(t.parts)) {
		f.Parts[i].Bytes += bytes
	}
	return f
}

// Holder is a system that says what memory it has of its own; of one that does not, none is counted.
type Holder interface {
	// Holds returns values that lead to the memory, the system itself for example, and what it grows with.
	Holds() (of Thing, values []any)
}

// Footprint is the memory of the plan, its kernels apart.
func (p *Plan) Footprint() Footprint {
	var t Tally
	p.Tally(&t)
	synapses := 0
	for _, m := range p.mechanisms {
		if m.IsSynapse() {
			synapses += len(m.Compartments)
		}
	}
	return t.Footprint(p.NumCompartments(), synapses)
}

// Tally adds what the plan holds, its kernels apart.
func (p *Plan) Tally(t *Tally) {
	t.Add(Part{Owner: "plan", What: "order of compartments and nodes", Of: OfCompartments}, p.toModel, p.fromModel, p.nodes, p.cellPlace, p.groups, p.tiles, p.units, p.cuts, p.uncut)
	var rows, synapses []any
	for _, m := range p.mechanisms {
		list := []any{m.Compartments, m.Pre, m.tableRow, m.modelRow}
		if m.IsSynapse() {
			synapses = append(synapses, list...)
		} else {
			rows = append(rows, list...)
		}
	}
	t.Add(Part{Owner: "plan", What: "rows of mechanisms", Of: OfCompartments}, rows...)
	t.Add(Part{Owner: "plan", What: "ends and rows of synapses", Of: OfSynapses}, synapses...)
	t.Add(Part{Owner: "plan", What: "published voltages", Of: OfCompartments}, p.published, p.publishedRuns)
	t.Add(Part{Owner: "plan", What: "stimuli, clamps, recordings, names"},
		p.stimuli, p.tileStimuli, p.clamps, p.tileClamps, p.recordings, p.tileRecords, p.columns, p.index, p.ions, p.readCurrents, p.writers, p.currentOrder)
}

// Tally adds what the state holds.
func (s *State) Tally(t *Tally) {
	type group struct {
		what    string
		of      Thing
		values  bool // or working memory
		columns []any
		uniform int
	}
	groups := []group{
		{what: "geometry and parameters", of: OfCompartments, values: true}, {what: "states", of: OfCompartments, values: true},
		{what: "currents and working memory", of: OfCompartments},
		{what: "parameters of synapses", of: OfSynapses, values: true}, {what: "states of synapses", of: OfSynapses, values: true},
		{what: "currents of synapses", of: OfSynapses},
	}
	for i, info := range s.plan.columns {
		k := 2
		switch {
		case info.Role == RoleGeometry || info.Role == RoleParameter:
			k = 0
		case info.Role.Dynamic():
			k = 1
		}
		if info.Mechanism >= 0 && s.plan.mechanisms[info.Mechanism].IsSynapse() {
			k += 3
		}
		if groups[k].columns = append(groups[k].columns, s.columns[i].values); s.columns[i].uniform {
			groups[k].uniform++
		}
	}
	for _, g := range groups {
		part := Part{Owner: "state", What: g.what, Of: g.of, Values: g.values, Working: !g.values}
		if g.values && len(g.columns) > 0 {
			part.Note = SharedColumns(g.uniform, len(g.columns))
		}
		t.Add(part, g.columns...)
	}
	t.Add(Part{Owner: "state", What: "published voltages", Of: OfCompartments, Working: true}, s.exchange.slots, s.history)
	t.Add(Part{Owner: "state", What: "waveforms"}, s.Waveforms, s.ClampWaveforms)
	t.Add(Part{Owner: "recordings", What: "samples"}, s.Samples)
}

// SharedColumns is the note on so many columns of which some are stored as one value.
func SharedColumns(uniform, columns int) string {
	return fmt.Sprintf("%d of %s stored as one value", uniform, counted(columns, "column"))
}

// Tally adds what the systems hold that are Holders.
func (s *Schedule) Tally(t *Tally) {
	for _, e := range s.entries {
		if holder, ok := e.system.(Holder); ok {
			of, values := holder.Holds()
			t.Add(Part{Owner: "systems", What: e.name, Of: of, Working: true}, values...)
		}
	}
}
