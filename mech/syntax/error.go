package syntax

import "fmt"

// Position is a place in a text, counted from 1; columns count bytes.
type Position struct {
	Line, Column int
}

// Error is a fault in a text.
type Error struct {
	File string
	Position
	Message string
}

// Error gives file:line:column: message.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}
