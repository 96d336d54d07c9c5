package invitationstest

import (
	"slices"
	"time"
)

// An Email is one that Clerk would have sent, with the real address and the real link.
type Email struct {
	To           string
	InvitationID string
	URL          string // the link to sign up with
	Template     string // the slug of its template
	SentAt       time.Time
}

// Emails returns the emails sent so far, oldest first. No email is sent for an invitation created with
// notify=false, nor by [Handler.Seed] and [Handler.AddInvitation]. Revoking or deleting an invitation
// does not remove its email.
func (h *Handler) Emails() []Email {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.store.emails)
}

// send records the email of an invitation. The caller holds h.mu.
func (h *Handler) send(v *invitation, now time.Time) {
	h.store.emails = newest(append(h.store.emails, Email{
		To:           v.EmailAddress,
		InvitationID: v.ID,
		URL:          v.URL,
		Template:     v.TemplateSlug,
		SentAt:       now,
	}), h.options.history)
	h.options.log.Printf("email to %s: %s", v.EmailAddress, v.URL)
}
