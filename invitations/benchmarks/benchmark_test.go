package benchmarks

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// A job returns how many invitations it has created or listed.
type job func(context.Context, client) (int, error)

func createOne(ctx context.Context, c client) (int, error) {
	return 1, c.create(ctx, "ada@example.com", map[string]any{"team": "analysis"})
}

func listPage(ctx context.Context, c client) (int, error) { return c.listPage(ctx, pageSize) }

func BenchmarkCreate(b *testing.B) {
	compareBothTransports(b, createResponse(), 1, createOne)
}

func BenchmarkListPage(b *testing.B) {
	for _, shape := range shapes() {
		b.Run("revoked="+shape.revoked, func(b *testing.B) {
			compareBothTransports(b, pageResponse(shape), pageSize, listPage)
		})
	}
}

func BenchmarkListAll(b *testing.B) {
	const listed = 10_000
	handler, baseURL := newFake(b)
	handler.Seed(listed)
	compare(b, baseURL, nil, listed, func(ctx context.Context, c client) (int, error) { return c.listAll(ctx) })
}

func BenchmarkCreateAll(b *testing.B) {
	const created = 1_000
	_, baseURL := newFake(b)
	round := 0
	compare(b, baseURL, nil, created, func(ctx context.Context, c client) (int, error) {
		round++ // an address can be invited once
		addresses := make([]string, created)
		for i := range addresses {
			addresses[i] = fmt.Sprintf("person-%d-%d@example.com", round, i)
		}
		return c.createAll(ctx, addresses)
	})
}

func compareBothTransports(b *testing.B, response fixedResponse, want int, job job) {
	b.Helper()
	b.Run("transport=in-process", func(b *testing.B) {
		compare(b, "https://clerk.invalid/v1", response, want, job)
	})
	b.Run("transport=loopback", func(b *testing.B) {
		server := httptest.NewServer(response)
		b.Cleanup(server.Close)
		compare(b, server.URL+"/v1", nil, want, job)
	})
}

// compare runs a benchmark of the job for each client.
func compare(b *testing.B, baseURL string, transport http.RoundTripper, want int, job job) {
	b.Helper()
	run := func(name string, c client) {
		b.Run("client="+name, func(b *testing.B) {
			if transport != nil {
				b.ReportAllocs() // a server on loopback allocates too
			}
			for b.Loop() {
				if got, err := job(b.Context(), c); err != nil || got != want {
					b.Fatalf("%d of %d: %v", got, want, err)
				}
			}
		})
	}
	run("clerk-sdk-go", newClerkSDKGo(baseURL, transport))
	run("ours", newOurs(b, baseURL, transport))
}

// newFake starts a fake server whose responses take as long as those from a server far away.
func newFake(b *testing.B) (handler *invitationstest.Handler, baseURL string) {
	b.Helper()
	const latency = 50 * time.Millisecond
	handler = invitationstest.NewHandler(invitationstest.WithSecretKey(secretKey))
	handler.Inject(invitationstest.Delay(latency).Always())
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	return handler, server.URL + "/v1"
}
