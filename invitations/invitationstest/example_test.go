package invitationstest_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// Without a test, NewHandler and its Client need no server. In a test, call NewServer.
func Example() {
	fake := invitationstest.NewHandler()
	client := fake.Client()

	inv, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inv.Status, "to", fake.Emails()[0].To)
	// Output: pending to ada@example.com
}

// An address that somebody else has invited, and one that a user has.
func ExampleHandler_AddInvitation() {
	fake := invitationstest.NewHandler()
	client := fake.Client()
	ctx := context.Background()

	fake.AddInvitation("ada@example.com")
	_, err := client.Create(ctx, invitations.CreateParams{EmailAddress: "ada@example.com"})
	fmt.Println(errors.Is(err, invitations.ErrAlreadyInvited))

	fake.AddUser("grace@example.com")
	_, err = client.Create(ctx, invitations.CreateParams{EmailAddress: "grace@example.com"})
	fmt.Println(errors.Is(err, invitations.ErrUserExists))

	fmt.Println("emails:", len(fake.Emails()))
	// Output:
	// true
	// true
	// emails: 0
}

// Clerk accepts a hundred creates an hour.
func ExampleWithRateLimits() {
	fake := invitationstest.NewHandler(invitationstest.WithRateLimits())
	client := fake.Client()
	fake.SetTime(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC))

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
	err := invite(100)
	if failure, ok := errors.AsType[*invitations.Error](err); ok {
		fmt.Println(errors.Is(err, invitations.ErrRateLimited), failure.RetryAfter)
		fake.Advance(failure.RetryAfter)
	}
	fmt.Println(invite(100))
	// Output:
	// true 1h0m0s
	// <nil>
}

// A bulk is created and its response lost, and then the API is down for a while.
func ExampleCut() {
	fake := invitationstest.NewHandler()
	client := fake.Client()

	fake.Inject(
		invitationstest.Cut().AfterWork().On(invitationstest.OpCreateBulk),
		invitationstest.Status(503).Times(2),
	)
	invited, err := client.CreateBulk(context.Background(), []invitations.CreateParams{
		{EmailAddress: "ada@example.com"},
		{EmailAddress: "grace@example.com"},
	}, invitations.WithRetry(invitations.RetryPolicy{InitialInterval: time.Millisecond}))

	fmt.Println(len(invited), err)
	fmt.Println("emails:", len(fake.Emails())) // no second email was sent
	// Output:
	// 2 <nil>
	// emails: 2
}

// Faults say what goes wrong, for which requests, and how often.
func ExampleHandler_Inject() {
	fake := invitationstest.NewHandler()
	client := fake.Client()

	fake.Inject(
		invitationstest.RateLimited(time.Hour).On(invitationstest.OpCreate),
		invitationstest.HTML(502).On(invitationstest.OpList),
	)
	_, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"}, invitations.WithoutRetry())
	fmt.Println(errors.Is(err, invitations.ErrRateLimited))
	_, err = client.List(context.Background(), invitations.ListParams{}, invitations.WithoutRetry())
	fmt.Println(errors.Is(err, invitations.ErrServer))

	for _, request := range fake.Requests() {
		fmt.Println(request.Operation, request.Status)
	}
	fmt.Println("faults left:", fake.FaultsLeft())
	// Output:
	// true
	// true
	// Create 429
	// List 502
	// faults left: 0
}
