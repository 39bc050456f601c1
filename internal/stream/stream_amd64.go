package stream

import "golang.org/x/sys/cpu"

// width is the number of float64 that are stored at once.
const width = 8

var streams = cpu.X86.HasAVX512F

// copy512 copies n numbers, a multiple of eight, to a place that is aligned to 64 bytes.
//
//go:noescape
func copy512(to, from *float64, n int)

// fence waits for copy512.
//
//go:noescape
func fence()
