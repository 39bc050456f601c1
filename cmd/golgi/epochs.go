package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"golgi/grad/fit"
)

// epochs is a line on a terminal that says how far a fit is.
type epochs struct {
	to           io.Writer
	width        int
	start, shown time.Time
	first        int // the epoch it began with
	begun, drawn bool
	now          func() time.Time
}

// newEpochs shows something only on a terminal.
func newEpochs(to *terminal, quiet bool) *epochs {
	bar := newProgress(to.stderr)
	if bar.to == nil || quiet {
		return &epochs{}
	}
	return &epochs{to: bar.to, width: bar.width, start: bar.start, now: bar.now}
}

// epoch is called after each epoch.
func (p *epochs) epoch(e fit.Epoch) {
	if p.to == nil {
		return
	}
	if !p.begun {
		p.begun, p.first = true, e.Number
	}
	now := p.now()
	if now.Sub(p.shown) < progressEvery && e.Number < e.Of {
		return
	}
	p.shown, p.drawn = now, true
	fmt.Fprint(p.to, "\r", epochLine(e, p.first, now.Sub(p.start), p.width-1))
}

// done clears the line.
func (p *epochs) done() {
	if p.drawn {
		fmt.Fprint(p.to, "\r", strings.Repeat(" ", p.width-1), "\r")
	}
}

// epochLine says where a fit is, in so many letters. first is the epoch that it began with.
func epochLine(e fit.Epoch, first int, spent time.Duration, width int) string {
	line := fmt.Sprintf("epoch %d of %d, loss %.5g, best %.5g (epoch %d)", e.Number, e.Of, e.Value, e.Best, e.BestEpoch)
	if !math.IsNaN(e.Gradient) {
		line += fmt.Sprintf(", gradient %.2g", e.Gradient)
	}
	if e.Scale < 1 {
		line += fmt.Sprintf(", steps of %.3g", e.Scale)
	}
	if made := e.Number - first; made > 0 {
		left := time.Duration(float64(spent) / float64(made) * float64(e.Of-e.Number))
		line += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	if len(line) > width {
		line = line[:width]
	}
	return line + strings.Repeat(" ", width-len(line))
}
