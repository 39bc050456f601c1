package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

const (
	progressAfter = 500 * time.Millisecond // a run shorter than this shows none
	progressEvery = 100 * time.Millisecond
	progressWidth = 80 // where the terminal does not tell
)

// progress is one line on a terminal that says how far a run is. The zero value shows nothing.
type progress struct {
	to           io.Writer
	width        int
	start, shown time.Time
	drawn        bool
	now          func() time.Time
}

// newProgress shows something only if w is a terminal.
func newProgress(w io.Writer) *progress {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &progress{}
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 20 {
		width = progressWidth
	}
	return &progress{to: w, width: width, start: time.Now(), now: time.Now}
}

// step is called during the run.
func (p *progress) step(step, steps int) {
	if p.to == nil || steps <= 0 {
		return
	}
	now := p.now()
	if now.Sub(p.start) < progressAfter || now.Sub(p.shown) < progressEvery {
		return
	}
	p.shown, p.drawn = now, true
	fmt.Fprint(p.to, "\r", progressLine(step, steps, now.Sub(p.start), p.width-1))
}

// done clears the line.
func (p *progress) done() {
	if p.drawn {
		fmt.Fprint(p.to, "\r", strings.Repeat(" ", p.width-1), "\r")
		p.drawn = false
	}
}

// progressLine is a bar with the share that is done and the time that is left, width letters long.
func progressLine(step, steps int, spent time.Duration, width int) string {
	share := min(1, float64(step)/float64(steps))
	left := ""
	if step > 0 {
		remaining := time.Duration(float64(spent) * (1 - share) / share)
		left = fmt.Sprintf(", %s left", remaining.Round(time.Second))
	}
	tail := fmt.Sprintf(" %3.0f %%, step %d of %d%s", 100*share, step, steps, left)
	bar := max(0, width-len(tail)-2)
	filled := int(share * float64(bar))
	line := "[" + strings.Repeat("=", filled) + strings.Repeat(" ", bar-filled) + "]" + tail
	if len(line) > width {
		line = line[:width]
	}
	return line + strings.Repeat(" ", width-len(line))
}
