//go:build amd64 && (linux || darwin || freebsd || netbsd || openbsd)

package native

import (
	"runtime"
	"syscall"
	"unsafe"
)

// pages hold code. They are written first and executable then, and are given back when nothing refers to them.
type pages struct {
	memory  []byte
	cleanup runtime.Cleanup
}

func newPages(code []byte) (*pages, error) {
	memory, err := syscall.Mmap(-1, 0, len(code), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	copy(memory, code)
	if err := syscall.Mprotect(memory, syscall.PROT_READ|syscall.PROT_EXEC); err != nil {
		_ = syscall.Munmap(memory) // the first error is the one that matters
		return nil, err
	}
	p := &pages{memory: memory}
	p.cleanup = runtime.AddCleanup(p, func(memory []byte) { _ = syscall.Munmap(memory) }, memory)
	return p, nil
}

// code is where the code begins.
func (p *pages) code() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(p.memory)) }

// release gives the pages back at once.
func (p *pages) release() {
	p.cleanup.Stop()
	_ = syscall.Munmap(p.memory)
	p.memory = nil
}
