package benchmarks

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/invitation"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

const secretKey = "sk_test_benchmarks"

// A client does the same jobs with one of the two libraries, in the way that its users would write them.
// A nil transport leaves the library its default HTTP client.
type client interface {
	create(ctx context.Context, address string, metadata map[string]any) error
	listPage(ctx context.Context, limit int) (int, error)
	listAll(ctx context.Context) (int, error)
	createAll(ctx context.Context, addresses []string) (int, error)
}

// ours adapts this library.
type ours struct{ *invitations.Client }

func newOurs(tb testing.TB, baseURL string, transport http.RoundTripper) client {
	tb.Helper()
	opts := []invitations.Option{invitations.WithBaseURL(baseURL)}
	if transport != nil {
		opts = append(opts, invitations.WithHTTPClient(&http.Client{Transport: transport}))
	}
	client, err := invitations.New(secretKey, opts...)
	require.NoError(tb, err)
	return ours{client}
}

func (c ours) create(ctx context.Context, address string, metadata map[string]any) error {
	_, err := c.Create(ctx, invitations.CreateParams{EmailAddress: address, PublicMetadata: metadata})
	return err
}

func (c ours) listPage(ctx context.Context, limit int) (int, error) {
	page, err := c.List(ctx, invitations.ListParams{Limit: limit})
	if err != nil {
		return 0, err
	}
	return len(page.Invitations), nil
}

func (c ours) listAll(ctx context.Context) (n int, err error) {
	for _, err := range c.All(ctx, invitations.ListParams{}) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (c ours) createAll(ctx context.Context, addresses []string) (n int, err error) {
	params := func(yield func(invitations.CreateParams) bool) {
		for _, address := range addresses {
			if !yield(invitations.CreateParams{EmailAddress: address}) {
				return
			}
		}
	}
	for result, err := range c.CreateAll(ctx, params) {
		if err != nil {
			return n, err
		}
		if result.Err != nil {
			return n, result.Err
		}
		n++
	}
	return n, nil
}

// clerkSDKGo adapts clerk-sdk-go, which has neither an iterator nor bulks of more than ten.
type clerkSDKGo struct{ *invitation.Client }

func newClerkSDKGo(baseURL string, transport http.RoundTripper) client {
	config := clerk.BackendConfig{URL: &baseURL, Key: new(secretKey)}
	if transport != nil {
		config.HTTPClient = &http.Client{Transport: transport, Timeout: 5 * time.Second} // the timeout of its default
	}
	return clerkSDKGo{invitation.NewClient(&clerk.ClientConfig{BackendConfig: config})}
}

func (c clerkSDKGo) create(ctx context.Context, address string, metadata map[string]any) error {
	encoded, err := json.Marshal(metadata)
	if err != nil {
		return err
	}
	_, err = c.Create(ctx, &invitation.CreateParams{EmailAddress: address, PublicMetadata: clerk.JSONRawMessage(encoded)})
	return err
}

func (c clerkSDKGo) listPage(ctx context.Context, limit int) (int, error) {
	page, err := c.List(ctx, &invitation.ListParams{ListParams: clerk.ListParams{Limit: new(int64(limit))}})
	if err != nil {
		return 0, err
	}
	return len(page.Invitations), nil
}

func (c clerkSDKGo) listAll(ctx context.Context) (n int, err error) {
	for {
		page, err := c.List(ctx, &invitation.ListParams{ListParams: clerk.ListParams{
			Limit: new(int64(pageSize)), Offset: new(int64(n)),
		}})
		if err != nil {
			return n, err
		}
		n += len(page.Invitations)
		if len(page.Invitations) == 0 || int64(n) >= page.TotalCount {
			return n, nil
		}
	}
}

func (c clerkSDKGo) createAll(ctx context.Context, addresses []string) (n int, err error) {
	for ten := range slices.Chunk(addresses, 10) {
		var bulk invitation.BulkCreateParams
		for _, address := range ten {
			bulk.Invitations = append(bulk.Invitations, &invitation.CreateParams{EmailAddress: address})
		}
		created, err := c.BulkCreate(ctx, &bulk)
		if err != nil {
			return n, err
		}
		n += len(created.Invitations)
	}
	return n, nil
}
