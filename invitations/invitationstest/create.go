package invitationstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

const maxBulk = 10

// CreateInvitation serves POST /invitations.
func (a *api) CreateInvitation(w http.ResponseWriter, r *http.Request) {
	made, p := a.h.createOne(r)
	a.h.reply(w, made, p)
}

// CreateBulkInvitations serves POST /invitations/bulk.
func (a *api) CreateBulkInvitations(w http.ResponseWriter, r *http.Request) {
	made, p := a.h.createBulk(r)
	a.h.reply(w, made, p)
}

func (h *Handler) createOne(r *http.Request) (gen.Invitation, *problem) {
	object, p := readJSON(r, '{')
	if p != nil {
		return gen.Invitation{}, p
	}
	d, p := parseDraft(object, false)
	if p != nil {
		return gen.Invitation{}, p
	}
	made, p := h.invite([]draft{d}, false)
	if p != nil {
		return gen.Invitation{}, p
	}
	return made[0], nil
}

func (h *Handler) createBulk(r *http.Request) ([]gen.Invitation, *problem) {
	array, p := readJSON(r, '[')
	if p != nil {
		return nil, p
	}
	drafts, p := parseBulk(array)
	if p != nil {
		return nil, p
	}
	made, p := h.invite(drafts, true)
	if h.settings.reversedBulk {
		slices.Reverse(made)
	}
	return made, p
}

// parseBulk checks a bulk up to its first bad item.
func parseBulk(array json.RawMessage) ([]draft, *problem) {
	var items []json.RawMessage
	if err := json.Unmarshal(array, &items); err != nil {
		return nil, bodyInvalid("The body must be a JSON array.")
	}
	switch {
	case len(items) == 0:
		return nil, refuse(http.StatusUnprocessableEntity,
			entry("form_param_value_invalid", "is invalid", "At least one invitation must be given."))
	case len(items) > maxBulk:
		return nil, refuse(http.StatusBadRequest,
			entry("bulk_size_exceeded", "too many items", fmt.Sprintf("At most %d invitations can be created at once.", maxBulk)))
	}
	drafts := make([]draft, len(items))
	for i, item := range items {
		d, p := parseDraft(item, true)
		if p != nil {
			return nil, p
		}
		drafts[i] = d
	}
	return drafts, nil
}

// readJSON reads a body that is to be one JSON value beginning with first.
func readJSON(r *http.Request, first byte) (json.RawMessage, *problem) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, bodyInvalid("The body could not be read, or it is too large.")
	}
	if !utf8.Valid(body) || !json.Valid(body) {
		return nil, bodyInvalid("The body is not JSON.")
	}
	if bytes.TrimLeft(body, " \t\r\n")[0] != first {
		return nil, bodyInvalid("The body is JSON of the wrong kind.")
	}
	return body, nil
}

// invite makes the invitations, or says who stands in the way.
func (h *Handler) invite(drafts []draft, bulk bool) ([]gen.Invitation, *problem) {
	if h.settings.noEmailAddresses {
		return nil, refuse(http.StatusBadRequest,
			entry("invitations_not_supported", "invitations are not supported",
				"This instance does without email addresses, so nobody can be invited to it."))
	}
	now := h.clock.now()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()

	free, p := h.store.sift(drafts, bulk, now.UnixMilli())
	if p != nil && (!bulk || !h.settings.partialBulk) {
		return nil, p
	}
	made := make([]gen.Invitation, 0, len(free))
	for _, d := range free {
		made = append(made, h.store.create(d, now))
	}
	return made, p
}

// create makes one invitation and mails it.
func (s *store) create(d draft, now time.Time) gen.Invitation {
	v := s.add(d, now.UnixMilli())
	s.place(v)
	if d.notify {
		s.emails = newest(append(s.emails, Email{
			To:           v.email,
			InvitationID: v.id,
			URL:          ticketURL(v.seq),
			Template:     string(v.template),
			SentAt:       now,
		}), s.settings.history)
	}
	return v.wire(now.UnixMilli(), true)
}
