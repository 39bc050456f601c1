package mech

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"golgi/mech/syntax"
)

// Equations renders the mechanism for people: what it is and from where, its parameters and states by their keys, what it reads and
// writes, and each equation with the way it is integrated.
func (m *Mechanism) Equations() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", m.kind, m.name)
	for _, line := range strings.Split(m.source, "\n") {
		if line != "" {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	variableTable(&b, "parameters", m.parameters, true)
	variableTable(&b, "states", m.states, true)
	variableTable(&b, "currents", m.currents, false)
	m.touches(&b)
	b.WriteString("\nequations\n")
	for i := range m.file.Statements {
		if text := m.equationText(&m.file.Statements[i]); text != "" {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
		}
	}
	for _, w := range m.warnings {
		fmt.Fprintf(&b, "\nwarning: %s\n", w)
	}
	return b.String()
}

func variableTable(b *strings.Builder, title string, list []Variable, values bool) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	var rows strings.Builder
	w := tabwriter.NewWriter(&rows, 0, 0, 2, ' ', 0)
	for _, v := range list {
		cells := []string{"  " + v.Key}
		if values {
			cells = append(cells, strconv.FormatFloat(v.Default, 'g', -1, 64))
		}
		doc := v.Doc
		if v.Shared {
			doc = strings.TrimPrefix(doc+"; shared", "; ")
		}
		fmt.Fprintln(w, strings.Join(append(cells, v.Unit, doc), "\t"))
	}
	w.Flush() //nolint:errcheck // a strings.Builder takes everything
	for _, line := range strings.Split(strings.TrimRight(rows.String(), "\n"), "\n") {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// touches lists what the mechanism reads and writes beyond its own columns.
func (m *Mechanism) touches(b *strings.Builder) {
	a := m.access
	var reads, writes []string
	for _, r := range []struct {
		is   bool
		name string
	}{{a.Voltage, "v"}, {a.PreVoltage, "v_pre"}, {a.Celsius, "celsius"}, {a.Time, "t"}} {
		if r.is {
			reads = append(reads, r.name)
		}
	}
	reads = append(reads, a.SharedReads...)
	reads = append(reads, a.CurrentReads...)
	for _, key := range a.PreviousReads {
		reads = append(reads, "previous("+key+")")
	}
	if a.WritesVoltage {
		writes = append(writes, "v")
	}
	writes = append(writes, a.SharedWrites...)
	for _, key := range a.Fluxes {
		writes = append(writes, key+" (by a flux)")
	}
	if len(reads)+len(writes) > 0 {
		b.WriteByte('\n')
	}
	if len(reads) > 0 {
		fmt.Fprintf(b, "reads   %s\n", strings.Join(reads, ", "))
	}
	if len(writes) > 0 {
		fmt.Fprintf(b, "writes  %s\n", strings.Join(writes, ", "))
	}
}

// equationText is one equation with how it is integrated; "" for what is not one.
func (m *Mechanism) equationText(s *syntax.Statement) string {
	right := ""
	if s.Expression != nil {
		right = s.Expression.String()
	}
	switch s.Keyword {
	case "channel", "pump", "point", "synapse", "junction", "source", "units", "param", "state", "read":
		return ""
	case "gate":
		if s.Inf {
			return fmt.Sprintf("%s' = (inf - %s)/tau, exponential Euler; inf = %s, tau = %s", s.Name, s.Name, s.Rates[0], s.Rates[1])
		}
		return fmt.Sprintf("%s' = alpha*(1 - %s) - beta*%s, exponential Euler; alpha = %s, beta = %s", s.Name, s.Name, s.Name, s.Rates[0], s.Rates[1])
	case "derivative":
		return fmt.Sprintf("%s' = %s, %s", s.Name, right, m.methods[s.Name])
	case "kinetic":
		return fmt.Sprintf("%s <-> %s, backward Euler of the whole scheme; forward = %s, backward = %s", s.Name, s.Writes[0].Text, s.Rates[0], s.Rates[1])
	case "conserve":
		var names []string
		for _, w := range s.Reads {
			names = append(names, w.Text)
		}
		return fmt.Sprintf("%s = %s, at the start by the steady state, then kept", strings.Join(names, " + "), right)
	case "start":
		return fmt.Sprintf("%s = %s at the start", s.Name, right)
	case "update":
		if s.Name == "v" {
			return fmt.Sprintf("v = %s after a step, before currents", right)
		}
		return fmt.Sprintf("%s = %s after a step", s.Name, right)
	case "assign":
		return fmt.Sprintf("%s = %s at once, after the other states", s.Name, right)
	case "flux":
		return fmt.Sprintf("%s' = %s (mM/ms), with the ions of the compartment", s.Name, right)
	case "current":
		if s.Sense != "" {
			return fmt.Sprintf("%s = %s (%s), positive %s", s.Name, right, m.kind.currentUnit(), s.Sense)
		}
		return fmt.Sprintf("%s = %s (%s), positive outward", s.Name, right, m.kind.currentUnit())
	case "conductance":
		return fmt.Sprintf("%s = %s (uS); i_%s = %s*(v_post - v_pre), implicit for both sides", s.Name, right, m.name, s.Name)
	case "surrogate":
		if right == "" {
			return "step has the derivative 0"
		}
		return fmt.Sprintf("step has the derivative of %s, slope %s", s.Name, right)
	}
	return s.String()
}
