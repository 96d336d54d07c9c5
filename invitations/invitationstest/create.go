package invitationstest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

const maxBulk = 10

// CreateInvitation serves POST /invitations.
func (a api) CreateInvitation(w http.ResponseWriter, r *http.Request) {
	created, err := a.createOne(r)
	a.reply(w, created, err)
}

// CreateBulkInvitations serves POST /invitations/bulk.
func (a api) CreateBulkInvitations(w http.ResponseWriter, r *http.Request) {
	created, err := a.createBulk(r)
	a.reply(w, created, err)
}

func (h *Handler) createOne(r *http.Request) (*gen.Invitation, *apiError) {
	body, err := readJSON(r)
	if err != nil {
		return nil, err
	}
	p, err := parseCreate(body, false, h.options.choices)
	if err != nil {
		return nil, err
	}
	created, err := h.create(r, []createParams{p}, false)
	if err != nil {
		return nil, err
	}
	return &created[0], nil
}

func (h *Handler) createBulk(r *http.Request) ([]gen.Invitation, *apiError) {
	body, err := readJSON(r)
	if err != nil {
		return nil, err
	}
	var items []json.RawMessage
	if err := json.Unmarshal(body, &items); err != nil || items == nil {
		return nil, invalidBody("The body must be a JSON array.")
	}
	switch {
	case len(items) == 0:
		return nil, newError(http.StatusUnprocessableEntity, valueInvalid, "At least one invitation is required.")
	case len(items) > maxBulk:
		return nil, newError(http.StatusBadRequest, "bulk_size_exceeded", "At most 10 invitations can be created at once.")
	}
	ps := make([]createParams, len(items))
	for i, item := range items {
		if ps[i], err = parseCreate(item, true, h.options.choices); err != nil {
			return nil, err
		}
	}
	created, err := h.create(r, ps, true)
	if h.options.choices.BulkOrderNotKept {
		slices.Reverse(created)
	}
	return created, err
}

// readJSON returns the body of a request, unless its header says that it is something else.
func readJSON(r *http.Request) ([]byte, *apiError) {
	contentType := r.Header.Get("Content-Type")
	if mediaType, _, _ := mime.ParseMediaType(contentType); contentType != "" && mediaType != "application/json" {
		return nil, usualError(http.StatusUnsupportedMediaType)
	}
	body, _ := io.ReadAll(r.Body) // ServeHTTP has read it
	return body, nil
}

// create makes the invitations, or returns what they conflict with.
func (h *Handler) create(r *http.Request, ps []createParams, bulk bool) ([]gen.Invitation, *apiError) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock.now()
	free, err := h.conflicts(ps, bulk, now)
	if err != nil && (!bulk || !h.options.choices.BulkNotAtomic) {
		return nil, err
	}
	created := make([]gen.Invitation, len(free))
	for i, p := range free {
		p.email = h.shown(p.email)
		v := h.store.add(p, now, h.originOf(r))
		if p.notify {
			h.send(v, now)
		}
		created[i] = v.response(now, true)
	}
	return created, err
}
