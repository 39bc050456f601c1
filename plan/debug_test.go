//go:build golgi_debug

package plan_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/plan"
)

// TestPoison: a system that goes around its Access, through slices it kept, is
// caught.
func TestPoison(t *testing.T) {
	var kept []float64
	keeper := system{"keeper", plan.Access{Writes: []plan.Column{plan.Area}, Scope: plan.Local},
		func(c *plan.Context, t plan.Tile) error { kept = c.Write(plan.Area); return nil }}
	for name, test := range map[string]struct {
		access plan.Access
		want   string
	}{
		"undeclared": {plan.Access{Scope: plan.Local}, `system "intruder" writes column "area", which its Access does not name`},
		"read only":  {plan.Access{Reads: []plan.Column{plan.Area}, Scope: plan.Local}, `system "intruder" writes column "area", which its Access has under Reads only`},
	} {
		t.Run(name, func(t *testing.T) {
			intruder := system{"intruder", test.access, func(c *plan.Context, t plan.Tile) error { kept[0] = 1; return nil }}
			b := blueprint(t, 1, tree(t, []int{-1}, 2))
			b.Area[0] = 2 // two values, so that the column has rows
			_, s := freeze(t, b)
			err := plan.Run(context.Background(), s, schedule(t, keeper, intruder), plan.RunOptions{Steps: 1, Dt: 1})
			require.ErrorContains(t, err, test.want)
		})
	}
	t.Run("read", func(t *testing.T) {
		reader := system{"reader", plan.Access{Scope: plan.Local}, func(c *plan.Context, t plan.Tile) error {
			if !math.IsNaN(kept[0]) {
				return errors.New("an undeclared column could be read")
			}
			return nil
		}}
		_, s := freeze(t, blueprint(t, 1, tree(t, []int{-1}, 2)))
		require.NoError(t, plan.Run(context.Background(), s, schedule(t, keeper, reader), plan.RunOptions{Steps: 1, Dt: 1}))
	})
}
