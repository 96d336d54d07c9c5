package invitations_test

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// roundTrip is how long a request takes in the benchmarks that compare ways of making many.
const roundTrip = 50 * time.Millisecond

func slowServer(b *testing.B, n int) *invitations.Client {
	b.Helper()
	server := invitationstest.NewHandler()
	server.Seed(n)
	client, err := invitations.New(server.SecretKey, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			time.Sleep(roundTrip)
			return inProcess{server}.RoundTrip(r)
		}),
	}))
	if err != nil {
		b.Fatal(err)
	}
	return client
}

func BenchmarkList10000(b *testing.B) {
	client := slowServer(b, 10_000)
	b.Run("All", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, err := range client.All(b.Context(), invitations.ListParams{}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != 10_000 {
				b.Fatal(n)
			}
		}
	})
	b.Run("loop of 500s", func(b *testing.B) {
		for b.Loop() {
			for n := 0; n < 10_000; n += 500 {
				if _, err := client.List(b.Context(), invitations.ListParams{Limit: 500, Offset: n}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

func BenchmarkInvite1000(b *testing.B) {
	client := slowServer(b, 0)
	round := 0
	next := func() []invitations.CreateParams {
		round++
		ps := make([]invitations.CreateParams, 1000)
		for i := range ps {
			ps[i].EmailAddress = fmt.Sprintf("p%d.%d@example.com", round, i)
		}
		return ps
	}
	b.Run("CreateAll", func(b *testing.B) {
		for b.Loop() {
			for result, err := range client.CreateAll(b.Context(), slices.Values(next())) {
				if err != nil || result.Err != nil {
					b.Fatal(err, result.Err)
				}
			}
		}
	})
	b.Run("one bulk after the other", func(b *testing.B) {
		for b.Loop() {
			for chunk := range slices.Chunk(next(), invitations.MaxBulk) {
				if _, err := client.CreateBulk(b.Context(), chunk); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkAllMemory reports the most memory that is in use while All is ranged over.
func BenchmarkAllMemory(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			server := invitationstest.NewHandler(invitationstest.WithHistory(0))
			server.Seed(n)
			client, err := invitations.New(server.SecretKey, invitations.WithHTTPClient(&http.Client{Transport: inProcess{server}}))
			if err != nil {
				b.Fatal(err)
			}
			var stats runtime.MemStats
			inUse := func() uint64 {
				runtime.GC()
				runtime.ReadMemStats(&stats)
				return stats.HeapAlloc
			}
			before, peak := inUse(), uint64(0)
			for b.Loop() {
				i := 0
				for _, err := range client.All(b.Context(), invitations.ListParams{}) {
					if err != nil {
						b.Fatal(err)
					}
					if i++; i%2000 == 0 {
						peak = max(peak, inUse())
					}
				}
			}
			b.ReportMetric(float64(peak-min(peak, before))/(1<<20), "peak-MB")
		})
	}
}
