// Bulkinvite invites the people in a CSV file of any size, and writes a CSV of what became of each.
//
//	go run ./invitations/examples/bulkinvite [flags] people.csv
//
// The first column of people.csv is email_address; the others become public metadata under their
// headings. The outcomes have the columns email_address, outcome, invitation_id and error before the
// metadata. An outcome is one of:
//
//	invited          there is a new invitation, and this is its id
//	already_invited  a pending invitation has the address, or a row before it
//	user_exists      a user has the address
//	invalid          the row is bad: mend it, and empty its outcome
//	unknown          the answer was lost, and nobody could tell
//	failed           something went wrong
//	                 it was not the row's turn yet
//
// The outcomes are an input too: the first four are passed through, the others are tried again. So
//
//	bulkinvite -send -o people.csv people.csv
//
// is run again until it exits with 0. It may be interrupted at any time: nobody is lost, and nobody
// is mailed twice. Somebody who was being invited at that time is then already_invited.
//
// Without CLERK_SECRET_KEY it runs against a Clerk of its own, in memory. With it, it talks to
// Clerk, and mails nobody unless -send is given. Mind that a later run with -send does not mail those
// whom one without has invited.
//
// The exit status is 0 where everyone is settled, 1 where somebody is to be tried again or something
// went wrong, 2 where the flags or the environment are wrong, 130 after an interrupt.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

const (
	exitSettled     = 0
	exitUnsettled   = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // so that a second interrupt kills
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitSettled
	case err != nil:
		return exitUsage
	}
	progress := newProgress(stderr, isTerminal(stderr))
	client, where, closeServer, err := connect(append(s.options(), invitations.WithLogger(progress.logger()))...)
	if err != nil {
		progress.close()
		_, _ = fmt.Fprintln(stderr, "bulkinvite:", err)
		return exitUsage
	}
	defer closeServer()
	progress.note("talking to " + where)
	end := inviteAll(ctx, s, client, stdout, progress)
	progress.close()
	_, _ = fmt.Fprintf(stderr, "bulkinvite: %s; talked to %s%s%s\n", progress.summary(), where, mailed(s), explain(end))
	switch {
	case end != nil && ctx.Err() != nil:
		return exitInterrupted
	case end != nil || progress.unsettled() > 0:
		return exitUnsettled
	}
	return exitSettled
}

// inviteAll invites the people of the input and writes the outcomes. An error says why the run has
// ended early.
func inviteAll(ctx context.Context, s settings, client *invitations.Client, stdout io.Writer, progress *progress) error {
	file, err := os.Open(s.input)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	in, err := readPeople(file)
	if err != nil {
		return fmt.Errorf("%s: %w", s.input, err)
	}
	out, err := newOutput(s.output, stdout)
	if err != nil {
		return err
	}
	m := newMailing(in, out, s.everyone(), progress)
	end := m.invite(ctx, client)
	err = m.finish()
	_ = file.Close() // before out may take its name
	if err = out.close(err); err != nil {
		return err
	}
	return end
}

func mailed(s settings) string {
	if s.send {
		return ""
	}
	return "; mailed nobody, as there was no -send"
}

// explain says why a run has ended early, and what to do about it.
func explain(end error) string {
	var failure *invitations.Error
	switch {
	case end == nil:
		return ""
	case errors.Is(end, context.Canceled):
		return "; interrupted: give the outcomes to go on"
	case errors.Is(end, invitations.ErrRateLimited) && errors.As(end, &failure) && failure.RetryAfter > 0:
		return fmt.Sprintf("; %v: give the outcomes to go on after %v, or give -wait", end, failure.RetryAfter)
	case errors.Is(end, invitations.ErrUnauthorized):
		return fmt.Sprintf("; %v: is CLERK_SECRET_KEY the secret key of your instance?", end)
	}
	return fmt.Sprintf("; %v", end)
}
