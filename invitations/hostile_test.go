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
func TestHostileListsCostLittleMemory(t *testing.T) {
	const size = maxBody
	fillTo := func(size int, head, repeated, tail string) string {
		return head + strings.Repeat(repeated, (size-len(head)-len(tail))/len(repeated)) + tail
	}
	fill := func(head, repeated, tail string) string { return fillTo(size, head, repeated, tail) }
	for name, text := range map[string]string{
		"array of empty items":    fill("[", "{},", "{}]"),
		"envelope of empty items": fill(`{"data":[`, "{},", `{}],"total_count":1}`),
		"nulls":                   fill("[", "null,", "null]"),
		"nested arrays":           fill("", "[", ""),
		"repeated data":           fill("{", `"data":[{}],`, `"total_count":1}`),
		"repeated empty data":     fill("{", `"data":[],`, `"total_count":1}`),
		"small, repeated data":    fillTo(512<<10, "{", `"data":[],`, `"total_count":1}`),
		"too large":               fill("[", "{},", "{}]") + "    ",
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{
				Transport: roundTripper(func(*http.Request) (*http.Response, error) {
					sent++
					return &http.Response{StatusCode: http.StatusOK, Body: body(text), ContentLength: -1}, nil
				}),
			}), invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 1 + strings.Count(name, "too large")}))
			require.NoError(t, err)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			page, err := client.List(t.Context(), invitations.ListParams{})
			runtime.ReadMemStats(&after)
			t.Log((after.TotalAlloc-before.TotalAlloc)>>20, "MiB")
			assert.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
			assert.Equal(t, 1, sent, "one request")
			if err != nil {
				requireError(t, err, "List", http.StatusOK)
				assert.Nil(t, page)
			} else {
				assert.Empty(t, page.Invitations)
			}
		})
	}
}

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
