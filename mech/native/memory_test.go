//go:build amd64 && (linux || darwin || freebsd || netbsd || openbsd)

package native

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"golgi/mech"
	"golgi/mech/interp"
)

// guarded gives a column between two pages that nothing may touch: at the end of what may be touched, or at its beginning.
func guarded(t *testing.T, column []float64, atEnd bool) []float64 {
	page := unix.Getpagesize()
	size := (8*len(column) + page - 1) / page * page
	memory, err := unix.Mmap(-1, 0, size+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, unix.Munmap(memory)) })
	require.NoError(t, unix.Mprotect(memory[:page], unix.PROT_NONE))
	require.NoError(t, unix.Mprotect(memory[page+size:], unix.PROT_NONE))
	first := page
	if atEnd {
		first += size - 8*len(column)
	}
	c := unsafe.Slice((*float64)(unsafe.Pointer(&memory[first])), len(column))
	copy(c, column)
	return c
}

// TestGuardPages: nothing before or behind a column is read or written, whatever the tail.
func TestGuardPages(t *testing.T) {
	for width, e := range engines(t) {
		for _, atEnd := range []bool{true, false} {
			for rows := 1; rows <= 26; rows++ {
				t.Run(fmt.Sprint(width, atEnd, rows), func(t *testing.T) {
					p, want := hh(t, rows)
					_, b := hh(t, rows)
					lies := map[*float64][]float64{}
					for i := range b.Inputs {
						c := b.Inputs[i].Values
						b.Inputs[i].Values = guarded(t, c, atEnd)
						lies[&c[0]] = b.Inputs[i].Values
					}
					for i := range b.Outputs {
						c := b.Outputs[i].Values
						if on, there := lies[&c[0]]; there {
							b.Outputs[i].Values = on
						} else {
							b.Outputs[i].Values = guarded(t, c, atEnd)
						}
					}
					compile(t, interp.New(), p).Run(want, rows, &mech.Scratch{})
					compile(t, e, p).Run(b, rows, &mech.Scratch{})
					requireSameBits(t, results(want), results(b), func() []any { return nil })
				})
			}
		}
	}
}

// TestUnderStress: one kernel in several goroutines, whose stacks and columns come and go, while memory is collected and the
// profiler interrupts.
func TestUnderStress(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	profiling := pprof.StartCPUProfile(io.Discard) == nil // not if the tests themselves are profiled
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			const rows = 9001
			p, want := hh(t, rows)
			compile(t, interp.New(), p).Run(want, rows, &mech.Scratch{})
			k := compile(t, e, p)
			until := time.Now().Add(time.Second)
			var group sync.WaitGroup
			group.Go(func() {
				for time.Now().Before(until) {
					runtime.GC()
				}
			})
			wrong := make([]string, 4)
			for worker := range wrong {
				group.Go(func() {
					for time.Now().Before(until) && wrong[worker] == "" {
						_, b := hh(t, rows)
						deep(worker*20, func() { k.Run(b, rows, &mech.Scratch{}) })
						for i, c := range results(b) {
							if !slices.Equal(c, results(want)[i]) {
								wrong[worker] = fmt.Sprint("target ", i, " differs")
							}
						}
					}
				})
			}
			group.Wait()
			require.Equal(t, make([]string, 4), wrong)
		})
	}
	if profiling {
		pprof.StopCPUProfile()
	}
}

// deep calls f from some way down a stack that has to grow.
func deep(depth int, f func()) byte {
	var room [512]byte
	if depth == 0 {
		f()
		return room[0]
	}
	room[depth%512] = deep(depth-1, f)
	return room[depth%511]
}

// TestRelease: the pages of a kernel go when nothing refers to it, and none is writable and executable.
func TestRelease(t *testing.T) {
	executable := func() int {
		text, err := os.ReadFile("/proc/self/maps")
		if err != nil {
			t.Skip("this system does not tell which pages are executable: ", err)
		}
		require.NotContains(t, string(text), " rwx")
		n := 0
		for _, line := range bytes.Split(text, []byte("\n")) {
			if fields := bytes.Fields(line); len(fields) == 5 && bytes.HasPrefix(fields[1], []byte("r-x")) { // of no file
				n++
			}
		}
		return n
	}
	collected := func(at int) bool {
		for range 100 {
			runtime.GC()
			if executable() <= at {
				return true
			}
			time.Sleep(10 * time.Millisecond)
		}
		return false
	}
	collected(0) // what other tests left
	before := executable()
	for _, e := range engines(t) {
		p, b := hh(t, 5)
		k := compile(t, e, p)
		k.Run(b, 5, &mech.Scratch{})
		require.Greater(t, executable(), before)
		k.Run(b, 5, &mech.Scratch{})
		runtime.KeepAlive(b)
	}
	require.True(t, collected(before), "pages are kept")
}
