package plan

import (
	"fmt"
	"time"

	"golgi/mech"
)

// Context is what a system is given beside its tile: the step, the time and
// the columns it declared. It belongs to one worker.
type Context struct {
	Plan  *Plan
	State *State
	// N is the step: the state goes from sample N to N+1.
	N int
	// T is the time of sample N, ms; Dt the step, ms.
	T, Dt float64
	// GateDt is the step by which channel states advance, ms: Dt but in the
	// first step of a staggered run, where it is half of it.
	GateDt float64
	// Worker is the number of the worker, from 0; Scratch its working memory.
	Worker  int
	Scratch *mech.Scratch

	// Sensitivity holds the derivatives that Tangent and Adjoint work on.
	Sensitivity *Sensitivity

	// First is the sample that the run started from; every Every-th sample
	// after it is kept. Read only.
	First, Every int

	entry    *entry
	tile     Tile
	after    afterwards      // rows of the tile as the step left them
	read     []readCotangent // asked for while a system prepares
	tape     *tape           // that the way back is over
	tapes    bool            // the step is kept there
	goesBack bool            // an Adjoint is called
	back     []float64       // the exchange column as it was in the step that is gone back through
	spent    []time.Duration // of each system in the steps that are timed, by this worker
	busy     time.Duration   // in all steps
}

// Read returns the rows of a column in the tile, to be read. The column must
// stand in the Access of the system (Reads or Writes); another is a bug of the
// system and panics, which ends the run with an error that names it. So does, in
// an Adjoint, a column that is not put back from the tape ([FoundReader]).
func (c *Context) Read(column Column) []float64 {
	i := c.readable(column)
	return c.State.rows(i, c.rows(i))
}

// Write returns the rows of a column in the tile, to be changed. The column
// must stand in the Writes of the system's Access.
func (c *Context) Write(column Column) []float64 {
	i, writes := c.declared(column)
	if !writes {
		panic(misuse(fmt.Sprintf("it writes column %q, which its Access has under Reads only", column)))
	}
	return c.State.rows(i, c.rows(i))
}

// ReadIn and WriteIn are Read and Write of given plan rows of compartments, which need not be those of the tile. They are for a
// [Climber]: the compartments of a part may begin in the tile before it, see CutCell.Rows.
func (c *Context) ReadIn(column Column, rows Range) []float64 {
	i := c.readable(column)
	return c.State.rows(i, rows)
}

// WriteIn is described with ReadIn.
func (c *Context) WriteIn(column Column, rows Range) []float64 {
	i, writes := c.declared(column)
	if !writes {
		panic(misuse(fmt.Sprintf("it writes column %q, which its Access has under Reads only", column)))
	}
	return c.State.rows(i, rows)
}

// Operand returns the rows of a column in the tile as a kernel reads them: one
// value where all rows are the same.
func (c *Context) Operand(column Column) mech.Operand {
	i := c.readable(column)
	return c.State.operand(i, c.rows(i))
}

// Exchange returns the published voltages (mV) of the step that lies latency
// steps back (0: of sample N), one for each of Plan.Published. The system must
// be Crossing, or Serial, and the latency the one that its Access declares.
func (c *Context) Exchange(latency int) []float64 {
	a := c.entry.access
	if a.Scope == Local || latency != a.Latency {
		panic(misuse(fmt.Sprintf("it reads the exchange column %d steps back, its Access has scope %s, latency %d",
			latency, a.Scope, a.Latency)))
	}
	if c.back != nil {
		return c.back
	}
	return c.State.exchange.at(c.N - latency)
}

// Rows returns the rows of a mechanism's columns that lie in the tile.
func (c *Context) Rows(mechanism int) Range { return c.Plan.tileRows(mechanism, c.tile) }

// Row returns the row of a compartment (its index over the model, as View.Rows
// gives it) in the slices of Read and Write, and false if it lies in another
// tile.
func (c *Context) Row(compartment int) (int, bool) {
	row := c.Plan.FromModel(compartment)
	return row - c.tile.Compartments.Low, row >= c.tile.Compartments.Low && row < c.tile.Compartments.High
}

// misuse is a panic of a system that does not keep to its Access.
type misuse string

func (c *Context) declared(column Column) (index int, writes bool) {
	for k := range c.entry.columns {
		d := &c.entry.columns[k]
		if d.name == column {
			return d.index, d.writes
		}
	}
	panic(misuse(fmt.Sprintf("it touches column %q, which its Access does not name", column)))
}

// readable finds a column that a step, or an Adjoint, may read where it is.
func (c *Context) readable(column Column) int {
	i, _ := c.declared(column)
	if c.goesBack && c.tape.stays[i] {
		panic(misuse(fmt.Sprintf("it reads column %q, which has the values of another step on the way back, as its ReadsFound names it; take it from Context.Found in PrepareAdjoint", column)))
	}
	return i
}

func (c *Context) rows(index int) Range { return c.Plan.rowsOf(index, c.tile) }
