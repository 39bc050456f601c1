package golgi

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech/library"
	"golgi/topology"
)

func TestSaveAndLoadIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := drawnNetwork(t)
		var b bytes.Buffer
		require.NoError(t, net.Save(&b))
		first := bytes.Clone(b.Bytes())
		loaded, err := Load(&b)
		require.NoError(t, err)
		again := loaded.(*Network)
		requireSameModel(t, net.m, again.m)
		requireSameBits(t, runOf(t, net), runOf(t, again))
		require.Equal(t, net.String(), again.String())
		require.Equal(t, net.Recordings(), again.Recordings())
		var second bytes.Buffer
		require.NoError(t, again.Save(&second))
		require.Equal(t, first, second.Bytes())
	})
}

// What is loaded is a model like any other: it may be changed on.
func TestALoadedModelIsAliveAndIndependent(t *testing.T) {
	cell := treeOfFive(t)
	require.NoError(t, cell.Insert(library.HH()))
	renamed, err := library.Leak().Renamed("Leak2")
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Insert(renamed))
	require.NoError(t, cell.Set("v", math.Copysign(0, -1)))
	require.NoError(t, cell.Branch(2).AddToGroup("far"))
	require.NoError(t, cell.Branch(2).SetPoints([]topology.Point{{X: math.Copysign(0, -1), Radius: 1}, {X: 5, Radius: 1}}))
	require.NoError(t, cell.SetCelsius(21))
	file := filepath.Join(t.TempDir(), "model.golgi")
	require.NoError(t, cell.SaveFile(file))
	loaded, err := LoadFile(file)
	require.NoError(t, err)
	again, isCell := loaded.(*Cell)
	require.True(t, isCell)
	requireSameModel(t, cell.m, again.m)
	require.True(t, math.Signbit(again.m.branches[2].points[0].X), "the sign of zero too")
	require.Equal(t, 21.0, again.Celsius())
	require.NoError(t, again.Insert(library.HH()), "the same mechanism, read from its text")
	require.NoError(t, again.Branch(1).Set("Leak2_gLeak", 1))
	require.NoError(t, again.SetNComp(3))
	require.NoError(t, again.Record("v"))
	require.Equal(t, 10, cell.Len())
	require.Empty(t, cell.Recordings())
	entries, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file is left")
}

func TestEveryKindIsSaved(t *testing.T) {
	comp := NewCompartment()
	branch, err := NewBranchOf(comp, 3)
	require.NoError(t, err)
	cell, err := NewCellOf(branch, []int{-1, 0})
	require.NoError(t, err)
	net, err := NewNetworkOf(cell, 2)
	require.NoError(t, err)
	for _, m := range []Module{comp, branch, cell, net} {
		var b bytes.Buffer
		require.NoError(t, m.Save(&b))
		loaded, err := Load(&b)
		require.NoError(t, err)
		require.IsType(t, m, loaded)
	}
}

func TestLoadErrors(t *testing.T) {
	cell := treeOfFive(t)
	var b bytes.Buffer
	require.ErrorContains(t, cell.Branch(0).Save(&b), "copy view branch(0) first")
	require.Zero(t, b.Len())
	require.NoError(t, cell.Save(&b))
	data := b.Bytes()
	flipped := bytes.Clone(data)
	flipped[len(data)/2] ^= 1
	for name, c := range map[string]struct {
		data    []byte
		message string
	}{
		"empty":     {nil, "not a saved model"},
		"other":     {[]byte("golgi: 1\n"), "not a saved model"},
		"version":   {[]byte("golgi model 2\nxxx"), `this version of golgi reads "golgi model 1"`},
		"truncated": {data[:len(data)-1], "not complete"},
		"short":     {data[:20], "not complete"},
		"damaged":   {flipped, "damaged"},
	} {
		_, err := Load(bytes.NewReader(c.data))
		require.ErrorContains(t, err, c.message, name)
	}
	_, err := LoadFile(filepath.Join(t.TempDir(), "none"))
	require.ErrorContains(t, err, "none")
	require.ErrorContains(t, cell.SaveFile(filepath.Join(t.TempDir(), "no", "such", "folder")), "no such file")
}

// Contents that are well formed but do not fit together are errors.
func TestLoadChecksWhatFitsTogether(t *testing.T) {
	net := smallNetwork(t)
	for name, spoil := range map[string]func(s *savedModule){
		"kind":                 func(s *savedModule) { s.Kind = "brain" },
		"no cells":             func(s *savedModule) { s.Cells = nil },
		"ncomp":                func(s *savedModule) { s.Cells[0].NComp[0] = 1 << 30 },
		"parents":              func(s *savedModule) { s.Cells[0].Parents[1] = 7 },
		"places":               func(s *savedModule) { s.Cells[0].At = nil },
		"celsius":              func(s *savedModule) { s.Celsius = nil },
		"branches":             func(s *savedModule) { s.Branches = s.Branches[1:] },
		"points":               func(s *savedModule) { s.Branches[0].Points = s.Branches[0].Points[1:] },
		"convention":           func(s *savedModule) { s.Branches[0].Convention = 9 },
		"columns":              func(s *savedModule) { s.Columns = s.Columns[1:] },
		"column":               func(s *savedModule) { s.Columns[3].Values = nil },
		"traced":               func(s *savedModule) { s.Traced = []uint64{1 << 63} },
		"group":                func(s *savedModule) { s.Groups[0].Members = make([]uint64, 9) },
		"group twice":          func(s *savedModule) { s.Groups = append(s.Groups, s.Groups[0]) },
		"mechanism":            func(s *savedModule) { s.Mechanisms[0].Text = "channel" },
		"mechanism twice":      func(s *savedModule) { s.Mechanisms = append(s.Mechanisms, s.Mechanisms[0]) },
		"mechanism at":         func(s *savedModule) { s.Mechanisms[0].Compartments[0] = 99 },
		"mechanism at twice":   func(s *savedModule) { s.Mechanisms[0].Compartments[0] = s.Mechanisms[0].Compartments[1] },
		"mechanism columns":    func(s *savedModule) { s.Mechanisms[0].Columns = nil },
		"mechanism column":     func(s *savedModule) { s.Mechanisms[0].Columns[0].Key = "x" },
		"uniform":              func(s *savedModule) { s.Mechanisms[0].Columns[0].Values = nil },
		"shared missing":       func(s *savedModule) { s.Shared = nil },
		"shared absent":        func(s *savedModule) { s.Shared[0].Present = nil },
		"shared default":       func(s *savedModule) { s.Shared[0].Default = nil },
		"shared name":          func(s *savedModule) { s.Shared[0].Column.Key = "radius" },
		"synapse ends":         func(s *savedModule) { s.SynapsePre[0] = -1 },
		"synapse row":          func(s *savedModule) { s.SynapseRow[0] = 5 },
		"synapse row twice":    func(s *savedModule) { s.SynapseRow[0] = s.SynapseRow[1] },
		"synapse kind":         func(s *savedModule) { s.SynapseKind[0] = 3 },
		"synapses":             func(s *savedModule) { s.SynapsePost = nil },
		"synapse number":       func(s *savedModule) { s.SynapseTypes[0].Synapses = -1 },
		"synapse type":         func(s *savedModule) { s.SynapseTypes[0].Text = s.Mechanisms[0].Text },
		"channel of type":      func(s *savedModule) { s.Mechanisms[0].Text = s.SynapseTypes[0].Text },
		"copied":               func(s *savedModule) { s.CopiedToSynapses[0].Values = nil },
		"stimulus":             func(s *savedModule) { s.Stimuli[0].Waveform = 4 },
		"empty waveform":       func(s *savedModule) { s.Waveforms[0] = nil },
		"recording":            func(s *savedModule) { s.Recordings[0].Key = "u" },
		"recording at":         func(s *savedModule) { s.Recordings[0].Compartment = 99 },
		"recording of synapse": func(s *savedModule) { s.Recordings[0].Synapse = 0 },
		"clamp":                func(s *savedModule) { s.Clamps[0].Key = "radius" },
		"clamp waveform":       func(s *savedModule) { s.WaveformsOfClamps[0] = 3 },
		"clamp waveforms":      func(s *savedModule) { s.WaveformsOfClamps = nil },
		"trainable":            func(s *savedModule) { s.Trainables[0].Key = "u" },
		"trainable rows":       func(s *savedModule) { s.Trainables[0].Rows[1] = 0 },
		"trainable group":      func(s *savedModule) { s.Trainables[0].Group[0] = 9 },
		"trainable value":      func(s *savedModule) { s.Trainables[0].Values = append(s.Trainables[0].Values, 1) },
	} {
		clone, err := net.Clone()
		require.NoError(t, err)
		s := clone.m.saved()
		spoil(s)
		_, err = Load(bytes.NewReader(sealed(t, s)))
		require.ErrorContains(t, err, "load: its contents", name)
	}
}

// sealed writes contents with a right checksum.
func sealed(t require.TestingT, s *savedModule) []byte {
	var b bytes.Buffer
	b.WriteString(savedHeader)
	require.NoError(t, gob.NewEncoder(&b).Encode(s))
	digest := sha256.Sum256(b.Bytes())
	return append(b.Bytes(), digest[:]...)
}

// smallNetwork has something of everything that is saved.
func smallNetwork(t testing.TB) *Network {
	t.Helper()
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	na, _ := sharingChannels(t)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Branch(1).Insert(na))
	require.NoError(t, cell.Branch(2).AddToGroup("far"))
	net, err := NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, FullyConnect(net.Cell(0), net.Cell(0, 1), library.IonotropicSynapse()))
	require.NoError(t, net.CopyNodePropertyToEdges([]string{"radius"}, Pre))
	require.NoError(t, net.Cell(0).Branch(0).Stimulate([]float64{1, 0.5}))
	require.NoError(t, net.Cell(1).Branch(0).Record("v"))
	require.NoError(t, net.Cell(1).Branch(0).Loc(0).Clamp("HH_m", make([]float64, 8)))
	require.NoError(t, net.Cell(All).MakeTrainable("radius"))
	return net
}

// A file with a right checksum and wrong contents is an error, never a panic.
func FuzzLoad(f *testing.F) {
	var b bytes.Buffer
	require.NoError(f, gob.NewEncoder(&b).Encode(smallNetwork(f).m.saved()))
	f.Add(b.Bytes(), 0, byte(0))
	f.Add(b.Bytes()[:len(b.Bytes())/2], 100, byte(7))
	for at := 0; at < b.Len(); at += b.Len() / 40 {
		f.Add(b.Bytes(), at, byte(0x55))
	}
	f.Fuzz(func(t *testing.T, contents []byte, at int, flip byte) {
		data := append([]byte(savedHeader), contents...)
		if at >= 0 && at < len(contents) {
			data[len(savedHeader)+at] ^= flip
		}
		digest := sha256.Sum256(data)
		m, err := Load(bytes.NewReader(append(data, digest[:]...)))
		if err == nil {
			var again bytes.Buffer
			require.NoError(t, m.Save(&again))
		}
	})
}
