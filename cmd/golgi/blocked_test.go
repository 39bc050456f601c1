//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestInterruptWhileInputBlocks: a pipe that nobody writes to does not keep the
// program from ending.
func TestInterruptWhileInputBlocks(t *testing.T) {
	dir := t.TempDir()
	binary, pipe := filepath.Join(dir, "golgi"), filepath.Join(dir, "pipe")
	build, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(build))
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	var stderr bytes.Buffer
	command := exec.Command(binary, "run", pipe, "--out", filepath.Join(dir, "out"))
	command.Stderr = &stderr
	require.NoError(t, command.Start())
	late := time.AfterFunc(20*time.Second, func() { _ = command.Process.Kill() })
	defer late.Stop()
	time.Sleep(300 * time.Millisecond) // until it has begun to read
	require.NoError(t, command.Process.Signal(os.Interrupt))
	require.Error(t, command.Wait())
	require.Equal(t, 1, command.ProcessState.ExitCode())
	require.Equal(t, "golgi: interrupted; nothing was written\n", stderr.String())
}
