//go:build amd64 && linux

package native

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"golgi/mech"
	"golgi/mech/library"
)

// executableBytes is the memory with code that is of no file.
func executableBytes(t *testing.T) int {
	text, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	sum := 0
	for _, line := range bytes.Split(text, []byte("\n")) {
		if fields := bytes.Fields(line); len(fields) == 5 && bytes.HasPrefix(fields[1], []byte("r-x")) {
			var low, high int
			_, err := fmt.Sscanf(string(fields[0]), "%x-%x", &low, &high)
			require.NoError(t, err)
			sum += high - low
		}
	}
	return sum
}

// TestManyKernels: a program that makes kernel after kernel and drops them does not pile up their pages, though nothing asks for a
// collection: what making one takes of the heap lets the collector come.
func TestManyKernels(t *testing.T) {
	p, err := library.Leak().Program(mech.Currents)
	require.NoError(t, err)
	for width, e := range engines(t) {
		runtime.GC()
		before, most := executableBytes(t), 0
		var m runtime.MemStats
		for i := range 10_000 {
			b := &mech.Binding{}
			for range p.Inputs {
				b.Inputs = append(b.Inputs, mech.Operand{Values: []float64{1}})
			}
			for range p.Outputs {
				b.Outputs = append(b.Outputs, mech.Target{Values: []float64{0}})
			}
			k := compile(t, e, p)
			k.(mech.CodeMaker).Make(b)
			ways, _ := k.(mech.CodeMaker).Code()
			require.Equal(t, 1, ways)
			if i%100 == 0 {
				most = max(most, executableBytes(t)-before)
			}
		}
		runtime.ReadMemStats(&m)
		heap := int(m.NextGC)
		require.Less(t, most, max(heap, 20<<20), "%s: bytes of code at a time; 10,000 kernels have 40 MiB", width)
	}
}

// TestPagesAreAskedForAgain: where there is no memory for code the kernels that nobody has any more are given back first; another
// refusal is final.
func TestPagesAreAskedForAgain(t *testing.T) {
	for _, c := range []struct {
		refusals []error
		asked    int
		want     error
	}{
		{nil, 1, nil},
		{[]error{unix.ENOMEM}, 2, nil},
		{[]error{unix.ENOMEM, unix.ENOMEM, unix.ENOMEM}, 4, nil},
		{[]error{unix.ENOMEM, unix.ENOMEM, unix.ENOMEM, unix.ENOMEM, unix.ENOMEM}, 4, unix.ENOMEM},
		{[]error{unix.EACCES, unix.EACCES}, 1, unix.EACCES},
	} {
		collected := make(chan bool, 1)
		runtime.AddCleanup(new([64]byte), func(int) { collected <- true }, 0)
		asked := 0
		p, err := newPagesIn(func(code []byte) ([]byte, error) {
			if asked++; asked <= len(c.refusals) {
				return nil, c.refusals[asked-1]
			}
			return executable(code)
		}, []byte{0xc3})
		require.ErrorIs(t, err, c.want)
		require.Equal(t, c.asked, asked)
		if c.want == nil {
			p.release()
		}
		if asked > 1 {
			select {
			case <-collected:
			case <-time.After(10 * time.Second):
				t.Fatal("nothing was collected")
			}
		}
	}
}
