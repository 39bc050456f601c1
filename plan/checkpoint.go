package plan

// checkpoint is a copy of the columns that a run goes on from.
type checkpoint struct {
	sample  int
	indices []int
	columns [][]float64
}

// newCheckpoint finds the columns of a run that it changes from step to step: states,
// and parameters that some system writes.
func newCheckpoint(r *runner) *checkpoint {
	written := map[int]bool{}
	for _, e := range r.schedule.entries {
		for _, d := range e.columns {
			written[d.index] = written[d.index] || d.writes
		}
	}
	c := &checkpoint{}
	for i, info := range r.plan.columns {
		kept := info.Role.Dynamic() || written[i] && (info.Role == RoleParameter || info.Role == RoleGeometry)
		if kept && !r.state.columns[i].uniform {
			c.indices = append(c.indices, i)
			c.columns = append(c.columns, nil)
		}
	}
	return c
}

// in returns a checkpoint of the same columns in memory that is there.
func (c *checkpoint) in(p *Plan, memory []float64) *checkpoint {
	other := &checkpoint{indices: c.indices, columns: make([][]float64, 0, len(c.indices))}
	for _, i := range c.indices {
		rows := p.columns[i].Rows
		other.columns = append(other.columns, memory[:0:rows])
		memory = memory[rows:]
	}
	return other
}

// bytes is the memory that one takes.
func (c *checkpoint) bytes(p *Plan) int {
	n := 0
	for _, i := range c.indices {
		n += 8 * p.columns[i].Rows
	}
	return n
}

func (c *checkpoint) keep(s *State) {
	c.sample = s.step
	for k, i := range c.indices {
		c.columns[k] = append(c.columns[k][:0], s.columns[i].values...)
	}
}

func (c *checkpoint) restore(s *State) {
	s.step = c.sample
	for k, i := range c.indices {
		copy(s.columns[i].values, c.columns[k])
	}
}
