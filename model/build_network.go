package model

import (
	"golgi"
	"golgi/internal/numtable"
	"golgi/mech"
)

// network makes the network of copies of the templates.
func (b *builder) network(built map[string]*golgi.Cell) error {
	size := map[string]float64{}
	for name, cell := range built {
		size[name] = float64(cell.Len())
	}
	if err := b.checkMembers(size); err != nil {
		return err
	}
	var cells []*golgi.Cell
	for _, member := range b.f.Network {
		for range member.Count.Value {
			cells = append(cells, built[member.Cell.Value])
		}
	}
	network, err := golgi.NewNetwork(cells...)
	if err != nil {
		return b.wrap(b.f.Network[0].Place, err)
	}
	b.m.View, b.m.integrate = network.View, network.Integrate
	return nil
}

// synapses connects.
func (b *builder) synapses() error {
	for i := range b.f.Synapses {
		item := &b.f.Synapses[i]
		mechanism, err := b.mechanism(item.Type, item.Name)
		if err != nil {
			return err
		}
		if !joins(mechanism.Kind()) {
			return errorf(b.f.Name, item.Type.Place, "%s is a %s, not a synapse; put it into compartments under \"insert\"", item.Type.Value, mechanism.Kind())
		}
		pre, err := b.view(item.Pre, item.Place)
		if err != nil {
			return err
		}
		post, err := b.view(item.Post, item.Place)
		if err != nil {
			return err
		}
		if err := b.checkSynapses(item, pre, post); err != nil {
			return err
		}
		if err := b.connect(item, pre, post, mechanism); err != nil {
			return err
		}
	}
	return nil
}

// connect makes the synapses of one entry.
func (b *builder) connect(item *Synapses, pre, post *golgi.View, mechanism *mech.Mechanism) error {
	c, at := &item.Connect, item.Connect.Place
	if at.Line == 0 {
		at = item.Place
	}
	switch c.Kind {
	case "one":
		err := golgi.Connect(pre, post, mechanism)
		if err != nil && len(b.f.Network) > 0 {
			return errorf(b.f.Name, at, "%v; or say connect: full, {sparse: {p, seed}} or {matrix: FILE}", err)
		}
		return b.wrap(at, err)
	case "full":
		return b.wrap(at, golgi.FullyConnect(pre, post, mechanism))
	case "sparse":
		return b.wrap(at, golgi.SparseConnect(pre, post, mechanism, c.P.Value, uint64(c.Seed.Value)))
	}
	table, err := b.table(c.Matrix, numtable.ParseMatrix)
	if err != nil {
		return err
	}
	matrix := make([][]bool, table.Rows())
	for i := range matrix {
		matrix[i] = make([]bool, table.Columns)
		for j := range matrix[i] {
			switch table.Values[i*table.Columns+j] {
			case 0:
			case 1:
				matrix[i][j] = true
			default:
				return errorf(b.f.Name, c.Matrix.Place, "%s has %v in row %d, column %d, counted from 0; 0 is no synapse, 1 is one",
					c.Matrix.Value, table.Values[i*table.Columns+j], i, j)
			}
		}
	}
	if err := golgi.ConnectMatrix(pre, post, mechanism, matrix); err != nil {
		return errorf(b.f.Name, c.Matrix.Place, "%v; %s needs a row for each compartment of \"pre\" and a column for each of \"post\"", err, c.Matrix.Value)
	}
	return nil
}
