package golgi_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// TestPlansGiveTheirCodeBack: the machine code of plans goes when nothing refers to them, models that are kept and changed included.
func TestPlansGiveTheirCodeBack(t *testing.T) {
	if name, why := golgi.FastestEngine(); name != "native" {
		t.Skip("no machine code here: ", why)
	}
	code := func() int {
		text, err := os.ReadFile("/proc/self/maps")
		if err != nil {
			t.Skip("this system does not tell which memory holds code: ", err)
		}
		sum := 0
		for _, line := range bytes.Split(text, []byte("\n")) {
			if fields := bytes.Fields(line); len(fields) == 5 && bytes.HasPrefix(fields[1], []byte("r-x")) { // of no file
				var low, high int
				_, err := fmt.Sscanf(string(fields[0]), "%x-%x", &low, &high)
				require.NoError(t, err)
				sum += high - low
			}
		}
		return sum
	}
	least := func(enough int) int { // cleanups run beside
		now := 0
		for range 30 {
			runtime.GC()
			if now = code(); now <= enough {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		return now
	}
	before, most := least(0), 0
	var last *golgi.Cell
	for i := range 200 {
		cell, err := golgi.NewCellFromParents([]int{-1, 0}, 2)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.Record("v"))
		for range 2 {
			_, err = cell.Integrate(context.Background(), golgi.Options{TMax: 0.1})
			require.NoError(t, err)
			require.NoError(t, cell.Branch(1).Insert(library.Leak())) // another structure: another plan
		}
		if last = cell; i%20 == 0 {
			most = max(most, code()-before)
		}
	}
	require.Positive(t, most)
	require.LessOrEqual(t, least(before+8*4096)-before, 8*4096, "bytes of code, with one model left")
	runtime.KeepAlive(last)
}
