package ioswc

import "strconv"

// ParseError is a fault of an SWC file: where it is, what is wrong, what to do.
type ParseError struct {
	Name   string // the file, as Options.Name says
	Line   int    // counted from 1; 0 if the whole file is meant
	Reason string
	Remedy string // may be empty
}

// Error is one line: name:line: reason; remedy.
func (e *ParseError) Error() string {
	s := e.Name
	if e.Line > 0 {
		s += ":" + strconv.Itoa(e.Line)
	}
	s += ": " + e.Reason
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}
