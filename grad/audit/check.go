package audit

import (
	"context"

	"golgi"
	"golgi/grad"
)

// TB is the part of testing.TB that [Check] uses.
type TB interface {
	Helper()
	Context() context.Context
	Fatalf(format string, arguments ...any)
}

// Check fails a test if the gradient of a model is wrong, with the table, and
// returns the table. See [Run].
func Check(t TB, model grad.Model, parameters []golgi.Parameter, loss grad.Loss, o Options) *Table {
	t.Helper()
	table, err := Run(t.Context(), model, parameters, loss, o)
	if err != nil {
		t.Fatalf("%v", err)
		return nil
	}
	if err := table.Err(); err != nil {
		t.Fatalf("%v\n%s", err, table)
	}
	return table
}
