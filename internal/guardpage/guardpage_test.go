//go:build linux || darwin || freebsd || netbsd || openbsd

package guardpage

import (
	"runtime/debug"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// TestCopy: the column is there, and what is beside it on its side is not.
func TestCopy(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	m := New(t)
	for _, n := range []int{1, 3, 511, 512, 513, 2000} {
		for _, side := range Sides() {
			m.Reset()
			column := make([]int32, n)
			for i := range column {
				column[i] = int32(i + 1)
			}
			c := Copy(m, column, side)
			require.Equal(t, column, c)
			other := Copy(m, []float64{7}, side)
			c[n-1]++
			require.Equal(t, 7.0, other[0])
			beside := unsafe.Add(unsafe.Pointer(&c[0]), -4)
			if side == End {
				beside = unsafe.Add(unsafe.Pointer(&c[0]), 4*n)
			}
			require.Panics(t, func() { c[0] = *(*int32)(beside) }, "%d numbers, %v", n, side)
			require.Panics(t, func() { *(*int32)(beside) = 1 }, "%d numbers, %v", n, side)
		}
	}
	require.Empty(t, Copy(m, []float64{}, End))
}
