package synth

import "fmt"

// SWC types of the branches made here.
const (
	somaType   = 1
	axonType   = 2
	basalType  = 3
	apicalType = 4
)

// Options are the measures of a neuron, in um. Start from [DefaultOptions].
// The y axis points from the soma to the apical tuft.
type Options struct {
	Soma    Soma
	Basal   Arbor   // from the lower end of the soma, downwards and to the sides
	Trunk   Trunk   // from the upper end of the soma
	Oblique Arbor   // from the trunk, sideways; one stem at each of its bends
	Tuft    Arbor   // from the end of the trunk
	Axon    Arbor   // from the lower end of the soma, downwards
	Spacing float64 // between traced points; default 7
}

// Soma is a row of traced points along y, widest in the middle.
type Soma struct {
	Length    float64 // default 22
	Radius    float64 // in the middle; default 9
	EndRadius float64 // at both ends; default 3
	Points    int     // at least 2; default 7
}

// Trunk is the apical trunk, one branch from each oblique dendrite to the next.
type Trunk struct {
	Length            float64 // default 460; 0 for a cell without trunk, obliques and tuft
	Radius, EndRadius float64 // default 2 and 1.1
	Wander            float64 // as in Arbor; default 0.06
}

// Arbor is a set of binary trees. Its Tips are spread at random over its stems.
type Arbor struct {
	Stems       int     // default: 6 basal, 9 oblique, 1 tuft, 1 axon; 0 for none
	Tips        int     // of all stems together, which makes 2*Tips-Stems branches; default 30, 18, 17, 13
	InnerLength float64 // mean length of a branch that divides; default 25, 25, 32, 45
	TipLength   float64 // mean length of a branch that ends; default 85, 70, 90, 80
	Radius      float64 // where a stem begins; default 1.1, 0.55, 1.1 (that of the trunk), 0.8
	TipRadius   float64 // least radius; default 0.3
	Spread      float64 // sine of the mean angle between a branch and its children; default 0.5, 0.5, 0.6, 0.5
	Wander      float64 // random turn from point to point, 0 straight; default 0.16
}

// DefaultOptions returns the measures of a layer 5 pyramidal cell of 149
// branches, with about 7 mm of dendrite.
func DefaultOptions() Options {
	return Options{
		Soma:    Soma{Length: 22, Radius: 9, EndRadius: 3, Points: 7},
		Trunk:   Trunk{Length: 460, Radius: 2, EndRadius: 1.1, Wander: 0.06},
		Basal:   Arbor{Stems: 6, Tips: 30, InnerLength: 25, TipLength: 85, Radius: 1.1, TipRadius: 0.3, Spread: 0.5, Wander: 0.16},
		Oblique: Arbor{Stems: 9, Tips: 18, InnerLength: 25, TipLength: 70, Radius: 0.55, TipRadius: 0.3, Spread: 0.5, Wander: 0.16},
		Tuft:    Arbor{Stems: 1, Tips: 17, InnerLength: 32, TipLength: 90, Radius: 1.1, TipRadius: 0.3, Spread: 0.6, Wander: 0.16},
		Axon:    Arbor{Stems: 1, Tips: 13, InnerLength: 45, TipLength: 80, Radius: 0.8, TipRadius: 0.3, Spread: 0.5, Wander: 0.16},
		Spacing: 7,
	}
}

func (o Options) check() error {
	if !(o.Spacing >= minSpacing) {
		return fmt.Errorf("synth: spacing of %g um between points; it must be at least %g", o.Spacing, minSpacing)
	}
	if s := o.Soma; !(s.Length > 0 && s.Radius > 0 && s.EndRadius > 0) || s.Points < 2 {
		return fmt.Errorf("synth: soma %+v; lengths and radii must be positive and points at least 2", s)
	}
	if t := o.Trunk; !(t.Length >= 0) || t.Length > 0 && !(t.Radius > 0 && t.EndRadius > 0 && t.Wander >= 0 && t.Wander <= mostWander) {
		return fmt.Errorf("synth: trunk %+v; radii must be positive and wander lie between 0 and 0.9", t)
	}
	for _, a := range []struct {
		name string
		Arbor
	}{{"basal", o.Basal}, {"oblique", o.Oblique}, {"tuft", o.Tuft}, {"axon", o.Axon}} {
		if err := a.check(); err != nil {
			return fmt.Errorf("synth: %s arbor %+v; %w", a.name, a.Arbor, err)
		}
	}
	if o.Tuft.Stems > 1 {
		return fmt.Errorf("synth: %d stems of the tuft; it has one, the continuation of the trunk", o.Tuft.Stems)
	}
	return nil
}

func (a Arbor) check() error {
	switch {
	case a.Stems < 0 || a.Tips < a.Stems || a.Stems == 0 && a.Tips > 0:
		return fmt.Errorf("each stem has at least one tip")
	case a.Stems == 0:
		return nil
	case !(a.InnerLength > 0 && a.TipLength > 0 && a.Radius > 0 && a.TipRadius > 0):
		return fmt.Errorf("lengths and radii must be positive")
	case !(a.Spread >= 0 && a.Spread <= 0.9 && a.Wander >= 0 && a.Wander <= mostWander):
		return fmt.Errorf("spread and wander must lie between 0 and 0.9")
	}
	return nil
}
