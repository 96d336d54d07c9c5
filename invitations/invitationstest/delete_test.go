package invitationstest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDeleteRemovesAnInvitationOfAnyStatus(t *testing.T) {
	t.Parallel()
	srv := fourStatuses(t)
	for _, v := range srv.Invitations() {
		a := do(t, srv, http.MethodDelete, "/v1/invitations/"+v.ID, "")
		require.Equal(t, http.StatusOK, a.Status, v.Status)
		assert.JSONEq(t, `{"object":"invitation","id":"`+v.ID+`","deleted":true}`, string(a.Body))
		requireErrors(t, do(t, srv, http.MethodDelete, "/v1/invitations/"+v.ID, ""), http.StatusNotFound, "resource_not_found")
		requireErrors(t, revoke(t, srv, v.ID), http.StatusNotFound, "resource_not_found")
		require.Error(t, srv.Accept(v.ID))
	}
	assert.Empty(t, srv.Invitations())
	assert.Empty(t, list(t, srv, "?status=pending&status=accepted&status=revoked&status=expired"))
	requireErrors(t, do(t, srv, http.MethodDelete, "/v1/invitations/bulk", ""), http.StatusNotFound, "resource_not_found")
}

func TestDeleteLeavesTheOthersOfTheAddress(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	ids := invite(srv, "ada@example.com", "ada@example.com")
	require.Equal(t, http.StatusOK, do(t, srv, http.MethodDelete, "/v1/invitations/"+ids[0], "").Status)
	requireDuplicates(t, createOne(t, srv, ada), "ada@example.com")
	require.Equal(t, http.StatusOK, do(t, srv, http.MethodDelete, "/v1/invitations/"+ids[1], "").Status)
	decode[invitation](t, createOne(t, srv, ada))
}
