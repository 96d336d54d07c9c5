package benchmarks

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/invitation"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

const secretKey = "sk_test_benchmarks"

// A client does the same jobs with one of the two libraries, in the way that its users would write them.
// A nil transport leaves the library its default HTTP client, which has a timeout in both.
type client interface {
	create(ctx context.Context, address string, metadata map[string]any) error
	listPage(ctx context.Context, limit int) (int, error)
	listAll(ctx context.Context) (int, error)
}

// clients yields a client of each library, with its name.
func clients(tb testing.TB, baseURL string, transport http.RoundTripper) iter.Seq2[string, client] {
	tb.Helper()
	return func(yield func(string, client) bool) {
		_ = yield("clerk-sdk-go", newClerkSDKGo(baseURL, transport)) && yield("ours", newOurs(tb, baseURL, transport))
	}
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

// clerkSDKGo adapts clerk-sdk-go, which has no iterator.
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
	const pageSize = 500
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
