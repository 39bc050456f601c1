package ioswc

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"

	"golgi/topology"
)

// Options say how a file is read; the zero value is the default reading.
type Options struct {
	// Name names the source in messages; ReadFile takes the file's name if it is empty.
	Name string
	// Convention says by which rules rows become branches; zero: conserving.
	Convention topology.Convention
	// MaxBranchLength, um; 0: none. In the default convention a longer branch
	// is cut into equal pieces and none is longer; in the Jaxley convention
	// edges are never cut, so that a piece may exceed it.
	MaxBranchLength float64
	// MinRadius, um; 0: none. In the default convention points below it are
	// raised to it, so that area and loads follow. In the Jaxley convention it
	// leaves the points alone: hand it to topology.Morphology.Discretise too.
	MinRadius float64
	// Types are the relevant types: all others count as one where branches are
	// cut at a change of type. nil: 1, 2, 3, 4 in the Jaxley convention, every
	// type by itself in the default one. Type 1 is always the soma.
	Types []int
	// JoinJumps keeps a branch whole where the only child of a point does not
	// come next in the file, which NEURON cuts there; the default convention
	// cuts as NEURON does. Without meaning in the Jaxley convention.
	JoinJumps bool
}

// maxPieces bounds the number of branches that MaxBranchLength may make.
const maxPieces = 1_000_000

// ReadFile reads the named SWC file. A fault of the file is a *ParseError; a
// file that cannot be opened is the error of the operating system.
func ReadFile(name string, options Options) (*topology.Morphology, *Report, error) {
	if options.Name == "" {
		options.Name = name
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, openError(options.Name, err)
	}
	if info.IsDir() {
		return nil, nil, &ParseError{Name: options.Name, Reason: "is a directory", Remedy: "name an SWC file in it"}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, openError(options.Name, err)
	}
	return read(string(data), options)
}

// openError keeps the cause, without the name of the system call.
func openError(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &missing{name}
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: cannot be read: %w", name, err)
}

// missing is the error of a file that does not exist: fs.ErrNotExist, said once.
type missing struct{ name string }

func (m *missing) Error() string { return m.name + ": no such file" }

func (*missing) Unwrap() error { return fs.ErrNotExist }

// Read reads an SWC file from a reader; Options.Name names it in messages.
func Read(r io.Reader, options Options) (*topology.Morphology, *Report, error) {
	if options.Name == "" {
		options.Name = "swc"
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: cannot be read: %w", options.Name, err)
	}
	return read(string(data), options)
}

// check refuses options that mean nothing.
func (o Options) check() error {
	if o.Convention != topology.Conserving && o.Convention != topology.Jaxley {
		return fmt.Errorf("%s: unknown SWC convention %d; use topology.Conserving or topology.Jaxley", o.Name, o.Convention)
	}
	if !(o.MaxBranchLength >= 0) || math.IsInf(o.MaxBranchLength, 0) {
		return fmt.Errorf("%s: maximal branch length %g um; it must be positive, or 0 for none", o.Name, o.MaxBranchLength)
	}
	if !(o.MinRadius >= 0) || math.IsInf(o.MinRadius, 0) {
		return fmt.Errorf("%s: minimal radius %g um; it must be positive, or 0 for none", o.Name, o.MinRadius)
	}
	return nil
}

// typeKey gives equal numbers to types between which no branch is cut.
func (o Options) typeKey() func(int) int {
	types := o.Types
	if types == nil {
		if o.Convention != topology.Jaxley {
			return func(t int) int { return t }
		}
		types = []int{1, 2, 3, 4}
	}
	return func(t int) int {
		for _, relevant := range types {
			if t == relevant {
				return t
			}
		}
		return math.MinInt
	}
}

// read is the whole reading, from text to morphology.
func read(text string, options Options) (*topology.Morphology, *Report, error) {
	if err := options.check(); err != nil {
		return nil, nil, err
	}
	report := newReport(options)
	f, err := parse(text, options, report)
	if err != nil {
		return nil, nil, err
	}
	m := f.noted(options, report)
	switch {
	case m != nil:
	case options.Convention == topology.Jaxley:
		m, err = readJaxley(f.rows, options, report)
	default:
		m, err = readConserving(f.rows, options, report)
	}
	if err != nil {
		return nil, nil, err
	}
	if options.Convention == topology.Conserving {
		if m, err = limitLength(m, options, report); err != nil {
			return nil, nil, err
		}
	}
	report.total(m)
	if options.Convention == topology.Jaxley {
		report.compare(m, f.rows, options)
	}
	return m, report, nil
}
