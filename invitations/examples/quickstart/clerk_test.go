package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// With a key it talks to Clerk, for which a Clerk in memory stands here.
func TestQuickstartWithAKey(t *testing.T) {
	server := invitationstest.NewServer(t)
	t.Setenv("CLERK_SECRET_KEY", server.SecretKey)
	t.Setenv("CLERK_API_URL", server.URL)
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), nil, &out))
	assert.Contains(t, out.String(), "400 duplicate_record")
	assert.NotEmpty(t, server.Requests())
	assert.Empty(t, server.Emails(), "it mails nobody unless it is told to")
}
