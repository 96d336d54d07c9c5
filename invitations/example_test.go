package invitations_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// The examples run on an in-memory fake of the Clerk API. With Clerk, the client is from New or NewFromEnv.
func Example() {
	client := invitationstest.NewHandler().Client()

	inv, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inv.EmailAddress, inv.Status)

	_, err = client.Create(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	if errors.Is(err, invitations.ErrAlreadyInvited) {
		fmt.Println("nothing to do")
	}
	// Output:
	// ada@example.com pending
	// nothing to do
}

func ExampleClient_Create() {
	client := invitationstest.NewHandler().Client()
	inv, err := client.Create(context.Background(), invitations.CreateParams{
		EmailAddress: "ada@example.com", ExpiresInDays: 7,
		PublicMetadata: map[string]any{"team": "analysis"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inv.EmailAddress, inv.Status)
	// Output: ada@example.com pending
}

func ExampleClient_CreateBulk() {
	fake := invitationstest.NewHandler()
	fake.AddInvitation("grace@example.com")
	_, err := fake.Client().CreateBulk(context.Background(), []invitations.CreateParams{
		{EmailAddress: "ada@example.com"},
		{EmailAddress: "grace@example.com"},
	})
	if failure, ok := errors.AsType[*invitations.Error](err); ok && errors.Is(err, invitations.ErrAlreadyInvited) {
		fmt.Println("no invitation is created, because of", failure.Details[0].EmailAddresses())
	}
	// Output: no invitation is created, because of [grace@example.com]
}

func ExampleClient_CreateAll() {
	client := invitationstest.NewHandler().Client()
	people := []invitations.CreateParams{{EmailAddress: "ada@example.com"}, {EmailAddress: "grace"}}
	for result, err := range client.CreateAll(context.Background(), slices.Values(people)) {
		if err != nil {
			log.Fatal(err) // resume with the item after the last result
		}
		fmt.Print(result.Params.EmailAddress, ": ", result.Err, "; ")
	}
	// Output: ada@example.com: <nil>; grace: invitations: CreateAll: [1].EmailAddress is not one plain email address;
}

func ExampleClient_List() {
	fake := invitationstest.NewHandler()
	fake.Seed(3)
	page, err := fake.Client().List(context.Background(), invitations.ListParams{
		Statuses: []invitations.Status{invitations.StatusPending}, Limit: 2,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Invitations), "of", page.TotalCount)
	// Output: 2 of 3
}

func ExampleClient_All() {
	fake := invitationstest.NewHandler()
	fake.Seed(2)
	for inv, err := range fake.Client().All(context.Background(), invitations.ListParams{OrderBy: invitations.OrderByCreatedAt}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(inv.EmailAddress, " ")
	}
	// Output: seed-000001@example.com seed-000002@example.com
}

func ExampleClient_Revoke() {
	fake := invitationstest.NewHandler()
	id := fake.AddInvitation("ada@example.com")
	inv, err := fake.Client().Revoke(context.Background(), id)
	if err != nil {
		log.Fatal(err) // unless it is ErrAlreadyRevoked, ErrAlreadyAccepted or ErrNotFound
	}
	fmt.Println(inv.Status)
	// Output: revoked
}

func ExampleClient_Delete() {
	fake := invitationstest.NewHandler()
	id := fake.AddInvitation("ada@example.com")
	if err := fake.Client().Delete(context.Background(), id); err != nil {
		log.Fatal(err)
	}
	err := fake.Client().Delete(context.Background(), id)
	fmt.Println(errors.Is(err, invitations.ErrNotFound))
	// Output: true
}

func ExampleClient_Get() {
	fake := invitationstest.NewHandler()
	id := fake.AddInvitation("ada@example.com")
	inv, err := fake.Client().Get(context.Background(), id)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inv.EmailAddress, inv.Status)
	// Output: ada@example.com pending
}

func ExampleClient_FindByEmail() {
	fake := invitationstest.NewHandler()
	fake.AddInvitation("ada@example.com")
	fake.AddInvitation("ada@example.com.au")
	found, err := fake.Client().FindByEmail(context.Background(), "Ada@example.com")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(found), found[0].EmailAddress, found[0].Status)
	// Output: 1 ada@example.com pending
}

func ExampleClient_Ensure() {
	client := invitationstest.NewHandler().Client()
	for range 2 {
		inv, created, err := client.Ensure(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(inv.Status, " ", created, " ")
	}
	// Output: pending true pending false
}

func ExampleClient_Resend() {
	fake := invitationstest.NewHandler()
	fake.AddInvitation("ada@example.com")
	inv, err := fake.Client().Resend(context.Background(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inv.Status, "and the earlier one", fake.Invitations()[0].Status)
	// Output: pending and the earlier one revoked
}

func ExampleMetadataAs() {
	type member struct{ Team, Role string }
	inv := &invitations.Invitation{PublicMetadata: []byte(`{"team": "analysis", "role": "lead"}`)}
	m, err := invitations.MetadataAs[member](inv)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Team, m.Role)
	// Output: analysis lead
}

func ExampleError() {
	fake := invitationstest.NewHandler()
	fake.Inject(invitationstest.RateLimited(time.Hour)) // longer than the client waits by itself

	_, err := fake.Client().List(context.Background(), invitations.ListParams{})
	if failure, ok := errors.AsType[*invitations.Error](err); ok {
		fmt.Println(failure.Op, failure.StatusCode, failure.Details[0].Code, failure.RetryAfter)
	}
	// Output: List 429 too_many_requests 1h0m0s
}

func ExampleWithRetry() {
	// A nightly job has time: it waits for as long as Clerk's hourly limit takes.
	client, err := invitations.New("sk_test_0123456789", invitations.WithRetry(invitations.RetryPolicy{
		MaxAttempts:   10,
		MaxRetryAfter: time.Hour,
	}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client != nil)
	// Output: true
}

func ExampleWithResponse() {
	client := invitationstest.NewHandler().Client()
	var response invitations.Response
	_, err := client.List(context.Background(), invitations.ListParams{}, invitations.WithResponse(&response))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d %s", response.StatusCode, response.Body)
	// Output: 200 {"data":[],"total_count":0}
}

func ExampleWithLogger() {
	leaveOutDuration := func(_ []string, attr slog.Attr) slog.Attr {
		if attr.Key == slog.TimeKey || attr.Key == "duration" {
			return slog.Attr{}
		}
		return attr
	}
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: leaveOutDuration}))
	_ = invitationstest.NewHandler().Client(invitations.WithLogger(logger)).Delete(context.Background(), "inv_unknown")
	// Output: level=DEBUG msg="clerk invitations" op=Delete attempt=1 status=404 clerk_trace_id=00000000000000000000000000000001 decision=rejected reason="the response is final" wait=0s code=resource_not_found error="invitations: Delete: 404 resource_not_found (trace 00000000000000000000000000000001)"
}
