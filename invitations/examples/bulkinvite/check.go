package main

import (
	"context"
	"fmt"
	"io"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// check creates the invitations on a fake server.
func check(ctx context.Context, name string, people []person, stdout io.Writer) error {
	handler := invitationstest.NewHandler()
	tally := tally{total: len(people)}
	err := createAll(ctx, handler.Client(), people, func(p person, result invitations.CreateResult) error {
		outcome := outcomeOf(result.Err)
		tally.add(outcome)
		switch outcome {
		case invited:
		case alreadyInvited:
			_, _ = fmt.Fprintf(stdout, "%s:%d: an earlier row has the same address\n", name, p.line)
		default:
			_, _ = fmt.Fprintf(stdout, "%s:%d: %s: %v\n", name, p.line, outcome, result.Err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(stdout, "-send would create %d invitations and send %d emails, which takes %s at Clerk's limits, or longer if some are invited or users already\n",
		tally.counts[invited], len(handler.Emails()), timeLeft(len(people), tally.rejected()))
	if rejected := len(people) - tally.counts[invited]; rejected > 0 {
		return fmt.Errorf("%d of %d rows would be rejected", rejected, len(people))
	}
	return nil
}
