package loss

import (
	"errors"
	"fmt"
	"sync"

	"golgi"
)

// Term is a loss with its weight in a sum.
type Term struct {
	Weight float64
	Loss   Loss
}

// Sum is the sum of losses.
func Sum(losses ...Loss) Loss {
	terms := make([]Term, len(losses))
	for i, l := range losses {
		terms[i] = Term{1, l}
	}
	return Weighted(terms...)
}

// Scale is a loss times a factor.
func Scale(factor float64, l Loss) Loss { return Weighted(Term{factor, l}) }

// Weighted is the sum of losses, each times its weight. A term of weight 0 is
// called too, so that its errors are seen.
func Weighted(terms ...Term) Loss {
	terms = append([]Term{}, terms...)
	var pool sync.Pool // of scratch derivatives: a loss may be called from several goroutines
	return func(r *golgi.Result, derivative [][]float64) (float64, error) {
		if len(terms) == 0 {
			return 0, errors.New("a sum of no losses")
		}
		if err := checkRun(r, derivative); err != nil {
			return 0, err
		}
		for i, t := range terms {
			if t.Loss == nil {
				return 0, fmt.Errorf("term %d of the sum has no loss", i)
			}
			if !finite(t.Weight) {
				return 0, fmt.Errorf("the weight of term %d is %v", i, t.Weight)
			}
		}
		// A loss of the user's own may set the derivative instead of adding to it,
		// so that each term has one of its own.
		scratch, _ := pool.Get().(*buffer)
		if scratch == nil {
			scratch = new(buffer)
		}
		defer pool.Put(scratch)
		sum := 0.0
		for _, t := range terms {
			var own [][]float64
			if derivative != nil {
				own = scratch.shaped(derivative)
			}
			value, err := t.Loss(r, own)
			if err != nil {
				return 0, err
			}
			sum += float64(t.Weight * value)
			for i := range derivative {
				d := derivative[i]
				for k, x := range own[i] {
					d[k] += float64(t.Weight * x)
				}
			}
		}
		return sum, nil
	}
}

// buffer is memory for a derivative.
type buffer struct {
	rows   [][]float64
	values []float64
}

// shaped returns zeros of the shape of a derivative.
func (b *buffer) shaped(like [][]float64) [][]float64 {
	n := 0
	for _, row := range like {
		n += len(row)
	}
	if cap(b.values) < n {
		b.values = make([]float64, n)
	}
	b.values = b.values[:n]
	clear(b.values)
	b.rows = b.rows[:0]
	rest := b.values
	for _, row := range like {
		b.rows = append(b.rows, rest[:len(row):len(row)])
		rest = rest[len(row):]
	}
	return b.rows
}
