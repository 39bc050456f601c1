package plan

import (
	"fmt"
	"slices"
	"sort"

	"golgi/mech"
	"golgi/topology"
)

// Freeze puts the structure of a model into plan order and compiles its
// kernels with the given engine. Errors name the mechanism, key or compartment
// that does not fit.
func Freeze(b *Blueprint, engine mech.Engine) (*Plan, error) {
	p := &Plan{engine: engine.Name(), compiler: engine, vectors: mech.VectorsOf(engine), index: map[Column]int{}}
	if err := p.orderCells(b); err != nil {
		return nil, err
	}
	p.whole = Tile{
		Index:        -1,
		Groups:       Range{0, len(p.groups)},
		Compartments: Range{0, len(p.toModel)},
		Nodes:        Range{0, len(p.nodes.Parent)},
	}
	if err := p.orderMechanisms(b); err != nil {
		return nil, err
	}
	if err := p.orderSynapses(b); err != nil {
		return nil, err
	}
	if err := p.publish(b); err != nil {
		return nil, err
	}
	if err := p.findWriters(); err != nil {
		return nil, err
	}
	if err := p.layColumns(b); err != nil {
		return nil, err
	}
	if err := p.placeProtocol(b); err != nil {
		return nil, err
	}
	if err := p.compile(engine); err != nil {
		return nil, err
	}
	footprint := p.Footprint()
	p.bytes = footprint.Bytes()
	return p, nil
}

// orderCells makes the permutation: groups of cells, in each the compartments in Hines
// order, those of its cells side by side.
func (p *Plan) orderCells(b *Blueprint) error {
	total := 0
	for _, tree := range b.Trees {
		total += tree.NumCompartments()
	}
	for name, column := range map[Column][]float64{
		Length: b.Length, Radius: b.Radius, Area: b.Area, Volume: b.Volume, LoadIn: b.LoadIn, LoadOut: b.LoadOut,
		AxialResistivity: b.AxialResistivity, Capacitance: b.Capacitance, Voltage: b.Voltage,
	} {
		if len(column) != total {
			return fmt.Errorf("freeze: column %q has %d rows, the trees have %d compartments", name, len(column), total)
		}
	}
	if total == 0 {
		return fmt.Errorf("freeze: the model has no compartment")
	}
	p.toModel = make([]int32, 0, total)
	p.fromModel = make([]int32, total)
	orders := map[*topology.Tree]*cellOrder{}
	first := make([]int, len(b.Trees))
	for cell, tree := range b.Trees[:len(b.Trees)-1] {
		first[cell+1] = first[cell] + tree.NumCompartments()
	}
	joined := joinedCells(b, first)
	whole, err := wholeCells(b, first, joined)
	if err != nil {
		return err
	}
	groups, joined := groupCells(b, first, joined)
	cuts := map[int]*topology.Cut{}
	for i, cells := range groups {
		tree := b.Trees[cells[0]]
		order, known := orders[tree]
		if !known {
			order = &cellOrder{Order: tree.Order()}
			orders[tree] = order
		}
		cut, why := order.cut(b.Cuts), whole[cells[0]]
		if cut != nil && why != "" {
			p.uncut = append(p.uncut, wholeCell{cells[0], why})
		}
		if cut != nil && len(cells) == 1 && why == "" {
			p.addGroup(tree, order.Order, order.partwise, cells, first)
			cuts[i] = cut
		} else {
			p.addGroup(tree, order.Order, order.Nodes, cells, first)
		}
	}
	p.cutTiles(joined, cuts)
	return nil
}

// addGroup appends the nodes of cells of one structure in some order; first is the first compartment of each
// cell in model order.
func (p *Plan) addGroup(tree *topology.Tree, order *topology.Order, nodes []int32, cells []int32, first []int) {
	n, lanes := tree.NumCompartments(), len(cells)
	base, firstPlace := len(p.toModel), len(p.nodes.Parent)
	place := make([]int32, len(nodes)) // of each node of the tree, in the first lane
	for k, node := range nodes {
		place[node] = int32(firstPlace + k*lanes)
		for _, cell := range cells {
			compartment := int32(-1)
			if int(node) < n {
				model := int32(first[cell]) + node
				compartment = int32(len(p.toModel))
				p.fromModel[model] = compartment
				p.toModel = append(p.toModel, model)
			}
			p.nodes.Compartment = append(p.nodes.Compartment, compartment)
		}
	}
	for _, node := range nodes {
		for lane, cell := range cells {
			parent := order.Parent[node]
			if parent >= 0 {
				parent = place[parent] + int32(lane)
			}
			halves := order.Halves[node]
			for h := range halves {
				if halves[h].Compartment >= 0 {
					halves[h].Compartment = p.fromModel[first[cell]+int(halves[h].Compartment)]
				}
			}
			p.nodes.Parent = append(p.nodes.Parent, parent)
			p.nodes.Halves = append(p.nodes.Halves, halves)
		}
	}
	for lane, cell := range cells {
		for len(p.cellPlace) <= int(cell) {
			p.cellPlace = append(p.cellPlace, cellPlace{})
		}
		p.cellPlace[cell] = cellPlace{group: int32(len(p.groups)), lane: int32(lane)}
	}
	p.groups = append(p.groups, Group{
		Lanes: lanes, Cells: cells,
		Compartments: Range{base, len(p.toModel)},
		Nodes:        Range{firstPlace, len(p.nodes.Parent)},
	})
}

// orderMechanisms sorts the rows of each mechanism by plan compartment.
func (p *Plan) orderMechanisms(b *Blueprint) error {
	for _, insertion := range b.Mechanisms {
		name := insertion.Mechanism.Name()
		rows := len(insertion.Compartments)
		if insertion.Table.Len() != rows {
			return fmt.Errorf("freeze: mechanism %s has %d instances and a table of %d rows", name, rows, insertion.Table.Len())
		}
		m := &MechanismPlan{
			Mechanism:    insertion.Mechanism,
			Compartments: make([]int32, rows),
			tableRow:     make([]int32, rows),
			modelRow:     make([]int32, rows),
		}
		byModel := make([]int32, rows) // table rows ordered by model compartment
		for row := range rows {
			byModel[row], m.tableRow[row] = int32(row), int32(row)
		}
		compartmentOf := insertion.Compartments
		sort.Slice(byModel, func(i, j int) bool { return compartmentOf[byModel[i]] < compartmentOf[byModel[j]] })
		sort.Slice(m.tableRow, func(i, j int) bool {
			return p.fromModel[compartmentOf[m.tableRow[i]]] < p.fromModel[compartmentOf[m.tableRow[j]]]
		})
		place := make([]int32, rows)
		for k, row := range byModel {
			place[row] = int32(k)
			if k > 0 && compartmentOf[row] == compartmentOf[byModel[k-1]] {
				return fmt.Errorf("freeze: mechanism %s is twice in compartment %d", name, compartmentOf[row])
			}
		}
		for row, tableRow := range m.tableRow {
			m.Compartments[row] = p.fromModel[compartmentOf[tableRow]]
			m.modelRow[row] = place[tableRow]
		}
		p.mechanisms = append(p.mechanisms, m)
		for _, t := range p.tiles {
			m.spans += len(p.Spans(len(p.mechanisms)-1, t))
		}
	}
	return nil
}

// placeProtocol finds rows for stimuli, clamps and recordings, and deals them to
// the tiles.
func (p *Plan) placeProtocol(b *Blueprint) error {
	n := p.NumCompartments()
	p.tileStimuli = make([][]int32, len(p.tiles))
	p.tileRecords = make([][]int32, len(p.tiles))
	p.tileClamps = make([][]int32, len(p.tiles))
	for i, s := range b.Stimuli {
		if s.Compartment < 0 || s.Compartment >= n {
			return fmt.Errorf("freeze: stimulus %d: no compartment %d (the model has %d)", i, s.Compartment, n)
		}
		row := p.fromModel[s.Compartment]
		p.stimuli = append(p.stimuli, row)
		t := p.tileOf(int(row))
		p.tileStimuli[t] = append(p.tileStimuli[t], int32(i))
	}
	for i, r := range b.Recordings {
		target, err := p.target(b, r.Key, r.Compartment, r.Synapse)
		if err != nil {
			return fmt.Errorf("freeze: recording %d: %w", i, err)
		}
		p.recordings = append(p.recordings, RecordingPlan{target})
		t := p.tileOf(int(p.fromModel[target.Compartment]))
		p.tileRecords[t] = append(p.tileRecords[t], int32(i))
	}
	for i, c := range b.Clamps {
		target, err := p.target(b, c.Key, c.Compartment, c.Synapse)
		if role := p.columns[target.column].Role; err == nil && role != RoleState && role != RoleParameter {
			err = fmt.Errorf("%q is neither a state nor a parameter, so it cannot be clamped", c.Key)
		}
		if err != nil {
			return fmt.Errorf("freeze: clamp %d: %w", i, err)
		}
		p.clamps = append(p.clamps, ClampPlan{Target: target, Mechanism: target.mechanism})
		t := p.tileOf(int(p.fromModel[target.Compartment]))
		p.tileClamps[t] = append(p.tileClamps[t], int32(i))
	}
	return nil
}

// target finds the row of a key at a compartment, or at a synapse.
func (p *Plan) target(b *Blueprint, key string, compartment, synapse int) (Target, error) {
	i, err := p.columnIndex(Column(key))
	if err != nil {
		return Target{}, err
	}
	info := p.columns[i]
	t := Target{Key: Column(key), Compartment: compartment, column: i, mechanism: info.Mechanism}
	if info.Mechanism >= 0 && p.mechanisms[info.Mechanism].IsSynapse() {
		m := p.mechanisms[info.Mechanism]
		post := b.Synapses[info.Mechanism-len(b.Mechanisms)].Post
		if synapse < 0 || synapse >= len(post) {
			return Target{}, fmt.Errorf("no %q at synapse %d: there are %d of type %s", key, synapse, len(post), m.Mechanism.Name())
		}
		low, _ := slices.BinarySearch(m.Compartments, p.fromModel[post[synapse]])
		t.Row = low + slices.Index(m.tableRow[low:], int32(synapse)) // among those of one compartment
		t.Compartment = int(p.toModel[m.Compartments[t.Row]])
		return t, nil
	}
	if compartment < 0 || compartment >= p.NumCompartments() {
		return Target{}, fmt.Errorf("no compartment %d (the model has %d)", compartment, p.NumCompartments())
	}
	t.Row = int(p.fromModel[compartment])
	if info.Mechanism >= 0 {
		m := p.mechanisms[info.Mechanism]
		if t.Row = m.rowAt(t.Row); t.Row < 0 {
			return Target{}, fmt.Errorf("no %q in compartment %d: %s is not inserted there", key, compartment, m.Mechanism.Name())
		}
	}
	return t, nil
}

// tileOf returns the tile of a plan compartment.
func (p *Plan) tileOf(compartment int) int {
	return sort.Search(len(p.tiles), func(i int) bool { return p.tiles[i].Compartments.High > compartment })
}
