package syntax

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestContinuation: what ends a statement and what does not.
func TestContinuation(t *testing.T) {
	for text, statements := range map[string]int{
		"x = 1\ny = 2":                        2,
		"x = 1 +\n\n 2":                       1,
		"x = 1 # one\n  + 2\n\n\n":            1,
		"x = (1\n\n+ 2)\ny=3":                 2,
		"x = if 1 < 2\nthen 3\nelse 4\ny=2":   2,
		"x =\n 1":                             1,
		"gate m {\n alpha = 1,\n beta = 2\n}": 1,
		"f = 2 (mV)\n":                        1,
		"x = exp (1)\r\ny = 3":                2,
	} {
		f, err := Parse("t", []byte(text))
		require.NoError(t, err, text)
		require.Len(t, f.Statements, statements, text)
	}
}

func TestPositions(t *testing.T) {
	f, err := Parse("t", []byte("channel X\n\n  y = 3*(a -\n    bb) # c"))
	require.NoError(t, err)
	s := f.Statements[1]
	require.Equal(t, Position{3, 3}, s.Position)
	difference := s.Expression.Operands[1]
	require.Equal(t, Position{3, 12}, difference.Position)
	require.Equal(t, Position{4, 5}, difference.Operands[1].Position)
}
