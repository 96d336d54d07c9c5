package invitationstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// An Invitation is one as the handler holds it, which is more than the API returns.
type Invitation struct {
	ID             string
	EmailAddress   string
	Status         string // pending, accepted, revoked or expired, at the handler's time
	PublicMetadata json.RawMessage
	RedirectURL    string // as it was sent; the API never returns it
	TemplateSlug   string
	URL            string // the link to sign up with, also if the API leaves it out
	ExpiresAt      time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// An invitation is the stored form. Its Status stays pending after it has expired.
type invitation struct {
	Invitation
	emailKey string
}

// emailKey returns the form in which addresses are compared.
func emailKey(email string) string { return strings.ToLower(email) }

func (v *invitation) status(now time.Time) gen.InvitationStatus {
	status := gen.InvitationStatus(v.Status)
	if status == gen.InvitationStatusPending && !now.Before(v.ExpiresAt) {
		return gen.InvitationStatusExpired
	}
	return status
}

// isYounger is false for a delay of 0, even if the clock was moved back.
func (v *invitation) isYounger(delay time.Duration, now time.Time) bool {
	return delay > 0 && now.Sub(v.CreatedAt) < delay
}

// setStatus moves the update time even if the clock is stopped.
func (v *invitation) setStatus(status gen.InvitationStatus, now time.Time) {
	v.Status = string(status)
	if v.UpdatedAt = v.UpdatedAt.Add(time.Millisecond); now.After(v.UpdatedAt) {
		v.UpdatedAt = now
	}
}

// response returns v as the API does.
func (v *invitation) response(now time.Time, withURL bool) gen.Invitation {
	out := gen.Invitation{
		Object:         gen.InvitationObjectInvitation,
		ID:             v.ID,
		EmailAddress:   v.EmailAddress,
		PublicMetadata: v.PublicMetadata,
		Status:         v.status(now),
		Revoked:        v.Status == string(gen.InvitationStatusRevoked),
		ExpiresAt:      v.ExpiresAt.UnixMilli(),
		CreatedAt:      v.CreatedAt.UnixMilli(),
		UpdatedAt:      v.UpdatedAt.UnixMilli(),
	}
	if withURL && !out.Revoked {
		out.URL = v.URL
	}
	return out
}

// Accept does what the invited person does with the link: the invitation is accepted, and a user has
// the address. It returns an error if no pending invitation has the id.
func (h *Handler) Accept(id string) error {
	_, err := h.accept(id)
	return err.asError()
}

// AddUser adds a user who has the address.
func (h *Handler) AddUser(email string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.store.users[emailKey(email)] = true
}

// AddInvitation adds a pending invitation, as if somebody else had just created it, and returns its id.
// Nothing is checked, and no email is sent.
func (h *Handler) AddInvitation(email string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.store.add(defaultParams(h.shown(email)), h.clock.now(), h.origin).ID
}

// Seed adds n pending invitations and returns their ids, oldest first. They are a millisecond apart,
// the last one a millisecond ago, for seed-000001@example.com and so on; a second call continues the
// numbers. Seeding 100,000 takes a fraction of a second.
func (h *Handler) Seed(n int) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock.now()
	ids := make([]string, n)
	for i := range ids {
		h.store.seeded++
		params := defaultParams(fmt.Sprintf("seed-%06d@example.com", h.store.seeded))
		ids[i] = h.store.add(params, now.Add(time.Duration(i-n)*time.Millisecond), h.origin).ID
	}
	return ids
}

// Invitations returns all invitations, oldest first, with the revoked ones.
func (h *Handler) Invitations() []Invitation {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock.now()
	all := slices.Clone(h.store.all)
	sortBy(all, "created_at", false)
	out := make([]Invitation, len(all))
	for i, v := range all {
		out[i] = v.Invitation
		out[i].Status = string(v.status(now))
		out[i].PublicMetadata = slices.Clone(v.PublicMetadata)
	}
	return out
}
