//go:build linux

package systems_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"golgi/mech/native"
	"golgi/plan"
	"golgi/systems"
)

// refusing is set in a process in which the system is told to give no executable memory any more.
const refusing = "GOLGI_TEST_REFUSING"

// TestCodeRefusedLate: where the system refuses memory for code when a part of it has been made, the interpreter does the rest, with the
// same bits, and the plan says so. In a process of its own, as that cannot be taken back.
func TestCodeRefusedLate(t *testing.T) {
	engine, err := native.New()
	if err != nil {
		t.Skip("no machine code here: ", err)
	}
	if os.Getenv(refusing) == "" {
		command := exec.Command(os.Args[0], "-test.run=^TestCodeRefusedLate$", "-test.v")
		command.Env = append(os.Environ(), refusing+"=1")
		text, err := command.CombinedOutput()
		require.NoError(t, err, string(text))
		return
	}
	s := newSweepRun(t, calcium(t), systems.Options{}, plan.RunOptions{Steps: 6, Dt: 0.025, Every: 1})
	want, _ := s.swept(1, 6) // by the interpreter
	p, err := plan.Freeze(s.blueprint, engine)
	require.NoError(t, err)
	s.plan = p
	plan.MakeCode(s.state(), s.schedule(), s.run.Dt)
	require.Equal(t, "native", p.Engine())
	require.True(t, p.Mechanisms()[0].Sweep.RunsCode())
	const memoryDenyWriteExecute, refuseExecGain = 65, 1
	if err := unix.Prctl(memoryDenyWriteExecute, refuseExecGain, 0, 0, 0); err != nil {
		t.Skip("this system cannot be told to refuse executable memory: ", err)
	}
	got, _ := s.swept(2, 4)
	s.equal(want, got, false, "gradient")
	require.False(t, p.Mechanisms()[0].Sweep.RunsCode(), "the interpreter does what keeps columns for the tape")
	require.Equal(t, "native, but HH, Leak, CaL, CaPump, CaDynamics, CaNernstReversal, SKE2 and Late by interp: no executable memory: permission denied", p.Engine())
	require.Regexp(t, `; interp: no executable memory: permission denied\n    kernels: sweep \([0-9]+ bytes, bound in 1 way\), .*adjoint of sweep \(no code\)`, p.String())
}
