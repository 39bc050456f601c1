package native

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/form"
)

// everywhere is what the seeds of each target must try, with rows, exprelr up to a derivative.
func everywhere(exprelr int) (list []string) {
	for op := form.Input; op <= form.Select; op++ {
		switch op {
		case form.Exprelr:
			for order := range exprelr + 1 {
				list = append(list, fmt.Sprint(op, " ", order))
			}
		case form.Step:
			for shape := range 5 {
				list = append(list, fmt.Sprint(op, " ", shape))
			}
		default:
			list = append(list, op.String())
		}
	}
	for rest := range 8 {
		list = append(list, fmt.Sprintf("%d rows behind whole vectors", rest))
	}
	for mode := range enginetest.Modes {
		list = append(list, fmt.Sprintf("mode %d", mode))
	}
	for _, b := range []bool{false, true} {
		list = append(list, fmt.Sprint("uniform ", b), fmt.Sprint("special values, uniform ", b), fmt.Sprint("output on input, added ", b), fmt.Sprint("output apart, added ", b))
	}
	return append(list, "output left out")
}

// targets are the fuzz targets: what each makes of its input, and what its seeds try.
var targets = map[string]struct {
	draw   func(*rapid.T) *sample
	wanted []string
}{
	"FuzzPrograms": {program, append(everywhere(3), "crowded")},
	"FuzzMechanisms": {mechanism, append(everywhere(2), string(mech.ChannelKind), string(mech.PumpKind), string(mech.PointKind), string(mech.SynapseKind), string(mech.JunctionKind),
		"shared reads", "shared writes", "currents of this step", "currents of the step before", "fluxes", "writes the voltage", "split")},
}

// decode is what a target makes of an input, nil if nothing.
func decode(t *testing.T, draw func(*rapid.T) *sample, words []byte) (s *sample) {
	t.Run("", func(t *testing.T) { rapid.MakeFuzz(func(r *rapid.T) { s = draw(r) })(t, words) })
	return s
}

// seeds are the inputs in testdata.
func seeds(t *testing.T, target string) map[string][]byte {
	names, err := filepath.Glob(filepath.Join("testdata", "fuzz", target, "*"))
	require.NoError(t, err)
	list := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		_, quoted, ok := strings.Cut(strings.TrimSpace(string(text)), "\n[]byte(")
		require.True(t, ok, name)
		words, err := strconv.Unquote(strings.TrimSuffix(quoted, ")"))
		require.NoError(t, err, name)
		list[name] = []byte(words)
	}
	return list
}

// TestSeeds: the seeds of the fuzz targets have rows, and try every operation, rest of rows, derivative and use of columns. Where GOLGI_SEEDS is
// set they are written anew, as they must be when what is made of them changes.
func TestSeeds(t *testing.T) {
	for target, c := range targets {
		t.Run(target, func(t *testing.T) {
			if os.Getenv("GOLGI_SEEDS") != "" {
				writeSeeds(t, target, c.draw, c.wanted)
			}
			tried := map[string]bool{}
			for name, words := range seeds(t, target) {
				s := decode(t, c.draw, words)
				require.NotNil(t, s, "%s makes nothing", name)
				require.NotEmpty(t, s.drawn, name)
				require.Positive(t, s.drawn[0].rows, name)
				maps.Copy(tried, s.holds)
			}
			for _, what := range c.wanted {
				require.True(t, tried[what], "no seed tries %q; write them anew with GOLGI_SEEDS=1", what)
			}
		})
	}
}

// writeSeeds finds inputs that together try all that is wanted, each something that those before it do not.
func writeSeeds(t *testing.T, target string, draw func(*rapid.T) *sample, wanted []string) {
	folder := filepath.Join("testdata", "fuzz", target)
	require.NoError(t, os.RemoveAll(folder))
	require.NoError(t, os.MkdirAll(folder, 0o777))
	random := rand.New(rand.NewPCG(2026, 7))
	missing := slices.Clone(wanted)
	for tries, n := 0, 0; len(missing) > 0; tries++ {
		require.Less(t, tries, 10_000, "not found: %v", missing)
		words := make([]byte, 8*1500)
		for i := 0; i < len(words); i += 8 {
			binary.LittleEndian.PutUint64(words[i:], random.Uint64())
		}
		s := decode(t, draw, words)
		tries := func(what string) bool { return s.holds[what] }
		if s == nil || len(s.drawn) == 0 || s.drawn[0].rows == 0 || !slices.ContainsFunc(missing, tries) {
			continue
		}
		missing = slices.DeleteFunc(missing, tries)
		least, most := 0, len(words)/8 // words that are read
		for least < most {
			if k := (least + most) / 2; decode(t, draw, words[:8*k]) == nil {
				least = k + 1
			} else {
				most = k
			}
		}
		n++
		text := fmt.Sprintf("go test fuzz v1\n[]byte(%q)\n", words[:8*least])
		require.NoError(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("seed%02d", n)), []byte(text), 0o666))
	}
}
