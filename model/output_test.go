package model

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func text(s string) func(*bufio.Writer) error {
	return func(w *bufio.Writer) error { _, err := w.WriteString(s); return err }
}

// tree lists all files and folders below one.
func tree(t *testing.T, dir string) (all []string) {
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if relative, _ := filepath.Rel(dir, path); relative != "." {
			all = append(all, filepath.ToSlash(relative))
		}
		return err
	}))
	return all
}

func TestOutputCommit(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "a", "b")
	o, err := NewOutput(dir, "one.csv", "two.csv")
	require.NoError(t, err)
	require.Empty(t, tree(t, base), "checking makes nothing")
	require.NoError(t, o.Write("one.csv", text("1")))
	require.NoError(t, o.Write("two.csv", text("2")))
	require.NotContains(t, tree(t, base), "a/b/one.csv")
	require.NoError(t, o.Commit())
	o.Discard()
	require.Equal(t, []string{"a", "a/b", "a/b/one.csv", "a/b/two.csv"}, tree(t, base))

	// A second run replaces the files of the first.
	o, err = NewOutput(dir, "one.csv")
	require.NoError(t, err)
	require.NoError(t, o.Write("one.csv", text("longer")))
	require.NoError(t, o.Commit())
	got, err := os.ReadFile(filepath.Join(dir, "one.csv"))
	require.NoError(t, err)
	require.Equal(t, "longer", string(got))
}

func TestOutputDiscard(t *testing.T) {
	base := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(base, "mine.txt"), nil, 0o666))
	o, err := NewOutput(filepath.Join(base, "a", "b"), "one.csv")
	require.NoError(t, err)
	require.NoError(t, o.Write("one.csv", text("1")))
	o.Discard()
	require.Equal(t, []string{"mine.txt"}, tree(t, base))
}

// full is a file on a disk that has room for a few bytes.
type full struct {
	outputFile
	room int
}

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), f.room)
	f.room -= n
	written, err := f.outputFile.Write(p[:n])
	if err == nil && written < len(p) {
		err = &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return written, err
}

func TestOutputDiskFull(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "out")
	o, err := NewOutput(dir, "traces.csv", "run.json")
	require.NoError(t, err)
	o.open = func(dir, name string) (outputFile, error) {
		f, err := createTemporary(dir, name)
		return &full{f, 100_000}, err
	}
	require.NoError(t, o.Write("run.json", text("{}")))
	err = o.Write("traces.csv", text(strings.Repeat("x", 200_000)))
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.EqualError(t, err, filepath.Join(dir, "traces.csv")+": the disk is full (no space left on device); nothing was written")
	o.Discard()
	require.Empty(t, tree(t, base))
}

// The last bytes may fail only when the file is closed.
func TestOutputFullOnFlush(t *testing.T) {
	base := t.TempDir()
	o, err := NewOutput(base, "run.json")
	require.NoError(t, err)
	o.open = func(dir, name string) (outputFile, error) {
		f, err := createTemporary(dir, name)
		return &full{f, 1}, err
	}
	require.ErrorIs(t, o.Write("run.json", text("{}")), syscall.ENOSPC)
	o.Discard()
	require.Empty(t, tree(t, base))
}

func TestOutputRefused(t *testing.T) {
	base := t.TempDir()
	file := filepath.Join(base, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o666))
	_, err := NewOutput(file, "a")
	require.EqualError(t, err, "output folder "+file+": "+file+" is a file")
	_, err = NewOutput(filepath.Join(file, "below"), "a")
	require.ErrorContains(t, err, "output folder "+filepath.Join(file, "below"))
	_, err = NewOutput("", "a")
	require.Error(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(base, "out", "traces.csv"), 0o777))
	_, err = NewOutput(filepath.Join(base, "out"), "traces.csv")
	require.ErrorContains(t, err, "traces.csv is a folder there")
	if os.Getuid() != 0 {
		locked := filepath.Join(base, "locked")
		require.NoError(t, os.Mkdir(locked, 0o555))
		_, err = NewOutput(filepath.Join(locked, "out"), "a")
		require.ErrorContains(t, err, "permission denied")
	}
}

// A name that is taken between the check and the end takes the other new files with it.
func TestOutputCommitFails(t *testing.T) {
	base := t.TempDir()
	o, err := NewOutput(base, "one.csv", "two.csv")
	require.NoError(t, err)
	require.NoError(t, o.Write("one.csv", text("1")))
	require.NoError(t, o.Write("two.csv", text("2")))
	require.NoError(t, os.MkdirAll(filepath.Join(base, "two.csv", "x"), 0o777))
	require.ErrorContains(t, o.Commit(), "two.csv")
	require.Equal(t, []string{"two.csv", "two.csv/x"}, tree(t, base))
}

func TestWriteTraces(t *testing.T) {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	step := 0.025
	times := []float64{0, step, 2 * step, 3 * step}
	require.NoError(t, WriteTraces(w, times, [][]float64{{-70, -69.89932453840001, 1e-9, math.Pi}, {1, 2, 3, 1e6}}))
	require.NoError(t, w.Flush())
	require.Equal(t, "t_ms,r0,r1\n0,-70,1\n0.025,-69.89932453840001,2\n0.05,1e-09,3\n0.075,3.141592653589793,1e+06\n", b.String())
	require.Error(t, WriteTraces(w, times, [][]float64{{1}}))
}

// What is written and read again is the same to the last bit.
func TestTracesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := rapid.IntRange(1, 20).Draw(t, "samples")
		times := make([]float64, samples)
		for k := range times {
			times[k] = float64(k) * 0.025
		}
		recordings := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64(), samples, samples), 1, 4).Draw(t, "recordings")
		var b bytes.Buffer
		w := bufio.NewWriter(&b)
		require.NoError(t, WriteTraces(w, times, recordings))
		require.NoError(t, w.Flush())
		table, err := parseTable("traces.csv", b.Bytes())
		require.NoError(t, err)
		require.Equal(t, len(recordings)+1, table.Columns)
		for r := range recordings {
			for k, x := range table.Column(r + 1) {
				require.Equal(t, math.Float64bits(recordings[r][k]), math.Float64bits(x))
			}
		}
		for k, x := range table.Column(0) {
			require.InDelta(t, times[k], x, 1e-12, "12 digits")
		}
	})
}

func BenchmarkWriteTraces(b *testing.B) {
	times := make([]float64, 10_000)
	row := make([]float64, len(times))
	for k := range times {
		times[k], row[k] = float64(k)*0.025, -70+math.Sin(float64(k))
	}
	recordings := [][]float64{row, row, row, row}
	for b.Loop() {
		w := bufio.NewWriter(discard{})
		if err := errors.Join(WriteTraces(w, times, recordings), w.Flush()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(5*len(times)), "ns/number")
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
