package plan

import "sync"

// crew are the goroutines of a run, which wait between chunks of steps. Goroutines made anew for each chunk, which for a
// large model is a few steps, would ask the memory manager for their descriptors again and again: what ends on one processor is
// not at hand on another.
type crew struct {
	group sync.WaitGroup
	job   func(w int)
	start []chan struct{} // of each worker but the first
}

// run runs f for each of so many workers, the first on this goroutine, and waits for all.
func (c *crew) run(workers int, f func(w int)) {
	for len(c.start) < workers-1 {
		w, start := len(c.start)+1, make(chan struct{}, 1)
		c.start = append(c.start, start)
		go func() {
			for range start {
				c.job(w)
				c.group.Done()
			}
		}()
	}
	c.job = f
	c.group.Add(workers - 1)
	for _, start := range c.start[:workers-1] {
		start <- struct{}{}
	}
	f(0)
	c.group.Wait()
}

// leave ends the goroutines; run makes new ones.
func (c *crew) leave() {
	for _, start := range c.start {
		close(start)
	}
	c.start, c.job = nil, nil
}
