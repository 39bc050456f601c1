package examples_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ioswc"
	"golgi/topology/synth"
)

var update = flag.Bool("update", false, "write ../testdata/pyramidal.swc anew")

const (
	pyramidalFile = "../testdata/pyramidal.swc"
	pyramidalSeed = 7 // as testdata/README.md says
)

// The file in the repository is what the generator makes of its seed.
func TestPyramidalSWCIsMadeOfItsSeed(t *testing.T) {
	morphology := synth.Pyramidal(pyramidalSeed)
	if *update {
		require.NoError(t, ioswc.WriteFile(pyramidalFile, morphology))
	}
	var text bytes.Buffer
	require.NoError(t, ioswc.Write(&text, morphology))
	kept, err := os.ReadFile(pyramidalFile)
	require.NoError(t, err)
	require.Equal(t, text.String(), string(kept))

	read, _, err := ioswc.ReadFile(pyramidalFile, ioswc.Options{})
	require.NoError(t, err)
	require.True(t, ioswc.Same(morphology, read), "read again it is the same tree")
	require.Len(t, read.Branches, 149)
}
