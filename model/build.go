package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"path/filepath"
	"time"

	"golgi"
	"golgi/internal/numtable"
	"golgi/ioswc"
)

// Model is what a model file says, built.
type Model struct {
	File *File
	// View is the whole model: a cell, or a network.
	View *golgi.View
	// Reports say what reading the SWC files assumed, one for each.
	Reports []*ioswc.Report
	// Notes are sentences for the user: what building changed besides what was asked.
	Notes []string
	// Seconds has Read and Build.
	Seconds Seconds

	// target is that of the loss; nil for the mean of the squares.
	target    *numtable.Table
	integrate func(context.Context, golgi.Options) (*golgi.Result, error)
	hash      hash.Hash
	files     []fileHash
}

// fileHash is the hash of a file that belongs to the model.
type fileHash struct {
	name string // as the model file has it; of that itself, empty
	hash [sha256.Size]byte
}

// read makes a file that was read a part of the hash.
func (m *Model) read(name string, data []byte) {
	m.hash.Write(data)
	m.files = append(m.files, fileHash{name, sha256.Sum256(data)})
}

// Hash is the SHA-256 of the model file followed by the files that it names.
func (m *Model) Hash() string { return hex.EncodeToString(m.hash.Sum(nil)) }

// BuildStructure builds the model without its protocol: mechanisms, cells, network, celsius, ncomp, groups, insert,
// synapses, diffuse, set.
func (f *File) BuildStructure() (*Model, error) {
	start := time.Now()
	m := &Model{File: f, hash: sha256.New(), Seconds: Seconds{Read: f.seconds}}
	m.read("", f.Text)
	b := builder{m: m, f: f}
	for _, step := range []func() error{b.mechanisms, b.cells, b.celsius, b.ncomp, b.groups, b.insert, b.synapses, b.diffuse, b.set} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	b.noteUnused()
	m.Notes = append(m.Notes, m.View.Notices()...)
	m.Seconds.Build = time.Since(start).Seconds() - (m.Seconds.Read - f.seconds)
	return m, nil
}

// Build builds the whole model, ready to run.
func (f *File) Build() (*Model, error) {
	if !f.Simulate.Given {
		return nil, errorf(f.Name, Place{}, "the key \"simulate\" is missing: how long to run, as in simulate: {t_max: 20.0}")
	}
	m, err := f.BuildStructure()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	b := builder{m: m, f: f}
	for _, step := range []func() error{b.initStates, b.stimuli, b.clamps, b.record, b.trainables, b.loss} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	m.Seconds.Build += time.Since(start).Seconds()
	return m, nil
}

// builder carries out a file, step by step.
type builder struct {
	m *Model
	f *File
	// own are the mechanisms of files, in their order.
	own []ownMechanism
}

// wrap gives an error of the API the place in the file that caused it.
func (b *builder) wrap(at Place, err error) error {
	if err == nil {
		return nil
	}
	return &Error{File: b.f.Name, Place: at, Message: err.Error(), Cause: err}
}

// view selects; an empty selection is an error.
func (b *builder) view(at Of[string], item Place) (*golgi.View, error) {
	place := at.Place
	if !at.Given {
		place = item
	}
	view := b.m.View.Select(at.Value)
	if err := view.Err(); err != nil {
		return nil, b.wrap(place, err)
	}
	if view.Len() == 0 {
		return nil, errorf(b.f.Name, place, "%s selects nothing", quoted(at.Value))
	}
	return view, nil
}

// beside is a file named in the model file, relative to its folder.
func (b *builder) beside(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(b.f.Name), name)
}
