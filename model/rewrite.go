package model

import (
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"golgi"
)

// WithParameters is the text of the model file with these values as what its trainables start from, to be put into a
// folder: names of other files are relative to that. All else stands as it stood, comments included, unless
// a trainable is written by way of an alias: then the file is laid out anew.
//
// Errors: other parameters than those of the file's trainables.
func (f *File) WithParameters(parameters []golgi.Parameter, folder string) ([]byte, error) {
	if len(parameters) != len(f.Trainable) {
		return nil, fmt.Errorf("%s: values for %d trainables, but it has %d", f.Name, len(parameters), len(f.Trainable))
	}
	for i, p := range parameters {
		if key := f.Trainable[i].Key.Value; p.Key != key {
			return nil, fmt.Errorf("%s: values of %q for trainable %d, which is %q", f.Name, p.Key, i, key)
		}
	}
	r := &rewriter{text: f.Text}
	var document yaml.Node
	if err := yaml.Load(f.Text, &document); err != nil || len(document.Content) != 1 {
		panic("model: a file that was read before is no YAML: " + f.Name)
	}
	document.Content[0] = expanded(document.Content[0])
	r.top = document.Content[0]
	for i, p := range parameters {
		r.trainable(i, p.Values)
	}
	for name, place := range f.names() {
		if moved := f.moved(name, folder); moved != name {
			for _, key := range place {
				r.name(key, name, moved)
			}
		}
	}
	return r.result(&document)
}

// names are the other files that the file names, with the keys where it does.
func (f *File) names() map[string][]string {
	all := map[string][]string{}
	add := func(o Of[string]) {
		if o.Given {
			all[o.Value] = append(all[o.Value], o.Key)
		}
	}
	targets := func(list []Target) {
		for i := range list {
			add(list[i].MSE)
		}
	}
	waveforms := func(stimuli []Stimulus, clamps []Clamp) {
		for i := range stimuli {
			add(stimuli[i].File)
		}
		for i := range clamps {
			add(clamps[i].File)
		}
	}
	for _, name := range f.Mechanisms {
		add(name)
	}
	for i := range f.Cells {
		add(f.Cells[i].SWC)
	}
	for i := range f.Synapses {
		add(f.Synapses[i].Connect.Matrix)
	}
	waveforms(f.Stimuli, f.Clamps)
	add(f.Loss.MSE)
	targets(f.Fit.Targets)
	for i := range f.Fit.Cases {
		waveforms(f.Fit.Cases[i].Stimuli, f.Fit.Cases[i].Clamps)
		targets(f.Fit.Cases[i].Targets)
	}
	return all
}

// moved is the name of a file as a model file in another folder says it.
func (f *File) moved(name, folder string) string {
	if filepath.IsAbs(name) {
		return name
	}
	from, err := filepath.Abs(filepath.Dir(f.Name))
	if err != nil {
		return name
	}
	to, err := filepath.Abs(folder)
	if err != nil || to == from {
		return name
	}
	relative, err := filepath.Rel(to, filepath.Join(from, name))
	if err != nil {
		return filepath.Join(from, name) // on another volume
	}
	return filepath.ToSlash(relative)
}

// rewriter changes a document twice: its text, and its nodes, which say what the text must then mean.
type rewriter struct {
	text  []byte
	top   *yaml.Node
	edits []edit
	lost  bool // some change has no place in the text
}

// edit puts a text in place of a part of another.
type edit struct {
	from, to int
	text     string
}

// result is the changed text, or the changed nodes laid out anew where the text would mean something else.
func (r *rewriter) result(document *yaml.Node) ([]byte, error) {
	laidOut, err := yaml.Dump(document)
	if err != nil {
		return nil, err
	}
	if r.lost {
		return laidOut, nil
	}
	slices.SortFunc(r.edits, func(a, b edit) int { return a.from - b.from })
	var b strings.Builder
	end := 0
	for _, e := range r.edits {
		if e.from < end {
			return laidOut, nil
		}
		b.Write(r.text[end:e.from])
		b.WriteString(e.text)
		end = e.to
	}
	b.Write(r.text[end:])
	var wanted, got any
	if err := yaml.Load(laidOut, &wanted); err != nil {
		return nil, err
	}
	if err := yaml.Load([]byte(b.String()), &got); err != nil || !reflect.DeepEqual(wanted, got) {
		return laidOut, nil
	}
	return []byte(b.String()), nil
}

// trainable gives one trainable its starting values.
func (r *rewriter) trainable(i int, values []float64) {
	item := at(r.top, "trainable["+strconv.Itoa(i)+"]")
	text := numberTexts(values)
	whole := text[0]
	if len(text) != 1 {
		whole = "[" + strings.Join(text, ", ") + "]"
	}
	name, old := entry(item, "init")
	fresh := numbersNode(text)
	switch {
	case name == nil:
		r.insert(item, "init: "+whole)
		item.Content = append(item.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "init"}, fresh)
		return
	case old.Kind == yaml.SequenceNode && len(old.Content) == len(text):
		for k, n := range old.Content {
			r.replace(n, n.Value, text[k])
		}
	default:
		r.replace(old, old.Value, whole)
	}
	fresh.LineComment, fresh.HeadComment, fresh.FootComment = old.LineComment, old.HeadComment, old.FootComment
	setEntry(item, "init", fresh)
}

// name puts another name of a file in the place of one.
func (r *rewriter) name(key, old, moved string) {
	n := at(r.top, key)
	r.replace(n, old, nameText(moved))
	n.Value = moved
}

// replace changes the text of a scalar.
func (r *rewriter) replace(n *yaml.Node, old, fresh string) {
	from, to, ok := r.extent(n, old)
	if !ok {
		r.lost = true
		return
	}
	r.edits = append(r.edits, edit{from, to, fresh})
}

// insert adds an entry to a mapping behind its key "key".
func (r *rewriter) insert(item *yaml.Node, entryText string) {
	name, value := entry(item, "key")
	_, to, ok := r.extent(value, value.Value)
	if !ok {
		r.lost = true
		return
	}
	if item.Style&yaml.FlowStyle != 0 {
		r.edits = append(r.edits, edit{to, to, ", " + entryText})
		return
	}
	for to < len(r.text) && r.text[to] != '\n' && r.text[to] != '\r' {
		to++ // a comment on the line stays there
	}
	r.edits = append(r.edits, edit{to, to, "\n" + strings.Repeat(" ", name.Column-1) + entryText})
}

// extent finds a scalar in the text: as it is, or in quotes.
func (r *rewriter) extent(n *yaml.Node, value string) (from, to int, ok bool) {
	if n.Kind != yaml.ScalarNode {
		return 0, 0, false
	}
	from, ok = offset(r.text, n.Line, n.Column)
	if !ok || from >= len(r.text) {
		return 0, 0, false
	}
	rest := string(r.text[from:])
	switch quote := rest[0]; {
	case quote == '"' || quote == '\'':
		for i := 1; i < len(rest); i++ {
			switch {
			case quote == '"' && rest[i] == '\\', quote == '\'' && strings.HasPrefix(rest[i:], "''"):
				i++
			case rest[i] == quote:
				return from, from + i + 1, true
			}
		}
		return 0, 0, false
	case strings.HasPrefix(rest, value):
		return from, from + len(value), true
	}
	return 0, 0, false
}

// offset is the place in a text of a line and a column, both from 1, as YAML counts them.
func offset(text []byte, line, column int) (int, bool) {
	atLine, atColumn := 1, 1
	s := string(text)
	for i, c := range s {
		if atLine == line && atColumn == column {
			return i, true
		}
		switch {
		case c == '\n', c == '\r' && !strings.HasPrefix(s[i+1:], "\n"), c == 0x85, c == 0x2028, c == 0x2029:
			atLine, atColumn = atLine+1, 1
		case c == 0xFEFF && i == 0:
		default:
			atColumn++
		}
	}
	return 0, false
}

// at follows a path of keys, such as "fit.cases[0].set".
func at(n *yaml.Node, path string) *yaml.Node {
	for _, step := range strings.Split(path, ".") {
		key, indices, _ := strings.Cut(step, "[")
		_, n = entry(n, key)
		for index := range strings.SplitSeq(strings.TrimSuffix(indices, "]"), "][") {
			if index != "" {
				i, _ := strconv.Atoi(index)
				n = n.Content[i]
			}
		}
	}
	return n
}

// entry is the name and the value of a key of a mapping; nil if it is not there.
func entry(n *yaml.Node, key string) (name, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

func setEntry(n *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = value
		}
	}
}

// expanded has a copy of what it stands for in the place of each alias, so that one can be changed alone.
func expanded(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	own := *n
	own.Anchor, own.Content = "", nil
	for _, c := range n.Content {
		own.Content = append(own.Content, expanded(c))
	}
	return &own
}

func numbersNode(text []string) *yaml.Node {
	if len(text) == 1 {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: text[0]}
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, t := range text {
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: t})
	}
	return list
}

// numberTexts are the shortest texts that give back the same numbers. Readers of YAML differ over "1e-05", not over "1.0e-05".
func numberTexts(values []float64) []string {
	text := make([]string, len(values))
	for i, x := range values {
		text[i] = strconv.FormatFloat(x, 'g', -1, 64)
		if mantissa, exponent, ok := strings.Cut(text[i], "e"); ok && !strings.Contains(mantissa, ".") {
			text[i] = mantissa + ".0e" + exponent
		}
	}
	return text
}

// plainName is a name that needs no quotes in YAML.
var plainName = regexp.MustCompile(`^[A-Za-z./][A-Za-z0-9_./-]*[A-Za-z]$`)

func nameText(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return strconv.Quote(name)
}
