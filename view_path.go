package golgi

import (
	"fmt"
	"strconv"
	"strings"
)

// Select returns the view that a path selects: "all", or steps joined by dots,
// each narrowing the view before it, numbers local to that view:
//
//	cell(I) branch(I) comp(I) edge(I)   I: 3, [1,2,5], 0:5 (without 5), or all
//	loc(X)                              X: a place from 0 to 1, a list, or all
//	group(NAME)
//	MECHANISM
//	rows(I)                             compartments over the whole model
//	scope(global), scope(local)         what the numbers after it count
//
// A path that cannot be read gives a view with an error, as a selection that
// finds nothing does.
func (v *View) Select(path string) *View {
	if v.Err() != nil {
		return v
	}
	steps, err := splitPath(path)
	if err != nil {
		return v.unreadable(path, err)
	}
	for i, step := range steps {
		if step.name == "all" && step.argument == nil {
			if i > 0 {
				return v.unreadable(path, fmt.Errorf("all stands at the beginning only"))
			}
			continue
		}
		next, err := v.take(step)
		if err != nil {
			return v.unreadable(path, err)
		}
		if next.err != nil {
			return next
		}
		v = next
	}
	return v
}

// unreadable returns a view that carries an error about the path itself.
func (v *View) unreadable(path string, err error) *View {
	return &View{m: v.m, path: path, edition: v.edition, err: fmt.Errorf("path %q: %w", path, err)}
}

// pathStep is a step of a path as text.
type pathStep struct {
	name     string
	argument *string // what stands in parentheses; nil without them
}

// isStepName reports whether a name means something else than a mechanism in a
// path.
func isStepName(name string) bool {
	switch name {
	case "all", "cell", "branch", "comp", "loc", "edge", "group", "rows", "scope":
		return true
	}
	return false
}

// splitPath splits a path at the dots that stand outside parentheses.
func splitPath(path string) ([]pathStep, error) {
	rest := strings.TrimSpace(path)
	if rest == "" {
		return nil, fmt.Errorf("it is empty; all selects everything")
	}
	var steps []pathStep
	for {
		end := strings.IndexAny(rest, ".(")
		if end < 0 {
			end = len(rest)
		}
		step := pathStep{name: strings.TrimSpace(rest[:end])}
		rest = rest[end:]
		if step.name == "" {
			return nil, fmt.Errorf("step %d has no name", len(steps)+1)
		}
		if strings.HasPrefix(rest, "(") {
			end := strings.IndexByte(rest, ')')
			if end < 0 {
				return nil, fmt.Errorf("%s( has no closing parenthesis", step.name)
			}
			argument := strings.TrimSpace(rest[1:end])
			step.argument = &argument
			rest = strings.TrimSpace(rest[end+1:])
		}
		steps = append(steps, step)
		switch {
		case rest == "":
			return steps, nil
		case rest[0] != '.':
			return nil, fmt.Errorf("%q after step %s; steps are joined by dots", rest, step.name)
		}
		rest = rest[1:]
	}
}

// take takes one step. An error means that the step cannot be read.
func (v *View) take(step pathStep) (*View, error) {
	if step.argument == nil {
		if isStepName(step.name) {
			return nil, fmt.Errorf("%s needs something in parentheses: %s(...)", step.name, step.name)
		}
		return v.Mechanism(step.name), nil
	}
	argument := *step.argument
	switch step.name {
	case "group":
		return v.Group(argument), nil
	case "scope":
		return v.Scope(Scope(argument)), nil
	case "loc":
		return v.takeLoc(argument)
	case "cell", "branch", "comp", "edge", "rows":
	default:
		return nil, fmt.Errorf("there is no step %s(...); steps are cell, branch, comp, loc, edge, group, rows, scope, or the name of a mechanism", step.name)
	}
	index, err := readIndex(argument)
	if err != nil {
		return nil, fmt.Errorf("%s(%s): %w", step.name, argument, err)
	}
	switch step.name {
	case "cell":
		return v.Cell(index), nil
	case "branch":
		return v.Branch(index), nil
	case "comp":
		return v.Comp(index), nil
	case "edge":
		return v.Edge(index), nil
	}
	return v.takeRows(argument, index)
}

func (v *View) takeRows(argument string, index any) (*View, error) {
	switch x := index.(type) {
	case int:
		return v.SelectRows(x), nil
	case []int:
		return v.SelectRows(x...), nil
	case IndexRange:
		if x.Hi <= v.m.numCompartments() {
			rows := make([]int, 0, max(0, x.Hi-x.Lo))
			for i := x.Lo; i < x.Hi; i++ {
				rows = append(rows, i)
			}
			return v.SelectRows(rows...), nil
		}
		return v.failed("rows("+argument+")", "the model has %d compartments", v.m.numCompartments()), nil
	}
	return nil, fmt.Errorf("rows(%s): numbers are needed", argument)
}

func (v *View) takeLoc(argument string) (*View, error) {
	if argument == "all" {
		next := v.Comp(All)
		if next.err == nil {
			next.path = v.step("loc(all)")
		}
		return next, nil
	}
	list, isList := strings.CutPrefix(argument, "[")
	if isList {
		var closed bool
		if list, closed = strings.CutSuffix(list, "]"); !closed {
			return nil, fmt.Errorf("loc(%s): the list has no closing bracket", argument)
		}
	}
	var places []float64
	for word := range strings.SplitSeq(list, ",") {
		x, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil {
			return nil, fmt.Errorf("loc(%s): %q is no place; places are numbers from 0 to 1", argument, strings.TrimSpace(word))
		}
		places = append(places, x)
		if !isList && len(places) > 1 {
			return nil, fmt.Errorf("loc(%s): several places stand in brackets: loc([%s])", argument, argument)
		}
	}
	return v.Loc(places...), nil
}

// readIndex reads what stands in cell(...): 3, [1,2,5], 0:5, or all.
func readIndex(text string) (any, error) {
	if text == "all" {
		return All, nil
	}
	if list, ok := strings.CutPrefix(text, "["); ok {
		list, closed := strings.CutSuffix(list, "]")
		if !closed {
			return nil, fmt.Errorf("the list has no closing bracket")
		}
		var numbers []int
		for word := range strings.SplitSeq(list, ",") {
			i, err := readNumber(word)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, i)
		}
		return numbers, nil
	}
	if lo, hi, ok := strings.Cut(text, ":"); ok {
		first, err := readNumber(lo)
		if err != nil {
			return nil, err
		}
		end, err := readNumber(hi)
		if err != nil {
			return nil, err
		}
		return Range(first, end), nil
	}
	return readNumber(text)
}

func readNumber(word string) (int, error) {
	i, err := strconv.Atoi(strings.TrimSpace(word))
	if err != nil || i > 1<<31-1 || i < -1<<31 {
		return 0, fmt.Errorf("%q is no number; give a number, a list such as [1,2], a range such as 0:5, or all", strings.TrimSpace(word))
	}
	return i, nil
}
