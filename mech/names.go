package mech

import (
	"slices"
	"strings"

	"golgi/internal/nearest"
	"golgi/mech/syntax"
)

// names lists the names of some kinds, sorted.
func (a *analysis) names(kinds ...symbolKind) []string {
	var list []string
	for name, s := range a.symbols {
		if slices.Contains(kinds, s.kind) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// unknown fails for a name that the text does not define; more are other names that could stand there.
func (a *analysis) unknown(n *syntax.Node, more []string) {
	if why := a.kind.foreign(n.Text); why != "" {
		a.fail(n.Position, "no name %q: %s", n.Text, why)
	}
	if _, ok := syntax.Arity(n.Text); ok {
		a.fail(n.Position, "%q is a function; write %s(...)", n.Text, n.Text)
	}
	if strings.HasPrefix(n.Text, "i_") && a.kind.membrane() {
		a.fail(n.Position, "no name %q; if it is a current of other mechanisms, declare it: read %s (mA/cm2)", n.Text, n.Text)
	}
	known := append(a.names(givenSymbol, parameterSymbol, constantSymbol, stateSymbol, localSymbol, readSymbol), more...)
	a.fail(n.Position, "no name %q%s", n.Text, nearest.Suggestion(n.Text, known))
}

// key is what users call a variable: with the mechanism's prefix unless it is shared.
func (a *analysis) key(s *syntax.Statement) string {
	switch {
	case s.Key != "":
		return s.Key
	case s.Shared || s.Keyword == "current" || s.Keyword == "read":
		return s.Name
	}
	return a.name + "_" + s.Name
}

// keys checks that no two variables have one key, and none that of the compartment.
func (a *analysis) keys() {
	lines := map[string]int{}
	for i := range a.statements {
		s := &a.statements[i]
		switch s.Keyword {
		case "param", "state", "gate", "current", "read":
		default:
			continue
		}
		key := a.key(s)
		if taken(key) {
			a.fail(s.NamePosition, "%q belongs to the compartment and cannot be the key of a mechanism", key)
		}
		if line, ok := lines[key]; ok {
			a.fail(s.NamePosition, "two variables have the key %q; the first is on line %d", key, line)
		}
		lines[key] = s.Line
	}
}
