//go:build !amd64

package limit

// Vectors says whether this processor has what the vector code needs.
func Vectors() bool { return false }

func (b *block) sweepVectors(t *tree, _ Form) { b.sweep(t) }

func (b *block) solveVectors(t *tree) { b.solve(t) }

type numbers struct{}

func newNumbers() *numbers { return nil }
