package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"golgi/internal/nearest"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/model"
	"golgi/vis"
)

// mechCommand is about mechanisms: those of the library, and texts of the user.
type mechCommand struct {
	List mechListCommand `cmd:"" help:"List the mechanisms of the library: kind, currents and states, source."`
	Show mechShowCommand `cmd:"" help:"Print the equations of a mechanism as they were understood."`
	Plot mechPlotCommand `cmd:"" help:"Draw the steady states and time constants of the gates of a mechanism."`
}

// mechListCommand lists mechanisms.
type mechListCommand struct {
	File []string `short:"f" placeholder:"FILE" help:"Files with mechanisms, listed too."`
}

// mechShowCommand prints one.
type mechShowCommand struct {
	Mechanism string `arg:"" help:"Name of a mechanism of the library, or a file with one."`
	Text      bool   `help:"Print it as a text that reads back as the same mechanism."`
}

// mechPlotCommand draws one.
type mechPlotCommand struct {
	Mechanism string             `arg:"" help:"Name of a mechanism of the library, or a file with one."`
	Out       string             `required:"" placeholder:"FILE|DIR" help:"Picture (.png or .svg), or the folder for NAME.png; made if it is missing."`
	From      *float64           `placeholder:"X" help:"From this voltage, mV, default -120."`
	To        *float64           `placeholder:"X" help:"To this voltage, mV, default 80."`
	Celsius   *float64           `placeholder:"DEGC" help:"Temperature, default 6.3."`
	Set       map[string]float64 `placeholder:"KEY=VALUE" help:"Value of a parameter, instead of its default; may be repeated."`
	Quiet     bool               `short:"q" help:"Do not say what was written."`
}

// Run lists the library, then the files.
func (c *mechListCommand) Run(to *terminal) error {
	var list []*mech.Mechanism
	for _, name := range library.Names() {
		mechanism, err := library.ByName(name)
		if err != nil {
			return err
		}
		list = append(list, mechanism)
	}
	for _, file := range c.File {
		mechanism, err := readMechanism(file)
		if err != nil {
			return err
		}
		list = append(list, mechanism)
	}
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tKIND\tWHAT IT HAS\tSOURCE")
	for _, m := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Name(), m.Kind(), contents(m), shortSource(m.Source()))
	}
	w.Flush()
	return say(to, text.String())
}

// contents says in short what a mechanism has: its currents, its own states, the keys that it shares.
func contents(m *mech.Mechanism) string {
	var currents, states, shared, parts []string
	for _, c := range m.Currents() {
		currents = append(currents, c.Key)
	}
	for _, s := range slices.Concat(m.States(), m.Parameters()) {
		switch {
		case s.Shared && !slices.Contains(shared, s.Key):
			shared = append(shared, s.Key)
		case !s.Shared && slices.ContainsFunc(m.States(), func(v mech.Variable) bool { return v.Key == s.Key }):
			states = append(states, s.Name)
		}
	}
	for _, part := range []struct {
		word string
		list []string
	}{{"current", currents}, {"states", states}, {"shares", shared}} {
		if len(part.list) > 0 {
			parts = append(parts, part.word+" "+strings.Join(part.list, ", "))
		}
	}
	return strings.Join(parts, "; ")
}

// shortSource is the first citation up to its year, or what fits in a line.
func shortSource(source string) string {
	source, _, _ = strings.Cut(source, "\n")
	for i := 4; i <= len(source); i++ {
		if (i == len(source) || source[i] < '0' || source[i] > '9') && strings.Trim(source[i-4:i], "0123456789") == "" && (i == 4 || source[i-5] == ' ' || source[i-5] == '(') {
			return strings.TrimRight(source[:i]+strings.Repeat(")", strings.Count(source[:i], "(")), " ")
		}
	}
	if runes := []rune(source); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return source
}

// Run prints the equations.
func (c *mechShowCommand) Run(to *terminal) error {
	mechanism, err := findMechanism(c.Mechanism)
	if err != nil {
		return err
	}
	if c.Text {
		return say(to, mechanism.String())
	}
	return say(to, mechanism.Equations())
}

// Run draws the gates.
func (c *mechPlotCommand) Run(to *terminal) error {
	mechanism, err := findMechanism(c.Mechanism)
	if err != nil {
		return err
	}
	if (c.From == nil) != (c.To == nil) {
		return fmt.Errorf("--from and --to go together: give both")
	}
	options := vis.CurvesOptions{Title: mechanism.Name(), Celsius: c.Celsius, Values: c.Set}
	if c.From != nil {
		options.From, options.To = *c.From, *c.To
		if options.From == 0 && options.To == 0 {
			return fmt.Errorf("--from and --to: the range from 0 to 0 is empty")
		}
	}
	if c.Celsius != nil && (!(*c.Celsius >= -273.15) || math.IsInf(*c.Celsius, 0)) {
		return fmt.Errorf("--celsius: %v degC is no temperature", *c.Celsius)
	}
	dir, name := filepath.Split(c.Out)
	format, err := vis.FormatOf(c.Out)
	if info, statErr := os.Stat(c.Out); statErr == nil && info.IsDir() || filepath.Ext(c.Out) == "" {
		dir, name, format, err = c.Out, mechanism.Name()+".png", vis.PNG, nil
	}
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	output, err := model.NewOutput(filepath.Clean(dir), name)
	if err != nil {
		return err
	}
	defer output.Discard()
	picture, err := vis.Curves(mechanism, options)
	if err != nil {
		return err
	}
	if err := output.Write(name, func(w *bufio.Writer) error { return picture.Write(w, format) }); err != nil {
		return err
	}
	if err := output.Commit(); err != nil {
		return err
	}
	if c.Quiet {
		return nil
	}
	return say(to, "wrote "+filepath.Join(dir, name)+"\n")
}

// findMechanism is one of the library by its name, or one of a file.
func findMechanism(name string) (*mech.Mechanism, error) {
	if slices.Contains(library.Names(), name) {
		return library.ByName(name)
	}
	if _, err := os.Stat(name); err != nil && filepath.Ext(name) == "" && !strings.ContainsRune(name, filepath.Separator) {
		return nil, fmt.Errorf("no mechanism %q in the library, and no such file%s (golgi mech list shows what there is)", name, nearest.Suggestion(name, library.Names()))
	}
	return readMechanism(name)
}

// readMechanism reads a file.
func readMechanism(name string) (*mech.Mechanism, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("file with a mechanism: %w", err)
	}
	return mech.Parse(name, text)
}

// say writes to standard output.
func say(to *terminal, text string) error {
	if _, err := fmt.Fprint(to.stdout, text); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	return nil
}
