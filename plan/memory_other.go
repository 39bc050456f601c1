//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package plan

import "errors"

func mapMemory(int) (*memory, error) { return nil, errors.New("no memory of the system's") }

func unmapMemory([]byte) {}
