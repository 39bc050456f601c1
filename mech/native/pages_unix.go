//go:build amd64 && (linux || darwin || freebsd || netbsd || openbsd)

package native

import (
	"errors"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// pages hold code. They are written first and executable then, and are given back when nothing refers to them.
type pages struct {
	memory  []byte
	cleanup runtime.Cleanup
}

func newPages(code []byte) (*pages, error) { return newPagesIn(executable, code) }

// newPagesIn makes pages of what a function maps. Where it has no more the collector is asked first for what it has not given back yet:
// it knows nothing of these pages, and comes when the heap has grown.
func newPagesIn(executable func(code []byte) ([]byte, error), code []byte) (*pages, error) {
	memory, err := executable(code)
	for i := 0; i < 3 && errors.Is(err, unix.ENOMEM); i++ {
		runtime.GC()
		time.Sleep(time.Millisecond << (3 * i)) // pages are given back beside, by and by
		memory, err = executable(code)
	}
	if err != nil {
		return nil, err
	}
	p := &pages{memory: memory}
	p.cleanup = runtime.AddCleanup(p, func(memory []byte) { _ = unix.Munmap(memory) }, memory)
	return p, nil
}

// executable maps code.
func executable(code []byte) ([]byte, error) {
	memory, err := unix.Mmap(-1, 0, len(code), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	copy(memory, code)
	if err := unix.Mprotect(memory, unix.PROT_READ|unix.PROT_EXEC); err != nil {
		_ = unix.Munmap(memory) // the first error is the one that matters
		return nil, err
	}
	return memory, nil
}

// code is where the code begins.
func (p *pages) code() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(p.memory)) }

// release gives the pages back at once.
func (p *pages) release() {
	p.cleanup.Stop()
	_ = unix.Munmap(p.memory)
	p.memory = nil
}
