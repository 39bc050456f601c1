package plan

import (
	"fmt"
	"slices"
	"strings"

	"golgi/mech"
)

// CodeMaker is a system that runs kernels: MakeCode binds those of a tile as a run does, and has their code made without running them
// (MakeCode of a kernel).
type CodeMaker interface {
	MakeCode(c *Context, t Tile) error
}

// MakeCode has the machine code made that a run of a state with the step dt, ms, needs, once for a plan: later calls do nothing. It
// is made for the ways in which kernels are bound in all of a few tiles, of many in the first and the last of each mechanism; what
// another tile, or a run in which other columns are the same in all rows, needs besides is made when it comes to it. So that it binds what a run binds it takes a
// schedule, which is not to be run afterwards; the state stays as it is. What is wrong with state or schedule is left to the run to say.
func MakeCode(s *State, schedule *Schedule, dt float64) {
	p := s.plan
	if p.codeMade.Swap(true) {
		return
	}
	blank := *s // nothing is run: columns need no values, which a million rows take their time to get
	blank.columns, blank.blank = slices.Clone(s.columns), true
	s = &blank
	if schedule.resolve(p, s) != nil {
		return
	}
	r := &runner{plan: p, state: s, schedule: schedule, options: RunOptions{Dt: dt}, first: s.step}
	c := &Context{Plan: p, State: s, Scratch: &mech.Scratch{}}
	r.setStep(c, s.step)
	tiles := p.tiles
	if len(tiles) > fewTiles {
		tiles = p.firstAndLast()
	}
	for _, e := range schedule.entries {
		system, makes := e.system.(CodeMaker)
		if !makes {
			continue
		}
		var seen []*CutCell
		for _, t := range tiles {
			if cut := p.CutOf(t); cut != nil && e.access.Extent != AnyPart {
				if t = cut.Cell; slices.Contains(seen, cut) {
					continue
				}
				seen = append(seen, cut)
			}
			if err := r.call(c, e, t, system.MakeCode); err != nil {
				break // so it will be in the run
			}
		}
	}
}

// fewTiles are so many that each is looked at.
const fewTiles = 16

// CodeMade says whether MakeCode has been called.
func (p *Plan) CodeMade() bool { return p.codeMade.Load() }

// firstAndLast are the tiles of the first and of the last row of each mechanism.
func (p *Plan) firstAndLast() []Tile {
	var list []int
	for _, m := range p.mechanisms {
		if n := len(m.Compartments); n > 0 {
			list = append(list, p.tileOf(int(m.Compartments[0])), p.tileOf(int(m.Compartments[n-1])))
		}
	}
	slices.Sort(list)
	var tiles []Tile
	for _, i := range slices.Compact(list) {
		tiles = append(tiles, p.tiles[i])
	}
	return tiles
}

// MakeCode has the code made for a way in which the kernel is bound, if its engine makes some.
func (k *Kernel) MakeCode(b *mech.Binding) {
	if maker, makes := k.Kernel.(mech.CodeMaker); makes {
		maker.Make(b)
	}
}

// RunsCode says whether the kernel is machine code, as far as is known: not one that the engine has left to another.
func (k *Kernel) RunsCode() bool {
	_, makes := k.Kernel.(mech.CodeMaker)
	return makes && k.leftTo() == ""
}

// leftTo is to which engine the kernel's own leaves it, and why; "" if it does not.
func (k *Kernel) leftTo() string {
	if d, describes := k.Kernel.(mech.Describer); describes {
		return d.Describe()
	}
	return ""
}

// use is a kernel with what it is for.
type use struct {
	mechanism, name string
	number          int // of the mechanism
	kernel          *Kernel
}

// uses are the kernels that there are, those that were derived included, in an order that does not change.
func (p *Plan) uses() []use {
	var list []use
	place := map[*Kernel]int{}
	for i, m := range p.mechanisms {
		for _, u := range []use{{name: "sweep", kernel: m.Sweep}, {name: "advance", kernel: m.Advance}, {name: "currents", kernel: m.Currents},
			{name: "assign", kernel: m.Assign}, {name: "initialise", kernel: m.Initialise}} {
			if u.kernel != nil {
				u.mechanism, u.number, place[u.kernel] = m.Mechanism.Name(), i, len(list)
				list = append(list, u)
			}
		}
	}
	var derived []use
	p.derived.Range(func(key, value any) bool {
		k, d := key.(derivedKey), value.(*derivedKernel)
		if at, known := place[k.primal]; known && d.made.Load() && d.kernel != nil {
			name, _, _ := strings.Cut(k.key, " ")
			derived = append(derived, use{list[at].mechanism, name + " of " + list[at].name, list[at].number, d.kernel})
		}
		return true
	})
	slices.SortFunc(derived, func(a, b use) int { return strings.Compare(a.name, b.name) })
	list = append(list, derived...)
	slices.SortStableFunc(list, func(a, b use) int { return a.number - b.number })
	return list
}

// kernels lists the kernels of a mechanism, one of each use, with the code there is for them.
func kernels(all []use, mechanism string) string {
	type made struct {
		name        string
		ways, bytes int
		makes       bool
	}
	var list []made
	for _, u := range all {
		if u.mechanism != mechanism {
			continue
		}
		i := slices.IndexFunc(list, func(m made) bool { return m.name == u.name })
		if i < 0 {
			i, list = len(list), append(list, made{name: u.name})
		}
		if maker, makes := u.kernel.Kernel.(mech.CodeMaker); makes {
			ways, bytes := maker.Code()
			list[i] = made{u.name, list[i].ways + ways, list[i].bytes + bytes, true}
		}
	}
	var parts []string
	for _, m := range list {
		switch {
		case !m.makes:
			parts = append(parts, m.name)
		case m.ways == 0:
			parts = append(parts, m.name+" (no code)")
		default:
			parts = append(parts, fmt.Sprintf("%s (%d bytes, bound in %s)", m.name, m.bytes, counted(m.ways, "way")))
		}
	}
	return strings.Join(parts, ", ")
}

// reason is why the engine leaves a kernel to another, and to which; "" if it does not.
func (u *use) reason() string { return u.kernel.leftTo() }

// left says so of the kernels of a mechanism.
func left(all []use, mechanism string) string {
	text := ""
	for i := range all {
		if reason := all[i].reason(); reason != "" && all[i].mechanism == mechanism && !strings.Contains(text, reason) {
			text += "; " + reason
		}
	}
	return text
}

// Engine names the engine that compiled the kernels, and what it has left to another so far, with the reason: native; or native, but HH
// and Leak by interp: no executable memory.
func (p *Plan) Engine() string {
	var reasons []string
	mechanisms := map[string][]string{}
	all := p.uses()
	for i := range all {
		reason := all[i].reason()
		switch {
		case reason == "" || slices.Contains(mechanisms[reason], all[i].mechanism):
			continue
		case mechanisms[reason] == nil:
			reasons = append(reasons, reason)
		}
		mechanisms[reason] = append(mechanisms[reason], all[i].mechanism)
	}
	text := p.engine
	for i, reason := range reasons {
		names := mechanisms[reason]
		if n := len(names) - 1; n > 0 {
			names = []string{strings.Join(names[:n], ", ") + " and " + names[n]}
		}
		text += []string{", but ", ", "}[min(i, 1)] + names[0] + " by " + reason
	}
	return text
}
