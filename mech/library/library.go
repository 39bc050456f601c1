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

// HH returns the squid-axon channel of Hodgkin and Huxley (1952) in the form of Sterratt et al.: sodium, potassium and leak, current i_HH.
func HH() *mech.Mechanism { return own("HH") }

// Leak returns a passive conductance, current i_Leak.
func Leak() *mech.Mechanism { return own("Leak") }

// Na returns the fast sodium channel of Pospischil et al. (2008), current i_Na; it shares eNa and vt.
func Na() *mech.Mechanism { return own("Na") }

// K returns the delayed-rectifier potassium channel of Pospischil et al. (2008), current i_K; it shares eK and vt.
func K() *mech.Mechanism { return own("K") }

// Km returns the slow, muscarine-sensitive potassium channel of Pospischil et al. (2008); its current is part of i_K, and it shares eK.
func Km() *mech.Mechanism { return own("Km") }

// IonotropicSynapse returns the graded chemical synapse of Abbott and Marder (1998), current i_IonotropicSynapse.
func IonotropicSynapse() *mech.Mechanism { return own("IonotropicSynapse") }

// TestSynapse returns the same synapse with its threshold, slope and closing rate fixed, current i_TestSynapse.
func TestSynapse() *mech.Mechanism { return own("TestSynapse") }

// TanhRateSynapse returns a synapse without states whose current is a hyperbolic tangent of the presynaptic voltage.
func TanhRateSynapse() *mech.Mechanism { return own("TanhRateSynapse") }

// TanhConductanceSynapse returns a synapse without states whose conductance is a hyperbolic tangent of the presynaptic voltage.
func TanhConductanceSynapse() *mech.Mechanism { return own("TanhConductanceSynapse") }

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
