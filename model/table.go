package model

import (
	"errors"
	"os"

	"golgi/internal/numtable"
)

// readTable reads a table of numbers. It returns the bytes too, for the hash of the model.
func readTable(name string) (*numtable.Table, []byte, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fileError(name, "table (CSV)", err)
	}
	t, err := parseTable(name, data)
	return t, data, err
}

func parseTable(name string, data []byte) (*numtable.Table, error) {
	t, err := numtable.Parse(data)
	if fault, ok := errors.AsType[*numtable.Error](err); ok {
		place := Place{Line: fault.Line}
		if fault.Line > 0 {
			place.Column = 1
		}
		return nil, errorf(name, place, "%s", fault.Reason)
	}
	return t, err
}
