package model

import (
	"go.yaml.in/yaml/v4"
)

// ruleName is the word for the d_lambda rule.
const ruleName = "d_lambda"

// Defaults of the d_lambda rule, as they are usual.
const (
	defaultD         = 0.1
	defaultFrequency = 100.0 // Hz
)

// ncompItem reads one entry of "ncomp".
func (d *decoder) ncompItem(c *NComp, n *yaml.Node, key string) error {
	c.Place = place(n, key)
	return d.mapping(n, key,
		d.pathField(&c.At),
		field{key: "ncomp", required: true, read: func(n *yaml.Node, at Place) error {
			if isRule(n) {
				return d.dLambda(&c.DLambda, n, at, "a whole number of compartments, or d_lambda")
			}
			return d.integerField("ncomp", &c.NComp, 1).read(n, at)
		}},
		d.numberField("min_radius", &c.MinRadius, positive),
	)
}

// isRule tells a rule for the number of compartments from a number.
func isRule(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str"
}

// dLambda reads d_lambda, or {d_lambda: {d: 0.1, frequency: 100, axial_resistivity: 100, capacitance: 1}}.
func (d *decoder) dLambda(into *Of[DLambda], n *yaml.Node, at Place, expected string) error {
	rule := DLambda{}
	rule.D.Value, rule.Frequency.Value = defaultD, defaultFrequency
	if n.Kind != yaml.MappingNode {
		if n.Value != ruleName {
			return d.wrongType(n, at.Key, expected)
		}
		into.set(at, rule)
		return nil
	}
	err := d.mapping(n, at.Key, required(field{key: ruleName, read: func(n *yaml.Node, at Place) error {
		return d.mapping(n, at.Key,
			d.numberField("d", &rule.D, positive),
			d.numberField("frequency", &rule.Frequency, positive),
			d.numberField("axial_resistivity", &rule.AxialResistivity, positive),
			d.numberField("capacitance", &rule.Capacitance, positive),
		)
	}}))
	into.set(at, rule)
	return err
}
