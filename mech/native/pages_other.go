//go:build !amd64 || !(linux || darwin || freebsd || netbsd || openbsd)

package native

import (
	"errors"
	"unsafe"
)

type pages struct{}

func newPages([]byte) (*pages, error) { return nil, errors.New("no code for this system") }

func (*pages) code() unsafe.Pointer { return nil }

func (*pages) release() {}
