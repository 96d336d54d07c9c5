package invitationstest

import (
	"encoding/json"
	"fmt"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// Accept does what the invited person does with the link: the invitation is accepted, and a user has
// the address from now on. It is an error if no invitation has the id or if it is not pending.
func (h *Handler) Accept(id string) error {
	now := h.clock.now().UnixMilli()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	v, ok := h.store.byID[id]
	if !ok {
		return fmt.Errorf("invitationstest: no invitation has the id %q", id)
	}
	if status := v.status(now); status != gen.InvitationStatusPending {
		return fmt.Errorf("invitationstest: the invitation %s is %s, not pending", id, status)
	}
	v.settle(gen.InvitationStatusAccepted, now)
	h.store.users[v.emailKey] = true
	return nil
}

// AddUser makes a user who has the address, as if the person had signed up without an invitation.
func (h *Handler) AddUser(email string) {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	h.store.users[emailKey(email)] = true
}

// AddInvitation makes a pending invitation, as if somebody else had created it just now, and returns
// its id. Nothing is checked, recorded or mailed.
func (h *Handler) AddInvitation(email string) (id string) {
	now := h.clock.now().UnixMilli()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	v := h.store.add(defaultDraft(email), now)
	h.store.place(v)
	return v.id
}

// Seed makes n pending invitations, as [Handler.AddInvitation] does, and returns their ids, oldest
// first. They are a millisecond apart, the last one a millisecond ago. Their addresses are
// seed-000001@example.com and so on, going on where the last Seed ended. A hundred thousand take a
// fraction of a second.
func (h *Handler) Seed(n int) []string {
	now := h.clock.now().UnixMilli()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	seeds, ids := make([]*invitation, 0, n), make([]string, 0, n)
	for i := range n {
		h.store.seeded++
		d := defaultDraft(fmt.Sprintf("seed-%06d@example.com", h.store.seeded))
		v := h.store.add(d, now-int64(n-i))
		seeds = append(seeds, v)
		ids = append(ids, v.id)
	}
	h.store.place(seeds...)
	return ids
}

// Invitations returns every invitation there is, oldest first, revoked ones included.
func (h *Handler) Invitations() []Invitation {
	now := h.clock.now().UnixMilli()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	out := make([]Invitation, len(h.store.created))
	for i, v := range h.store.created {
		out[i] = v.snapshot(now)
	}
	return out
}

// defaultDraft is what a request says that holds an address and nothing else.
func defaultDraft(email string) draft {
	return draft{
		email:    email,
		metadata: json.RawMessage("{}"),
		notify:   true,
		days:     30,
		template: gen.TemplateSlugInvitation,
	}
}
