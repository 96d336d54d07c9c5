package main

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A mailing takes people from the input to the outcomes, in their order.
type mailing struct {
	in       *people
	out      *csv.Writer
	everyone invitations.CreateParams // what all have in common
	progress *progress

	held []*person // read and not yet written: the first of them has no outcome yet
	end  error     // why nothing more can be read; io.EOF where all is well
}

func newMailing(in *people, out io.Writer, everyone invitations.CreateParams, progress *progress) *mailing {
	m := &mailing{in: in, out: csv.NewWriter(out), everyone: everyone, progress: progress}
	_ = m.out.Write(append(fixed(), in.headings...))
	return m
}

// maxHeld bounds how many people are held, because one without an outcome keeps those behind, whom an
// earlier run has settled, from being written.
const maxHeld = 10_000

// invite invites everyone who is not settled. An error says why it has ended before.
func (m *mailing) invite(ctx context.Context, client *invitations.Client) error {
	for m.end == nil {
		for result, err := range client.CreateAll(ctx, m.unsettled) {
			if err == nil {
				err = m.settle(result)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// unsettled is the iter.Seq that CreateAll draws from: it reads no further than CreateAll asks.
func (m *mailing) unsettled(yield func(invitations.CreateParams) bool) {
	for len(m.held) < maxHeld {
		p := m.next()
		if p == nil {
			return
		}
		m.held = append(m.held, p)
		m.writeSettled()
		if p.outcome == "" && !yield(m.params(p)) {
			return
		}
	}
}

// next reads a person, or returns nil where there is none.
func (m *mailing) next() *person {
	if m.end != nil {
		return nil
	}
	p, err := m.in.next()
	if err != nil {
		m.end = err
		return nil
	}
	if p.outcome != "" {
		m.progress.count(p)
	}
	return p
}

func (m *mailing) params(p *person) invitations.CreateParams {
	params := m.everyone
	params.EmailAddress = p.address
	params.PublicMetadata = m.in.publicMetadata(p)
	return params
}

// settle takes in a result. Results come in the order in which people were given, so that it is that
// of the first who has none.
func (m *mailing) settle(result invitations.CreateResult) error {
	if isAboutFlags(result.Err) {
		return result.Err
	}
	p := m.held[0]
	switch p.outcome = outcomeOf(result.Err); p.outcome {
	case invited:
		p.invitationID = result.Invitation.ID
	case invalid:
		p.refuse(reason(result.Err))
	default:
		p.problem = result.Err.Error() // which holds no address
	}
	m.progress.count(p)
	m.writeSettled()
	m.out.Flush() // what is known survives if the program does not
	return m.out.Error()
}

// reason returns what is wrong with a row. An ArgumentError also tells its index among those that were
// sent, which is no help.
func reason(err error) string {
	var refusal *invitations.ArgumentError
	if !errors.As(err, &refusal) {
		return err.Error()
	}
	return refusal.Field[strings.LastIndexByte(refusal.Field, '.')+1:] + " " + refusal.Reason
}

// writeSettled writes people up to the first who has no outcome.
func (m *mailing) writeSettled() {
	for len(m.held) > 0 && m.held[0].outcome != "" {
		m.write(m.held[0])
		m.held = m.held[1:]
	}
}

func (m *mailing) write(p *person) {
	_ = m.out.Write(p.row()) // out.Error tells it when it is asked
}

// finish writes everyone who is left, so that nobody is missing when the outcomes are fed back. With
// an error the outcomes are not complete.
func (m *mailing) finish() error {
	for _, p := range m.held {
		m.leave(p)
	}
	for p := m.next(); p != nil; p = m.next() {
		m.leave(p)
	}
	m.out.Flush()
	if !errors.Is(m.end, io.EOF) {
		return m.end
	}
	return m.out.Error()
}

// leave writes a person as far as things have come.
func (m *mailing) leave(p *person) {
	if p.outcome == "" {
		m.progress.count(p)
	}
	m.write(p)
}
