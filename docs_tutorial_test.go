package golgi_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
)

// TestPagesShowTheirFiles: each block of docs/tutorial.md and docs/gradients.md names its file above it. A
// mechanism or model is that file; Go is a part of it. What is shown is compiled and run
// by the tests of examples/homeostasis, examples/tutorial and examples/gradients.
func TestPagesShowTheirFiles(t *testing.T) {
	for _, page := range []string{"docs/tutorial.md", "docs/gradients.md"} {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		blocks := regexp.MustCompile("(?s)\\[([^\\]]+)\\]\\(\\.\\./[^)]*\\):\n\n```(\\w+)\n(.*?)```\n").FindAllStringSubmatch(string(text), -1)
		require.Equal(t, strings.Count(string(text), "```"), 2*len(blocks), "a block of %s names no file", page)
		require.NotEmpty(t, blocks, page)
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
}

// TestNamesOfTheGradientsPage: what docs/gradients.md names of our packages is there.
func TestNamesOfTheGradientsPage(t *testing.T) {
	text, err := os.ReadFile("docs/gradients.md")
	require.NoError(t, err)
	found := 0
	for _, match := range regexp.MustCompile(`\b(grad|loss|fit|optimise|transform|dynamics|audit)((?:\.[A-Z]\w*)+)`).FindAllStringSubmatch(string(text), -1) {
		dir := "grad"
		if match[1] != "grad" {
			dir += "/" + match[1]
		}
		require.True(t, exported(sources(t, dir, false))[match[2][1:]], "there is no %s", match[0])
		found++
	}
	require.Greater(t, found, 30)
}
