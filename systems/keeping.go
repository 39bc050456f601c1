package systems

import (
	"slices"

	"golgi/mech"
	"golgi/plan"
)

// keepingCall is a call that keeps some of its inputs on the tape.
type keepingCall struct {
	spanCall
	keepers []keptRows
}

// keptRows are rows of a column of a tile.
type keptRows struct {
	keeper    plan.Keeper
	low, high int // counted from the tile's first
}

// prepareKeeping lets the kernels of a series keep the states that they overwrite, and one of them the voltage: what they read anyhow costs
// least to keep while they compute.
func (s series) prepareKeeping(c *plan.Context, t plan.Tile) {
	voltage := false
	for i := range s {
		link := &s[i]
		if link.keeping = nil; link.gather != nil {
			continue
		}
		var inputs []int
		var keepers []plan.Keeper
		for k, in := range link.kernel.Program.Inputs {
			switch whole := c.Rows(link.mechanism).Len() == t.Compartments.Len(); {
			case in.Facet != mech.Primal, link.spans[0].binding.Inputs[k].Uniform:
				continue
			case in.Role == mech.State:
			case in.Role == mech.Voltage && whole && !voltage:
			default:
				continue
			}
			if keeper, ok := c.Keeper(plan.InputColumn(in)); ok {
				inputs, keepers = append(inputs, k), append(keepers, keeper)
				voltage = voltage || in.Role == mech.Voltage
			}
		}
		if len(inputs) > 0 {
			link.keepInputs(c, t, inputs, keepers)
		}
	}
}

// keepInputs binds the spans anew.
func (l *link) keepInputs(c *plan.Context, t plan.Tile, inputs []int, keepers []plan.Keeper) {
	b := binder{c: c, t: t, rows: c.Rows(l.mechanism)}
	for i := range l.spans {
		plain := &l.spans[i]
		span := plain.span
		call := keepingCall{spanCall: spanCall{span: span, rows: plain.rows}}
		call.binding.Inputs, call.binding.Outputs = slices.Clone(plain.binding.Inputs), slices.Clone(plain.binding.Outputs)
		for j, k := range inputs {
			low := b.low(plan.InputColumn(l.kernel.Program.Inputs[k]), span)
			call.keepers = append(call.keepers, keptRows{keepers[j], low, low + span.Rows})
			call.binding.Keep = append(call.binding.Keep, mech.Kept{Input: k})
		}
		l.keeping = append(l.keeping, call)
	}
}

// keep runs the kernel in a step that is kept.
func (l *link) keep(c *plan.Context) {
	for i := range l.keeping {
		call := &l.keeping[i]
		for j := range call.keepers {
			rows, kept := &call.keepers[j], &call.binding.Keep[j]
			kept.Values = rows.keeper.Values(c)[rows.low:rows.high]
			if kept.Past != rows.keeper.Past(kept.Values) {
				kept.Past, call.binding.Prepared = !kept.Past, nil
			}
		}
		l.kernel.Run(&call.binding, call.rows, c.Scratch)
	}
}
