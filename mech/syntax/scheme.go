package syntax

import "strings"

// Surrogates lists the shapes that the derivative of step may have.
func Surrogates() []string { return []string{"none", "sigmoid", "fast_sigmoid", "arctan", "triangle"} }

// choice reads one of a few words.
func (p *parser) choice(s *Statement, words ...string) {
	t := p.peek()
	s.NamePosition = t.Position
	for _, w := range words {
		if t.kind == name && t.text == w {
			s.Name = p.next().text
			return
		}
	}
	p.unexpected(strings.Join(words, ", "))
}

// plain reads a name that is no word of the language.
func (p *parser) plain(what string) Word {
	t := p.peek()
	switch {
	case t.kind == number:
		p.fail(t.Position, "%s stands alone: a scheme whose states have factors is not linear; write differential equations, x' = ...", what)
	case t.kind != name:
		p.unexpected(what)
	case Reserved(t.text):
		p.fail(t.Position, "%q is a word of the language and cannot be a name", t.text)
	}
	p.next()
	return Word{t.text, t.Position}
}

// conserve reads A + B + C = EXPRESSION.
func (p *parser) conserve(s *Statement) {
	s.NamePosition = p.peek().Position
	for {
		s.Reads = append(s.Reads, p.plain("the name of a state"))
		if !p.is("+") {
			break
		}
		p.next()
		p.skipNewlines()
	}
	s.Name = s.Reads[0].Text
	p.definition(s)
	p.unitAndDoc(s)
}

// kinetic reads <-> B { forward = E, backward = E }, A being read.
func (p *parser) kinetic(s *Statement) {
	if p.is("+") {
		p.fail(p.peek().Position, "a scheme joins single states, A <-> B; one that takes two at once is not linear: write differential equations, x' = ...")
	}
	p.mark("<->")
	right := p.plain("the name of a state")
	s.Writes = []Word{right}
	if right.Text == s.Name {
		p.fail(right.Position, "%s <-> %s joins a state with itself", s.Name, right.Text)
	}
	brace := p.peek()
	rates := p.rates("kinetic "+s.Name+" <-> "+right.Text, "forward", "backward")
	if rates["forward"] == nil || rates["backward"] == nil {
		p.fail(brace.Position, "kinetic %s <-> %s: give forward and backward; one that there is not is 0", s.Name, right.Text)
	}
	s.Rates = [2]*Node{rates["forward"], rates["backward"]}
	p.doc(s)
}

// rates reads { WORD = EXPRESSION, ... }.
func (p *parser) rates(what string, words ...string) map[string]*Node {
	if !p.is("{") {
		p.unexpected("\"{\" and the rates")
	}
	p.open()
	rates := map[string]*Node{}
	for !p.is("}") {
		t := p.peek()
		known := false
		for _, w := range words {
			known = known || t.kind == name && t.text == w
		}
		switch {
		case !known && len(words) == 2:
			p.unexpected(words[0] + " or " + words[1])
		case !known:
			p.unexpected(strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1])
		case rates[t.text] != nil:
			p.fail(t.Position, "%s: %s is given twice", what, t.text)
		}
		p.next()
		p.mark("=")
		rates[t.text] = p.expression(0)
		if !p.is(",") {
			break
		}
		p.next()
	}
	p.close("}")
	return rates
}

// ion reads [read NAME, ...] [write NAME, ...], the ion's name being read.
func (p *parser) ion(s *Statement) {
	for {
		t := p.peek()
		var list *[]Word
		switch {
		case t.kind == name && t.text == "read" && s.Reads == nil:
			list = &s.Reads
		case t.kind == name && t.text == "write" && s.Writes == nil:
			list = &s.Writes
		case s.Reads == nil && s.Writes == nil:
			p.unexpected("read or write, and names such as " + s.Name + "i")
		default:
			return
		}
		p.next()
		for {
			*list = append(*list, p.plain("a name such as "+s.Name+"i"))
			if !p.is(",") {
				break
			}
			p.next()
			p.skipNewlines()
		}
	}
}
