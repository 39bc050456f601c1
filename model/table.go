package model

import (
	"errors"
	"os"

	"golgi/internal/numtable"
)

// readTable reads a table of numbers with one of the parsers of package numtable. It returns the bytes too, for the hash of the model.
func readTable(name string, parse func([]byte) (*numtable.Table, error)) (*numtable.Table, []byte, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fileError(name, "table (CSV)", err)
	}
	t, err := parse(data)
	return t, data, tableError(name, err)
}

func parseTable(name string, data []byte) (*numtable.Table, error) {
	t, err := numtable.Parse(data)
	return t, tableError(name, err)
}

// tableError names the file and the line of a fault.
func tableError(name string, err error) error {
	if fault, ok := errors.AsType[*numtable.Error](err); ok {
		place := Place{Line: fault.Line}
		if fault.Line > 0 {
			place.Column = 1
		}
		return errorf(name, place, "%s", fault.Reason)
	}
	return err
}
