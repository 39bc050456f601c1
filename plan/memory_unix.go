//go:build linux || darwin || freebsd || netbsd || openbsd

package plan

import (
	"syscall"
	"unsafe"
)

func mapMemory(n int) (*memory, error) {
	b, err := syscall.Mmap(-1, 0, 8*n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	return &memory{numbers: unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(b))), n), mapped: b}, nil
}

func unmapMemory(b []byte) { _ = syscall.Munmap(b) } // an error would be one of ours: it was mapped
