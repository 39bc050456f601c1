package numtable_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/numtable"
)

func TestParse(t *testing.T) {
	table, err := numtable.Parse([]byte("\uFEFF\"t\";\"v\"\r\n# a comment\r\n0;-70\r\n\r\n0.025;-69.5\r\n"))
	require.NoError(t, err)
	require.Equal(t, 2, table.Rows())
	require.Equal(t, []float64{-70, -69.5}, table.Column(1))
	matrix, err := numtable.ParseMatrix([]byte("True,False\n0,1\n"))
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0, 0, 1}, matrix.Values)
	_, err = numtable.ParseMatrix([]byte("1,x\n1,1\n"))
	require.EqualError(t, err, `line 1: field 1: expected a number, found "x"`)
	for text, want := range map[string]string{
		"":           "there are no numbers in this table",
		"0,1\n0,inf": `line 2: field 1: expected a number, found "inf"`,
		"0,1\n0":     "line 2: 1 fields, but the lines before have 2",
	} {
		_, err := numtable.Parse([]byte(text))
		require.EqualError(t, err, want)
	}
}
