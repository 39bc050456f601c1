package model

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
)

// Output writes a set of files into a folder, whole or not at all. Each file is written under a name of its own
// beside its place; Commit then moves all of them there. The folder is made when the first file is opened, and
// Discard removes what was made.
type Output struct {
	dir   string
	files []pending
	made  []string // folders made for this output, the outermost first
	// open makes a file; tests put a full disk here.
	open func(dir, name string) (outputFile, error)
}

type outputFile interface {
	io.Writer
	Name() string
	Close() error
}

type pending struct{ temporary, name string }

// NewOutput checks that files of these names can be written to the folder, before any work is done. It makes nothing.
func NewOutput(dir string, names ...string) (*Output, error) {
	if dir == "" {
		return nil, errors.New("the name of the output folder is empty")
	}
	for existing := filepath.Clean(dir); ; existing = filepath.Dir(existing) {
		info, err := os.Stat(existing)
		if errors.Is(err, fs.ErrNotExist) && existing != filepath.Dir(existing) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("output folder %s: %w", dir, reason(err))
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("output folder %s: %s is a file", dir, existing)
		}
		if err := writable(existing); err != nil {
			return nil, fmt.Errorf("output folder %s: cannot write to %s: %w", dir, existing, reason(err))
		}
		break
	}
	for _, name := range names {
		if info, err := os.Lstat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			return nil, fmt.Errorf("output folder %s: %s is a folder there", dir, name)
		}
	}
	return &Output{dir: dir, open: createTemporary}, nil
}

// writable tries, since permissions alone do not tell (read-only mounts, quotas).
func writable(dir string) error {
	f, err := createTemporary(dir, "try")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// createTemporary makes a new file with the permissions that results have (os.CreateTemp makes private ones).
func createTemporary(dir, name string) (outputFile, error) {
	for try := 0; ; try++ {
		temporary := fmt.Sprintf(".golgi-%016x-%s", rand.Uint64(), name)
		f, err := os.OpenFile(filepath.Join(dir, temporary), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) && try < 100 {
			continue
		}
		return f, err
	}
}

// Write writes one file through a buffer; the file has its name only after Commit.
func (o *Output) Write(name string, content func(w *bufio.Writer) error) error {
	if err := o.makeFolder(); err != nil {
		return fmt.Errorf("output folder %s: %w", o.dir, reason(err))
	}
	f, err := o.open(o.dir, name)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(o.dir, name), reason(err))
	}
	o.files = append(o.files, pending{temporary: f.Name(), name: name})
	w := bufio.NewWriterSize(f, 1<<16)
	err = content(w)
	if err == nil {
		err = w.Flush()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(o.dir, name), reason(err))
	}
	return nil
}

func (o *Output) makeFolder() error {
	var missing []string
	for dir := filepath.Clean(o.dir); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		missing = append(missing, dir)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := os.Mkdir(missing[i], 0o777); err == nil {
			o.made = append(o.made, missing[i])
		} else if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// Commit gives the files their names. If one cannot have it, those that are new are removed again.
func (o *Output) Commit() error {
	var placed []string
	for i, f := range o.files {
		final := filepath.Join(o.dir, f.name)
		_, missing := os.Lstat(final)
		if err := os.Rename(f.temporary, final); err != nil {
			for _, name := range placed {
				os.Remove(name)
			}
			o.files = o.files[i:]
			o.Discard()
			return fmt.Errorf("%s: %w", final, reason(err))
		}
		if missing != nil {
			placed = append(placed, final)
		}
	}
	o.files, o.made = nil, nil
	return nil
}

// Discard removes the temporary files and the folders that were made for them. After Commit it does nothing.
func (o *Output) Discard() {
	for _, f := range o.files {
		os.Remove(f.temporary)
	}
	for i := len(o.made) - 1; i >= 0; i-- {
		os.Remove(o.made[i]) // fails, as it should, if somebody else has put something there
	}
	o.files, o.made = nil, nil
}

// reason takes the names of temporary files off an error, and says what a user can do.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("the disk is full (%w); nothing was written", syscall.ENOSPC)
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
