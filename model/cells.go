package model

import (
	"go.yaml.in/yaml/v4"

	"golgi/topology"
)

// cell reads one entry of "cells".
func (d *decoder) cell(c *CellTemplate, n *yaml.Node, key string) error {
	c.Place = place(n, key)
	c.NComp.Value = []int{1}
	c.Convention.Value = topology.Conserving.String()
	err := d.mapping(n, key,
		required(d.textField("name", "a name", &c.Name)),
		d.textField("swc", "the name of an SWC file", &c.SWC),
		field{key: "parents", read: func(n *yaml.Node, at Place) error { return d.parents(&c.Parents, n, at) }},
		field{key: "ncomp", read: func(n *yaml.Node, at Place) error { return d.ncompOfCell(c, n, at) }},
		d.numberField("max_branch_len", &c.MaxBranchLength, positive),
		d.numberField("min_radius", &c.MinRadius, positive),
		d.choiceField("convention", &c.Convention, topology.Conventions()),
	)
	if err != nil {
		return err
	}
	switch {
	case c.SWC.Given == c.Parents.Given:
		return errorf(d.file, c.Place, "a cell has either \"swc\" (a traced file) or \"parents\" (a tree), and not both")
	case c.Parents.Given && c.MaxBranchLength.Given:
		return errorf(d.file, c.MaxBranchLength.Place, "goes with \"swc\" only: branches of a tree have default compartments")
	case c.Parents.Given && c.MinRadius.Given:
		return errorf(d.file, c.MinRadius.Place, "goes with \"swc\" only: branches of a tree have default compartments")
	case c.Parents.Given && c.Convention.Given:
		return errorf(d.file, c.Convention.Place, "goes with \"swc\" only: a tree has no traced points")
	case c.Parents.Given && c.DLambda.Given:
		return errorf(d.file, c.DLambda.Place, "d_lambda goes with \"swc\" only: a branch of a tree is as long as its compartments; set its length, then use the list \"ncomp\"")
	case c.Parents.Given && len(c.NComp.Value) > 1 && len(c.NComp.Value) != len(c.Parents.Value):
		return errorf(d.file, c.NComp.Place, "%d numbers for %d branches; give one for all, or one for each",
			len(c.NComp.Value), len(c.Parents.Value))
	}
	return nil
}

// choiceField is one of a few words.
func (d *decoder) choiceField(key string, into *Of[string], words []string) field {
	return field{key: key, read: func(n *yaml.Node, at Place) error {
		word, err := d.text(n, at.Key, "one of "+list(words))
		if err != nil {
			return err
		}
		for _, known := range words {
			if word == known {
				into.set(at, word)
				return nil
			}
		}
		return errorf(d.file, at, "unknown %s %s%s", key, quoted(word), didYouMean(word, words))
	}}
}

// parents reads the tree: branch 0 is a root, and a parent stands before its children.
func (d *decoder) parents(into *Of[[]int], n *yaml.Node, at Place) error {
	parents := []int{}
	err := d.sequence(n, at.Key, "a list of parent branches like [-1, 0, 0]", func(i int, item *yaml.Node, key string) error {
		parent, err := d.integer(item, key, -1, mostRows)
		if err != nil {
			return err
		}
		switch {
		case i == 0 && parent != -1:
			return errorf(d.file, place(item, key), "branch 0 is the root: its parent is -1, not %d", parent)
		case parent >= i:
			return errorf(d.file, place(item, key), "the parent of branch %d must be a branch before it, or -1, not %d", i, parent)
		}
		parents = append(parents, parent)
		return nil
	})
	if err != nil {
		return err
	}
	if len(parents) == 0 {
		return errorf(d.file, at, "a cell has at least one branch: [-1]")
	}
	into.set(at, parents)
	return nil
}

// ncompOfCell reads a number, one for each branch, or a rule.
func (d *decoder) ncompOfCell(c *CellTemplate, n *yaml.Node, at Place) error {
	const expected = "a whole number of compartments, a list with one for each branch, or d_lambda"
	if isRule(n) {
		return d.dLambda(&c.DLambda, n, at, expected)
	}
	var counts []int
	if n.Kind == yaml.SequenceNode {
		err := d.sequence(n, at.Key, expected, func(_ int, item *yaml.Node, key string) error {
			count, err := d.integer(item, key, 1, mostRows)
			counts = append(counts, count)
			return err
		})
		if err != nil {
			return err
		}
	} else if _, isNumber := decimal(n); isNumber {
		count, err := d.integer(n, at.Key, 1, mostRows)
		if err != nil {
			return err
		}
		counts = []int{count}
	}
	if len(counts) == 0 {
		return d.wrongType(n, at.Key, expected)
	}
	c.NComp.set(at, counts)
	return nil
}

// checkCells checks what concerns several cells, and what names them.
func (d *decoder) checkCells(f *File, top *yaml.Node) error {
	if len(f.Cells) == 0 {
		return errorf(d.file, place(top, "cells"), "there is no cell in this file")
	}
	seen := map[string]int{}
	for _, c := range f.Cells {
		if line, again := seen[c.Name.Value]; again {
			return errorf(d.file, c.Name.Place, "a cell named %s stands on line %d already", quoted(c.Name.Value), line)
		}
		seen[c.Name.Value] = c.Name.Line
	}
	for _, member := range f.Network {
		if _, known := seen[member.Cell.Value]; !known {
			return errorf(d.file, member.Cell.Place, "no cell %s under \"cells\"%s", quoted(member.Cell.Value), didYouMean(member.Cell.Value, f.cellNames()))
		}
	}
	return nil
}

// members reads one entry of "network": the name of a cell, or {cell: NAME, count: N}.
func (d *decoder) members(m *Members, n *yaml.Node, key string) error {
	const expected = "the name of a cell, or {cell: NAME, count: 3}"
	m.Place, m.Count.Value = place(n, key), 1
	whole, err := d.resolve(n, key)
	if err != nil {
		return err
	}
	if whole.Kind != yaml.MappingNode {
		name, err := d.text(whole, key, expected)
		m.Cell.set(m.Place, name)
		return err
	}
	return d.mapping(n, key, required(d.textField("cell", "the name of a cell", &m.Cell)), d.integerField("count", &m.Count, 1))
}

// cellNames are the names of the templates.
func (f *File) cellNames() []string {
	names := make([]string, len(f.Cells))
	for i := range f.Cells {
		names[i] = f.Cells[i].Name.Value
	}
	return names
}

// group reads one entry of "groups".
func (d *decoder) group(g *Group, n *yaml.Node, key string) error {
	g.Place = place(n, key)
	return d.mapping(n, key, required(d.textField("name", "a name", &g.Name)), d.pathField(&g.At))
}
