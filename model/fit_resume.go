package model

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"golgi/grad/fit"
)

// ReadFit reads where a fit stopped from the folder that it wrote to.
func ReadFit(folder string) (*fit.State, error) {
	return fit.ReadState(filepath.Join(folder, stateFile))
}

// fileCondition begins the name of a condition that is the hash of a file.
const fileCondition = "file "

// conditions are what the loss of a fit depends on besides its trainables: the files of the model, and the numbers of a
// run that may be given in place of the file's.
func (m *Model) conditions() []fit.Condition {
	var list []fit.Condition
	known := map[string]bool{}
	for _, f := range m.files {
		if known[f.name] {
			continue
		}
		known[f.name] = true
		list = append(list, fit.Condition{Name: fileCondition + f.name, Value: hex.EncodeToString(f.hash[:])})
	}
	s := &m.File.Simulate
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	return append(list,
		fit.Condition{Name: "t_max", Value: number(s.TMax.Value) + " ms"},
		fit.Condition{Name: "dt", Value: number(s.Dt.Value) + " ms"},
		fit.Condition{Name: "every", Value: strconv.Itoa(s.Every.Value)},
		fit.Condition{Name: "solver", Value: s.Solver.Value},
	)
}

// failure gives an error of a fit the name of the model file, and says what to do where a fit cannot go on.
func (t *Fitting) failure(err error) error {
	file := t.Model.File.Name
	message := err.Error()
	if other, is := errors.AsType[*fit.ResumeError](err); is {
		what := other.Error()
		if len(other.Differences) > 0 {
			what = "resume: " + differences(file, other.Differences)
		}
		message = "fit: " + what + "; put the old back, or start anew, without --resume and in another folder"
		if len(other.Differences) > 0 && other.Differences[0].Name == fileCondition {
			message += "; for more epochs alone there is --epochs"
		}
	}
	return &Error{File: file, Message: message, Cause: err}
}

// differences says what is not as it was when a fit stopped.
func differences(file string, list []fit.Difference) string {
	var files, parts []string
	for _, d := range list {
		name, isFile := strings.CutPrefix(d.Name, fileCondition)
		switch {
		case !isFile && d.Was == "":
			parts = append(parts, fmt.Sprintf("%s is %s, and what it was is not known", d.Name, d.Is))
		case !isFile:
			parts = append(parts, fmt.Sprintf("%s was %s and is %s", d.Name, d.Was, d.Is))
		case name == "":
			files = append(files, file)
		default:
			files = append(files, name)
		}
	}
	if len(files) > 0 {
		verb := "is"
		if len(files) > 1 {
			verb = "are"
		}
		parts = append([]string{strings.Join(files, ", ") + " " + verb + " not what was fitted"}, parts...)
	}
	return strings.Join(parts, "; ")
}
