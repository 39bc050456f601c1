package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/atomicfile"
)

func TestWrite(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "a.txt")
	text := func(s string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			_, _ = io.WriteString(w, s)
			return err
		}
	}
	require.NoError(t, atomicfile.Write(name, text("first", nil)))
	err := atomicfile.Write(name, text("half", errors.New("out of ink")))
	require.EqualError(t, err, name+": cannot be written: out of ink")
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "first", string(got), "a failed write changes nothing")
	require.NoError(t, atomicfile.Write(name, text("second", nil)))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file is left")
	err = atomicfile.Write(filepath.Join(folder, "missing", "a.txt"), text("", nil))
	require.EqualError(t, err, filepath.Join(folder, "missing", "a.txt")+": cannot be written: no such file or directory")
}
