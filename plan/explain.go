package plan

import (
	"fmt"
	"strings"
	"time"

	"golgi/mech"
)

// String prints what was decided: sizes, tiles, mechanisms with their kernels,
// and the memory of the plan, of which [Plan.Footprint] says more.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "plan: %s, %s, %s, %s, engine %s, %d bytes\n", counted(p.NumCells(), "cell"),
		counted(p.NumCompartments(), "compartment"), counted(p.NumBranchpoints(), "branchpoint"), counted(len(p.tiles), "tile"), mech.Described(p.compiler), p.Bytes())
	all := p.uses()
	for _, m := range p.mechanisms {
		end := left(all, m.Mechanism.Name()) + "\n    kernels: " + kernels(all, m.Mechanism.Name()) + "\n"
		fused := "states and currents in one sweep"
		if !m.Fused {
			fused = "states, then currents"
		}
		if m.IsSynapse() {
			fmt.Fprintf(&b, "  %-12s %s; %s%s", m.Mechanism.Name(), counted(len(m.Compartments), "synapse"), fused, end)
			continue
		}
		fmt.Fprintf(&b, "  %-12s %s in %s; %s", m.Mechanism.Name(), counted(len(m.Compartments), "instance"), counted(m.spans, "span"), fused)
		for _, k := range []*Kernel{m.Sweep, m.Advance, m.Currents} {
			if k != nil {
				fmt.Fprintf(&b, "; %d operations", len(k.Program.Code.Instructions))
				break
			}
		}
		b.WriteString(end)
	}
	for _, c := range p.cuts {
		fmt.Fprintf(&b, "  %s\n", p.describeCut(c))
	}
	for i, c := range p.uncut {
		if i == mostUncut {
			fmt.Fprintf(&b, "  and %d large cells more that are not cut\n", len(p.uncut)-i)
			break
		}
		fmt.Fprintf(&b, "  cell %-7d large, but not cut into parts that workers could share: %s\n", c.cell, c.why)
	}
	if len(p.published) > 0 {
		fmt.Fprintf(&b, "  exchange     %d compartments publish their voltage\n", len(p.published))
	}
	return b.String()
}

// mostUncut is how many large cells that are not cut are named.
const mostUncut = 5

// describeCut says how a cell is cut.
func (p *Plan) describeCut(c *CutCell) string {
	text := fmt.Sprintf("cell %-7d cut into %s", p.groups[c.Cell.Groups.Low].Cells[0], counted(c.Parts.Len(), "part"))
	if len(c.Limbs) == 0 {
		return text + "; no limbs that workers could share"
	}
	trunk := 0
	for _, t := range p.tiles[c.Trunk.Low:c.Trunk.High] {
		trunk += t.Nodes.Len()
	}
	return text + fmt.Sprintf("; %d limbs, the most workers that share it, and a trunk of %.0f %%", len(c.Limbs), 100*float64(trunk)/float64(c.Cell.Nodes.Len()))
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Bytes is the memory of the plan, its kernels apart.
func (p *Plan) Bytes() int { return p.bytes }

// String prints the systems in order, what each touches, and the time that the
// last run spent in it.
func (s *Schedule) String() string {
	var b strings.Builder
	total := time.Duration(0)
	for _, e := range s.entries {
		total += e.spent
	}
	fmt.Fprintf(&b, "schedule: one step\n")
	for i, e := range s.entries {
		scope := e.access.Scope.String()
		switch e.access.Scope {
		case Serial:
			scope += ": all workers wait for it"
		case Crossing:
			scope += fmt.Sprintf(": a barrier every %d steps", max(e.access.Latency, 1))
		}
		fmt.Fprintf(&b, "  %d. %-10s %s", i+1, e.name, scope)
		if total > 0 {
			fmt.Fprintf(&b, "; %.1f %% of the time, about %s", 100*float64(e.spent)/float64(total), e.spent.Round(time.Microsecond))
		}
		if x, ok := e.system.(Explainer); ok {
			fmt.Fprintf(&b, "; %s", x.Explain())
		}
		b.WriteByte('\n')
	}
	return b.String()
}
