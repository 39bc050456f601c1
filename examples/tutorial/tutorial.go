// Package tutorial holds the mechanisms and the model of docs/tutorial.md.
package tutorial

import (
	"embed"
	"fmt"

	"golgi/mech"
)

//go:embed *.mech
var texts embed.FS

// Mechanism reads one of the mechanisms of the tutorial: KSlow, DoubleExponential,
// CaExtrusion, CaExtrusionIon.
func Mechanism(name string) (*mech.Mechanism, error) {
	text, err := texts.ReadFile(name + ".mech")
	if err != nil {
		return nil, fmt.Errorf("tutorial: %w", err)
	}
	return mech.Parse(name+".mech", text)
}
