package invitationstest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestWithOldErrorBodiesEachErrorHasTheTrace(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithOldErrorBodies())
	a := createOne(t, srv, `{"a":1}`)
	var body errorBody
	require.NoError(t, json.Unmarshal(a.Body, &body))
	assert.Empty(t, body.ClerkTraceID)
	require.Len(t, body.Errors, 2)
	for _, e := range body.Errors {
		assert.Equal(t, a.Header.Get("X-Clerk-Trace-Id"), e.ClerkTraceID)
		assert.Regexp(t, `^[0-9a-f]{32}$`, e.ClerkTraceID)
	}
}

func TestTracesDiffer(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	seen := map[string]bool{}
	for range 20 {
		trace := do(t, srv, http.MethodGet, "/v1/invitations", "").Header.Get("X-Clerk-Trace-Id")
		assert.Regexp(t, `^[0-9a-f]{32}$`, trace)
		assert.False(t, seen[trace])
		seen[trace] = true
	}
}
