package invitationstest

import (
	"fmt"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// RevokeInvitation serves POST /invitations/{invitation_id}/revoke.
func (a *api) RevokeInvitation(w http.ResponseWriter, _ *http.Request, id gen.InvitationID) {
	revoked, p := a.h.revoke(id)
	a.h.reply(w, revoked, p)
}

func (h *Handler) revoke(id string) (gen.Invitation, *problem) {
	now := h.clock.now().UnixMilli()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	v, ok := h.store.byID[id]
	if !ok {
		return gen.Invitation{}, noInvitation(id)
	}
	switch v.status(now) {
	case gen.InvitationStatusRevoked:
		return gen.Invitation{}, refuse(http.StatusBadRequest,
			entry("invitation_already_revoked", "already revoked", id+" has been revoked before."))
	case gen.InvitationStatusAccepted:
		return gen.Invitation{}, refuse(http.StatusBadRequest,
			entry("invitation_already_accepted", "already accepted", id+" has been accepted and cannot be revoked."))
	default:
		v.settle(gen.InvitationStatusRevoked, now)
		return v.wire(now, false), nil
	}
}

func noInvitation(id string) *problem {
	return notFound(fmt.Sprintf("No invitation has the id %.100s.", id))
}
