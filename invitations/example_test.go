package invitations_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// exampleClient returns a client of a fake server that has invited some people, and how to close it.
// A test would call invitationstest.NewServer instead.
func exampleClient(invited ...string) (client *invitations.Client, closeServer func()) {
	handler := invitationstest.NewHandler()
	for _, address := range invited {
		handler.AddInvitation(address)
	}
	server := httptest.NewServer(handler)
	client, err := invitations.New(handler.SecretKey, invitations.WithBaseURL(server.URL+"/v1"))
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleNew() {
	client, err := invitations.New("sk_test_0123456789", // from where your secrets are kept
		invitations.WithTimeout(5*time.Second),
		invitations.WithUserAgent("registration/2.1"),
	)
	fmt.Println(client, err)
	_, err = invitations.New("")
	fmt.Println(err)
	// Output:
	// invitations.Client <nil>
	// invitations: New: secretKey is empty
}

func ExampleClient_Create() {
	client, closeServer := exampleClient()
	defer closeServer()

	inv, err := client.Create(context.Background(), invitations.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: map[string]any{"team": "analysis"},
		ExpiresInDays:  7,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inv.EmailAddress, inv.Status)
	// Output: ada@example.com pending
}

func ExampleError_Is() {
	client, closeServer := exampleClient()
	defer closeServer()
	ada := invitations.CreateParams{EmailAddress: "ada@example.com"}

	_, err := client.Create(context.Background(), ada)
	fmt.Println(err)
	_, err = client.Create(context.Background(), ada)
	fmt.Println(errors.Is(err, invitations.ErrAlreadyInvited))
	_, err = client.Revoke(context.Background(), "inv_unknown")
	fmt.Println(errors.Is(err, invitations.ErrNotFound))
	// Output:
	// <nil>
	// true
	// true
}

func ExampleArgumentError() {
	client, closeServer := exampleClient()
	defer closeServer()

	_, err := client.CreateBulk(context.Background(), []invitations.CreateParams{
		{EmailAddress: "ada@example.com"},
		{EmailAddress: "grace@example.com", ExpiresInDays: 400},
	})
	if wrong, ok := errors.AsType[*invitations.ArgumentError](err); ok {
		fmt.Println(wrong.Field, wrong.Reason)
	}
	// Output: [1].ExpiresInDays is not between 1 and 365
}

func ExampleClient_List() {
	client, closeServer := exampleClient("ada@example.com", "grace@example.com", "alan@example.com")
	defer closeServer()
	ctx := context.Background()

	page, err := client.List(ctx, invitations.ListParams{
		Statuses: []invitations.Status{invitations.StatusPending},
		OrderBy:  invitations.OrderByEmailAddress,
		Limit:    2,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, inv := range page.Invitations {
		fmt.Println(inv.EmailAddress)
	}
	fmt.Println("of", page.TotalCount)
	// Output:
	// ada@example.com
	// alan@example.com
	// of 3
}

func ExampleMetadataAs() {
	type member struct {
		Team  string `json:"team"`
		Badge int64  `json:"badge"`
	}
	client, closeServer := exampleClient()
	defer closeServer()

	inv, err := client.Create(context.Background(), invitations.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: member{Team: "analysis", Badge: 12345678901234567},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := invitations.MetadataAs[member](inv)
	fmt.Println(m.Team, m.Badge, err)
	// Output: analysis 12345678901234567 <nil>
}

func ExampleClient_All() {
	client, closeServer := exampleClient("ada@example.com", "grace@example.com", "alan@example.com")
	defer closeServer()
	ctx := context.Background()

	for inv, err := range client.All(ctx, invitations.ListParams{OrderBy: invitations.OrderByEmailAddress}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(inv.EmailAddress)
	}
	// Output:
	// ada@example.com
	// alan@example.com
	// grace@example.com
}

func ExampleClient_CreateAll() {
	client, closeServer := exampleClient()
	defer closeServer()
	people := []invitations.CreateParams{
		{EmailAddress: "ada@example.com"},
		{EmailAddress: "no address"},
		{EmailAddress: "ADA@example.com"},
	}

	for result, err := range client.CreateAll(context.Background(), slices.Values(people)) {
		switch {
		case err != nil: // the run has ended; go on with the item after the last result
			fmt.Println(err)
			return
		case errors.Is(result.Err, invitations.ErrAlreadyInvited):
			fmt.Println(result.Index, "is invited already")
		case errors.Is(result.Err, invitations.ErrInvalid):
			fmt.Println(result.Index, "is malformed")
		case result.Err != nil:
			fmt.Println(result.Index, result.Err)
		default:
			fmt.Println(result.Index, result.Invitation.Status)
		}
	}
	// Output:
	// 0 pending
	// 1 is malformed
	// 2 is invited already
}

func ExampleClient_Ensure() {
	client, closeServer := exampleClient()
	defer closeServer()
	ada := invitations.CreateParams{EmailAddress: "ada@example.com"}

	for range 2 {
		inv, created, err := client.Ensure(context.Background(), ada)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(inv.Status, created)
	}
	// Output:
	// pending true
	// pending false
}

func ExampleClient_CreateBulk() {
	client, closeServer := exampleClient("grace@example.com")
	defer closeServer()

	_, err := client.CreateBulk(context.Background(), []invitations.CreateParams{
		{EmailAddress: "ada@example.com"},
		{EmailAddress: "grace@example.com"},
	})
	var failure *invitations.Error
	if errors.Is(err, invitations.ErrAlreadyInvited) && errors.As(err, &failure) {
		fmt.Println("nobody is invited, because of", failure.Details[0].EmailAddresses())
	}
	// Output: nobody is invited, because of [grace@example.com]
}

func ExampleClient_Revoke() {
	client, closeServer := exampleClient("ada@example.com")
	defer closeServer()
	ctx := context.Background()
	ada, err := client.FindByEmail(ctx, "ada@example.com")
	if err != nil {
		fmt.Println(err)
		return
	}

	for range 2 {
		inv, err := client.Revoke(ctx, ada[0].ID)
		switch {
		case errors.Is(err, invitations.ErrAlreadyRevoked):
			fmt.Println("was revoked before")
		case err != nil: // ErrNotFound, ErrAlreadyAccepted, …
			fmt.Println(err)
		default:
			fmt.Println(inv.Status)
		}
	}
	// Output:
	// revoked
	// was revoked before
}

func ExampleClient_Delete() {
	client, closeServer := exampleClient("ada@example.com")
	defer closeServer()
	ctx := context.Background()
	ada, err := client.FindByEmail(ctx, "ada@example.com")
	if err != nil {
		fmt.Println(err)
		return
	}

	err = client.Delete(ctx, ada[0].ID)
	fmt.Println(err)
	err = client.Delete(ctx, ada[0].ID)
	fmt.Println(errors.Is(err, invitations.ErrNotFound))
	// Output:
	// <nil>
	// true
}

func ExampleClient_Get() {
	client, closeServer := exampleClient()
	defer closeServer()
	ctx := context.Background()
	made, err := client.Create(ctx, invitations.CreateParams{EmailAddress: "ada@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}

	inv, err := client.Get(ctx, made.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inv.EmailAddress, inv.Status)
	// Output: ada@example.com pending
}

func ExampleClient_FindByEmail() {
	client, closeServer := exampleClient("ada@example.com", "ada@example.com.au")
	defer closeServer()

	list, err := client.FindByEmail(context.Background(), "Ada@example.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, inv := range list {
		fmt.Println(inv.EmailAddress, inv.Status)
	}
	// Output: ada@example.com pending
}

func ExampleClient_Resend() {
	client, closeServer := exampleClient("ada@example.com")
	defer closeServer()
	ctx := context.Background()

	inv, err := client.Resend(ctx, invitations.CreateParams{EmailAddress: "ada@example.com", ExpiresInDays: 7})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inv.Status)
	list, err := client.FindByEmail(ctx, "ada@example.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("before it:", list[1].Status)
	// Output:
	// pending
	// before it: revoked
}

func ExampleError() {
	handler := invitationstest.NewHandler()
	server := httptest.NewServer(handler)
	defer server.Close()
	client, err := invitations.New(handler.SecretKey, invitations.WithBaseURL(server.URL+"/v1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	handler.Inject(invitationstest.RateLimited(time.Hour)) // longer than the client waits by itself

	_, err = client.List(context.Background(), invitations.ListParams{})
	if failure, ok := errors.AsType[*invitations.Error](err); ok {
		fmt.Println(failure.Op, failure.StatusCode, failure.Details[0].Code, failure.RetryAfter)
		fmt.Println(errors.Is(err, invitations.ErrRateLimited))
	}
	// Output:
	// List 429 too_many_requests 1h0m0s
	// true
}

func ExampleWithRetry() {
	// A nightly job has time: it waits even for as long as Clerk's hourly limit takes.
	client, err := invitations.New("sk_test_0123456789", invitations.WithRetry(invitations.RetryPolicy{
		MaxAttempts:    10,
		MaxElapsedTime: 10 * time.Minute,
		MaxRetryAfter:  time.Hour + time.Minute,
	}))
	fmt.Println(client, err)
	// Output: invitations.Client <nil>
}

func ExampleWithResponse() {
	client, closeServer := exampleClient("ada@example.com")
	defer closeServer()

	var response invitations.Response
	page, err := client.List(context.Background(), invitations.ListParams{}, invitations.WithResponse(&response))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.TotalCount, response.StatusCode, response.Attempts, response.Header.Get("Clerk-Api-Version"))
	// Output: 1 200 1 2026-05-12
}

func ExampleWithLogger() {
	client, closeServer := exampleClient()
	defer closeServer()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, attr slog.Attr) slog.Attr {
			if attr.Key == slog.TimeKey || attr.Key == "duration" || attr.Key == "trace_id" {
				return slog.Attr{} // another one each time
			}
			return attr
		},
	}))

	_, err := client.Revoke(context.Background(), "inv_unknown", invitations.WithLogger(logger))
	fmt.Println(errors.Is(err, invitations.ErrNotFound))
	// Output:
	// level=WARN msg="clerk invitations" op=Revoke attempt=1 status=404 clerk_trace_id=00000000000000000000000000000001 decision="give up" reason="the response is final" wait=0s
	// true
}
