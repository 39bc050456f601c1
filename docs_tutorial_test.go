package golgi_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
)

// TestTutorialShowsItsFiles: each block of docs/tutorial.md names its file above it. A
// mechanism or model is that file; Go is a part of it. What is shown is compiled and run
// by the tests of examples/homeostasis and examples/tutorial.
func TestTutorialShowsItsFiles(t *testing.T) {
	text, err := os.ReadFile("docs/tutorial.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)\\[([^\\]]+)\\]\\(\\.\\./[^)]*\\):\n\n```(\\w+)\n(.*?)```\n").FindAllStringSubmatch(string(text), -1)
	require.Equal(t, strings.Count(string(text), "```"), 2*len(blocks), "a block names no file")
	require.NotEmpty(t, blocks)
	for _, b := range blocks {
		file, kind, code := b[1], b[2], b[3]
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		if kind == "go" {
			require.Contains(t, string(kept), code, file)
			continue
		}
		require.Equal(t, string(kept), code, file)
		if kind == "text" {
			_, err := mech.Parse(file, kept)
			require.NoError(t, err, file)
		}
	}
}
