//go:build amd64 && (linux || darwin || freebsd || netbsd || openbsd)

package native

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi/internal/guardpage"
	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/interp"
	"golgi/mech/library"
)

// guarded is a binding of the first rows, each column of which lies beside a guard page, numbers that are the same in all rows too.
func (d *drawn) guarded(m *guardpage.Memory, rows int, side guardpage.Side) *mech.Binding {
	m.Reset()
	b := &mech.Binding{}
	for _, in := range d.inputs {
		if !in.Uniform {
			in.Values = in.Values[:rows]
		}
		in.Values = guardpage.Copy(m, in.Values, side)
		b.Inputs = append(b.Inputs, in)
	}
	for i, out := range d.targets {
		if d.on[i] >= 0 {
			out.Values = b.Inputs[d.on[i]].Values
		} else if out.Values != nil {
			out.Values = guardpage.Copy(m, out.Values[:rows], side)
		}
		b.Outputs = append(b.Outputs, out)
	}
	return b
}

// TestGuardPages: nothing before or behind a column is read or written, whatever the program and the tail; programs of the library and
// their derivatives.
func TestGuardPages(t *testing.T) {
	memory := [2]*guardpage.Memory{guardpage.New(t), guardpage.New(t)}
	list, runs := engines(t), 0
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		for purpose := mech.Initialise; purpose <= mech.Assign; purpose++ {
			p, err := m.Program(purpose)
			require.NoError(t, err)
			if len(p.Outputs) == 0 || purpose == mech.Advance { // which is a part of a sweep
				continue
			}
			for _, mode := range []enginetest.Mode{enginetest.Forward, enginetest.Tangent, enginetest.Adjoint} {
				q, err := enginetest.Derive(p, mode, func(mech.Input) bool { return true })
				require.NoError(t, err)
				values := &table{rows: 33, odd: 1, rand: rand.New(rand.NewPCG(uint64(purpose), uint64(mode)))}
				d := values.bind(q)
				slow := compile(t, interp.New(), q)
				for width, e := range list {
					k := compile(t, e, q)
					for _, rows := range []int{1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 32, 33} {
						for _, side := range guardpage.Sides() {
							want, got := d.guarded(memory[0], rows, side), d.guarded(memory[1], rows, side)
							slow.Run(want, rows, &mech.Scratch{})
							k.Run(got, rows, &mech.Scratch{})
							requireSameBits(t, results(want), results(got), func() []any { return []any{name, purpose, mode, width, rows, side} })
							runs++
						}
					}
				}
			}
		}
	}
	t.Log(runs, "runs")
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
