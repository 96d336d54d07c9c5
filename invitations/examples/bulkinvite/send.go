package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// sendAll creates the invitations at Clerk and records the outcomes.
func sendAll(ctx context.Context, client *invitations.Client, people []person, outcomesName string, stdout, terminal io.Writer) (err error) {
	recorder, err := newRecorder(outcomesName)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, recorder.close()) }()
	tally := tally{total: len(people)}
	err = createAll(ctx, client, people, func(_ person, result invitations.CreateResult) error {
		tally.add(outcomeOf(result.Err))
		_, _ = fmt.Fprintf(terminal, "\r\x1b[K%v", tally)
		return recorder.record(result)
	})
	_, _ = fmt.Fprint(terminal, "\r\x1b[K")
	_, _ = fmt.Fprintln(stdout, tally)
	if err != nil {
		return fmt.Errorf("%w; run it again to go on", err)
	}
	if settled := tally.settled(); settled < len(people) {
		return fmt.Errorf("%d of %d rows are not settled: see %s, and run it again", len(people)-settled, len(people), outcomesName)
	}
	return nil
}

// createAll calls done with each result, in order. An error ends it early.
func createAll(ctx context.Context, client *invitations.Client, people []person, done func(person, invitations.CreateResult) error) error {
	params := func(yield func(invitations.CreateParams) bool) {
		for _, p := range people {
			if !yield(p.params) {
				return
			}
		}
	}
	for result, err := range client.CreateAll(ctx, params) {
		if err != nil {
			return err
		}
		if err := done(people[result.Index], result); err != nil {
			return err
		}
	}
	return nil
}
