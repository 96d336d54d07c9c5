package peers

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// The assertions on what the SDK returns are in javascript.test.js.
func TestJavaScript(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t)
	srv.Seed(25)
	srv.AddUser("user@example.com")

	command := exec.CommandContext(t.Context(), "node", "--test", "--test-reporter=spec", "javascript.test.js")
	command.Env = append(os.Environ(), "CLERK_SECRET_KEY="+srv.SecretKey, "CLERK_API_URL="+strings.TrimSuffix(srv.URL, "/v1"))
	out, err := command.CombinedOutput()
	t.Logf("%s", out)
	require.NoError(t, err, "node needs `npm ci` first, which `make peers` does")

	to := make([]string, 0, 4)
	for _, email := range srv.Emails() {
		to = append(to, email.To)
	}
	assert.Subset(t, to, []string{"ada@example.com", "b@example.com", "a@example.com", "grace@example.com"})
	stored := srv.Invitations()
	most := stored[26] // after the 25 seeds and the first create
	assert.Equal(t, "https://app.example.com/welcome", most.RedirectURL)
	assert.Equal(t, "waitlist_invitation", most.TemplateSlug)
	for _, r := range srv.Requests() {
		if r.Path == "/v1/tickets/accept" {
			continue // fetch sends it
		}
		assert.NotEmpty(t, r.Operation, r.Path)
		assert.Equal(t, "@clerk/backend@3.25.0", r.Header.Get("User-Agent"))
		assert.Equal(t, "2026-05-12", r.Header.Get("Clerk-Api-Version"))
		if r.Operation == invitationstest.OpRevoke {
			assert.Empty(t, strings.TrimSpace(string(r.Body)))
		}
	}
}
