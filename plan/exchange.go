package plan

// exchange holds the voltages that tiles publish for others: a ring of
// buffers, one a step, so that a tile may run ahead of another by as many
// steps as the latency of the crossing systems allows.
type exchange struct {
	rows  int
	slots [][]float64
}

// newExchange makes a ring for reads up to latency steps back and epochs of
// the given number of steps between barriers.
func newExchange(rows, latency, epoch int) exchange {
	e := exchange{rows: rows, slots: make([][]float64, latency+epoch+1)}
	for i := range e.slots {
		e.slots[i] = make([]float64, rows)
	}
	return e
}

// at returns the buffer of a sample; one before the start of the run (down to
// minus the latency) holds what fill or a resumed snapshot put there.
func (e *exchange) at(sample int) []float64 {
	n := len(e.slots)
	return e.slots[(sample%n+n)%n]
}

// fill lets every sample so far be the present one: before its start a model
// is taken to have rested at its initial voltages.
func (e *exchange) fill(p *Plan, v []float64) {
	for _, slot := range e.slots {
		for row, compartment := range p.published {
			slot[row] = v[compartment]
		}
	}
}

// publish copies the voltages of a tile's published compartments into the
// buffer of a sample.
func (e *exchange) publish(p *Plan, t Tile, sample int, v []float64) {
	if e.rows == 0 {
		return
	}
	p.copyPublished(e.at(sample), t, v)
}
