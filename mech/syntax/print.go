package syntax

import (
	"strconv"
	"strings"
)

// String prints the text of the file, a statement a line.
func (f *File) String() string {
	var b strings.Builder
	for i := range f.Statements {
		b.WriteString(f.Statements[i].String())
		b.WriteByte('\n')
	}
	return b.String()
}

// String prints the statement.
func (s *Statement) String() string {
	var b strings.Builder
	switch {
	case s.Keyword == "source":
		return "source " + strconv.Quote(s.Text)
	case s.Keyword == "ion":
		return s.ion()
	case s.Keyword == "derivative":
	case s.Shared && s.Keyword == "param":
		b.WriteString("shared ")
	case s.Shared:
		b.WriteString("shared " + s.Keyword + " ")
	case s.Keyword != "let":
		b.WriteString(s.Keyword + " ")
	}
	if s.Keyword == "conserve" {
		b.WriteString(words(s.Reads, " + "))
	} else {
		b.WriteString(s.Name)
	}
	if s.Keyword == "derivative" {
		b.WriteByte('\'')
	}
	if s.Keyword == "function" {
		b.WriteString("(" + strings.Join(s.Parameters, ", ") + ")")
	}
	if s.Expression != nil {
		text := s.Expression.String()
		bare := s.Keyword == "param" || s.Keyword == "const" || s.Keyword == "state" || s.Keyword == "read"
		if last := text[len(text)-1]; s.Unit != nil && !bare && (isDigit(last) || last == '.') {
			text = "(" + text + ")" // or the unit would be the number's
		}
		if s.Keyword != "surrogate" {
			b.WriteString(" =")
		}
		b.WriteString(" " + text)
	}
	if s.Keyword == "kinetic" {
		b.WriteString(" <-> " + s.Writes[0].Text + " { forward = " + s.Rates[0].String() + ", backward = " + s.Rates[1].String() + " }")
	}
	if s.Keyword == "gate" {
		words := [2]string{"alpha", "beta"}
		if s.Inf {
			words = [2]string{"inf", "tau"}
		}
		b.WriteString(" { " + words[0] + " = " + s.Rates[0].String() + ", " + words[1] + " = " + s.Rates[1].String() + " }")
	}
	if s.Unit != nil {
		b.WriteString(" (" + s.Unit.Text + ")")
	}
	if s.Sense != "" {
		b.WriteString(" " + s.Sense)
	}
	if s.Text != "" {
		b.WriteString(" " + strconv.Quote(s.Text))
	}
	return b.String()
}

func words(list []Word, separator string) string {
	texts := make([]string, len(list))
	for i, w := range list {
		texts[i] = w.Text
	}
	return strings.Join(texts, separator)
}

func (s *Statement) ion() string {
	text := "ion " + s.Name
	if s.Reads != nil {
		text += " read " + words(s.Reads, ", ")
	}
	if s.Writes != nil {
		text += " write " + words(s.Writes, ", ")
	}
	return text
}

// String prints the expression with as few brackets as it needs.
func (n *Node) String() string { return n.print(0) }

// print puts brackets around what binds more loosely than least.
func (n *Node) print(least int) string {
	text, own := "", 9
	switch n.Kind {
	case Number:
		text = strconv.FormatFloat(n.Value, 'g', -1, 64)
		if n.Unit != nil {
			text += " (" + n.Unit.Text + ")"
		}
	case Name:
		text = n.Text
	case Prefix:
		own = prefixPower
		text = n.Text + n.Operands[0].print(prefixPower)
	case Infix:
		own = power(token{kind: mark, text: n.Text})
		left, right := own, own+1
		space := " "
		switch {
		case n.Text == "^":
			left, right, space = own+1, prefixPower, ""
		case own == 3:
			left = own + 1
		case own == 5:
			space = ""
		}
		text = n.Operands[0].print(left) + space + n.Text + space + n.Operands[1].print(right)
	case Call:
		list := make([]string, len(n.Operands))
		for i, o := range n.Operands {
			list[i] = o.print(0)
		}
		text = n.Text + "(" + strings.Join(list, ", ") + ")"
	case If:
		own = 0
		text = "if " + n.Operands[0].print(1) + " then " + n.Operands[1].print(1) + " else " + n.Operands[2].print(0)
		if least == 0 {
			return text
		}
	}
	if own < least || own == 0 {
		return "(" + text + ")"
	}
	return text
}
