package model

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"golgi"
	"golgi/topology"
)

// cells builds the templates that are used, and of them the cell or the network.
func (b *builder) cells() error {
	if err := b.checkSize(); err != nil {
		return err
	}
	members := b.f.Network
	if len(members) == 0 {
		members = []Members{{Cell: b.f.Cells[0].Name}}
	}
	built := map[string]*golgi.Cell{}
	for _, member := range members {
		built[member.Cell.Value] = nil
	}
	for i := range b.f.Cells {
		template := &b.f.Cells[i]
		if _, used := built[template.Name.Value]; !used {
			note := fmt.Sprintf("cells[%d] %q is not used: the model is the first cell of the file alone", i, template.Name.Value)
			if len(b.f.Network) > 0 {
				note = fmt.Sprintf("cells[%d] %q is not used: \"network\" does not name it", i, template.Name.Value)
			}
			b.m.Notes = append(b.m.Notes, note)
			continue
		}
		cell, err := b.cell(template)
		if err != nil {
			return err
		}
		built[template.Name.Value] = cell
	}
	if len(b.f.Network) == 0 {
		cell := built[members[0].Cell.Value]
		b.m.View, b.m.integrate = cell.View, cell.Integrate
		return nil
	}
	return b.network(built)
}

// cell builds one template.
func (b *builder) cell(template *CellTemplate) (*golgi.Cell, error) {
	if template.SWC.Given {
		return b.traced(template)
	}
	cell, err := golgi.NewCellFromParents(template.Parents.Value, template.NComp.Value...)
	return cell, b.wrap(template.Parents.Place, err)
}

// traced reads the SWC file of a template.
func (b *builder) traced(template *CellTemplate) (*golgi.Cell, error) {
	start := time.Now()
	name := b.beside(template.SWC.Value)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, b.wrap(template.SWC.Place, fileError(name, "SWC file", err))
	}
	b.m.read(template.SWC.Value, data)
	options := []golgi.SWCOption{golgi.WithNComp(template.NComp.Value...)}
	if template.DLambda.Given {
		options[0] = golgi.WithNCompRule(template.DLambda.Value.rule())
	}
	if template.MaxBranchLength.Given {
		options = append(options, golgi.WithMaxBranchLength(template.MaxBranchLength.Value))
	}
	if template.MinRadius.Given {
		options = append(options, golgi.WithMinRadius(template.MinRadius.Value))
	}
	convention, err := topology.ParseConvention(template.Convention.Value)
	if err != nil {
		return nil, b.wrap(template.Convention.Place, err)
	}
	options = append(options, golgi.WithConvention(convention))
	cell, report, err := golgi.ReadSWCFrom(bytes.NewReader(data), name, options...)
	b.m.Seconds.Read += time.Since(start).Seconds()
	if err != nil {
		return nil, b.wrap(template.SWC.Place, err)
	}
	b.m.Reports = append(b.m.Reports, report)
	if template.DLambda.Given {
		b.noteRule(template.DLambda, cell.View)
	}
	return cell, nil
}

func (b *builder) groups() error {
	for _, item := range b.f.Groups {
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		if err := view.AddToGroup(item.Name.Value); err != nil {
			return b.wrap(item.Name.Place, err)
		}
	}
	return nil
}

func (b *builder) insert() error {
	for _, item := range b.f.Insert {
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		mechanism, err := b.mechanism(item.Mechanism, item.Name)
		if err != nil {
			return err
		}
		if kind := mechanism.Kind(); joins(kind) {
			return errorf(b.f.Name, item.Mechanism.Place, "%s is a %s; connect compartments with it under \"synapses\"", item.Mechanism.Value, kind)
		}
		if mechanism, err = b.surrogate(item.Surrogate, mechanism); err != nil {
			return err
		}
		if err := view.Insert(mechanism); err != nil {
			return b.wrap(item.Mechanism.Place, err)
		}
	}
	return nil
}

func (b *builder) set() error {
	for _, item := range b.f.Set {
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		if err := view.Set(item.Key.Value, item.Values.Value...); err != nil {
			return b.wrap(item.Key.Place, err)
		}
	}
	return nil
}
