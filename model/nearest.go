package model

import (
	"strings"

	"golgi/internal/nearest"
)

// didYouMean is the end of a message about an unknown name: the nearest name, or all there are.
func didYouMean(name string, known []string) string {
	if suggestion := nearest.Suggestion(name, known); suggestion != "" {
		return suggestion
	}
	return "; known: " + list(known)
}

func list(names []string) string { return strings.Join(names, ", ") }
