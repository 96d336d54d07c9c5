package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// byteOrderMark is what spreadsheets put before their UTF-8.
const byteOrderMark = "\ufeff"

// fixed are the columns that the outcomes begin with. What stands behind them is metadata.
func fixed() []string { return []string{"email_address", "outcome", "invitation_id", "error"} }

// A person is a row.
type person struct {
	line         int // in the input
	address      string
	outcome      outcome
	invitationID string
	problem      string
	metadata     []string
	before       bool // whether an earlier run has settled it
}

// row returns p as a row of the outcomes.
func (p *person) row() []string {
	return append([]string{p.address, string(p.outcome), p.invitationID, p.problem}, p.metadata...)
}

// refuse settles p, whose row is bad.
func (p *person) refuse(reason string) {
	p.outcome = invalid
	p.problem = fmt.Sprintf("line %d: %s", p.line, reason)
}

// people reads persons, one at a time, from a CSV whose first column is email_address, or from the
// outcomes of an earlier run.
type people struct {
	rows     *csv.Reader
	headings []string // of the metadata
	skip     int      // how many columns come before the metadata
}

// readPeople reads a file once in vain, so that nobody is invited from one that is broken further down.
// A pipe can be read only once.
func readPeople(file *os.File) (*people, error) {
	if _, err := file.Seek(0, io.SeekCurrent); err != nil {
		return newPeople(file)
	}
	all, err := newPeople(file)
	for err == nil {
		_, err = all.next()
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return newPeople(file)
}

func newPeople(r io.Reader) (*people, error) {
	// The mark goes before the CSV is parsed, because a quoted heading may follow it.
	buffered := bufio.NewReader(r)
	if start, _ := buffered.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		_, _ = buffered.Discard(len(byteOrderMark))
	}
	rows := csv.NewReader(buffered)
	rows.FieldsPerRecord = -1 // next says which row has too many or too few, and goes on
	heading, err := rows.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("is empty")
	case err != nil:
		return nil, err
	case heading[0] != fixed()[0]:
		return nil, errors.New("line 1: the first column's heading must be email_address")
	}
	p := &people{rows: rows, skip: 1}
	if len(heading) >= len(fixed()) && slices.Equal(heading[:len(fixed())], fixed()) {
		p.skip = len(fixed())
	}
	p.headings = heading[p.skip:]
	if err := p.checkHeadings(); err != nil {
		return nil, err
	}
	return p, nil
}

// checkHeadings refuses what would lose a column, or take the outcomes of a file whose columns were
// moved about for metadata.
func (p *people) checkHeadings() error {
	for i, heading := range p.headings {
		switch {
		case heading == "":
			return fmt.Errorf("line 1: column %d has no heading", p.skip+i+1)
		case slices.Contains(p.headings[:i], heading):
			return fmt.Errorf("line 1: two columns have the heading %q", heading)
		case slices.Contains(fixed(), heading):
			return fmt.Errorf("line 1: a column %q must stand where an earlier run has put it: %q", heading, fixed())
		}
	}
	return nil
}

// next returns the next person, or io.EOF, or what is wrong with the file. A person who is not settled
// has no outcome, whatever an earlier run has tried; one whose row is bad is invalid.
func (p *people) next() (*person, error) {
	row, err := p.rows.Read()
	if err != nil {
		return nil, err
	}
	next := &person{address: row[0], metadata: row[min(p.skip, len(row)):]}
	next.line, _ = p.rows.FieldPos(0)
	if p.skip > 1 && len(row) >= p.skip && outcome(row[1]).isSettled() {
		next.before, next.outcome, next.invitationID, next.problem = true, outcome(row[1]), row[2], row[3]
		return next, nil
	}
	if want := p.skip + len(p.headings); len(row) != want {
		next.refuse(fmt.Sprintf("has %d fields, not %d", len(row), want))
	}
	return next, nil
}

// publicMetadata returns a person's metadata under its headings.
func (p *people) publicMetadata(of *person) map[string]string {
	m := make(map[string]string, len(p.headings))
	for i, heading := range p.headings {
		m[heading] = of.metadata[i]
	}
	return m
}
