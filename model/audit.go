package model

import (
	"context"

	"golgi/grad/audit"
)

// Audit compares chosen derivatives of Gradient with those found in another way. The options of the gradient in how are
// those of the file and o. Errors name the model file; that derivatives disagree is in the table.
func (m *Model) Audit(ctx context.Context, o GradientOptions, how audit.Options) (*audit.Table, error) {
	options, lossOf, err := m.differentiable(o)
	if err != nil {
		return nil, err
	}
	how.Grad = options
	table, err := audit.Run(ctx, m.View, options.Run.Parameters, lossOf, how)
	if err != nil {
		return nil, &Error{File: m.File.Name, Message: err.Error(), Cause: err}
	}
	return table, nil
}
