package invitationstest

import (
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// DeleteInvitation serves DELETE /invitations/{invitation_id}.
func (a *api) DeleteInvitation(w http.ResponseWriter, _ *http.Request, id gen.InvitationID) {
	a.h.reply(w, gen.DeletedInvitation{
		Object:  gen.DeletedInvitationObjectInvitation,
		ID:      id,
		Deleted: gen.DeletedInvitationDeletedTrue,
	}, a.h.erase(id))
}

func (h *Handler) erase(id string) *problem {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	v, ok := h.store.byID[id]
	if !ok {
		return noInvitation(id)
	}
	h.store.remove(v)
	return nil
}
