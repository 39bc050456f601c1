package model

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// page is docs/model-file.md.
func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "model-file.md"))
	require.NoError(t, err)
	return string(text)
}

const docsHead = "golgi: 1\ncells: [{name: a, parents: [-1]}]\n"

// The examples on the page can be read.
func TestDocsExamples(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(page(t), -1)
	require.Len(t, blocks, 2)
	for _, block := range blocks {
		text := block[1]
		if !strings.HasPrefix(text, "golgi:") {
			text = docsHead + text
		}
		f, err := Read("m.yaml", []byte(text))
		require.NoError(t, err)
		require.NotEmpty(t, f.Cells)
	}
	_, cases, found := strings.Cut(page(t), "\n    cases:\n")
	require.True(t, found)
	cases, _, _ = strings.Cut(cases, "\n\n")
	f, err := Read("m.yaml", []byte(docsHead+"fit:\n    cases:\n"+cases+"\n"))
	require.NoError(t, err)
	require.Len(t, f.Fit.Cases, 2)
}

// Every key of a fit stands on the page, and every key on the page is read.
func TestDocsNameTheKeysOfAFit(t *testing.T) {
	_, section, found := strings.Cut(page(t), "\n## fit\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	known := map[string]bool{}
	for _, wrong := range []string{"fit: 5", "fit: {targets: [5]}", "fit: {cases: [5]}", "fit: {bounds: [5]}", "fit: {optimiser: []}", "fit: {optimiser: {keys: [5]}}"} {
		_, err := Read("m.yaml", []byte(docsHead+wrong+"\n"))
		require.ErrorContains(t, err, "expected a mapping with the keys ")
		_, keys, _ := strings.Cut(err.Error(), "with the keys ")
		keys, _, _ = strings.Cut(keys, ", found ")
		for _, key := range strings.Split(keys, ", ") {
			known[key] = true
			require.Regexp(t, "`([^`]*[{ ])?"+key+"[`:]|- \\{"+key+":", section, "%s does not stand on the page", key)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(.*?)` \\|").FindAllStringSubmatch(section, -1) {
		for _, name := range strings.Split(row[1], "`, `") {
			name, _, _ = strings.Cut(name, ":")
			if !slices.Contains(optimiserNames(nil), name) {
				require.True(t, known[name], "%s is no key", name)
			}
		}
	}
	for _, o := range optimiserKinds {
		require.Contains(t, section, "| `"+o.name+"` |")
	}
}

// The page has the keys of fit.json, and no others.
func TestDocsNameTheKeysOfFitJSON(t *testing.T) {
	_, table, found := strings.Cut(page(t), "\n**fit.json**:\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n**")
	named := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?`) \\|").FindAllStringSubmatch(table, -1) {
		for _, key := range strings.Split(row[1], ", ") {
			named[strings.Trim(key, "`")] = true
		}
	}
	for field := range reflect.TypeFor[FitJSON]().Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		require.True(t, named[key], "%s is not on the page", key)
		delete(named, key)
	}
	require.Empty(t, named, "keys that fit.json does not have")
}
