package library

import (
	"embed"
	"fmt"
	"sort"
	"strings"

	"golgi/mech"
	"golgi/mech/syntax"
)

//go:embed *.mech
var texts embed.FS

// HH returns the squid-axon channel of Hodgkin and Huxley (1952) in the form of Sterratt et al.: sodium, potassium and leak, current i_HH.
func HH() *mech.Mechanism { return own("HH") }

// Leak returns a passive conductance, current i_Leak.
func Leak() *mech.Mechanism { return own("Leak") }

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
		if near := syntax.Nearest(name, Names()); near != "" {
			return nil, fmt.Errorf("no mechanism %q in the library; did you mean %q?", name, near)
		}
		return nil, fmt.Errorf("no mechanism %q in the library; there are %s", name, strings.Join(Names(), ", "))
	}
	return mech.Parse(file, text)
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
