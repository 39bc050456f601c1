//go:build !linux

package model

// machineBytes is unknown here.
func machineBytes() uint64 { return 0 }

// freeBytes is unknown here.
func freeBytes() uint64 { return 0 }
