package model

import (
	"fmt"

	"golgi"
)

// Bytes that a model and its plan hold for each, as measured without mechanisms and rounded down: a model that needs more
// memory by them than the machine has is refused before it is built.
const (
	bytesOfCompartment = 350
	bytesOfCell        = 300
	bytesOfSynapse     = 30
)

// tooLarge says why so many compartments or synapses cannot be; "" if they can.
func tooLarge(n float64, bytesOfOne uint64, what string) string {
	if n > mostRows {
		return fmt.Sprintf("%.4g %s; a model holds at most %d", n, what, mostRows)
	}
	if has := machineBytes(); has > 0 && n*float64(bytesOfOne) > float64(has) {
		return fmt.Sprintf("%.4g %s need more than %.3g GB of memory; this machine has %.3g GB", n, what, n*float64(bytesOfOne)*1e-9, float64(has)*1e-9)
	}
	return ""
}

// compartments is the number of compartments of a tree; of a traced cell at least one.
func (c *CellTemplate) compartments() float64 {
	if !c.Parents.Given {
		return 1
	}
	n := 0.0
	for _, count := range c.NComp.Value {
		n += float64(count)
	}
	if len(c.NComp.Value) == 1 {
		n *= float64(len(c.Parents.Value))
	}
	return n
}

// checkSize refuses what cannot be built, before it is tried.
func (b *builder) checkSize() error {
	size := map[string]float64{}
	for i := range b.f.Cells {
		c := &b.f.Cells[i]
		size[c.Name.Value] = c.compartments()
		used := i == 0 || len(b.f.Network) > 0
		if message := tooLarge(size[c.Name.Value], bytesOfCompartment, "compartments"); used && message != "" {
			return errorf(b.f.Name, c.NComp.Place, "%s", message)
		}
	}
	return b.checkMembers(size)
}

// checkMembers refuses a network that is too large, given the numbers of compartments of the templates.
func (b *builder) checkMembers(size map[string]float64) error {
	compartments, cells := 0.0, 0.0
	for _, member := range b.f.Network {
		cells += float64(member.Count.Value)
		compartments += float64(member.Count.Value) * size[member.Cell.Value]
		average := bytesOfCompartment + uint64(bytesOfCell*cells/compartments)
		if message := tooLarge(compartments, average, "compartments"); message != "" {
			at := member.Count.Place
			if !member.Count.Given {
				at = member.Place
			}
			return errorf(b.f.Name, at, "the network is too large with %.4g cells: %s", cells, message)
		}
	}
	return nil
}

// checkRecut refuses numbers of compartments of branches, one for all or one for each, that cannot be.
func (b *builder) checkRecut(at Place, view *golgi.View, numbers []int) error {
	n := 0.0
	for _, number := range numbers {
		n += float64(number)
	}
	if _, branches, _ := view.Shape(); len(numbers) == 1 {
		n *= float64(branches)
	}
	if message := tooLarge(n, bytesOfCompartment, "compartments"); message != "" {
		return errorf(b.f.Name, at, "%s", message)
	}
	return nil
}

// checkSynapses refuses more synapses than can be.
func (b *builder) checkSynapses(item *Synapses, pre, post *golgi.View) error {
	share := 1.0
	switch item.Connect.Kind {
	case "full":
	case "sparse":
		share = item.Connect.P.Value
	default:
		return nil
	}
	if share*float64(pre.Len())*float64(post.Len())*bytesOfSynapse < 1e9 {
		return nil // few, whatever stands for the views
	}
	if message := tooLarge(share*float64(pre.NumEnds())*float64(post.NumEnds()), bytesOfSynapse, "synapses"); message != "" {
		return errorf(b.f.Name, item.Connect.Place, "%s", message)
	}
	return nil
}
