package invitationstest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int][]string{
		-1: {},
		0:  {},
		2:  {"p3@example.com", "p4@example.com"},
		9:  {"p0@example.com", "p1@example.com", "p2@example.com", "p3@example.com", "p4@example.com"},
	} {
		srv := newServer(t, invitationstest.WithHistory(limit))
		for i := range 5 {
			require.Equal(t, http.StatusOK, createOne(t, srv, fmt.Sprintf(`{"email_address":"p%d@example.com"}`, i)).Status)
		}
		to := []string{}
		for _, email := range srv.Emails() {
			to = append(to, email.To)
		}
		assert.Equal(t, want, to, limit)
		require.Len(t, srv.Requests(), len(want), limit)
		for i, r := range srv.Requests() {
			assertBytes(t, fmt.Sprintf(`{"email_address":%q}`, want[i]), r.Body)
			assert.Equal(t, http.StatusOK, r.Status)
		}
		assert.Len(t, srv.Invitations(), 5, limit)
	}
}
