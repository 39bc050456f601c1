package syntax

import (
	"strconv"

	"golgi/internal/nearest"
)

// statement reads a line.
func (p *parser) statement() Statement {
	t := p.peek()
	if t.kind != name {
		p.unexpected("a statement")
	}
	s := Statement{Keyword: t.text, Position: t.Position}
	if !isKeyword(t.text) {
		s.Keyword = "let"
	} else {
		p.next()
	}
	if s.Keyword == "shared" {
		s.Shared = true
		s.Keyword = "param"
		if w := p.peek(); w.kind == name && (w.text == "param" || w.text == "state") {
			s.Keyword = p.next().text
		}
	}
	switch s.Keyword {
	case "source":
		s.Text = p.quoted()
		return s
	case "units":
		p.choice(&s, "off")
		return s
	case "surrogate":
		p.choice(&s, Surrogates()...)
		if k := p.peek().kind; s.Name != "none" || k != newline && k != end {
			s.Expression = p.expression(0)
		}
		return s
	case "conserve":
		p.conserve(&s)
		return s
	}
	s.NamePosition = p.peek().Position
	s.Name = p.name(s)
	switch s.Keyword {
	case "channel", "pump", "point", "synapse", "junction":
		return s
	case "kinetic":
		p.kinetic(&s)
	case "ion":
		p.ion(&s)
	case "read":
		if p.is("=") {
			p.next()
			p.bareNumbers = true
			s.Expression = p.expression(0)
			p.bareNumbers = false
		}
		p.unitAndDoc(&s)
	case "param", "const", "state":
		p.mark("=")
		p.skipNewlines()
		p.bareNumbers = true
		s.Expression = p.expression(0)
		p.bareNumbers = false
		p.unitAndDoc(&s)
	case "function":
		s.Parameters = p.parameters()
		p.definition(&s)
	case "gate":
		p.gate(&s)
	default: // let, derivative, start, update, assign, current, flux, conductance
		if s.Keyword == "let" && p.is("'") {
			p.next()
			s.Keyword = "derivative"
		}
		p.definition(&s)
		p.unitAndDoc(&s)
	}
	return s
}

func isKeyword(word string) bool {
	for _, k := range Keywords() {
		if k == word {
			return true
		}
	}
	return false
}

// name reads the name that a statement defines.
func (p *parser) name(s Statement) string {
	t := p.peek()
	if t.kind != name {
		p.unexpected("a name")
	}
	if Reserved(t.text) && !(s.Keyword == "function" && Redefinable(t.text)) {
		p.fail(t.Position, "%q is a word of the language and cannot be a name", t.text)
	}
	p.next()
	if after := p.peek(); s.Keyword == "let" && !p.is("=") && !p.is("'") {
		if near := nearest.Name(t.text, Keywords()); near != "" && after.kind == name {
			p.fail(t.Position, "no statement begins with %q; did you mean %q?", t.text, near)
		}
		p.unexpected("\"=\" after " + strconv.Quote(t.text))
	}
	return t.text
}

func (p *parser) definition(s *Statement) {
	p.mark("=")
	p.skipNewlines()
	s.Expression = p.expression(0)
}

// unitAndDoc reads what may follow an expression: (UNIT) "DOC".
func (p *parser) unitAndDoc(s *Statement) {
	if p.is("(") {
		s.Unit = p.unit()
	}
	if t := p.peek(); s.Keyword == "current" && t.kind == name && (t.text == "outward" || t.text == "inward") {
		s.Sense = p.next().text
	}
	p.doc(s)
}

func (p *parser) doc(s *Statement) {
	if s.Keyword != "let" && p.peek().kind == quoted {
		s.Text = p.quoted()
	}
}

func (p *parser) quoted() string {
	t := p.peek()
	if t.kind != quoted {
		p.unexpected("text in double quotes")
	}
	text, err := strconv.Unquote(t.text)
	if err != nil {
		p.fail(t.Position, "the quoted text %s cannot be read: use \\\" for a quote and \\\\ for a backslash", t.text)
	}
	p.next()
	return text
}

// parameters reads the names of a function's parameters.
func (p *parser) parameters() []string {
	var list []string
	if !p.is("(") {
		p.unexpected("\"(\"")
	}
	p.open()
	for !p.is(")") {
		t := p.peek()
		if t.kind != name {
			p.unexpected("the name of a parameter")
		}
		if Reserved(t.text) {
			p.fail(t.Position, "%q is a word of the language and cannot be a name", t.text)
		}
		for _, other := range list {
			if other == t.text {
				p.fail(t.Position, "two parameters are called %q", t.text)
			}
		}
		list = append(list, p.next().text)
		if !p.is(",") {
			break
		}
		p.next()
	}
	p.close(")")
	return list
}

// gate reads [= DEFAULT] { alpha = A, beta = B } or { inf = X, tau = T }, in either order.
func (p *parser) gate(s *Statement) {
	if p.is("=") {
		p.next()
		p.bareNumbers = true
		s.Expression = p.expression(0)
		p.bareNumbers = false
	}
	brace := p.peek()
	rates := p.rates("gate "+s.Name, "alpha", "beta", "inf", "tau")
	switch {
	case len(rates) == 2 && rates["alpha"] != nil && rates["beta"] != nil:
		s.Rates = [2]*Node{rates["alpha"], rates["beta"]}
	case len(rates) == 2 && rates["inf"] != nil && rates["tau"] != nil:
		s.Rates = [2]*Node{rates["inf"], rates["tau"]}
		s.Inf = true
	default:
		p.fail(brace.Position, "gate %s: give alpha and beta, or inf and tau", s.Name)
	}
	p.doc(s)
}
