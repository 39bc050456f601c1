package model

import (
	"go.yaml.in/yaml/v4"
)

// insert reads one entry of "insert".
func (d *decoder) insert(i *Insert, n *yaml.Node, key string) error {
	i.Place = place(n, key)
	return d.mapping(n, key,
		d.pathField(&i.At),
		required(d.textField("mechanism", "the name of a mechanism", &i.Mechanism)),
		d.textField("name", "a name", &i.Name),
		field{key: "surrogate", read: func(n *yaml.Node, at Place) error { return d.surrogate(&i.Surrogate, n, at) }},
	)
}

// surrogate reads {shape: sigmoid, slope: 1}.
func (d *decoder) surrogate(into *Of[Surrogate], n *yaml.Node, at Place) error {
	var s Surrogate
	s.Slope.Value = 1
	err := d.mapping(n, at.Key,
		required(d.textField("shape", "the shape of a surrogate derivative, such as sigmoid", &s.Shape)),
		d.numberField("slope", &s.Slope, positive),
	)
	into.set(at, s)
	return err
}

// diffuse reads one entry of "diffuse".
func (d *decoder) diffuse(i *Diffuse, n *yaml.Node, key string) error {
	i.Place = place(n, key)
	return d.mapping(n, key,
		d.pathField(&i.At),
		required(d.textField("ion", "the key of a concentration such as CaCon_i", &i.Ion)),
		d.numberField("constant", &i.Constant, positive),
	)
}

// mechanismFile reads one entry of "mechanisms".
func (d *decoder) mechanismFile(name *Of[string], n *yaml.Node, key string) error {
	text, err := d.text(n, key, "the name of a file with a mechanism")
	if err == nil {
		name.set(place(n, key), text)
	}
	return err
}

// set reads one entry of "set".
func (d *decoder) set(s *Set, n *yaml.Node, key string) error {
	s.Place = place(n, key)
	return d.mapping(n, key,
		d.pathField(&s.At),
		required(d.textField("key", "a key such as radius or HH_gNa", &s.Key)),
		required(d.numbersField("value", "a number, or a list with one for each row in view", &s.Values)),
	)
}

// stimulus reads one entry of "stimuli".
func (d *decoder) stimulus(s *Stimulus, n *yaml.Node, key string) error {
	s.Place = place(n, key)
	fields := append([]field{d.pathField(&s.At)}, d.waveformFields(&s.Waveform, "a list of currents, nA, one a time step")...)
	if err := d.mapping(n, key, fields...); err != nil {
		return err
	}
	return d.oneWaveform("a stimulus", &s.Waveform, s.Place)
}

// clamp reads one entry of "clamps".
func (d *decoder) clamp(c *Clamp, n *yaml.Node, key string) error {
	c.Place = place(n, key)
	fields := append([]field{
		d.pathField(&c.At),
		required(d.textField("state", "the name of a state or parameter, such as v, HH_m or eNa", &c.State)),
	}, d.waveformFields(&c.Waveform, "a list of values, one a time step")...)
	if err := d.mapping(n, key, fields...); err != nil {
		return err
	}
	return d.oneWaveform("a clamp", &c.Waveform, c.Place)
}

// waveformFields are the keys of a waveform.
func (d *decoder) waveformFields(w *Waveform, samples string) []field {
	return []field{
		{key: "step", read: func(n *yaml.Node, at Place) error { return d.step(&w.Step, n, at) }},
		d.numbersField("samples", samples, &w.Samples),
		{key: "sine", read: func(n *yaml.Node, at Place) error { return d.sine(&w.Sine, n, at) }},
		{key: "noise", read: func(n *yaml.Node, at Place) error { return d.noise(&w.Noise, n, at) }},
		d.textField("file", "the name of a table (CSV)", &w.File),
		d.integerField("column", &w.Column, 0),
	}
}

// oneWaveform checks that there is one, and a column where it is in a file.
func (d *decoder) oneWaveform(what string, w *Waveform, at Place) error {
	given := 0
	for _, one := range []bool{w.Step.Given, w.Samples.Given, w.Sine.Given, w.Noise.Given, w.File.Given} {
		if one {
			given++
		}
	}
	switch {
	case given != 1:
		return errorf(d.file, at, "%s has one waveform: step, samples, sine, noise or file; this one has %d", what, given)
	case w.Column.Given && !w.File.Given:
		return errorf(d.file, w.Column.Place, "goes with \"file\" only")
	case w.File.Given && !w.Column.Given:
		return errorf(d.file, w.File.Place, "the key \"column\" is missing: which column of the table, counted from 0")
	}
	return nil
}

// step reads a step.
func (d *decoder) step(into *Of[Step], n *yaml.Node, at Place) error {
	var s Step
	err := d.mapping(n, at.Key,
		required(d.numberField("delay", &s.Delay, notNegative)),
		required(d.numberField("dur", &s.Duration, notNegative)),
		required(d.numberField("amp", &s.Amplitude, anyNumber)),
		d.numberField("offset", &s.Offset, anyNumber),
	)
	into.set(at, s)
	return err
}

// sine reads a sine. Without delay and dur it lasts for the whole run.
func (d *decoder) sine(into *Of[Sine], n *yaml.Node, at Place) error {
	var s Sine
	err := d.mapping(n, at.Key,
		d.numberField("delay", &s.Delay, notNegative),
		d.numberField("dur", &s.Duration, notNegative),
		required(d.numberField("freq", &s.Frequency, notNegative)),
		required(d.numberField("amp", &s.Amplitude, anyNumber)),
		d.numberField("offset", &s.Offset, anyNumber),
	)
	into.set(at, s)
	return err
}

// noise reads a fluctuating current. Without delay and dur it lasts for the whole run.
func (d *decoder) noise(into *Of[Noise], n *yaml.Node, at Place) error {
	var s Noise
	err := d.mapping(n, at.Key,
		d.numberField("delay", &s.Delay, notNegative),
		d.numberField("dur", &s.Duration, notNegative),
		d.numberField("mean", &s.Mean, anyNumber),
		required(d.numberField("sd", &s.Deviation, notNegative)),
		required(d.numberField("tau", &s.Tau, notNegative)),
		d.integerField("seed", &s.Seed, 0),
		d.numberField("offset", &s.Offset, anyNumber),
	)
	into.set(at, s)
	return err
}

// record reads one entry of "record".
func (d *decoder) record(r *Record, n *yaml.Node, key string) error {
	r.Place = place(n, key)
	r.State.Value = "v"
	return d.mapping(n, key,
		d.pathField(&r.At),
		d.textField("state", "the name of a state or current, such as v, HH_m or i_HH", &r.State),
	)
}

// trainable reads one entry of "trainable".
func (d *decoder) trainable(t *Trainable, n *yaml.Node, key string) error {
	t.Place = place(n, key)
	return d.mapping(n, key,
		d.pathField(&t.At),
		required(d.textField("key", "a key such as radius or HH_gNa", &t.Key)),
		d.numbersField("init", "a number, or a list with one for each shared value", &t.Init),
	)
}

// loss reads mean_square or {mse: FILE}.
func (d *decoder) loss(l *Loss, n *yaml.Node, at Place) error {
	l.Place = at
	if n.Kind == yaml.MappingNode {
		return d.mapping(n, at.Key, required(d.textField("mse", "the name of a table (CSV) with the target", &l.MSE)))
	}
	word, err := d.text(n, at.Key, "mean_square or {mse: FILE}")
	if err != nil {
		return err
	}
	if word != "mean_square" {
		return errorf(d.file, at, "unknown loss %s; known: mean_square, {mse: FILE}", quoted(word))
	}
	return nil
}
