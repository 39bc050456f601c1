package model

import (
	"math"

	"go.yaml.in/yaml/v4"
)

// mostSeed bounds seeds: whole numbers that a float64 tells apart, and that an int holds.
const mostSeed = min(1<<53-1, math.MaxInt)

// connects are the ways to connect.
var connects = []string{"one", "full", "sparse", "matrix"}

// synapses reads one entry of "synapses".
func (d *decoder) synapses(s *Synapses, n *yaml.Node, key string) error {
	s.Place, s.Connect.Kind = place(n, key), connects[0]
	return d.mapping(n, key,
		required(d.textField("type", "the name of a synapse mechanism", &s.Type)),
		d.textField("name", "a name", &s.Name),
		required(d.textField("pre", "a path such as cell(0).branch(1).loc(1.0)", &s.Pre)),
		required(d.textField("post", "a path such as cell(1).branch(0).loc(0.0)", &s.Post)),
		field{key: "connect", read: func(n *yaml.Node, at Place) error { return d.connect(&s.Connect, n, at) }},
	)
}

// connect reads one, full, {sparse: {p, seed}} or {matrix: FILE}.
func (d *decoder) connect(c *Connect, n *yaml.Node, at Place) error {
	const expected = "one, full, {sparse: {p: 0.1, seed: 1}} or {matrix: FILE}"
	c.Place = at
	if n.Kind != yaml.MappingNode {
		word, err := d.text(n, at.Key, expected)
		if err != nil {
			return err
		}
		switch word {
		case "one", "full":
			c.Kind = word
			return nil
		case "sparse", "matrix":
			return errorf(d.file, at, "%s needs more: expected %s", word, expected)
		}
		return errorf(d.file, at, "unknown way to connect %s%s", quoted(word), didYouMean(word, connects))
	}
	sparse := field{key: "sparse", read: func(n *yaml.Node, at Place) error {
		c.Kind = "sparse"
		return d.mapping(n, at.Key,
			required(d.numberField("p", &c.P, probability)),
			d.wholeField("seed", &c.Seed, 0, mostSeed),
		)
	}}
	matrix := d.textField("matrix", "the name of a table (CSV) of zeros and ones", &c.Matrix)
	if err := d.mapping(n, at.Key, sparse, matrix); err != nil {
		return err
	}
	if c.Matrix.Given == c.P.Given {
		return errorf(d.file, at, "there is one way to connect: %s", expected)
	}
	if c.Matrix.Given {
		c.Kind = "matrix"
	}
	return nil
}
