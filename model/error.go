package model

import (
	"fmt"
	"strings"
)

// Place is where something stands in a model file.
type Place struct {
	// Line and Column count from 1; 0 where there is no place, as for a flag.
	Line, Column int
	// Key is the path of keys that leads there, as in "stimuli[0].step.amp".
	Key string
}

// Error is what is wrong with a model file, and where.
type Error struct {
	// File is the model file as the caller named it.
	File string
	Place
	// Message says what is wrong and what to do.
	Message string
	// Cause is the error below this one; nil if the file itself is wrong.
	Cause error
}

// Error is one line: file:line:column: key: message.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	b.WriteString(": ")
	if e.Key != "" {
		b.WriteString(e.Key)
		b.WriteString(": ")
	}
	b.WriteString(oneLine(e.Message))
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// errorf makes an Error at a place; an error among the arguments becomes its cause.
func errorf(file string, at Place, format string, args ...any) *Error {
	e := &Error{File: file, Place: at, Message: fmt.Sprintf(format, args...)}
	for _, arg := range args {
		if cause, ok := arg.(error); ok {
			e.Cause = cause
		}
	}
	return e
}

// oneLine folds line ends and control characters, so that a message stays one line whatever stood in the file.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r < 0x20 || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029:
			return '\uFFFD'
		}
		return r
	}, s)
}

// quoted shows a text of the file in a message, shortened.
func quoted(s string) string {
	const longest = 60
	if runes := []rune(s); len(runes) > longest {
		s = string(runes[:longest]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
