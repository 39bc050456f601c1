package ioswc

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

const large = shared + "/morphologies/l5pc_with_axon.swc"

func BenchmarkReadFile(b *testing.B) {
	needShared(b)
	for name, convention := range map[string]topology.Convention{"conserving": topology.Conserving, "jaxley": topology.Jaxley} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _, err := ReadFile(filepath.FromSlash(large), Options{Convention: convention})
				require.NoError(b, err)
			}
		})
	}
}

// 10,600 points are read in under 15 ms on an idle core; the fastest of ten
// rounds leaves room for a busy machine.
func TestReadingIsFast(t *testing.T) {
	needShared(t)
	fastest := time.Hour
	for range 10 {
		start := time.Now()
		_, _, err := ReadFile(filepath.FromSlash(large), Options{})
		require.NoError(t, err)
		fastest = min(fastest, time.Since(start))
	}
	require.Less(t, fastest, 30*time.Millisecond)
}

// Trees that make careless code quadratic or deep in recursion.
func TestLargeTreesTakeLinearTime(t *testing.T) {
	const n = 100_000
	for name, parent := range map[string]func(i int) int{
		"chain":          func(i int) int { return i - 1 },
		"star":           func(i int) int { return min(i-1, 1) },
		"comb":           func(i int) int { return i - 1 - (i-1)%2 },
		"roots":          func(i int) int { return 0 },
		"breadth first":  func(i int) int { return i / 2 },
		"reversed chain": nil,
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for i := 1; i <= n; i++ {
				p := i + 1
				if parent != nil {
					p = parent(i)
				}
				if p == 0 || p > n {
					p = -1
				}
				fmt.Fprintf(&b, "%d 3 %d %d 0 1 %d\n", i, i, i%7, p)
			}
			start := time.Now()
			for _, o := range []Options{{}, {Convention: topology.Jaxley}} {
				m, _, err := Read(strings.NewReader(b.String()), o)
				if err == nil {
					require.NoError(t, checkMorphology(m))
				}
			}
			require.Less(t, time.Since(start), 5*time.Second, "a tenth of it is usual")
		})
	}
}
