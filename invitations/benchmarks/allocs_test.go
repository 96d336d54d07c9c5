//go:build !race

package benchmarks

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The race detector allocates too, and so these tests run without it.

func TestCreateAllocations(t *testing.T) {
	assertAllocatesNoMore(t, createResponse(), 1, createOne)
}

func TestListPageAllocations(t *testing.T) {
	for _, shape := range shapes() {
		t.Run("revoked="+shape.revoked, func(t *testing.T) {
			assertAllocatesNoMore(t, pageResponse(shape), pageSize, listPage)
		})
	}
}

// assertAllocatesNoMore checks that a call allocates no more than one of clerk-sdk-go.
func assertAllocatesNoMore(t *testing.T, response fixedResponse, want int, job job) {
	t.Helper()
	const baseURL = "https://clerk.invalid/v1"
	baseAllocs, baseBytes := allocated(t, newClerkSDKGo(baseURL, response), want, job)
	allocs, bytes := allocated(t, newOurs(t, baseURL, response), want, job)
	t.Logf("ours compared with clerk-sdk-go: %.2f of %.0f allocations, %.2f of %.0f bytes",
		allocs/baseAllocs, baseAllocs, bytes/baseBytes, baseBytes)
	assert.LessOrEqual(t, allocs, baseAllocs, "allocations")
	assert.LessOrEqual(t, bytes, baseBytes, "bytes")
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
