package audit

import (
	"errors"
	"fmt"
	"slices"

	"golgi/mech/syntax"
)

// hasSurrogate reports whether a text has a step with a derivative.
func hasSurrogate(file *syntax.File) bool {
	shaped, steps := false, false
	for i := range file.Statements {
		s := &file.Statements[i]
		shaped = shaped || s.Keyword == "surrogate" && s.Name != "none"
		for _, n := range expressions(s) {
			steps = steps || hasStep(*n)
		}
	}
	return shaped && steps
}

// expressions are the places in a statement that hold one.
func expressions(s *syntax.Statement) []**syntax.Node {
	var list []**syntax.Node
	for _, n := range []**syntax.Node{&s.Expression, &s.Rates[0], &s.Rates[1]} {
		if *n != nil {
			list = append(list, n)
		}
	}
	return list
}

func hasStep(n *syntax.Node) bool {
	return n.Kind == syntax.Call && n.Text == "step" || slices.ContainsFunc(n.Operands, hasStep)
}

// moveSteps gives the steps of a text the derivative of its surrogate. Units go: the slope has none of its own.
func moveSteps(file *syntax.File) error {
	var shape, slope string
	var functions []string
	unitless := false
	for _, s := range file.Statements {
		switch s.Keyword {
		case "surrogate":
			shape, slope = s.Name, s.Expression.String()
		case "function":
			functions = append(functions, s.Name)
		case "units":
			unitless = true
		}
	}
	for i := range file.Statements {
		s := &file.Statements[i]
		if s.Keyword == "surrogate" {
			continue
		}
		for _, n := range expressions(s) {
			moved, err := moveStep(*n, shape, slope, functions)
			if err != nil {
				return err
			}
			*n = moved
		}
	}
	if unitless {
		return nil
	}
	head := slices.IndexFunc(file.Statements, func(s syntax.Statement) bool { return s.Keyword != "source" && s.Keyword != file.Statements[0].Keyword })
	if head < 0 {
		return errors.New("a mechanism without equations")
	}
	file.Statements = slices.Insert(file.Statements, head, syntax.Statement{Keyword: "units", Name: "off"})
	return nil
}

func moveStep(n *syntax.Node, shape, slope string, functions []string) (*syntax.Node, error) {
	c := *n
	c.Operands = nil
	for _, o := range n.Operands {
		moved, err := moveStep(o, shape, slope, functions)
		if err != nil {
			return nil, err
		}
		c.Operands = append(c.Operands, moved)
	}
	if c.Kind != syntax.Call || c.Text != "step" {
		return &c, nil
	}
	argument := fmt.Sprintf("(%s)*(%s)", slope, c.Operands[0])
	d := fmt.Sprintf(detached, argument)
	weight, err := slopeOf(shape, d)
	if err != nil {
		return nil, err
	}
	moved, err := syntax.ParseExpression("surrogate", fmt.Sprintf("(step(%s) + %s*(%s - %s))", c.Operands[0], weight, argument, d), functions...)
	if err != nil {
		return nil, fmt.Errorf("its steps cannot be moved: %w", err)
	}
	return moved, nil
}
