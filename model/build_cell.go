package model

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"golgi"
	"golgi/mech/library"
	"golgi/topology"
)

// cell builds the first template.
func (b *builder) cell() error {
	template := &b.f.Cells[0]
	for i := 1; i < len(b.f.Cells); i++ {
		b.m.Notes = append(b.m.Notes, fmt.Sprintf("cells[%d] %q is not used: the model is the first cell of the file alone", i, b.f.Cells[i].Name.Value))
	}
	if template.SWC.Given {
		return b.traced(template)
	}
	cell, err := golgi.NewCellFromParents(template.Parents.Value, template.NComp.Value...)
	b.m.Cell = cell
	return b.wrap(template.Parents.Place, err)
}

// traced reads the SWC file of a template.
func (b *builder) traced(template *CellTemplate) error {
	start := time.Now()
	name := b.beside(template.SWC.Value)
	data, err := os.ReadFile(name)
	if err != nil {
		return b.wrap(template.SWC.Place, fileError(name, "SWC file", err))
	}
	b.m.hash.Write(data)
	options := []golgi.SWCOption{golgi.WithNComp(template.NComp.Value...)}
	if template.MaxBranchLength.Given {
		options = append(options, golgi.WithMaxBranchLength(template.MaxBranchLength.Value))
	}
	if template.MinRadius.Given {
		options = append(options, golgi.WithMinRadius(template.MinRadius.Value))
	}
	if template.Convention.Value == "jaxley" {
		options = append(options, golgi.WithConvention(topology.Jaxley))
	}
	cell, report, err := golgi.ReadSWCFrom(bytes.NewReader(data), name, options...)
	b.m.Seconds.Read += time.Since(start).Seconds()
	if err != nil {
		return b.wrap(template.SWC.Place, err)
	}
	b.m.Cell, b.m.Report = cell, report
	return nil
}

// ncomp re-cuts branches.
func (b *builder) ncomp() error {
	for _, item := range b.f.NComp {
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		var minRadius []float64
		if item.MinRadius.Given {
			minRadius = append(minRadius, item.MinRadius.Value)
		}
		if err := view.SetNComp(item.NComp.Value, minRadius...); err != nil {
			return b.wrap(item.NComp.Place, err)
		}
	}
	return nil
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
		mechanism, err := library.ByName(item.Mechanism.Value)
		if err != nil {
			return b.wrap(item.Mechanism.Place, err)
		}
		if item.Name.Given {
			if mechanism, err = mechanism.Renamed(item.Name.Value); err != nil {
				return b.wrap(item.Name.Place, err)
			}
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
