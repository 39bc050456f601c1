package propagator

import "sync"

// Cache shares the propagators of equal systems. It may be used by several
// goroutines at once; its zero value is empty.
type Cache struct {
	mutex   sync.Mutex
	entries map[Key]*entry
	bytes   int64
}

type entry struct {
	once       sync.Once
	propagator *Propagator
	err        error
}

// Get returns the propagator of a system equal to s, and builds it the first time.
func (c *Cache) Get(s System) (*Propagator, error) {
	key := s.Key()
	c.mutex.Lock()
	e, found := c.entries[key]
	if !found {
		if c.entries == nil {
			c.entries = map[Key]*entry{}
		}
		e = &entry{}
		c.entries[key] = e
	}
	c.mutex.Unlock()
	e.once.Do(func() {
		if e.propagator, e.err = New(s); e.err == nil {
			c.mutex.Lock()
			c.bytes += e.propagator.Bytes()
			c.mutex.Unlock()
		}
	})
	return e.propagator, e.err
}

// Len is the number of distinct systems.
func (c *Cache) Len() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.entries)
}

// Bytes is the memory of all propagators that are built.
func (c *Cache) Bytes() int64 {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.bytes
}
