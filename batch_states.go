package golgi

import (
	"fmt"
	"math"
)

// stepOf is the sample, of a run with step dt, that the states belong to; 0 of none.
func (s *States) stepOf(dt float64) (int, error) {
	if s == nil {
		return 0, nil
	}
	if dt == s.dt {
		return s.snapshot.Step, nil
	}
	exact := s.Time() / dt
	step := math.Round(exact)
	if math.Abs(exact-step) > 1e-6 {
		return 0, fmt.Errorf("they are of %g ms, which is no whole number of steps of %g ms; take AtStart of them, or another dt", s.Time(), dt)
	}
	return int(step), nil
}
