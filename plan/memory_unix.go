//go:build linux || darwin || freebsd || netbsd || openbsd

package plan

import (
	"syscall"
	"unsafe"
)

// mapMemory asks the system for memory.
func mapMemory(n int) (mapped []byte, numbers []float64, err error) {
	if mapped, err = syscall.Mmap(-1, 0, 8*n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE); err != nil {
		return nil, nil, err
	}
	wantLargePages(mapped)
	return mapped, unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(mapped))), n), nil
}

func unmapMemory(mapped []byte) { _ = syscall.Munmap(mapped) } // an error would be one of ours: it was mapped
