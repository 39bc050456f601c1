//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package plan

import "errors"

func mapMemory(int) (mapped []byte, numbers []float64, err error) {
	return nil, nil, errors.New("no memory of the system's")
}

func unmapMemory([]byte) {}
