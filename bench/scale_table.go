package bench

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// ScaleMarkdown is a table of points.
func ScaleMarkdown(points []*ScalePoint) string {
	var b strings.Builder
	b.WriteString(ScaleHeader())
	for _, p := range points {
		b.WriteString(p.String())
	}
	return b.String()
}

// WriteScaleCSV writes points as a table with a header.
func WriteScaleCSV(to io.Writer, points []*ScalePoint) error {
	w := csv.NewWriter(to)
	if err := w.Write([]string{"series", "workload", "workers", "ncomp", "synapses", "steps", "best_s", "ns_per_comp_step", "relative",
		"ns_per_synapse_step", "bytes_per_comp", "bandwidth_bytes_per_s", "moving_ns"}); err != nil {
		return err
	}
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
	for _, p := range points {
		if err := w.Write([]string{p.Series, p.Workload, strconv.Itoa(p.Workers), strconv.Itoa(p.Compartments), strconv.Itoa(p.Synapses), strconv.Itoa(p.Steps),
			number(p.Best), number(p.NsPerCompStep), number(p.Relative), number(p.NsPerSynapseStep), number(p.BytesPerComp), number(p.Bandwidth),
			number(p.MovingNs)}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
