package mech

import "slices"

// add notes what a program reads and writes.
func (a *Access) add(p *Program) {
	for _, in := range p.Inputs {
		switch in.Role {
		case Voltage:
			a.Voltage = true
		case PreVoltage:
			a.PreVoltage = true
		case Celsius:
			a.Celsius = true
		case Time:
			a.Time = true
		case TimeStep:
			a.TimeStep = true
		case Area:
			a.Area = true
		case SharedKey:
			a.SharedReads = append(a.SharedReads, in.Key)
		case CurrentOf:
			a.CurrentReads = append(a.CurrentReads, in.Key)
		case PreviousCurrent:
			a.PreviousReads = append(a.PreviousReads, in.Key)
		}
	}
	for _, out := range p.Outputs {
		switch out.Role {
		case SharedKey:
			a.SharedWrites = append(a.SharedWrites, out.Key)
		case Flux:
			a.Fluxes = append(a.Fluxes, out.Key)
		case Voltage:
			a.WritesVoltage = true
		}
	}
	for _, list := range []*[]string{&a.SharedReads, &a.SharedWrites, &a.CurrentReads, &a.PreviousReads, &a.Fluxes} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}
