package invitations_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/api/wire"
	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// exampleClient returns a client of a Clerk in memory, and how to close it. A test would call
// invitationstest.NewServer instead.
func exampleClient() (client *invitations.Client, closeServer func()) {
	handler := invitationstest.NewHandler()
	server := httptest.NewServer(wire.Handler("Example", handler))
	client, err := invitations.New(handler.SecretKey, invitations.WithBaseURL(server.URL))
	if err != nil {
		panic(err)
	}
	return client, server.Close
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
	var refusal *invitations.ArgumentError
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Field, refusal.Reason)
	}
	// Output: [1].ExpiresInDays is not between 1 and 365
}

func ExampleClient_List() {
	client, closeServer := exampleClient()
	defer closeServer()
	ctx := context.Background()
	for _, address := range []string{"ada@example.com", "grace@example.com", "alan@example.com"} {
		if _, err := client.Create(ctx, invitations.CreateParams{EmailAddress: address}); err != nil {
			fmt.Println(err)
			return
		}
	}

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
	client, closeServer := exampleClient()
	defer closeServer()
	ctx := context.Background()
	for _, address := range []string{"ada@example.com", "grace@example.com", "alan@example.com"} {
		if _, err := client.Create(ctx, invitations.CreateParams{EmailAddress: address}); err != nil {
			fmt.Println(err)
			return
		}
	}

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
