package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// isTerminal reports whether somebody is likely to watch w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A progress counts outcomes and, where it is live, keeps a line about them up to date.
type progress struct {
	w    io.Writer
	live bool

	mu           sync.Mutex // the client logs from several goroutines, and the line is drawn from another
	counts       map[outcome]int
	before       int       // how many an earlier run has settled
	done         int       // how many this run has an outcome of
	waiting      time.Time // until when Clerk's rate limit has the client wait
	older, newer sample

	stop, stopped chan struct{}
}

// A sample is how far things had come at some time.
type sample struct {
	at   time.Time
	done int
}

const (
	redrawEvery = 200 * time.Millisecond
	rateOver    = 5 * time.Second // the rate is that of the last one to two of these
	eraseLine   = "\r\x1b[K"
)

// newProgress returns a progress, to be closed, that draws on w if it is live and else says nothing.
func newProgress(w io.Writer, live bool) *progress {
	now := sample{at: time.Now()}
	p := &progress{
		w: w, live: live, counts: make(map[outcome]int), older: now, newer: now,
		stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	go p.redraw()
	return p
}

// close takes the line away.
func (p *progress) close() {
	close(p.stop)
	<-p.stopped
}

// count counts one more person; without an outcome, as left.
func (p *progress) count(one *person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if one.before {
		p.before++
		return
	}
	p.counts[one.outcome]++
	if one.outcome != "" {
		p.done++
	}
	if one.outcome == invalid {
		p.print(one.problem)
	}
}

// note writes a message above the line.
func (p *progress) note(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.print(text)
}

// print is note for those who hold mu.
func (p *progress) print(text string) {
	if p.live {
		_, _ = fmt.Fprintf(p.w, "%s%s\n", eraseLine, text)
	}
}

func (p *progress) redraw() {
	defer close(p.stopped)
	if !p.live {
		return
	}
	ticker := time.NewTicker(redrawEvery)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			_, _ = io.WriteString(p.w, eraseLine)
			return
		case now := <-ticker.C:
			p.mu.Lock()
			_, _ = io.WriteString(p.w, eraseLine+p.line(now))
			p.mu.Unlock()
		}
	}
}

// line says how things stand. It fits a terminal of 80 columns, as one that wraps cannot be erased.
func (p *progress) line(now time.Time) string {
	already := p.counts[alreadyInvited] + p.counts[userExists]
	wrong := p.counts[invalid] + p.counts[unknown] + p.counts[failed]
	line := fmt.Sprintf("%d invited, %d already, %d failed, %.1f/s", p.counts[invited], already, wrong, p.rate(now))
	if wait := p.waiting.Sub(now); wait > 0 {
		line += fmt.Sprintf("; rate limited for %v", wait.Round(time.Second))
	}
	return line
}

// rate returns how many outcomes a second there are.
func (p *progress) rate(now time.Time) float64 {
	if now.Sub(p.newer.at) >= rateOver {
		p.older, p.newer = p.newer, sample{now, p.done}
	}
	return float64(p.done-p.older.done) / now.Sub(p.older.at).Seconds()
}

// wait shows until when the client waits.
func (p *progress) wait(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.waiting) {
		p.waiting = until
	}
}

// summary says in one line what has become of everyone.
func (p *progress) summary() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := []string{fmt.Sprintf("%d invited", p.counts[invited])}
	for _, o := range []outcome{alreadyInvited, userExists, invalid, unknown, failed} {
		if n := p.counts[o]; n > 0 {
			text = append(text, fmt.Sprintf("%d %s", n, o))
		}
	}
	if n := p.counts[""]; n > 0 {
		text = append(text, fmt.Sprintf("%d left", n))
	}
	if p.before > 0 {
		text = append(text, fmt.Sprintf("%d settled before", p.before))
	}
	return strings.Join(text, ", ")
}

// unsettled returns how many are to be tried again.
func (p *progress) unsettled() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[""] + p.counts[unknown] + p.counts[failed]
}

// logger is for the client. It shows how long the client waits, and nothing else.
func (p *progress) logger() *slog.Logger { return slog.New(waitHandler{p}) }

// waitHandler learns from what the client logs how long it waits for the rate limit.
type waitHandler struct{ *progress }

func (h waitHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn
}
func (h waitHandler) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h waitHandler) WithGroup(string) slog.Handler      { return h }

// Handle implements [slog.Handler].
func (h waitHandler) Handle(_ context.Context, r slog.Record) error {
	attrs := make(map[string]slog.Value, r.NumAttrs())
	r.Attrs(func(a slog.Attr) bool {
		attrs[a.Key] = a.Value
		return true
	})
	wait, _ := attrs["wait"].Any().(time.Duration)
	if attrs["decision"].String() == "retry" && attrs["status"].Any() == int64(http.StatusTooManyRequests) {
		h.wait(r.Time.Add(wait))
	}
	return nil
}
