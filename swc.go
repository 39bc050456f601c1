package golgi

import (
	"fmt"
	"io"

	"golgi/ioswc"
	"golgi/topology"
)

// SWCOption says how a traced neuron becomes a cell.
type SWCOption func(*swcOptions)

type swcOptions struct {
	reading ioswc.Options
	ncomp   []int
	rule    NCompRule
}

// NCompRule gives the number of compartments of each branch of a traced cell.
type NCompRule func(m *topology.Morphology) ([]int, error)

// WithNComp gives every branch so many compartments (1 without this option),
// or each branch its own number.
func WithNComp(ncomp ...int) SWCOption { return func(o *swcOptions) { o.ncomp, o.rule = ncomp, nil } }

// WithNCompRule gives each branch the number of compartments that a rule says,
// such as [DLambda].
func WithNCompRule(rule NCompRule) SWCOption { return func(o *swcOptions) { o.rule = rule } }

// WithMaxBranchLength cuts branches longer than so many um.
func WithMaxBranchLength(length float64) SWCOption {
	return func(o *swcOptions) { o.reading.MaxBranchLength = length }
}

// WithMinRadius raises radii below so many um.
func WithMinRadius(radius float64) SWCOption {
	return func(o *swcOptions) { o.reading.MinRadius = radius }
}

// WithTypes names the SWC types that are told apart where branches are cut; all
// others count as one. Without it all are, or 1 to 4 in the Jaxley convention.
func WithTypes(types ...int) SWCOption { return func(o *swcOptions) { o.reading.Types = types } }

// WithConvention chooses the rules of reading: topology.Conserving, the
// default, or topology.Jaxley.
func WithConvention(convention topology.Convention) SWCOption {
	return func(o *swcOptions) { o.reading.Convention = convention }
}

// DLambda is the rule that no compartment is longer than the fraction d of the
// length constant at a frequency (Hz; usual are 0.1 at 100 Hz), for an axial
// resistivity (Ohm cm) and a capacitance (uF/cm2). It gives odd numbers.
// Source: Hines and Carnevale, Neuroscientist 7:123 (2001).
func DLambda(d, frequency, axialResistivity, capacitance float64) NCompRule {
	return func(m *topology.Morphology) ([]int, error) {
		return m.DLambda(axialResistivity, capacitance, frequency, d)
	}
}

// ReadSWC makes a cell of an SWC file, with groups soma, axon, basal, apical,
// undefined and customN by type. The report says what the file holds and what
// was assumed or repaired.
func ReadSWC(file string, options ...SWCOption) (*Cell, *ioswc.Report, error) {
	o := collect(options)
	morphology, report, err := ioswc.ReadFile(file, o.reading)
	if err != nil {
		return nil, report, err
	}
	cell, err := o.cell(morphology)
	if err != nil {
		return nil, report, fmt.Errorf("%s: %w", file, err)
	}
	return cell, report, nil
}

// ReadSWCFrom is ReadSWC from a reader; name stands for it in messages.
func ReadSWCFrom(r io.Reader, name string, options ...SWCOption) (*Cell, *ioswc.Report, error) {
	o := collect(options)
	o.reading.Name = name
	morphology, report, err := ioswc.Read(r, o.reading)
	if err != nil {
		return nil, report, err
	}
	cell, err := o.cell(morphology)
	if err != nil {
		return nil, report, fmt.Errorf("%s: %w", name, err)
	}
	return cell, report, nil
}

// NewCellFromMorphology makes a cell of a traced morphology. Of the options
// those about compartments and the minimal radius apply.
func NewCellFromMorphology(morphology *topology.Morphology, options ...SWCOption) (*Cell, error) {
	cell, err := collect(options).cell(morphology)
	if err != nil {
		return nil, fmt.Errorf("cell: %w", err)
	}
	return cell, nil
}

func collect(options []SWCOption) *swcOptions {
	o := &swcOptions{}
	for _, option := range options {
		option(o)
	}
	return o
}

// cell cuts a morphology into compartments.
func (o *swcOptions) cell(morphology *topology.Morphology) (*Cell, error) {
	ncomp, err := perBranch(o.ncomp, len(morphology.Branches))
	if o.rule != nil {
		ncomp, err = o.rule(morphology)
	}
	if err != nil {
		return nil, err
	}
	tree, err := morphology.Tree(ncomp)
	if err != nil {
		return nil, err
	}
	geometry, err := morphology.Discretise(ncomp, o.reading.MinRadius)
	if err != nil {
		return nil, err
	}
	m, err := newModule(cellModule, []*topology.Tree{tree})
	if err != nil {
		return nil, err
	}
	m.setTraced(0, geometry)
	for b := range morphology.Branches {
		branch := &morphology.Branches[b]
		record := branchRecord{swcType: branch.Type, traced: true, convention: morphology.Convention, points: branch.Points}
		if morphology.Convention == topology.Jaxley {
			record.points = branch.StoredPoints(ncomp[b])
		}
		m.branches[b] = record
		if branch.Type < 0 {
			continue // not of an SWC file
		}
		members := m.makeGroup(ioswc.GroupName(branch.Type)).members
		for row := m.startOfBranch[b]; row < m.startOfBranch[b+1]; row++ {
			members.add(row)
		}
	}
	return &Cell{m.root}, m.placeBranchpoints()
}

// setTraced writes traced geometry to the compartments from first on.
func (m *module) setTraced(first int32, g *topology.Compartments) {
	c := &m.columns
	copy(c.length[first:], g.Length)
	copy(c.radius[first:], g.Radius)
	copy(c.area[first:], g.Area)
	copy(c.volume[first:], g.Volume)
	copy(c.loadIn[first:], g.LoadIn)
	copy(c.loadOut[first:], g.LoadOut)
	copy(c.x[first:], g.X)
	copy(c.y[first:], g.Y)
	copy(c.z[first:], g.Z)
	for i := range g.Length {
		m.traced.add(first + int32(i))
	}
}
