package invitationstest

import (
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// DeleteInvitation serves DELETE /invitations/{invitation_id}.
func (a *api) DeleteInvitation(w http.ResponseWriter, _ *http.Request, id gen.InvitationID) {
	if p := a.h.erase(id); p != nil {
		a.h.writeProblem(w, p)
		return
	}
	writeJSON(w, http.StatusOK, gen.DeletedInvitation{
		Object:  gen.DeletedInvitationObjectInvitation,
		ID:      id,
		Deleted: gen.DeletedInvitationDeletedTrue,
	})
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
