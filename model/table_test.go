package model

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/numtable"
)

func TestTable(t *testing.T) {
	for name, text := range map[string]string{
		"comma":     "t_ms,r0\n0,-70\n0.025,-69.5\n",
		"no header": "0,-70\n0.025,-69.5",
		"crlf":      "\"t_ms\";\"r0\"\r\n0;-70\r\n\r\n0.025;-69.5\r\n",
		"blanks":    "# a comment\n 0 -70\n\t0.025\t-69.5\n",
		"bom":       "\uFEFFt,v\n0,-7e1\n2.5e-2,-69.5\n",
	} {
		t.Run(name, func(t *testing.T) {
			table, err := parseTable("t.csv", []byte(text))
			require.NoError(t, err)
			require.Equal(t, 2, table.Columns)
			require.Equal(t, []float64{0, 0.025}, table.Column(0))
			require.Equal(t, []float64{-70, -69.5}, table.Column(1))
		})
	}
}

func TestTableErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, message string }{
		"empty":        {"", "t.csv: there are no numbers in this table"},
		"names alone":  {"t,v\n", "t.csv: there are no numbers in this table"},
		"ragged":       {"t,v\n0,1\n2\n", "t.csv:3:1: 1 fields, but the lines before have 2"},
		"header width": {"t,v,w\n0,1\n", "t.csv:2:1: 2 fields, but the lines before have 3"},
		"text":         {"0,1\n0,x\n", `t.csv:2:1: field 1: expected a number, found "x"`},
		"nan":          {"0,1\n0,nan\n", `t.csv:2:1: field 1: expected a number, found "nan"`},
		"missing":      {"0,1\n0,\n", `t.csv:2:1: field 1: expected a number, found ""`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseTable("t.csv", []byte(c.text))
			require.EqualError(t, err, c.message)
		})
	}
	_, _, err := readTable(filepath.Join(t.TempDir(), "none.csv"), numtable.Parse)
	require.ErrorContains(t, err, "none.csv: there is no such file")
	require.ErrorIs(t, err, os.ErrNotExist)
}
