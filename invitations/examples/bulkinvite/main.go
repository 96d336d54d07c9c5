// Bulkinvite invites the people in a CSV file.
//
//	bulkinvite people.csv                  # checks the file, and sends nothing
//	bulkinvite -send people.csv            # creates the invitations, and Clerk sends the emails
//	bulkinvite -send -no-email people.csv  # creates the invitations, and Clerk sends no email
//
// The first row holds the headings. The column email_address is required; the other columns are optional
// and become public metadata under their headings.
//
// The check creates the invitations on an in-memory fake of the Clerk API, and prints which rows would be
// rejected and why. It needs no key, and it cannot tell who is invited already or a user.
//
// -send needs CLERK_SECRET_KEY. It appends the outcome of each row to people.outcomes.csv as soon as it
// is known:
//
//	invited          the invitation was created
//	already_invited  a pending invitation has the address
//	user_exists      a user has the address
//	invalid          the row was rejected, and error says why
//	unknown          the response was lost, and the invitation may exist
//	failed           something else went wrong, and no invitation was created
//
// It waits as long as Clerk's rate limits require, and can be interrupted. Run it again to go on: addresses
// with one of the first three outcomes are skipped, also if they were invited with -no-email, and all
// others are retried. No second email is sent. An invitation whose creation was interrupted may be
// already_invited in the next run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // so that a second interrupt kills
	terminal := io.Discard
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		terminal = os.Stderr
	}
	err := run(ctx, os.Args[1:], os.Stdout, terminal)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bulkinvite:", err)
		os.Exit(1)
	}
}

// run reports to stdout, and draws the progress line on terminal. The options are for the client of -send.
func run(ctx context.Context, args []string, stdout, terminal io.Writer, opts ...invitations.Option) error {
	flags := flag.NewFlagSet("bulkinvite [flags] people.csv", flag.ContinueOnError)
	send := flags.Bool("send", false, "create the invitations, instead of only checking the file")
	noEmail := flags.Bool("no-email", false, "create the invitations without sending an email")
	redirectURL := flags.String("redirect", "", "the `URL` that the links in the emails lead to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("name one CSV file; -h lists the flags")
	}
	name := flags.Arg(0)
	people, err := readPeople(name)
	if err != nil {
		return err
	}
	for i := range people {
		people[i].params.SkipEmail = *noEmail
		people[i].params.RedirectURL = *redirectURL
	}
	outcomesName := strings.TrimSuffix(name, ".csv") + ".outcomes.csv"
	settled, err := readSettled(outcomesName)
	if err != nil {
		return err
	}
	total := len(people)
	people = slices.DeleteFunc(people, func(p person) bool { return settled[addressKey(p.params.EmailAddress)] })
	_, _ = fmt.Fprintf(stdout, "%d rows, %d of them settled by an earlier run\n", total, total-len(people))

	if !*send {
		return check(ctx, name, people, stdout)
	}
	// Clerk limits creates by the hour, and so Retry-After can be almost one.
	waiting := invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour})
	client, err := invitations.NewFromEnv(append(opts, waiting)...)
	if err != nil {
		return err
	}
	return sendAll(ctx, client, people, outcomesName, stdout, terminal)
}
