// Package nearest finds the name that a misspelt one was meant to be. Every
// package may import it; it imports none.
package nearest

import (
	"fmt"
	"strings"
)

// Name returns the candidate with the fewest edits from name, the first of
// equals, and "" if none is near: at most a third of the letters and at least
// two may differ, and case alone never counts as far.
func Name(name string, candidates []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, candidate := range candidates {
		d := distance(name, candidate, least)
		if strings.EqualFold(name, candidate) {
			d = 0
		}
		if d < least && d < len(candidate) {
			best, least = candidate, d
		}
	}
	return best
}

// Suggestion returns `; did you mean "best"?`, or "" if no candidate is near.
func Suggestion(name string, candidates []string) string {
	if best := Name(name, candidates); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// distance is the number of letters to insert, delete, change or swap with
// the next one to turn a into b (Damerau 1964, restricted); any value of at
// least limit means "too far".
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) >= limit {
		return limit
	}
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
