package model

import (
	"fmt"
	"os"

	"golgi/mech"
	"golgi/mech/library"
	"golgi/plan"
)

// ownMechanism is a mechanism of a file that the model file names.
type ownMechanism struct {
	file      Of[string]
	mechanism *mech.Mechanism
	used      bool
}

// mechanisms reads the files of mechanisms, which become part of the hash. A name that the library has is good only for
// the same equations: two models that say the same must mean the same.
func (b *builder) mechanisms() error {
	for _, file := range b.f.Mechanisms {
		name := b.beside(file.Value)
		text, err := os.ReadFile(name)
		if err != nil {
			return b.wrap(file.Place, fileError(name, "file with a mechanism", err))
		}
		b.m.read(file.Value, text)
		mechanism, err := mech.Parse(name, text)
		if err != nil {
			return b.wrap(file.Place, err)
		}
		for _, other := range b.own {
			if other.mechanism.Name() == mechanism.Name() {
				return errorf(b.f.Name, file.Place, "%s calls its mechanism %s, as %s does; give one of them another name", name, quoted(mechanism.Name()), other.file.Value)
			}
		}
		if known, err := library.ByName(mechanism.Name()); err == nil && known.String() != mechanism.String() {
			return errorf(b.f.Name, file.Place, "%s calls its mechanism %s, which is one of the library with other equations; give it another name", name, quoted(mechanism.Name()))
		}
		b.own = append(b.own, ownMechanism{file: file, mechanism: mechanism})
		b.m.Notes = append(b.m.Notes, mechanism.Warnings()...)
	}
	return nil
}

// mechanism takes a mechanism from the files of the model or the library, under another name if one is given.
func (b *builder) mechanism(name, newName Of[string]) (*mech.Mechanism, error) {
	mechanism, err := b.find(name)
	if err != nil {
		return nil, err
	}
	if newName.Given {
		if mechanism, err = mechanism.Renamed(newName.Value); err != nil {
			return nil, b.wrap(newName.Place, err)
		}
	}
	return mechanism, nil
}

func (b *builder) find(name Of[string]) (*mech.Mechanism, error) {
	known := library.Names()
	for i := range b.own {
		if own := &b.own[i]; own.mechanism.Name() == name.Value {
			own.used = true
			return own.mechanism, nil
		}
		known = append(known, b.own[i].mechanism.Name())
	}
	mechanism, err := library.ByName(name.Value)
	if err != nil && len(b.own) > 0 {
		return nil, errorf(b.f.Name, name.Place, "no mechanism %s in the library or under \"mechanisms\"%s", quoted(name.Value), didYouMean(name.Value, known))
	}
	return mechanism, b.wrap(name.Place, err)
}

// surrogate gives a mechanism another derivative of step().
func (b *builder) surrogate(s Of[Surrogate], mechanism *mech.Mechanism) (*mech.Mechanism, error) {
	if !s.Given {
		return mechanism, nil
	}
	next, err := mechanism.WithSurrogate(s.Value.Shape.Value, s.Value.Slope.Value)
	return next, b.wrap(s.Value.Shape.Place, err)
}

// noteUnused says which files of mechanisms nothing uses.
func (b *builder) noteUnused() {
	for i, own := range b.own {
		if !own.used {
			b.m.Notes = append(b.m.Notes, fmt.Sprintf("mechanisms[%d] %q is not used: neither \"insert\" nor \"synapses\" names %s", i, own.file.Value, own.mechanism.Name()))
		}
	}
}

func (b *builder) celsius() error {
	if !b.f.Celsius.Given {
		return nil
	}
	return b.wrap(b.f.Celsius.Place, b.m.View.SetCelsius(b.f.Celsius.Value))
}

// diffuse lets states diffuse.
func (b *builder) diffuse() error {
	for _, item := range b.f.Diffuse {
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		if err := view.Diffuse(item.Ion.Value); err != nil {
			return b.wrap(item.Ion.Place, err)
		}
		if item.Constant.Given {
			if err := view.Set(plan.DiffusionKey(item.Ion.Value), item.Constant.Value); err != nil {
				return b.wrap(item.Constant.Place, err)
			}
		}
	}
	return nil
}

// joins tells whether mechanisms of a kind connect two compartments.
func joins(kind mech.Kind) bool { return kind == mech.SynapseKind || kind == mech.JunctionKind }
