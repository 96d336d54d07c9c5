// Quickstart invites the people in a CSV file, lists what is pending, meets a duplicate, revokes one
// invitation, deletes another, and prints what happened.
//
//	go run ./invitations/examples/quickstart [-send] [file.csv]
//
// Without CLERK_SECRET_KEY it runs against a Clerk of its own, in memory. With it, it talks to
// Clerk, and mails nobody unless -send is given.
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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	send := flags.Bool("send", false, "have Clerk mail the links")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	people, err := readPeople(flags.Arg(0))
	if err != nil {
		return err
	}
	for i := range people {
		people[i].SkipEmail = !*send
	}
	client, where, closeServer, err := connect()
	if err != nil {
		return err
	}
	defer closeServer()
	_, _ = fmt.Fprintf(out, "Talking to %s.\n\n", where)

	done, err := tour(ctx, client, people)
	done.print(out)
	return explain(err)
}

// tour takes the people through each of the API's operations, and leaves none of its invitations.
func tour(ctx context.Context, client *invitations.Client, people []invitations.CreateParams) (done *report, err error) {
	done = new(report)

	invited, err := client.CreateBulk(ctx, people)
	if err != nil {
		return done, err
	}
	for _, inv := range invited {
		done.add("invited", inv.EmailAddress, inv.ID, inv.URL)
	}
	defer func() { err = errors.Join(err, cleanUp(context.WithoutCancel(ctx), client, invited, done)) }()

	pending, err := client.List(ctx, invitations.ListParams{
		Statuses: []invitations.Status{invitations.StatusPending},
		OrderBy:  invitations.OrderByEmailAddress,
		Limit:    invitations.MaxLimit,
	})
	if err != nil {
		return done, err
	}
	for _, inv := range pending.Invitations {
		done.add("pending", inv.EmailAddress, inv.ID, "until "+inv.ExpiresAt.Format("2 Jan 2006"))
	}

	_, err = client.Create(ctx, people[0])
	switch {
	case errors.Is(err, invitations.ErrAlreadyInvited):
		done.add("duplicate", people[0].EmailAddress, "", err.Error())
	case err != nil:
		return done, err
	default:
		return done, errors.New("a second invitation to the same address was not refused")
	}

	first, last := invited[0], invited[len(invited)-1]
	revoked, err := client.Revoke(ctx, first.ID)
	if err != nil {
		return done, err
	}
	done.add("revoked", revoked.EmailAddress, revoked.ID, "now "+string(revoked.Status))

	if err := client.Delete(ctx, last.ID); err != nil {
		return done, err
	}
	done.add("deleted", last.EmailAddress, last.ID, "")
	return done, nil
}

// cleanUp deletes what is left of the invitations, so that the next run meets none of them.
func cleanUp(ctx context.Context, client *invitations.Client, invited []invitations.Invitation, done *report) error {
	for _, inv := range invited {
		err := client.Delete(ctx, inv.ID)
		switch {
		case errors.Is(err, invitations.ErrNotFound):
		case err != nil:
			return err
		default:
			done.add("cleaned up", inv.EmailAddress, inv.ID, "")
		}
	}
	return nil
}

// explain adds what to do to the errors a first run is likely to meet.
func explain(err error) error {
	switch {
	case errors.Is(err, invitations.ErrUnauthorized):
		return fmt.Errorf("%w; is CLERK_SECRET_KEY the secret key of your instance?", err)
	case errors.Is(err, invitations.ErrAlreadyInvited):
		return fmt.Errorf("%w; somebody in the file is invited already, by an earlier run perhaps", err)
	case errors.Is(err, invitations.ErrUserExists):
		return fmt.Errorf("%w; somebody in the file has signed up already", err)
	}
	return err
}
