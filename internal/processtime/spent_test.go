package processtime_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi/internal/processtime"
)

// TestSpent: it grows while this works, and about stands still while it sleeps.
func TestSpent(t *testing.T) {
	before, known := processtime.Spent()
	if !known {
		t.Skip("not known here")
	}
	x := 1.0
	for started := time.Now(); time.Since(started) < 50*time.Millisecond; {
		x = x*0.999 + 1
	}
	require.Positive(t, x)
	worked, _ := processtime.Spent()
	require.Greater(t, worked, before)
	time.Sleep(200 * time.Millisecond)
	slept, _ := processtime.Spent()
	require.Less(t, slept-worked, 150*time.Millisecond)
}
