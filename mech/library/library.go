package library

import (
	"embed"
	"fmt"
	"sort"
	"strings"

	"golgi/internal/nearest"
	"golgi/mech"
)

//go:embed *.mech
var texts embed.FS

// own reads a mechanism that is known to be there and right.
func own(name string) *mech.Mechanism {
	m, err := ByName(name)
	if err != nil {
		panic("library: " + err.Error())
	}
	return m
}

// ByName returns the mechanism of that name; an unknown name is an error that offers the nearest one.
func ByName(name string) (*mech.Mechanism, error) {
	file := name + ".mech"
	text, err := texts.ReadFile(file)
	if err != nil {
		if near := nearest.Suggestion(name, Names()); near != "" {
			return nil, fmt.Errorf("no mechanism %q in the library%s", name, near)
		}
		return nil, fmt.Errorf("no mechanism %q in the library; there are %s", name, strings.Join(Names(), ", "))
	}
	return mech.ParseTrusted(file, text)
}

// Names lists the mechanisms of the library, sorted.
func Names() []string {
	entries, err := texts.ReadDir(".")
	if err != nil {
		panic("library: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".mech"))
	}
	sort.Strings(names)
	return names
}
