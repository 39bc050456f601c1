package bench

import (
	"bytes"
	"encoding/json"
	"golgi/internal/peak"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/grad"
)

// residentChild is set in the environment of the processes that TestBudgetIsKeptByTheProcess starts, to a budget.
const residentChild = "GOLGI_TEST_RESIDENT"

// resident is what such a process reports: the most memory that it has held before and after its gradients, and their plan.
type resident struct{ Plain, Gradients, Planned int64 }

// TestBudgetIsKeptByTheProcess: a process that runs a model and then takes its gradient ten times, as a fit does, holds no more than
// its budget beyond what the runs alone made it hold. 8 MiB are left to the garbage collector, which lets small
// heaps grow to 4 MiB or twice what lives there.
func TestBudgetIsKeptByTheProcess(t *testing.T) {
	if text := os.Getenv(residentChild); text != "" {
		budget, err := strconv.ParseInt(text, 10, 64)
		require.NoError(t, err)
		reportResident(t, budget)
		return
	}
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	const left = 8 << 20
	for _, budget := range []int64{6 << 20, 24 << 20, 1 << 30} {
		child := exec.Command(os.Args[0], "-test.run=^TestBudgetIsKeptByTheProcess$", "-test.count=1")
		child.Env = append(os.Environ(), residentChild+"="+strconv.FormatInt(budget, 10))
		out, err := child.Output()
		require.NoError(t, err, "%s", out)
		line, _, _ := bytes.Cut(out, []byte("\n"))
		var r resident
		require.NoError(t, json.Unmarshal(line, &r), "%s", out)
		t.Logf("budget %d: %d planned; %d bytes held for the runs alone, %d with gradients", budget, r.Planned, r.Plain, r.Gradients)
		require.LessOrEqual(t, r.Planned, budget)
		require.LessOrEqual(t, r.Gradients, r.Plain+r.Planned+left, "budget %d", budget)
		require.GreaterOrEqual(t, r.Gradients, r.Plain+r.Planned-left, "the plan says what is taken, budget %d", budget)
	}
}

func reportResident(t *testing.T, budget int64) {
	w, err := Population(80, 10)
	require.NoError(t, err)
	w, err = w.Gradient()
	require.NoError(t, err)
	o := w.options(MeasureOptions{Workers: 1})
	for range 10 {
		require.NoError(t, w.forward(t.Context(), o)())
	}
	r := resident{Plain: int64(peak.Bytes())}
	gradient := w.gradientOf(o, grad.Budget(budget), meanSquare, func(c grad.Cost) { r.Planned = c.Bytes + c.Derivatives })
	for range 10 {
		require.NoError(t, gradient())
	}
	r.Gradients = int64(peak.Bytes())
	require.NoError(t, json.NewEncoder(os.Stdout).Encode(r))
}
