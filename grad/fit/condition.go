package fit

import (
	"fmt"
	"slices"
	"strings"
)

// Condition is something that a loss depends on and that a fit cannot see for itself: the step of the runs, the hash of
// a file.
type Condition struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Difference is a condition that is not what it was. Was and Is are empty where there is none of that name.
type Difference struct{ Name, Was, Is string }

// String says what it was and is.
func (d Difference) String() string {
	switch {
	case d.Was == "":
		return fmt.Sprintf("%s is %s, of which the state says nothing", d.Name, d.Is)
	case d.Is == "":
		return fmt.Sprintf("%s was %s, and is not given now", d.Name, d.Was)
	}
	return fmt.Sprintf("%s was %s, is %s", d.Name, d.Was, d.Is)
}

// ResumeError says why a fit cannot go on from a state.
type ResumeError struct {
	// Differences are the conditions that differ; none where something else does not agree.
	Differences []Difference
	err         error
}

// Error names what differs.
func (e *ResumeError) Error() string {
	if e.err != nil {
		return "resume: " + e.err.Error()
	}
	parts := make([]string, len(e.Differences))
	for i, d := range e.Differences {
		parts[i] = d.String()
	}
	return "resume: the state is of a fit under other conditions: " + strings.Join(parts, "; ") + "; put them back, or fit anew"
}

// Unwrap returns what does not agree, if it is no condition.
func (e *ResumeError) Unwrap() error { return e.err }

// compare lists what differs, in the order of now, and then what is missing there.
func compare(before, now []Condition) []Difference {
	var list []Difference
	value := func(all []Condition, name string) string {
		if i := slices.IndexFunc(all, func(c Condition) bool { return c.Name == name }); i >= 0 {
			return all[i].Value
		}
		return ""
	}
	for _, c := range now {
		if was := value(before, c.Name); was != c.Value {
			list = append(list, Difference{c.Name, was, c.Value})
		}
	}
	for _, c := range before {
		if value(now, c.Name) == "" && c.Value != "" {
			list = append(list, Difference{c.Name, c.Value, ""})
		}
	}
	return list
}
