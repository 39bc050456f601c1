package mech

import (
	"strings"

	"golgi/mech/syntax"
)

// ionDefaults are the concentrations inside and outside (mM) and the reversal potential (mV) of an ion that nothing else sets.
func ionDefaults(ion string) (inside, outside, reversal float64) {
	switch ion {
	case "Ca":
		return 5e-5, 2, 120
	case "Na":
		return 10, 140, 50
	case "K":
		return 54.4, 2.5, -77
	case "Cl":
		return 10, 120, -70
	case "Mg":
		return 0.5, 1, 0
	case "H":
		return 6.3e-5, 4e-5, 0 // pH 7.2 and 7.4
	}
	return 1, 1, 0
}

// expand gives the statements of the file with the declarations that its ion statements stand for.
func (a *analysis) expand() []syntax.Statement {
	var list []syntax.Statement
	currents := map[string]string{} // keys of the currents that ions write, by their names here
	for i := range a.file.Statements {
		s := a.file.Statements[i]
		list = append(list, s)
		if s.Keyword != "ion" {
			continue
		}
		for _, w := range s.Writes {
			d := a.ionName(&s, w, true)
			if d.Keyword == "current" {
				currents[w.Text] = d.Key
				if !a.hasCurrent(w.Text) {
					a.fail(w.Position, "ion %s writes %s: add `current %s = ...`", s.Name, w.Text, w.Text)
				}
				continue
			}
			list = append(list, d)
		}
		for _, w := range s.Reads {
			if !contains(s.Writes, w.Text) { // what is read and written is a state, or an own current
				list = append(list, a.ionName(&s, w, false))
			}
		}
	}
	for i := range list {
		if key, ok := currents[list[i].Name]; ok && list[i].Keyword == "current" {
			list[i].Key = key
		}
	}
	return list
}

func contains(list []syntax.Word, name string) bool {
	for _, w := range list {
		if w.Text == name {
			return true
		}
	}
	return false
}

func (a *analysis) hasCurrent(name string) bool {
	for i := range a.file.Statements {
		if s := &a.file.Statements[i]; s.Keyword == "current" && s.Name == name {
			return true
		}
	}
	return false
}

// ionName is the declaration of one of NEURON's names: cai, cao, eca or ica of the ion ca.
func (a *analysis) ionName(s *syntax.Statement, w syntax.Word, writes bool) syntax.Statement {
	ion := strings.ToUpper(s.Name[:1]) + s.Name[1:]
	inside, outside, reversal := ionDefaults(ion)
	d := syntax.Statement{Keyword: "param", Name: w.Text, Shared: true, Position: w.Position, NamePosition: w.Position}
	if writes {
		d.Keyword = "state"
	}
	value, u := 0.0, "mM"
	switch w.Text {
	case s.Name + "i":
		d.Key, value, d.Text = ion+"Con_i", inside, "concentration of "+s.Name+" inside"
	case s.Name + "o":
		d.Key, value, d.Text = ion+"Con_e", outside, "concentration of "+s.Name+" outside"
	case "e" + s.Name:
		d.Key, value, d.Text, u = "e"+ion, reversal, "reversal potential of "+s.Name, "mV"
	case "i" + s.Name:
		d.Keyword, d.Key, d.Shared = "read", "i_"+ion, false
		if writes {
			d.Keyword = "current"
		}
		return d
	default:
		a.fail(w.Position, "ion %s has no %q; there are %si, %so, e%s and i%s", s.Name, w.Text, s.Name, s.Name, s.Name, s.Name)
	}
	d.Expression = &syntax.Node{Kind: syntax.Number, Value: value, Position: w.Position}
	if value < 0 {
		d.Expression = &syntax.Node{Kind: syntax.Prefix, Text: "-", Operands: []*syntax.Node{{Kind: syntax.Number, Value: -value}}, Position: w.Position}
	}
	d.Unit = &syntax.Unit{Text: u, Position: w.Position}
	return d
}
