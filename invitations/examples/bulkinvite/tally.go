package main

import (
	"fmt"
	"math"
	"strings"
)

// A tally counts outcomes.
type tally struct {
	total, done int
	counts      map[outcome]int
}

func (t *tally) add(o outcome) {
	if t.counts == nil {
		t.counts = make(map[outcome]int)
	}
	t.counts[o]++
	t.done++
}

func (t tally) settled() int {
	return t.counts[invited] + t.counts[alreadyInvited] + t.counts[userExists]
}

// rejected returns the share of rows that were rejected so far.
func (t tally) rejected() float64 {
	return float64(t.done-t.counts[invited]) / float64(max(t.done, 1))
}

// String returns the progress in one line.
func (t tally) String() string {
	var line strings.Builder
	fmt.Fprintf(&line, "%d of %d:", t.done, t.total)
	separator := " "
	for _, o := range []outcome{invited, alreadyInvited, userExists, invalid, unknown, failed} {
		if n := t.counts[o]; n > 0 || o == invited {
			fmt.Fprintf(&line, "%s%d %s", separator, n, o)
			separator = ", "
		}
	}
	if left := t.total - t.done; left > 0 {
		fmt.Fprintf(&line, "; %s left", timeLeft(left, t.rejected()))
	}
	return line.String()
}

// timeLeft estimates how long n rows take at Clerk's limits of 25 bulks of ten and 100 single creates an
// hour. Of a bulk with a row that Clerk rejects, all rows are created one by one: the share of these rows
// is about ten times that of the rejected ones. Hours are whole, because what an hour allows may be used
// up at its start.
func timeLeft(n int, rejected float64) string {
	bulks := float64(n) / 10
	creates := float64(n) * min(1, 10*rejected)
	if hours := math.Ceil(max(bulks/25, creates/100)); hours > 1 {
		return fmt.Sprintf("about %v hours", hours)
	}
	return "at most an hour"
}
