// Package atomicfile writes files that appear whole or not at all. Every
// package may import it; it imports none.
package atomicfile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write lets fill write a temporary file beside the one named, and renames it
// when all is there. On an error the file is as it was before; the error names
// it, not the temporary one.
func Write(name string, fill func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", name, Cause(err))
	}
	defer os.Remove(f.Name())
	err = fill(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", name, Cause(err))
	}
	return nil
}

// Cause takes the name of a (temporary) file off an error of the system.
func Cause(err error) error {
	switch e := err.(type) {
	case *fs.PathError:
		return e.Err
	case *os.LinkError:
		return e.Err
	}
	return err
}
