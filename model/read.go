package model

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"go.yaml.in/yaml/v4"
)

// Version of the format of model files that this package reads.
const FormatVersion = 1

// ReadFile reads a model file and checks all that can be checked without building it.
// Errors are of type *Error: one line with file, line, column and key.
func ReadFile(name string) (*File, error) {
	start := time.Now()
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fileError(name, "model file", err)
	}
	f, err := Read(name, data)
	if err != nil {
		return nil, err
	}
	f.seconds = time.Since(start).Seconds()
	return f, nil
}

// Read is ReadFile for a text; name stands in messages, and the files that the text names are relative to name's folder.
func Read(name string, data []byte) (*File, error) {
	d := &decoder{file: name, left: mostNodes}
	top, err := d.document(data)
	if err != nil {
		return nil, err
	}
	f := &File{Name: name, Text: data}
	if err := d.readFile(f, top); err != nil {
		return nil, err
	}
	return f, nil
}

// fileError words what the system says of a file that cannot be read.
func fileError(name, what string, err error) *Error {
	message := ""
	var system *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		message = "there is no such file"
	case errors.Is(err, syscall.EISDIR):
		message = fmt.Sprintf("this is a directory; a %s is expected", what)
	case errors.Is(err, fs.ErrPermission):
		message = "no permission to read this file"
	case errors.As(err, &system):
		message = system.Err.Error()
	default:
		message = err.Error()
	}
	return &Error{File: name, Message: message, Cause: err}
}

// readFile reads the keys at the top of the file.
func (d *decoder) readFile(f *File, top *yaml.Node) error {
	err := d.mapping(top, "",
		field{key: "golgi", required: true, read: d.formatVersion},
		field{key: "cells", required: true, read: items(d, "a list of cells", &f.Cells, d.cell)},
		field{key: "network", read: items(d, "a list like [a, {cell: b, count: 3}]", &f.Network, d.members)},
		field{key: "ncomp", read: items(d, "a list like [{at: branch(1), ncomp: 4}]", &f.NComp, d.ncompItem)},
		field{key: "groups", read: items(d, "a list like [{name: exc, at: branch(0)}]", &f.Groups, d.group)},
		field{key: "insert", read: items(d, "a list like [{at: all, mechanism: HH}]", &f.Insert, d.insert)},
		field{key: "synapses", read: items(d, "a list of synapses", &f.Synapses, d.synapses)},
		field{key: "diffuse", read: items(d, "a list like [{at: all, ion: CaCon_i, constant: 2.0}]", &f.Diffuse, d.diffuse)},
		field{key: "set", read: items(d, "a list like [{at: all, key: radius, value: 2.0}]", &f.Set, d.set)},
		field{key: "stimuli", read: items(d, "a list of stimuli", &f.Stimuli, d.stimulus)},
		field{key: "clamps", read: items(d, "a list like [{at: comp(0), state: v, samples: [-70, -70]}]", &f.Clamps, d.clamp)},
		field{key: "record", read: items(d, "a list like [{at: all, state: v}]", &f.Record, d.record)},
		field{key: "trainable", read: items(d, "a list like [{at: all, key: radius}]", &f.Trainable, d.trainable)},
		field{key: "loss", read: func(n *yaml.Node, at Place) error { return d.loss(&f.Loss, n, at) }},
		field{key: "simulate", read: func(n *yaml.Node, at Place) error { return d.simulate(&f.Simulate, n, at) }},
		field{key: "mechanisms", read: items(d, "a list of files with mechanisms", &f.Mechanisms, d.mechanismFile)},
		d.numberField("celsius", &f.Celsius, temperature),
		field{key: "fit", read: func(n *yaml.Node, at Place) error { return d.fit(&f.Fit, n, at) }},
	)
	if err != nil {
		return err
	}
	return d.checkCells(f, top)
}

// formatVersion checks the number after "golgi:".
func (d *decoder) formatVersion(n *yaml.Node, at Place) error {
	version, err := d.number(n, at.Key)
	if err != nil {
		return err
	}
	if version != FormatVersion {
		return errorf(d.file, at, "version %v of the format is not known; this golgi reads version %d", version, FormatVersion)
	}
	return nil
}

// items makes the reader of a list of T from the reader of one T.
func items[T any](d *decoder, expected string, into *[]T, read func(t *T, n *yaml.Node, key string) error) func(*yaml.Node, Place) error {
	return func(n *yaml.Node, at Place) error {
		return d.sequence(n, at.Key, expected, func(_ int, item *yaml.Node, key string) error {
			var t T
			if err := read(&t, item, key); err != nil {
				return err
			}
			*into = append(*into, t)
			return nil
		})
	}
}
