package invitationstest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// Outside a test there is no testing.TB: a Handler goes behind a server of one's own. In a test,
// NewServer(t) and its Client() do all of this.
func Example() {
	clerk := invitationstest.NewHandler()
	server := httptest.NewServer(clerk)
	defer server.Close()
	defer clerk.Close() // before the server: it ends what a fault holds up
	client, err := invitations.New(clerk.SecretKey, invitations.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}

	inv, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inv.Status, "to", clerk.Emails()[0].To)
	// Output: pending to ada@example.com
}

// serve does what Example shows.
func serve(clerk *invitationstest.Handler) (client *invitations.Client, closeServer func()) {
	server := httptest.NewServer(clerk)
	client, err := invitations.New(clerk.SecretKey, invitations.WithBaseURL(server.URL))
	if err != nil {
		panic(err)
	}
	return client, func() {
		clerk.Close()
		server.Close()
	}
}

// A duplicate: somebody else has invited her already.
func ExampleHandler_AddInvitation() {
	clerk := invitationstest.NewHandler()
	client, closeServer := serve(clerk)
	defer closeServer()

	clerk.AddInvitation("ada@example.com")
	_, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})

	fmt.Println(errors.Is(err, invitations.ErrAlreadyInvited))
	fmt.Println("emails:", len(clerk.Emails()))
	// Output:
	// true
	// emails: 0
}

// A rate limit: Clerk takes a hundred creates an hour.
func ExampleWithRateLimits() {
	clerk := invitationstest.NewHandler(invitationstest.WithRateLimits())
	client, closeServer := serve(clerk)
	defer closeServer()
	clerk.SetTime(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC))

	invite := func(i int) error {
		_, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: fmt.Sprintf("person%d@example.com", i)})
		return err
	}
	for i := range 100 {
		if err := invite(i); err != nil {
			fmt.Println(err)
			return
		}
	}
	var failure *invitations.Error
	if err := invite(100); !errors.As(err, &failure) {
		fmt.Println(err)
		return
	}
	fmt.Println(errors.Is(failure, invitations.ErrRateLimited), failure.RetryAfter)

	clerk.Advance(failure.RetryAfter)
	fmt.Println(invite(100))
	// Output:
	// true 1h0m0s
	// <nil>
}

// An expiry, without anybody waiting for it.
func ExampleHandler_Advance() {
	clerk := invitationstest.NewHandler()
	client, closeServer := serve(clerk)
	defer closeServer()
	ctx := context.Background()
	ada := invitations.CreateParams{EmailAddress: "ada@example.com", ExpiresInDays: 7}
	if _, err := client.Create(ctx, ada); err != nil {
		fmt.Println(err)
		return
	}

	clerk.Advance(7 * 24 * time.Hour)
	page, err := client.List(ctx, invitations.ListParams{Query: ada.EmailAddress})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Invitations[0].Status)
	_, err = client.Create(ctx, ada) // an expired one does not stand in the way
	fmt.Println(err)
	// Output:
	// expired
	// <nil>
}

// The clock can be stopped, so that times are the same in every run.
func ExampleHandler_SetTime() {
	clerk := invitationstest.NewHandler()
	client, closeServer := serve(clerk)
	defer closeServer()

	clerk.SetTime(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC))
	inv, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inv.CreatedAt.UTC())
	// Output: 2026-03-01 12:00:00 +0000 UTC
}

// An outage in the middle of a bulk: Clerk invites the people, the connection breaks before it has
// said so, and then it is away for a while.
func ExampleCutAfter() {
	clerk := invitationstest.NewHandler()
	client, closeServer := serve(clerk)
	defer closeServer()

	clerk.Inject(
		invitationstest.CutAfter().On(invitationstest.CreateBulk),
		invitationstest.Status(503).Times(2),
	)
	invited, err := client.CreateBulk(context.Background(), []invitations.CreateParams{
		{EmailAddress: "ada@example.com"},
		{EmailAddress: "grace@example.com"},
	}, invitations.WithRetry(invitations.RetryPolicy{InitialInterval: time.Millisecond}))

	fmt.Println(len(invited), err)
	fmt.Println("emails:", len(clerk.Emails())) // nobody was mailed twice
	// Output:
	// 2 <nil>
	// emails: 2
}

// An accepted invitation: she follows the link and signs up.
func ExampleHandler_Accept() {
	clerk := invitationstest.NewHandler()
	client, closeServer := serve(clerk)
	defer closeServer()
	ctx := context.Background()
	ada := invitations.CreateParams{EmailAddress: "ada@example.com"}
	inv, err := client.Create(ctx, ada)
	if err != nil {
		fmt.Println(err)
		return
	}

	if err := clerk.Accept(inv.ID); err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Revoke(ctx, inv.ID)
	fmt.Println(errors.Is(err, invitations.ErrAlreadyAccepted))
	_, err = client.Create(ctx, ada)
	fmt.Println(errors.Is(err, invitations.ErrUserExists))
	// Output:
	// true
	// true
}

// Faults say what goes wrong, for which requests, and how often.
func ExampleHandler_Inject() {
	clerk := invitationstest.NewHandler()
	client, closeServer := serve(clerk)
	defer closeServer()

	clerk.Inject(
		invitationstest.RateLimited(time.Hour).On(invitationstest.Create),
		invitationstest.HTML(502).On(invitationstest.List),
	)
	once := invitations.WithoutRetry()
	_, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"}, once)
	fmt.Println(errors.Is(err, invitations.ErrRateLimited))
	_, err = client.List(context.Background(), invitations.ListParams{}, once)
	fmt.Println(errors.Is(err, invitations.ErrServer))

	for _, request := range clerk.Requests() {
		fmt.Println(request.Operation, request.Status)
	}
	fmt.Println("faults left:", clerk.FaultsLeft())
	// Output:
	// true
	// true
	// Create 429
	// List 502
	// faults left: 0
}
