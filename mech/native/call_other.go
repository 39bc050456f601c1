//go:build !amd64

package native

import (
	"unsafe"

	"golgi/mech/native/amd64"
)

func call(code, arguments unsafe.Pointer) int64 { panic("native: no code for this processor") }

func widest() amd64.Width { return 0 }
