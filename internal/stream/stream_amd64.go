package stream

import "golgi/internal/vectors"

// width is the number of float64 that are stored at once.
const width = 8

var streams = vectors.Processor() == vectors.AVX512

// copy512 copies n numbers, a multiple of eight, to a place that is aligned to 64 bytes.
//
//go:noescape
func copy512(to, from *float64, n int)

// fence waits for copy512.
//
//go:noescape
func fence()
