//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi/model"
)

// TestFitInterrupted: Ctrl-C keeps what there is, with exit status 0 and a sentence that says how to go on.
func TestFitInterrupted(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "golgi")
	said, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(said))
	truth(t)

	var stdout, stderr bytes.Buffer
	command := exec.Command(binary, "fit", "models/m.yaml", "--out", "out", "--epochs", "100000000")
	command.Stdout, command.Stderr = &stdout, &stderr
	require.NoError(t, command.Start())
	late := time.AfterFunc(30*time.Second, func() { _ = command.Process.Kill() })
	defer late.Stop()
	time.Sleep(time.Second) // some epochs
	require.NoError(t, command.Process.Signal(os.Interrupt))
	require.NoError(t, command.Wait(), stderr.String())
	require.Empty(t, stderr.String())
	require.Contains(t, stdout.String(), " of 100000000 epochs; to go on: golgi fit models/m.yaml --out out --epochs 100000000 --resume\n")
	require.Equal(t, []string{"before_after.png", "best.yaml", "fit-state.json", "fit.json", "loss.png"}, entries(t, "out"))
	state, err := model.ReadFit("out")
	require.NoError(t, err)
	require.Positive(t, state.Epoch())
	succeed(t, "run", "out/best.yaml", "--out", "again", "-q")
	if epochs := state.Epoch(); epochs < 2000 { // the same bits as without the interruption
		succeed(t, "fit", "models/m.yaml", "--out", "straight", "--epochs", strconv.Itoa(epochs), "-q")
		want, err := os.ReadFile("straight/best.yaml")
		require.NoError(t, err)
		got, err := os.ReadFile("out/best.yaml")
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}
