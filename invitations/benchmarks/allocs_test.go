//go:build !race

package benchmarks

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The race detector allocates too, and so these tests run without it.

func TestCreateAllocations(t *testing.T) {
	assertAllocates(t, createResponse(), 1, createOne, limits{allocs: 1.05, bytes: 1.35})
}

func TestListPageAllocations(t *testing.T) {
	for _, shape := range shapes() {
		t.Run("revoked="+shape.revoked, func(t *testing.T) {
			assertAllocates(t, pageResponse(shape), pageSize, listPage, limits{allocs: 1, bytes: 1})
		})
	}
}

// limits are what ours may allocate in one call, compared with clerk-sdk-go.
type limits struct{ allocs, bytes float64 }

func assertAllocates(t *testing.T, response fixedResponse, want int, job job, limits limits) {
	t.Helper()
	const baseURL = "https://clerk.invalid/v1"
	baseAllocs, baseBytes := allocated(t, newClerkSDKGo(baseURL, response), want, job)
	allocs, bytes := allocated(t, newOurs(t, baseURL, response), want, job)
	t.Logf("ours compared with clerk-sdk-go: %.2f of %.0f allocations, %.2f of %.0f bytes",
		allocs/baseAllocs, baseAllocs, bytes/baseBytes, baseBytes)
	assert.LessOrEqual(t, allocs/baseAllocs, limits.allocs, "allocations")
	assert.LessOrEqual(t, bytes/baseBytes, limits.bytes, "bytes")
}

// allocated returns the allocations and the bytes of one call.
func allocated(t *testing.T, c client, want int, job job) (allocs, bytes float64) {
	t.Helper()
	const runs = 200
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	allocs = testing.AllocsPerRun(runs, func() {
		if got, err := job(t.Context(), c); err != nil || got != want {
			t.Fatalf("%d of %d: %v", got, want, err)
		}
	})
	runtime.ReadMemStats(&after)
	return allocs, float64(after.TotalAlloc-before.TotalAlloc) / (runs + 1) // it runs once more, to warm up
}
