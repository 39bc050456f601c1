package model

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Of is a value of the file with its place.
type Of[T any] struct {
	Place
	Value T
	// Given is false where the file leaves the key out and Value is the default.
	Given bool
}

// set stores a value that the file gives.
func (o *Of[T]) set(at Place, value T) { *o = Of[T]{Place: at, Value: value, Given: true} }

// decoder turns the nodes of one file into values. Each of its methods returns an *Error with the node's place.
type decoder struct {
	file string
	// left is how many more nodes may be read: aliases can make a short file stand for a huge one.
	left int
}

// mostNodes bounds what one model file may expand to; a file without aliases cannot come near.
const mostNodes = 50_000_000

// field is one key of a mapping.
type field struct {
	key      string
	required bool
	read     func(n *yaml.Node, at Place) error
}

// document parses the text and gives the node at the top.
func (d *decoder) document(data []byte) (*yaml.Node, error) {
	if err := d.checkText(data); err != nil {
		return nil, err
	}
	var top yaml.Node
	if err := yaml.Load(data, &top); err != nil {
		return nil, d.syntax(err)
	}
	if len(top.Content) != 1 {
		return nil, errorf(d.file, Place{}, "the file holds no YAML document")
	}
	return top.Content[0], nil
}

// checkText refuses what is no text before the YAML parser sees it.
func (d *decoder) checkText(data []byte) error {
	if len(strings.TrimSpace(string(data[:min(len(data), 512)]))) == 0 && len(strings.TrimSpace(string(data))) == 0 {
		return errorf(d.file, Place{}, "the file is empty; a model file begins with \"golgi: 1\"")
	}
	line, start := 1, 0
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		switch {
		case r == '\n':
			line, start = line+1, i+1
		case r == utf8.RuneError && size == 1 || r < 0x20 && r != '\t' && r != '\r' || r == 0x7f:
			return errorf(d.file, Place{Line: line, Column: i - start + 1},
				"this is no text file (byte 0x%02x); a model file is YAML in UTF-8", data[i])
		}
		i += size
	}
	return nil
}

// syntax words an error of the YAML parser.
func (d *decoder) syntax(err error) error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return errorf(d.file, Place{}, "not valid YAML: %v", err)
	}
	at := Place{Line: load.Mark.Line, Column: load.Mark.Column}
	message := strings.TrimPrefix(load.Message, "yaml: ")
	if strings.Contains(message, "cannot start any token") {
		message += " (YAML is indented with blanks, not tabs; a text with special characters needs quotes)"
	}
	if load.ContextMsg != "" {
		message = load.ContextMsg + ": " + message
	}
	return &Error{File: d.file, Place: at, Message: "not valid YAML: " + message, Cause: err}
}

// place is where a node stands, reached over key.
func place(n *yaml.Node, key string) Place { return Place{Line: n.Line, Column: n.Column, Key: key} }

// resolve follows an alias to what it stands for.
func (d *decoder) resolve(n *yaml.Node, key string) (*yaml.Node, error) {
	if d.left--; d.left < 0 {
		return nil, errorf(d.file, place(n, key), "the aliases of this file expand to more than %d values", mostNodes)
	}
	for range 100 {
		if n.Kind != yaml.AliasNode || n.Alias == nil {
			return n, nil
		}
		n = n.Alias
	}
	return nil, errorf(d.file, place(n, key), "an alias that stands for itself")
}

// wrongType says what was expected and what stands there.
func (d *decoder) wrongType(n *yaml.Node, key, expected string) error {
	found := ""
	switch n.Kind {
	case yaml.MappingNode:
		found = "a mapping (key: value)"
	case yaml.SequenceNode:
		found = "a list"
	default:
		switch {
		case isNull(n):
			found = "nothing"
		case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
			found = "the text " + quoted(n.Value)
		case n.ShortTag() == "!!str":
			found = quoted(n.Value)
		default:
			found = n.Value
		}
	}
	return errorf(d.file, place(n, key), "expected %s, found %s", expected, found)
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// mapping reads key by key, in the order of the file. Unknown and repeated keys are errors, and so is a
// required key that is missing.
func (d *decoder) mapping(n *yaml.Node, key string, fields ...field) error {
	whole, err := d.resolve(n, key)
	if err != nil {
		return err
	}
	if whole.Kind != yaml.MappingNode {
		return d.wrongType(whole, key, "a mapping with the keys "+list(names(fields)))
	}
	seen := make(map[string]int, len(fields))
	for i := 0; i+1 < len(whole.Content); i += 2 {
		name, err := d.resolve(whole.Content[i], key)
		if err != nil {
			return err
		}
		at := place(name, join(key, name.Value))
		if name.Kind != yaml.ScalarNode {
			return d.wrongType(name, key, "a key")
		}
		f := find(fields, name.Value)
		if f == nil {
			at.Key = key
			return errorf(d.file, at, "unknown key %s%s", quoted(name.Value), didYouMean(name.Value, names(fields)))
		}
		if line, again := seen[f.key]; again {
			return errorf(d.file, at, "this key stands twice (first on line %d)", line)
		}
		seen[f.key] = at.Line
		value, err := d.resolve(whole.Content[i+1], at.Key)
		if err != nil {
			return err
		}
		// The place of a value that stands on lines of its own is its key: that is what one looks for.
		where := place(value, at.Key)
		if whole.Content[i+1].Kind == yaml.AliasNode || value.Line == 0 {
			where = at
		}
		if err := f.read(value, where); err != nil {
			return err
		}
	}
	for _, f := range fields {
		if _, given := seen[f.key]; f.required && !given {
			return errorf(d.file, place(n, key), "the key %q is missing", f.key)
		}
	}
	return nil
}

// sequence reads the items of a list; a missing value is an empty list.
func (d *decoder) sequence(n *yaml.Node, key, expected string, item func(i int, n *yaml.Node, key string) error) error {
	whole, err := d.resolve(n, key)
	if err != nil {
		return err
	}
	if isNull(whole) {
		return nil
	}
	if whole.Kind != yaml.SequenceNode {
		return d.wrongType(whole, key, expected)
	}
	for i, c := range whole.Content {
		itemKey := key + "[" + strconv.Itoa(i) + "]"
		if err := item(i, c, itemKey); err != nil {
			return err
		}
	}
	return nil
}

// number is a plain decimal number, finite.
func (d *decoder) number(n *yaml.Node, key string) (float64, error) {
	whole, err := d.resolve(n, key)
	if err != nil {
		return 0, err
	}
	x, ok := decimal(whole)
	if !ok {
		return 0, d.wrongType(whole, key, "a number")
	}
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return 0, errorf(d.file, place(whole, key), "%s is too large for a number", whole.Value)
	}
	return x, nil
}

// decimal reads the text of a scalar; "0x10", "1_000", ".inf", ".nan" and quoted numbers are none.
func decimal(n *yaml.Node) (float64, bool) {
	if n.Kind != yaml.ScalarNode || n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return 0, false
	}
	for i := 0; i < len(n.Value); i++ {
		switch c := n.Value[i]; {
		case '0' <= c && c <= '9', c == '.', c == '+', c == '-', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(n.Value, 64)
	return x, err == nil || errors.Is(err, strconv.ErrRange)
}

// integer is a whole number within the limits, both included.
func (d *decoder) integer(n *yaml.Node, key string, lowest, highest int) (int, error) {
	x, err := d.number(n, key)
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			e.Message = strings.Replace(e.Message, "expected a number", "expected a whole number", 1)
		}
		return 0, err
	}
	if x != math.Trunc(x) || x < float64(lowest) || x > float64(highest) {
		return 0, errorf(d.file, place(n, key), "expected a whole number from %d to %d, found %s", lowest, highest,
			strconv.FormatFloat(x, 'g', -1, 64))
	}
	return int(x), nil
}

// text is a string; a number or a truth value is none.
func (d *decoder) text(n *yaml.Node, key, expected string) (string, error) {
	whole, err := d.resolve(n, key)
	if err != nil {
		return "", err
	}
	if whole.Kind != yaml.ScalarNode || whole.ShortTag() != "!!str" || strings.TrimSpace(whole.Value) == "" {
		return "", d.wrongType(whole, key, expected)
	}
	return whole.Value, nil
}

// truth is true or false; ok is false if the node is something else.
func truth(n *yaml.Node) (value, ok bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		return false, false
	}
	return strings.EqualFold(n.Value, "true"), true
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

func names(fields []field) []string {
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = f.key
	}
	return all
}

func find(fields []field, key string) *field {
	for i := range fields {
		if fields[i].key == key {
			return &fields[i]
		}
	}
	return nil
}
