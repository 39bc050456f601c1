//go:build !amd64

package native

import "unsafe"

func call(code, arguments unsafe.Pointer) int64 { panic("native: no code for this processor") }
