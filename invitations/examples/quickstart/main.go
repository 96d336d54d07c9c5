// Quickstart uses each operation of the API: it creates invitations, one by one and in a bulk, lists,
// revokes and deletes them.
//
//	go run ./invitations/examples/quickstart
//
// Without CLERK_SECRET_KEY it runs against an in-memory fake of the Clerk API. With it, it runs against
// Clerk, sends no email, and deletes what it has created. The key of a production instance needs -live.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func main() {
	log.SetFlags(0)
	live := flag.Bool("live", false, "allow the key of a production instance (sk_live_…)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program while it deletes
	err := run(ctx, log.New(os.Stdout, "", 0), *live)
	stop()
	if err != nil {
		log.Fatalln("quickstart:", err)
	}
}

func run(ctx context.Context, out *log.Logger, live bool) error {
	key := os.Getenv("CLERK_SECRET_KEY")
	if key == "" {
		out.Println("running against an in-memory fake of the Clerk API; set CLERK_SECRET_KEY to use Clerk")
		return tour(ctx, invitationstest.NewHandler().Client(), out)
	}
	if strings.HasPrefix(key, "sk_live_") && !live {
		return errors.New("CLERK_SECRET_KEY is the key of a production instance; -live allows it")
	}
	client, err := invitations.NewFromEnv()
	if err != nil {
		return err
	}
	return tour(ctx, client, out)
}

// tour prints what it does, but no invitation's URL: whoever has that can sign up as the invited person.
func tour(ctx context.Context, client *invitations.Client, out *log.Logger) (err error) {
	var created []invitations.Invitation
	defer func() {
		err = errors.Join(err, deleteAll(context.WithoutCancel(ctx), client, created, out))
	}()

	ada := params("ada", "analysis")
	inv, err := client.Create(ctx, ada)
	if err != nil {
		return err
	}
	created = append(created, *inv)
	out.Printf("created  %s for %s until %s", inv.ID, inv.EmailAddress, inv.ExpiresAt.Format("2 Jan 2006"))

	_, err = client.Create(ctx, ada)
	switch {
	case errors.Is(err, invitations.ErrAlreadyInvited):
		out.Printf("rejected the same address again: %v", err)
	case err != nil:
		return err
	}

	bulk, err := client.CreateBulk(ctx, []invitations.CreateParams{
		params("grace", "compilers"),
		params("katherine", "trajectories"),
	})
	if err != nil {
		return err
	}
	created = append(created, bulk...)
	for _, inv := range bulk {
		out.Printf("created  %s for %s in a bulk", inv.ID, inv.EmailAddress)
	}

	page, err := client.List(ctx, invitations.ListParams{
		Statuses: []invitations.Status{invitations.StatusPending},
		Limit:    5,
	})
	if err != nil {
		return err
	}
	for _, inv := range page.Invitations {
		out.Printf("listed   %s, one of %d pending", inv.ID, page.TotalCount)
	}

	revoked, err := client.Revoke(ctx, inv.ID)
	if err != nil {
		return err
	}
	out.Printf("revoked  %s, which is now %s", revoked.ID, revoked.Status)
	return nil
}

func params(name, team string) invitations.CreateParams {
	return invitations.CreateParams{
		EmailAddress:   name + "+clerk_test@example.com",
		PublicMetadata: map[string]string{"team": team},
		SkipEmail:      true,
	}
}

func deleteAll(ctx context.Context, client *invitations.Client, created []invitations.Invitation, out *log.Logger) error {
	var errs []error
	for _, inv := range created {
		if err := client.Delete(ctx, inv.ID); err != nil {
			errs = append(errs, err)
			continue
		}
		out.Printf("deleted  %s", inv.ID)
	}
	return errors.Join(errs...)
}
