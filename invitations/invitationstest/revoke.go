package invitationstest

import (
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// RevokeInvitation serves POST /invitations/{invitation_id}/revoke.
func (a api) RevokeInvitation(w http.ResponseWriter, _ *http.Request, id gen.InvitationID) {
	revoked, err := a.revoke(id)
	a.reply(w, revoked, err)
}

func (h *Handler) revoke(id string) (*gen.Invitation, *apiError) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock.now()
	v, err := h.store.open(id, now)
	if err != nil {
		return nil, err
	}
	v.setStatus(gen.InvitationStatusRevoked, now)
	return new(v.response(now, false)), nil
}

// Revoke revokes an invitation, as somebody else might. It returns an error if none has the id, or if it is
// revoked or accepted.
func (h *Handler) Revoke(id string) error {
	_, err := h.revoke(id)
	return err.asError()
}

// DeleteInvitation serves DELETE /invitations/{invitation_id}.
func (a api) DeleteInvitation(w http.ResponseWriter, _ *http.Request, id gen.InvitationID) {
	deleted, err := a.delete(id)
	a.reply(w, deleted, err)
}

func (h *Handler) delete(id string) (*gen.DeletedInvitation, *apiError) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v, ok := h.store.byID[id]
	if !ok {
		return nil, notFound("No invitation has this id.")
	}
	h.store.remove(v)
	return &gen.DeletedInvitation{
		Object:  gen.DeletedInvitationObjectInvitation,
		ID:      id,
		Deleted: gen.DeletedInvitationDeletedTrue,
	}, nil
}
