//go:build !race

package invitations_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// Not parallel: it measures what the process allocates. The race detector allocates in addition to it.
func TestHostileMetadataInALookupCostsLittleMemory(t *testing.T) {
	const head = `{"data":[{"id":"inv_1","email_address":"ada@example.com","status":"pending","created_at":4102444800000,"public_metadata":{"a":[`
	text := head + strings.Repeat("[],", (16<<20-len(head)-40)/3) + `[]]}}],"total_count":1}`
	client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody}, nil
			}
			return &http.Response{StatusCode: http.StatusOK, Body: body(text), ContentLength: -1}, nil
		}),
	}), invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 2, InitialInterval: 1}))
	require.NoError(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = client.Create(t.Context(), ada)
	runtime.ReadMemStats(&after)
	requireError(t, err, "Create", http.StatusServiceUnavailable)
	t.Log((after.TotalAlloc-before.TotalAlloc)>>20, "MiB")
	assert.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(72<<20))
}
