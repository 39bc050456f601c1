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

// Nearest gives the candidate closest to name, or "" if none is close.
func Nearest(name string, candidates []string) string {
	best, distance := "", len(name)/2+1
	for _, c := range candidates {
		if d := editDistance(name, c, distance); d < distance {
			best, distance = c, d
		}
	}
	return best
}

// editDistance counts insertions, deletions, substitutions; letters that differ in case alone cost nothing but a tie. It gives up at limit.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i]|0x20 == b[j]|0x20 {
				cost = 0
			}
			next := min(row[j]+1, row[j+1]+1, diagonal+cost)
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
