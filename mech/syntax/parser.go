package syntax

import (
	"fmt"
	"strconv"
	"strings"
)

type parser struct {
	file        string
	source      string
	tokens      []token
	at          int
	brackets    int // open brackets: newlines do not count inside
	depth       int
	bareNumbers bool            // a unit after a number belongs to the statement
	functions   map[string]bool // that the text defines, and the language's
}

// Parse reads the text of a mechanism. The error is an *Error with the place.
func Parse(file string, source []byte) (parsed *File, err error) {
	p := newParser(file, string(source))
	defer p.catch(&err)
	parsed = &File{Name: file}
	for {
		p.skipNewlines()
		if p.peek().kind == end {
			return parsed, nil
		}
		parsed.Statements = append(parsed.Statements, p.statement())
		if t := p.peek(); t.kind != newline && t.kind != end {
			p.unexpected("the end of the line")
		}
	}
}

// ParseExpression reads an expression alone; functions are those the surrounding text defines.
func ParseExpression(file, source string, functions ...string) (n *Node, err error) {
	p := newParser(file, source)
	for _, f := range functions {
		p.functions[f] = true
	}
	defer p.catch(&err)
	p.skipNewlines()
	n = p.expression(0)
	p.skipNewlines()
	if p.peek().kind != end {
		p.unexpected("the end of the expression")
	}
	return n, nil
}

func newParser(file, source string) *parser {
	p := &parser{file: file, source: source, tokens: scan(source), functions: map[string]bool{}}
	for _, f := range Functions() {
		p.functions[f] = true
	}
	for i, t := range p.tokens[:len(p.tokens)-1] {
		if t.kind == name && t.text == "function" && p.tokens[i+1].kind == name {
			p.functions[p.tokens[i+1].text] = true
		}
	}
	return p
}

// fail ends the parse with an error; catch returns it.
func (p *parser) fail(at Position, format string, arguments ...any) {
	panic(&Error{File: p.file, Position: at, Message: fmt.Sprintf(format, arguments...)})
}

func (p *parser) catch(err *error) {
	switch fault := recover().(type) {
	case nil:
	case *Error:
		*err = fault
	default:
		panic(fault)
	}
}

func (p *parser) unexpected(wanted string) {
	t := p.peek()
	switch {
	case t.kind == illegal && strings.HasPrefix(t.text, `"`):
		p.fail(t.Position, "the quoted text has no end on its line")
	case t.kind == illegal && isDigit(t.text[0]):
		p.fail(t.Position, "the number %s is too large", t.text)
	}
	p.fail(t.Position, "expected %s, found %s", wanted, t.describe())
}

// peek is the next token; inside brackets, the next that is no newline.
func (p *parser) peek() token {
	if p.brackets > 0 {
		p.skipNewlines()
	}
	return p.tokens[p.at]
}

func (p *parser) next() token {
	t := p.peek()
	if t.kind != end {
		p.at++
	}
	return t
}

func (p *parser) is(text string) bool {
	t := p.peek()
	return t.kind == mark && t.text == text
}

func (p *parser) skipNewlines() {
	for p.tokens[p.at].kind == newline {
		p.at++
	}
}

// continued goes on to the next line if that begins as no statement can: with an operator, then, or else.
func (p *parser) continued() {
	i := p.at
	for p.tokens[i].kind == newline {
		i++
	}
	t := p.tokens[i]
	if power(t) > 0 || t.kind == name && (t.text == "then" || t.text == "else") {
		p.at = i
	}
}

func (p *parser) open() {
	p.next()
	p.brackets++
}

func (p *parser) close(bracket string) {
	if !p.is(bracket) {
		p.unexpected(strconv.Quote(bracket))
	}
	p.brackets--
	p.at++
}

func (p *parser) mark(text string) {
	if !p.is(text) {
		p.unexpected(strconv.Quote(text))
	}
	p.next()
}

func (p *parser) word(text string) {
	if t := p.peek(); t.kind != name || t.text != text {
		p.unexpected(strconv.Quote(text))
	}
	p.next()
}

// unit reads (UNIT): the text between the brackets, as it stands.
func (p *parser) unit() *Unit {
	open := p.next()
	length := strings.IndexAny(p.source[open.offset:], ")\n")
	if length < 0 || p.source[open.offset+length] != ')' {
		p.fail(open.Position, "the unit has no closing bracket on its line")
	}
	closing := open.offset + length
	for p.tokens[p.at].offset <= closing && p.tokens[p.at].kind != end {
		p.at++
	}
	text := strings.TrimSpace(p.source[open.offset+1 : closing])
	return &Unit{Text: text, Position: Position{open.Line, open.Column + 1}}
}
