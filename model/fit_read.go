package model

import (
	"go.yaml.in/yaml/v4"
)

// defaultEpochs is how long a fit lasts whose file does not say.
const defaultEpochs = 100

// fit reads what to fit, and how.
func (d *decoder) fit(f *Fit, n *yaml.Node, at Place) error {
	if isNull(n) || n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		f.Place = at
		return nil // asks for nothing
	}
	f.Place, f.Given = at, true
	f.Epochs.Value, f.Init.Value, f.Optimiser.Name.Value = defaultEpochs, "file", optimiserKinds[0].name
	d.optimiserNumbers(&f.Optimiser.OptimiserNumbers) // the defaults
	err := d.mapping(n, at.Key,
		field{key: "targets", read: some(d, targetsExpected, &f.Targets, d.target)},
		field{key: "cases", read: some(d, "a list like [{name: weak, stimuli: [...], targets: [...]}]", &f.Cases, d.fitCase)},
		field{key: "bounds", read: items(d, "a list like [{key: HH_gNa, lower: 0.01, upper: 1.0}]", &f.Bounds, d.bound)},
		field{key: "optimiser", read: func(n *yaml.Node, at Place) error { return d.optimiser(&f.Optimiser, n, at) }},
		d.numberField("clip", &f.Clip, positive),
		d.numberField("normalise", &f.Normalise, upToOne),
		d.integerField("epochs", &f.Epochs, 1),
		d.numberField("stop_at", &f.StopAt, anyNumber),
		d.integerField("patience", &f.Patience, 1),
		d.numberField("tolerance", &f.Tolerance, notNegative),
		d.integerField("batch", &f.Batch, 1),
		d.wholeField("seed", &f.Seed, 0, mostSeed),
		d.choiceField("init", &f.Init, []string{"file", "random"}),
	)
	if err != nil {
		return err
	}
	if err := d.checkFitNames(f); err != nil {
		return err
	}
	kind := kindOf(f.Optimiser.Name.Value)
	switch {
	case len(f.Targets) > 0 && len(f.Cases) > 0:
		return errorf(d.file, f.Cases[0].Place, "a fit has either \"targets\", of the run that the file describes, or \"cases\" with targets of their own; make that run a case too")
	case f.Tolerance.Given && !f.Patience.Given:
		return errorf(d.file, f.Tolerance.Place, "goes with \"patience\" only: after how many epochs without such a gain to stop")
	case f.Batch.Given && f.Batch.Value > len(f.Cases):
		return errorf(d.file, f.Batch.Place, "a batch of %d, but there are %d cases", f.Batch.Value, len(f.Cases))
	case f.Batch.Given && !ofGradients(kind):
		return errorf(d.file, f.Batch.Place, "goes with %s, not with %s, which needs the loss of all cases", list(optimiserNames(ofGradients)), kind.name)
	case f.Seed.Given && f.Init.Value != "random" && !f.Batch.Given:
		return errorf(d.file, f.Seed.Place, "goes with init: random or batch only")
	case !ofGradients(kind) && (f.Clip.Given || f.Normalise.Given):
		at := f.Clip.Place
		if f.Normalise.Given {
			at = f.Normalise.Place
		}
		return errorf(d.file, at, "does not go with %s, which needs the gradient as it is", kind.name)
	}
	return nil
}

// some reads a list that must not be empty: a fit without one is of the file's loss.
func some[T any](d *decoder, expected string, into *[]T, read func(t *T, n *yaml.Node, key string) error) func(*yaml.Node, Place) error {
	all := items(d, expected, into, read)
	return func(n *yaml.Node, at Place) error {
		if err := all(n, at); err != nil || len(*into) > 0 {
			return err
		}
		return errorf(d.file, at, "nothing is in it; give %s, or leave the key out, to fit to the file's \"loss\"", expected)
	}
}

// checkFitNames finds cases and bounds that stand twice.
func (d *decoder) checkFitNames(f *Fit) error {
	lines := map[string]int{}
	for i := range f.Cases {
		name := &f.Cases[i].Name
		if line, again := lines[name.Value]; again {
			return errorf(d.file, name.Place, "a case named %s stands on line %d already", quoted(name.Value), line)
		}
		lines[name.Value] = name.Line
	}
	clear(lines)
	for i := range f.Bounds {
		key := &f.Bounds[i].Key
		if line, again := lines[key.Value]; again {
			return errorf(d.file, key.Place, "bounds of %s stand on line %d already", key.Value, line)
		}
		lines[key.Value] = key.Line
	}
	return nil
}

const targetsExpected = "a list like [{mse: target.csv}, {mean: -55.0, record: 0, from: 5, to: 10}]"

// fitCase reads one entry of "cases".
func (d *decoder) fitCase(c *Case, n *yaml.Node, key string) error {
	c.Place = place(n, key)
	c.Weight.Value = 1
	if err := d.mapping(n, key,
		required(d.textField("name", "a name", &c.Name)),
		d.numberField("weight", &c.Weight, positive),
		field{key: "set", read: items(d, "a list like [{at: all, key: HH_gNa, value: 0.2}]", &c.Set, d.set)},
		field{key: "stimuli", read: items(d, "a list of stimuli", &c.Stimuli, d.stimulus)},
		field{key: "clamps", read: items(d, "a list like [{at: comp(0), state: v, samples: [-70, -70]}]", &c.Clamps, d.clamp)},
		required(field{key: "targets", read: items(d, targetsExpected, &c.Targets, d.target)}),
	); err != nil {
		return err
	}
	if len(c.Targets) == 0 {
		return errorf(d.file, c.Place, "case %s has no targets; give at least one, such as {mse: target.csv}", quoted(c.Name.Value))
	}
	return nil
}

// bound reads one entry of "bounds".
func (d *decoder) bound(b *Bound, n *yaml.Node, key string) error {
	b.Place = place(n, key)
	if err := d.mapping(n, key,
		required(d.textField("key", "the key of a trainable such as HH_gNa", &b.Key)),
		d.numberField("lower", &b.Lower, anyNumber),
		d.numberField("upper", &b.Upper, anyNumber),
	); err != nil {
		return err
	}
	switch {
	case !b.Lower.Given && !b.Upper.Given:
		return errorf(d.file, b.Place, "give \"lower\", \"upper\" or both")
	case b.Lower.Given && b.Upper.Given && b.Lower.Value >= b.Upper.Value:
		return errorf(d.file, b.Upper.Place, "the upper bound %v is not above the lower, %v", b.Upper.Value, b.Lower.Value)
	}
	return nil
}
