package golgi

import (
	"math"
	"math/rand/v2"
	"slices"
)

// random is a stream of random numbers of its own: the same seed gives the
// same numbers, whatever else is drawn.
type random struct{ *rand.Rand }

func newRandom(seed, stream uint64) *random {
	return &random{rand.New(rand.NewPCG(seed, stream))}
}

func (r *random) intn(n int) int { return r.IntN(n) }

// gap returns how many pairs are passed over before the next one, where
// logMiss is log(1-p), 0 < p < 1: geometric, by inversion.
func (r *random) gap(logMiss float64) float64 {
	return math.Floor(math.Log(1-r.Float64()) / logMiss)
}

// bernoulli connects each pair with probability p < 1.
func (c *connection) bernoulli(p float64, seed uint64) error {
	pairs := float64(len(c.pre)) * float64(len(c.post))
	spread := float64(p * pairs)
	if err := c.checkSize(spread); err != nil {
		return err
	}
	room := int(spread+6*math.Sqrt(spread)) + 8
	from, to := make([]int32, 0, room), make([]int32, 0, room)
	if p > 0 {
		r, logMiss, n := newRandom(seed, 0), math.Log1p(-p), int64(len(c.post))
		for at := r.gap(logMiss); at < pairs; at += 1 + r.gap(logMiss) {
			i := int64(at) / n
			from, to = append(from, c.pre[i]), append(to, c.target(int(int64(at)-i*n)))
		}
	}
	return c.make(from, to)
}

// drawn connects a binomial number of pairs, drawn with replacement.
func (c *connection) drawn(p float64, seed uint64) error {
	pairs := float64(len(c.pre)) * float64(len(c.post))
	if err := c.checkSize(float64(p * pairs)); err != nil {
		return err
	}
	r, n := newRandom(seed, 2), 0.0
	switch {
	case p == 1:
		n = pairs
	case p > 0:
		logMiss := math.Log1p(-p)
		for at := r.gap(logMiss); at < pairs; at += 1 + r.gap(logMiss) {
			n++
		}
	}
	drawn, targets := make([]int64, int(n)), int64(len(c.post)) // pairs may be more than an int of 32 bits counts
	for i := range drawn {
		drawn[i] = int64(r.IntN(len(c.pre)))*targets + int64(r.IntN(len(c.post)))
	}
	slices.Sort(drawn)
	from, to := make([]int32, len(drawn)), make([]int32, len(drawn))
	for k, pair := range drawn {
		i := pair / targets
		from[k], to[k] = c.pre[i], c.target(int(pair-i*targets))
	}
	return c.make(from, to)
}
