package golgi

import "sync"

// BatchProgress adds up the steps of chunks that are run side by side, a step for each member, and reports them
// one call at a time.
type BatchProgress struct {
	report func(done, steps int)
	mutex  sync.Mutex
	done   int // of all chunks
	steps  int
	of     map[*Chunk]chunkProgress
}

type chunkProgress struct{ done, steps int }

// NewBatchProgress reports on the chunks of a batch, each of which is expected to take so many
// times the steps of its run, until it says so itself. report may be nil.
func NewBatchProgress(b *Batch, report func(done, steps int), times int) *BatchProgress {
	p := &BatchProgress{report: report, of: make(map[*Chunk]chunkProgress, len(b.chunks))}
	for _, c := range b.chunks {
		p.set(c, 0, times*c.lead.steps)
	}
	return p
}

// set takes down how far a chunk has come.
func (p *BatchProgress) set(c *Chunk, done, steps int) {
	before := p.of[c]
	p.of[c] = chunkProgress{done, steps}
	p.done += len(c.numbers) * (done - before.done)
	p.steps += len(c.numbers) * (steps - before.steps)
}

// Of returns what one chunk reports to, nil if nobody listens.
func (p *BatchProgress) Of(c *Chunk) func(done, steps int) {
	if p.report == nil {
		return nil
	}
	return func(done, steps int) {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.set(c, done, steps)
		p.report(p.done, p.steps)
	}
}
