//go:build !race

package benchmarks

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The race detector allocates too, and so these tests run without it.

func TestCreateAllocations(t *testing.T) {
	assertAllocates(t, createResponse(), 1, createOne, 1.05, 1.15)
}

func TestListPageAllocations(t *testing.T) {
	for _, page := range pages() {
		t.Run(page.name(), func(t *testing.T) {
			assertAllocates(t, page.response(), page.items, listPage(page.items), 1, 1)
		})
	}
}

// assertAllocates checks that a call takes at most so many times the allocations and bytes of one of
// clerk-sdk-go.
func assertAllocates(t *testing.T, response fixedResponse, want int, job job, mostAllocs, mostBytes float64) {
	t.Helper()
	const baseURL = "https://clerk.invalid/v1"
	baseAllocs, baseBytes := allocated(t, newClerkSDKGo(baseURL, response), want, job)
	allocs, bytes := allocated(t, newOurs(t, baseURL, response), want, job)
	t.Logf("ours compared with clerk-sdk-go: %.2f of %.0f allocations, %.2f of %.0f bytes",
		allocs/baseAllocs, baseAllocs, bytes/baseBytes, baseBytes)
	assert.LessOrEqual(t, allocs/baseAllocs, mostAllocs, "allocations")
	assert.LessOrEqual(t, bytes/baseBytes, mostBytes, "bytes")
}

// allocated returns the allocations and the bytes of one call.
func allocated(t *testing.T, c client, want int, job job) (allocs, bytes float64) {
	t.Helper()
	const runs = 50
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	allocs = testing.AllocsPerRun(runs, func() { run(t, c, want, job) })
	runtime.ReadMemStats(&after)
	return allocs, float64(after.TotalAlloc-before.TotalAlloc) / (runs + 1) // it runs once more, to warm up
}
