package plan

// System is one entry of the schedule. Step advances the rows of one tile from
// n to n+1; it must not touch rows of another tile unless its scope says so,
// and reads and writes only the columns of its Access.
//
// Step of a Local or Crossing system is called from several goroutines at once,
// each with tiles of its own: what the system keeps besides columns it keeps a
// tile apart (Tile.Index), or it is Serial. A system that keeps anything serves
// one run at a time.
//
// A tile is whole cells, however large, for a system whose Access does not say that any part of one will do ([Extent]).
//
// An error ends the run and discards its results; a Serial system that returns
// ErrStop ends it after this step with the results so far.
type System interface {
	Name() string
	Access() Access
	Step(c *Context, t Tile) error
}

// Access says what a system touches.
type Access struct {
	Reads, Writes []Column
	// Scope is how far a step reaches; Serial if left out, which is correct
	// for every system and costs a barrier before and after it.
	Scope Scope
	// Latency, for Crossing: the system reads the exchange column of this many
	// steps ago. 0 costs a barrier each step, d one every d steps.
	Latency int
	// Publishes, for Local: the system changes V(n), and what crosses is to read
	// the new value in this very step. It costs a barrier.
	Publishes bool
	// Extent is how much of a cell a step must be given at once; whole cells if left out, which is correct for every
	// system. It matters for large cells alone, which are cut into several tiles.
	Extent Extent
}

// Extent is how much of a cell a system must be given at once.
type Extent uint8

const (
	// WholeCells: of a cell that is cut, all of it is given at once, in a turn of its own: systems before it have come
	// through all parts, and where workers share the cell, one does it while the others wait.
	WholeCells Extent = iota
	// AnyPart of a cell will do, as where each row is by itself: each tile is given.
	AnyPart
	// AlongTree is WholeCells of a [Climber], which can take part after part in a step. The system is prepared
	// and started with whole cells.
	AlongTree
)

// Climber is a system that goes along the branches of a cell in two ways, so that it can take part after part of one that is cut (see
// [CutCell]). Its Step is the two of them: Rise of all parts, from the first, in which there are leaves, to the last; Descend from the last to the first.
// Different limbs may be taken at the same time.
type Climber interface {
	System
	Rise(c *Context, t Tile) error
	Descend(c *Context, t Tile) error
}

// AdjointClimber is a Climber that goes back through a step in parts too: RiseBack and DescendBack are its Adjoint.
type AdjointClimber interface {
	Climber
	RiseBack(c *Context, t Tile) error
	DescendBack(c *Context, t Tile) error
}

// Scope is how far a system reaches beyond the tile it is given.
type Scope uint8

const (
	// Serial systems are given the whole model at once, alone.
	Serial Scope = iota
	// Local systems touch rows of their tile only.
	Local
	// Crossing systems read, besides, the exchange column: voltages that other
	// tiles have published.
	Crossing
)

// String returns the scope's name.
func (s Scope) String() string {
	switch s {
	case Local:
		return "local"
	case Crossing:
		return "crossing"
	}
	return "serial"
}

// Differentiable systems take part in the backward sweep. What Saves names is
// kept before Step overwrites it. Adjoint finds the columns that are saved as
// Step found them, and those that Step wrote, with Context.After, as it left them;
// it turns the cotangents of what Step wrote into those of what Step read
// (Context.Derivative): it adds to the latter, and overwrites or clears the former.
type Differentiable interface {
	System
	Saves() []Column
	Adjoint(c *Context, t Tile) error
}

// AfterReader is a Differentiable system that says which of the columns that it saves its Adjoint reads
// with Context.After; without this method it may read all of them, which costs a copy of each.
type AfterReader interface {
	ReadsAfter() []Column
}

// FoundReader is a Differentiable system that says which columns of its Access its Adjoint does not read, or only through
// Context.Found. If that is so of all systems that name a column, it need not be copied back from the tape, and a
// Context.Read of it there ends the sweep with an error.
type FoundReader interface {
	ReadsFound() []Column
}

// Tangential systems take part in the forward sweep of derivatives. Tangent
// does what Step does, and moves the tangents along.
type Tangential interface {
	System
	Tangent(c *Context, t Tile) error
}

// AdjointPreparer and TangentPreparer are systems that have work to do once
// for every set of derivatives, after Prepare.
type AdjointPreparer interface {
	PrepareAdjoint(c *Context, t Tile) error
}

// TangentPreparer is the same for tangents.
type TangentPreparer interface {
	PrepareTangent(c *Context, t Tile) error
}

// AdjointStarter is the way back through Start: it turns the cotangents of what
// Start wrote into those of what it read, on the state as Start found it. A
// system that has a Start needs it in a backward sweep.
type AdjointStarter interface {
	AdjointStart(c *Context, t Tile) error
}

// TangentStarter does what Start does, and moves the tangents along.
type TangentStarter interface {
	TangentStart(c *Context, t Tile) error
}

// AdjointFinisher is a system that turns what its Adjoint has summed up, of
// coefficients made in Prepare, into cotangents of what they were made of.
type AdjointFinisher interface {
	FinishAdjoint(c *Context, t Tile) error
}

// Preparer is a system that has work to do once a run, for each tile, before
// anything starts: binding kernels, deriving coefficients from dt and geometry.
type Preparer interface {
	Prepare(c *Context, t Tile) error
}

// Starter is a system that takes part in the initial sample, at n = 0 of a run,
// after all systems are prepared and in their order.
type Starter interface {
	Start(c *Context, t Tile) error
}

// Finisher is a system that closes something at the end of a run, once,
// whether the run succeeded or not.
type Finisher interface {
	Finish(s *State) error
}

// ColumnOwner is a system that brings columns of its own: states, which are in
// snapshots and in the state hash and have derivatives, parameters, and working
// memory. They are laid out when a model is frozen, before the system meets the
// plan, and have a value for each compartment; what the system reads or writes of
// them stands in its Access besides.
type ColumnOwner interface {
	System
	Columns() []OwnColumn
}

// Explainer adds a line to what the schedule prints.
type Explainer interface {
	Explain() string
}
