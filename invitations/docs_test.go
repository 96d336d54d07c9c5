package invitations_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// The functions below hold the Go of the README and of MIGRATING.md, so that it compiles; the test
// at the end finds what stands there and not here.

func readmeFirstProgram(ctx context.Context) error {
	client, err := invitations.NewFromEnv() // CLERK_SECRET_KEY
	if err != nil {
		return err
	}
	inv, err := client.Create(ctx, invitations.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: map[string]any{"team": "analysis"},
	})
	switch {
	case errors.Is(err, invitations.ErrAlreadyInvited):
		return nil // there is a pending invitation
	case err != nil:
		return err
	}
	fmt.Println(inv.ID, inv.Status, inv.ExpiresAt)
	return nil
}

func readmeError(err error) {
	if failure, ok := errors.AsType[*invitations.Error](err); ok {
		log.Print(failure.StatusCode, failure.TraceID) // and Op, Details, RetryAfter, Body
	}
}

func readmeMany(ctx context.Context, client *invitations.Client, people []invitations.CreateParams) error {
	for inv, err := range client.All(ctx, invitations.ListParams{}) { // every page, each invitation once
		if err != nil {
			return err
		}
		fmt.Println(inv.ID)
	}
	for result, err := range client.CreateAll(ctx, slices.Values(people)) { // any number, ten to a request
		if err != nil {
			return err // resume after the last result
		}
		fmt.Println(result.Index, result.Err)
	}
	return nil
}

func TestTheReadmesTestPasses(t *testing.T) {
	t.Parallel()
	clerk := invitationstest.NewServer(t) // closes with the test
	client := clerk.Client()              // or hand clerk.URL and clerk.SecretKey to another program

	clerk.AddUser("ada@example.com")                                               // she has signed up
	clerk.Inject(invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk)) // the response is lost
	clerk.Advance(31 * 24 * time.Hour)                                             // what is pending expires
	clerk.Emails()                                                                 // whom it would have emailed

	_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	requireError(t, err, "Create", 422)
}

//nolint:ineffassign,staticcheck,wastedassign // as in the document, which says that each error is to be checked
func migratingCalls(ctx context.Context) (*invitations.Invitation, *invitations.Page, error) {
	client, err := invitations.New(os.Getenv("CLERK_SECRET_KEY")) // or NewFromEnv()

	inv, err := client.Create(ctx, invitations.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: map[string]any{"team": "analysis"},
	})
	page, err := client.List(ctx, invitations.ListParams{
		Statuses: []invitations.Status{invitations.StatusPending},
		Limit:    100,
	}) // page.Invitations, page.TotalCount
	inv, err = client.Revoke(ctx, inv.ID)
	return inv, page, err
}

func migratingErrors(err error) {
	var refusal *invitations.ArgumentError
	var failure *invitations.Error
	switch {
	case errors.Is(err, invitations.ErrAlreadyInvited): // one of the sentinels
	case errors.As(err, &refusal): // nothing was sent: refusal.Op, Field, Reason
	case errors.As(err, &failure): // failure.StatusCode, Details, TraceID, RetryAfter, Body
	}
}

func migratingMany(ctx context.Context, client *invitations.Client, people []invitations.CreateParams) error {
	for result, err := range client.CreateAll(ctx, slices.Values(people)) {
		if err != nil {
			return err // the run has ended
		}
		fmt.Println(result.Index, result.Invitation, result.Err)
	}
	for inv, err := range client.All(ctx, invitations.ListParams{}) {
		if err != nil {
			return err
		}
		fmt.Println(inv.ID, inv.Status)
	}
	return nil
}

func TestTheGoOfTheDocumentsCompiles(t *testing.T) {
	t.Parallel()
	_ = []any{readmeFirstProgram, readmeError, readmeMany, migratingCalls, migratingErrors, migratingMany}
	read := func(name string) string {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		return string(data)
	}
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	here := words(read("docs_test.go"))
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```")
	seen := 0
	for _, name := range []string{"../README.md", "MIGRATING.md"} {
		for _, block := range blocks.FindAllStringSubmatch(read(name), -1) {
			if strings.Contains(block[1], "clerk.SetKey") {
				continue // is clerk-sdk-go's
			}
			seen++
			assert.Contains(t, here, words(block[1]), name)
		}
	}
	assert.Equal(t, 7, seen)
}
