package audit

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"
)

// Row is one value of a gradient beside what it is compared with.
type Row struct {
	// Key is that of the parameter, or says which stimulus, clamp or initial state; Index counts its values or samples.
	Key   string
	Index int
	// Place is where the value acts: the first compartment or synapse, and how many more.
	Place string
	// Value is that of the parameter, Gradient its derivative.
	Value, Gradient float64
	// Oracle is the derivative by a complex step, Central that by central
	// differences, good to CentralError; NaN where it was not computed.
	Oracle, Central, CentralError float64
	// Difference is that between Gradient and the one of these that is worse for its tolerance, as a part of the largest
	// derivative of the parameter; NaN where one is no number or there is nothing to compare.
	Difference float64
	// Allowed is the difference that passes, as such a part; OK that it does.
	Allowed float64
	OK      bool
	// ofCentral: the difference is that from Central.
	ofCentral bool
}

// compare judges a row by its parameter's largest derivative; rounding is a difference that is none.
func (r *Row) compare(largest, rounding, complexTolerance, centralTolerance float64) {
	part := func(x float64) float64 {
		if largest == 0 {
			return x // all are exactly zero
		}
		return x / largest
	}
	r.Difference, r.Allowed = math.NaN(), complexTolerance
	excess := math.Inf(-1)
	for _, other := range []struct {
		value, allowed float64
		central        bool
	}{
		{r.Oracle, complexTolerance + part(rounding), false},
		{r.Central, centralTolerance + part(rounding+errorMargin*r.CentralError), true},
	} {
		if math.IsNaN(other.value) {
			continue
		}
		difference := part(math.Abs(r.Gradient - other.value))
		if e := difference / other.allowed; math.IsNaN(e) || e > excess {
			r.Difference, r.Allowed, r.ofCentral, excess = difference, other.allowed, other.central, e
		}
	}
	r.OK = excess <= 1 && !math.IsInf(excess, -1)
}

// Table is the result of an audit.
type Table struct {
	Rows []Row
	// Loss is the value that is differentiated; Values how many derivatives the gradient has.
	Loss   float64
	Values int
	// Deviation is the largest difference between a recorded sample and the oracle's,
	// as a part of the recording's largest value; NaN where the oracle did not run.
	Deviation float64
	// Notes say what had to be done in another way than asked.
	Notes []string
}

func (t *Table) note(format string, arguments ...any) {
	t.Notes = append(t.Notes, fmt.Sprintf(format, arguments...))
}

// Worst returns the row that is worst for its tolerance; nil of an empty table.
func (t *Table) Worst() *Row {
	var worst *Row
	most := math.Inf(-1)
	for i := range t.Rows {
		r := &t.Rows[i]
		excess := r.Difference / r.Allowed
		if math.IsNaN(excess) {
			return r
		}
		if excess > most {
			worst, most = r, excess
		}
	}
	return worst
}

// Err is an error that names the worst row, if some row does not pass.
func (t *Table) Err() error {
	failed := 0
	for i := range t.Rows {
		if !t.Rows[i].OK {
			failed++
		}
	}
	if failed == 0 {
		return nil
	}
	w := t.Worst()
	against, found := "a complex step", w.Oracle
	if w.ofCentral {
		against, found = "central differences", w.Central
	}
	return fmt.Errorf("audit: %d of %d derivatives are wrong, the worst that of %s[%d] at %s: the gradient says %.12g, %s %.12g; they differ by %.2g of the parameter's largest, %.2g is allowed",
		failed, len(t.Rows), w.Key, w.Index, w.Place, w.Gradient, against, found, w.Difference, w.Allowed)
}

// String prints the table, a row a value, those that do not pass marked.
func (t *Table) String() string {
	var text strings.Builder
	hasOracle, hasCentral := false, false
	for i := range t.Rows {
		hasOracle = hasOracle || !math.IsNaN(t.Rows[i].Oracle)
		hasCentral = hasCentral || !math.IsNaN(t.Rows[i].Central)
	}
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	line := func(key, index, place, value, gradient, oracle, central, uncertainty, difference, mark string) {
		cells := []string{key, index, place, value, gradient}
		if hasOracle {
			cells = append(cells, oracle)
		}
		if hasCentral {
			cells = append(cells, central, uncertainty)
		}
		cells = append(cells, difference)
		if mark != "" {
			cells = append(cells, mark)
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	line("parameter", "index", "place", "value", "gradient", "complex step", "central differences", "+-", "relative difference", "")
	for i := range t.Rows {
		r := &t.Rows[i]
		mark := ""
		if !r.OK {
			mark = "WRONG"
		}
		line(r.Key, fmt.Sprint(r.Index), r.Place, number(r.Value, 6), number(r.Gradient, 12), number(r.Oracle, 12), number(r.Central, 10),
			number(r.CentralError, 2), number(r.Difference, 2), mark)
	}
	if err := w.Flush(); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	fmt.Fprintf(&text, "%d of %d values, loss %g\n", len(t.Rows), t.Values, t.Loss)
	if !math.IsNaN(t.Deviation) {
		fmt.Fprintf(&text, "samples of the complex run differ by %.1g of their recording's largest value at most\n", t.Deviation)
	}
	for _, note := range t.Notes {
		fmt.Fprintln(&text, note)
	}
	return text.String()
}

func number(x float64, digits int) string {
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.*g", digits, x)
}
