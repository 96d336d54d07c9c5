package main

import (
	"bytes"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// newFake starts a fake server and points the environment to it.
func newFake(t *testing.T, key string) *invitationstest.Handler {
	t.Helper()
	handler := invitationstest.NewHandler(invitationstest.WithSecretKey(key))
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Setenv("CLERK_SECRET_KEY", key)
	t.Setenv("CLERK_API_URL", server.URL)
	return handler
}

// runQuickstart returns the first word of each line.
func runQuickstart(t *testing.T, live bool) (steps []string, err error) {
	t.Helper()
	var out bytes.Buffer
	err = run(t.Context(), log.New(&out, "", 0), live)
	assert.NotContains(t, out.String(), "ticket")
	for line := range strings.Lines(out.String()) {
		step, _, _ := strings.Cut(line, " ")
		steps = append(steps, step)
	}
	return steps, err
}

func steps() []string {
	return strings.Fields("created rejected created created listed listed listed revoked deleted deleted deleted")
}

func TestRunWithoutKey(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "")
	got, err := runQuickstart(t, false)
	require.NoError(t, err)
	assert.Equal(t, append([]string{"running"}, steps()...), got)
}

func TestRunWithKey(t *testing.T) {
	fake := newFake(t, "sk_test_quickstart")
	for range 2 { // the first run leaves nothing behind
		got, err := runQuickstart(t, false)
		require.NoError(t, err)
		assert.Equal(t, steps(), got)
	}
	assert.Empty(t, fake.Emails())
}

func TestRunNeedsLiveForProductionKey(t *testing.T) {
	fake := newFake(t, "sk_live_quickstart")
	_, err := runQuickstart(t, false)
	require.ErrorContains(t, err, "-live")
	assert.Empty(t, fake.Requests())

	_, err = runQuickstart(t, true)
	require.NoError(t, err)
}

func TestRunDeletesAfterFailure(t *testing.T) {
	fake := newFake(t, "sk_test_quickstart")
	fake.Inject(invitationstest.Status(400).On(invitationstest.OpRevoke))
	got, err := runQuickstart(t, false)
	var failure *invitations.Error
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, "Revoke", failure.Op)
	assert.Equal(t, []string{"deleted", "deleted", "deleted"}, got[len(got)-3:])
}
