package topology

import (
	"fmt"
	"slices"
	"strings"
)

// Conventions lists the names of the conventions, the default first.
func Conventions() []string { return []string{"conserving", "jaxley"} }

// String returns the name of the convention.
func (c Convention) String() string {
	if names := Conventions(); c >= 0 && int(c) < len(names) {
		return names[c]
	}
	return fmt.Sprintf("Convention(%d)", int(c))
}

// ParseConvention returns the convention of a name. Error: an unknown name.
func ParseConvention(name string) (Convention, error) {
	i := slices.Index(Conventions(), name)
	if i < 0 {
		return 0, fmt.Errorf("no convention %q; there are %s", name, strings.Join(Conventions(), ", "))
	}
	return Convention(i), nil
}

// MarshalText writes the name, so that reports in JSON have it.
func (c Convention) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the name.
func (c *Convention) UnmarshalText(text []byte) (err error) {
	*c, err = ParseConvention(string(text))
	return err
}
