package golgi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golgi/mech"
	"golgi/plan"
)

// Member is one run of a batch: what it has of its own, beside the options that all of them share.
type Member struct {
	// Parameters, if given, take the place of Options.Parameters.
	Parameters []Parameter
	// Overrides come after Options.Overrides.
	Overrides []Override
	// InitialStates, if given, take the place of Options.InitialStates.
	InitialStates *States
	// TMax, if not 0, takes the place of Options.TMax, ms.
	TMax float64
}

// Batch is many runs of one model that are ready to start, side by side. Members of
// one length that start at one time are put together in chunks, each of which is run as
// a single simulation of as many copies of the model: cells of one structure are then solved eight at
// a time. Each member has the bits that it has alone.
//
// A chunk holds no more compartments than stay in a processor's cache (2048), or eight members where that is more. Models of more
// than 1536 compartments (512 with [View.PrepareGradients]) or of more than 1024 with synapses, and those whose cells are joined by
// junctions, run one member at a time.
//
// Memory: a member has 8 bytes for each compartment in each of nine columns of geometry and voltage, and for each row in each column of a mechanism
// that is not one value throughout its chunk, and some 700 bytes beside. States of a run, about as much again, are made when a chunk runs and let go of when it
// has; only samples, and final states if asked for, stay.
type Batch struct {
	m       *module
	engine  mech.Engine
	kept    bool // what is set in the model afterwards does not change it
	derived bool // chunks are those for derivatives
	options Options
	workers int
	size    int // members of a full chunk
	even    int // members that come in full chunks, as many for each worker
	rest    int // members of a chunk of the others
	members int
	chunks  []*Chunk
}

// MemberError is what is wrong with one member of a batch.
type MemberError struct {
	Member int // its number in the list that was given
	Err    error
}

// Error names the member.
func (e *MemberError) Error() string { return fmt.Sprintf("member %d: %v", e.Member, e.Err) }

// Unwrap returns the cause.
func (e *MemberError) Unwrap() error { return e.Err }

// PrepareBatch makes many runs of the model ready, as Prepare does one; see
// [Batch]. Dt, the solver and all other options are common to them. Errors: those of Prepare, as a [MemberError] where one member is the
// cause; Options.Systems, since a system of the user's own sees one model.
func (v *View) PrepareBatch(o Options, members []Member) (*Batch, error) {
	return v.prepareMany("prepare batch", o, members, false)
}

// PrepareGradients is PrepareBatch with chunks for derivatives: of fewer compartments, as a tape takes much memory, and such that
// gradients over a chunk have the bits of those of each member alone. Over those of PrepareBatch they may differ by rounding if there are synapses.
func (v *View) PrepareGradients(o Options, members []Member) (*Batch, error) {
	return v.prepareMany("prepare gradients", o, members, true)
}

func (v *View) prepareMany(operation string, o Options, members []Member, derived bool) (*Batch, error) {
	if err := v.checkPreparable(); err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	b, err := v.m.prepareBatch(o, members, true, derived)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	return b, nil
}

// IntegrateBatch runs the model once for each member and returns their results in order, each what
// Integrate gives for it, to the last bit; see [Batch]. The times in Result.Stats, and Result.Explain, are those of the chunk that a member
// was part of.
//
// Errors: those of Integrate. What stops one member stops the batch: the error is a [MemberError] that
// names the earliest step at which one stopped, and of those that did so then the first, whatever the workers.
func (v *View) IntegrateBatch(ctx context.Context, o Options, members []Member) ([]*Result, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("integrate batch: %w", err)
	}
	b, err := v.m.prepareBatch(o, members, false, false)
	if err != nil {
		return nil, fmt.Errorf("integrate batch: %w", err)
	}
	return b.Run(ctx)
}

// Len is the number of members.
func (b *Batch) Len() int { return b.members }

// Chunks returns the simulations that the batch is made of.
func (b *Batch) Chunks() []*Chunk { return b.chunks }

// Split is the number of chunks to run side by side, and of workers for each.
func (b *Batch) Split() (together, workers int) {
	together = min(b.workers, len(b.chunks))
	return together, max(b.workers/together, 1)
}

// Each calls f for every chunk, several side by side as Split says. It returns the errors, by chunk, as Named has them.
func (b *Batch) Each(f func(c *Chunk, workers int) error) []error {
	together, workers := b.Split()
	errs := make([]error, len(b.chunks))
	next := make(chan int, len(b.chunks))
	for i := range b.chunks {
		next <- i
	}
	close(next)
	work := func() {
		for i := range next {
			errs[i] = b.chunks[i].Named(f(b.chunks[i], workers))
		}
	}
	var group sync.WaitGroup
	for range together - 1 {
		group.Go(work)
	}
	work()
	group.Wait()
	return errs
}

// Run runs all members and returns their results in order. It may be called again. Error: see IntegrateBatch.
func (b *Batch) Run(ctx context.Context) ([]*Result, error) {
	results := make([]*Result, b.members)
	stop := &earliest{}
	progress := NewBatchProgress(b, b.options.Progress, 1)
	errs := b.Each(func(c *Chunk, workers int) error {
		list, err := c.run(ctx, workers, stop, progress.Of(c))
		if err != nil {
			return err
		}
		for k, number := range c.numbers {
			results[number] = list[k]
		}
		return nil
	})
	if err := b.FirstError(errs); err != nil {
		return nil, fmt.Errorf("integrate batch: %w", err)
	}
	return results, nil
}

// earliest is the earliest sample at which a chunk has stopped: others need not go further.
type earliest struct {
	mutex  sync.Mutex
	known  bool
	sample int
}

// stopped takes down that a chunk stopped with an error.
func (e *earliest) stopped(err error) {
	fault, is := errors.AsType[*plan.Fault](err)
	if !is {
		return
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if !e.known || fault.Step < e.sample {
		e.known, e.sample = true, fault.Step
	}
}

// steps is how many of the steps from a sample on are of any use.
func (e *earliest) steps(first, steps int) int {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.known {
		return max(min(steps, e.sample-first), 0)
	}
	return steps
}

// FirstError chooses among the errors of chunks, as Each returns them: the fault of the smallest step, and of one step that of the
// first member; else the first that is no cancellation.
func (b *Batch) FirstError(errs []error) error {
	var chosen error
	var best [3]int // in this order
	for _, err := range errs {
		if err == nil {
			continue
		}
		rank := [3]int{1, 0, 0} // neither fault nor cancellation
		if ended(err) {
			rank[0] = 2
		}
		if fault, is := errors.AsType[*plan.Fault](err); is {
			rank[0], rank[1] = 0, fault.Step
		}
		if one, is := errors.AsType[*MemberError](err); is {
			rank[2] = one.Member
		}
		if chosen == nil || slices.Compare(rank[:], best[:]) < 0 {
			chosen, best = err, rank
		}
	}
	return chosen
}

// ended tells whether an error is that of a context.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
