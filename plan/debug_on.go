//go:build golgi_debug

package plan

import (
	"fmt"
	"math"
	"slices"
)

// debugCheck calls a system with every column poisoned that its Access does
// not name, and compares afterwards: a poisoned column that is read gives NaN,
// one that is written, or one declared as read only, is an error. Slow.
func debugCheck(c *Context, e *entry, f func(*Context, Tile) error) error {
	declared := make(map[int]bool) // column -> written
	for _, d := range e.columns {
		declared[d.index] = declared[d.index] || d.writes
	}
	columns := c.State.columns
	before := make([][]float64, len(columns))
	for i := range columns {
		before[i] = slices.Clone(columns[i].values)
		if _, named := declared[i]; !named {
			for k := range columns[i].values {
				columns[i].values[k] = math.NaN()
			}
		}
	}
	err := f(c, c.tile)
	for i := range columns {
		writes, named := declared[i]
		name := c.Plan.columns[i].Name
		if !named {
			if slices.ContainsFunc(columns[i].values, func(x float64) bool { return !math.IsNaN(x) }) && err == nil {
				err = fmt.Errorf("system %q writes column %q, which its Access does not name", e.name, name)
			}
			copy(columns[i].values, before[i])
		} else if !writes && !slices.EqualFunc(columns[i].values, before[i], sameBits) && err == nil {
			err = fmt.Errorf("system %q writes column %q, which its Access has under Reads only", e.name, name)
		}
	}
	return err
}

func sameBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

// debugWorkers: poison would be seen by the systems of other workers.
func debugWorkers(int) int { return 1 }
