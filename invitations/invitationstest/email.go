package invitationstest

import (
	"slices"
	"time"
)

// An Email is one that would have been sent. It holds the real address and the real link.
type Email struct {
	To           string
	InvitationID string
	URL          string // the link to sign up with
	Template     string // the slug of its template
	SentAt       time.Time
}

// Emails returns the emails that would have been sent so far, oldest first. An invitation created
// with notify=false sends none, nor do [Handler.Seed] and [Handler.AddInvitation]. An email stays
// sent when its invitation is revoked or deleted. [WithHistory] bounds how many are kept.
func (h *Handler) Emails() []Email {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	return slices.Clone(h.store.emails)
}
