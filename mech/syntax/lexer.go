package syntax

import (
	"strconv"
	"unicode/utf8"
)

// kind is the sort of a token; for punctuation and operators the text says which.
type kind uint8

const (
	end kind = iota
	newline
	name
	number
	quoted
	mark // punctuation and operators
	illegal
)

type token struct {
	kind   kind
	text   string
	value  float64 // of numbers
	offset int     // of its first byte
	spaced bool    // there is a space before it
	Position
}

// describe names a token in a message.
func (t token) describe() string {
	switch t.kind {
	case end:
		return "the end of the text"
	case newline:
		return "the end of the line"
	}
	return strconv.Quote(t.text)
}

// scan cuts a text into tokens. What is no token becomes an illegal one: inside a unit it may be fine.
func scan(source string) []token {
	var tokens []token
	line, start := 1, 0
	for i := 0; ; {
		spaced := false
		for i < len(source) && (source[i] == ' ' || source[i] == '\t' || source[i] == '\r') {
			i++
			spaced = true
		}
		if i < len(source) && source[i] == '#' {
			for i < len(source) && source[i] != '\n' {
				i++
			}
		}
		t := token{offset: i, spaced: spaced, Position: Position{line, i - start + 1}}
		if i >= len(source) {
			return append(tokens, t)
		}
		length := 1
		switch c := source[i]; {
		case c == '\n':
			t.kind = newline
			line++
			start = i + 1
		case isLetter(c):
			t.kind = name
			for i+length < len(source) && (isLetter(source[i+length]) || isDigit(source[i+length])) {
				length++
			}
		case isDigit(c) || c == '.' && i+1 < len(source) && isDigit(source[i+1]):
			t.kind = number
			length = numberLength(source[i:])
			value, err := strconv.ParseFloat(source[i:i+length], 64)
			if err != nil {
				t.kind = illegal
			}
			t.value = value
		case c == '"':
			t.kind = quoted
			for i+length < len(source) && source[i+length] != '"' && source[i+length] != '\n' {
				if source[i+length] == '\\' && i+length+1 < len(source) && source[i+length+1] != '\n' {
					length++
				}
				length++
			}
			if i+length < len(source) && source[i+length] == '"' {
				length++
			} else {
				t.kind = illegal
			}
		default:
			t.kind = mark
			switch {
			case i+2 < len(source) && source[i:i+3] == "<->":
				length = 3
			case i+1 < len(source):
				switch source[i : i+2] {
				case "<=", ">=", "==", "!=", "&&", "||":
					length = 2
				}
			}
			if length == 1 {
				switch c {
				case '(', ')', '{', '}', ',', '=', '+', '-', '*', '/', '^', '<', '>', '!', '\'':
				default:
					t.kind = illegal
					_, length = utf8.DecodeRuneInString(source[i:])
				}
			}
		}
		t.text = source[i : i+length]
		i += length
		tokens = append(tokens, t)
	}
}

func isLetter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// numberLength is the length of the number that text starts with: digits, point, exponent.
func numberLength(text string) int {
	i := 0
	digits := func() {
		for i < len(text) && isDigit(text[i]) {
			i++
		}
	}
	digits()
	if i < len(text) && text[i] == '.' {
		i++
		digits()
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		mantissa := i
		i++
		if i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		if i == len(text) || !isDigit(text[i]) {
			return mantissa
		}
		digits()
	}
	return i
}
