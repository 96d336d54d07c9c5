package benchmarks

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// A job returns how many invitations it has created or listed.
type job func(context.Context, client) (int, error)

func createOne(ctx context.Context, c client) (int, error) {
	return 1, c.create(ctx, "ada@example.com", map[string]any{"team": "analysis"})
}

func listPage(size int) job {
	return func(ctx context.Context, c client) (int, error) { return c.listPage(ctx, size) }
}

func listAll(ctx context.Context, c client) (int, error) { return c.listAll(ctx) }

func BenchmarkCreate(b *testing.B) {
	compareBothTransports(b, createResponse(), 1, createOne)
}

func BenchmarkListPage(b *testing.B) {
	for _, page := range pages() {
		b.Run(page.name(), func(b *testing.B) {
			compareBothTransports(b, page.response(), page.items, listPage(page.items))
		})
	}
}

func BenchmarkListAll(b *testing.B) {
	const listed, latency = 10_000, 50 * time.Millisecond
	handler := invitationstest.NewHandler(invitationstest.WithSecretKey(secretKey))
	handler.Seed(listed)
	handler.Inject(invitationstest.Delay(latency).Always())
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		handler.ServeHTTP(w, r)
	}))
	b.Cleanup(server.Close)
	for name, c := range clients(b, server.URL+"/v1", nil) {
		b.Run("client="+name, func(b *testing.B) {
			requests.Store(0)
			for b.Loop() {
				run(b, c, listed, listAll)
			}
			b.ReportMetric(float64(requests.Load())/float64(b.N), "requests/op")
		})
	}
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
	for name, c := range clients(b, baseURL, transport) {
		b.Run("client="+name, func(b *testing.B) {
			if transport != nil {
				b.ReportAllocs() // a server on loopback allocates too
			}
			for b.Loop() {
				run(b, c, want, job)
			}
		})
	}
}

// run runs the job once.
func run(tb testing.TB, c client, want int, job job) {
	tb.Helper()
	if got, err := job(tb.Context(), c); err != nil || got != want {
		tb.Fatalf("%d of %d: %v", got, want, err)
	}
}
