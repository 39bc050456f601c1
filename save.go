package golgi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"

	"golgi/internal/atomicfile"
)

// Module is a model as a whole: a *[Compartment], *[Branch], *[Cell] or
// *[Network].
type Module interface {
	Select(path string) *View
	Integrate(ctx context.Context, o Options) (*Result, error)
	Save(w io.Writer) error
	SaveFile(name string) error
}

// A saved model is a line that names the format and its version, the contents
// in encoding/gob, and the SHA-256 of both.
const savedHeader = "golgi model 1\n"

// Save writes the whole model: structure, geometry, coordinates, mechanisms as
// their text, values to the last bit, groups, synapses, stimuli, clamps,
// recordings, trainables and notices. [Load] gives a model that runs as this
// one does, bit for bit. Error: a view of a part, which is to be copied first.
func (v *View) Save(w io.Writer) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	if !v.isWhole() || v.synapses != nil {
		return errors.New("save: a model is saved as a whole; copy view " + v.Path() + " first, with CopyAsCell or CopyAsNetwork")
	}
	var b bytes.Buffer
	b.WriteString(savedHeader)
	if err := gob.NewEncoder(&b).Encode(v.m.saved()); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	digest := sha256.Sum256(b.Bytes())
	b.Write(digest[:])
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return nil
}

// SaveFile is Save to a file, which appears whole or not at all.
func (v *View) SaveFile(name string) error {
	return atomicfile.Write(name, func(w io.Writer) error { return v.Save(w) })
}

// Load reads what Save wrote. What it returns is what was saved: assert its
// type. Errors: not such a file, another version, a damaged or truncated one.
func Load(r io.Reader) (Module, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	m, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	switch m.kind {
	case compartmentModule:
		return &Compartment{m.root}, nil
	case branchModule:
		return &Branch{m.root}, nil
	case networkModule:
		return &Network{m.root}, nil
	}
	return &Cell{m.root}, nil
}

// LoadFile is Load from a file.
func LoadFile(name string) (Module, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	defer f.Close()
	m, err := Load(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

func decode(data []byte) (*module, error) {
	line, _, _ := bytes.Cut(data[:min(len(data), 32)], []byte("\n"))
	switch {
	case !bytes.HasPrefix(line, []byte("golgi model ")):
		return nil, errors.New("this is not a saved model; a model is saved with Save")
	case string(line)+"\n" != savedHeader:
		return nil, fmt.Errorf("this is a %q, and this version of golgi reads %q", line, savedHeader[:len(savedHeader)-1])
	}
	end := len(data) - sha256.Size
	if end < len(savedHeader) || sha256.Sum256(data[:end]) != [sha256.Size]byte(data[end:]) {
		return nil, errors.New("the file is damaged or not complete: its checksum does not agree")
	}
	var s savedModule
	if err := gob.NewDecoder(bytes.NewReader(data[len(savedHeader):end])).Decode(&s); err != nil {
		return nil, fmt.Errorf("its contents cannot be read: %w", err)
	}
	m, err := s.module()
	if err != nil {
		return nil, fmt.Errorf("its contents do not make a model: %w", err)
	}
	return m, nil
}
