package systems

import "golgi/systems/lanes"

// partDerivative is what the way back has of one part of a cell that is cut.
type partDerivative struct {
	above []int32 // the parents of its compartments, counted from its first
	found foundByVoltage
	now   cableStep
}

// prepareParts makes the derivatives' view of each part.
func (w *cable) prepareParts() {
	d := w.derivative
	d.parts = make([]partDerivative, len(w.parts))
	for i := range w.parts {
		rows := w.parts[i].compartments
		for _, p := range d.above[rows.Low:rows.High] {
			d.parts[i].above = append(d.parts[i].above, p-int32(rows.Low))
		}
	}
}

// riseBack assembles a part for the transposed solve and eliminates it. What stays as it is of the solution before is put on its nodes.
func (w *cable) riseBack(part *cablePart, s *cableStep) {
	w.assembleAdjointRows(&part.cableRows, s)
	if w.derivative.active {
		w.spreadRows(&part.cableRows, w.derivative.x, w.solution(&part.cableRows, s))
	}
	w.Rise(w.strips, part.number)
}

// descendBack substitutes in a part and gives the solution to what the right-hand side is made of, and to the couplings.
func (w *cable) descendBack(number int, part *cablePart, s *cableStep) {
	w.Descend(w.strips, part.number)
	w.takeAdjointRows(&part.cableRows, s, false)
	d := w.derivative
	if !d.active {
		return
	}
	w.meet(d.x, part.meeting.Low, part.meeting.High)
	w.vectors.Couplings(part.first, d.parts[number].above, w.Right, d.x, d.coupling)
	for _, k := range part.branchpoints {
		lanes.None.Couplings(int(k), []int32{d.above[k] - k}, w.Right, d.x, d.coupling)
	}
}
