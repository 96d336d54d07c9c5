package invitationstest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// A listQuery is a checked request for a list.
type listQuery struct {
	statuses []gen.InvitationStatus // empty: all but the revoked
	query    string
	order    string // such as -created_at
	limit    int
	offset   int
}

// ListInvitations serves GET /invitations.
func (a api) ListInvitations(w http.ResponseWriter, r *http.Request, params gen.ListInvitationsParams) {
	q, err := parseList(r, params, a.options.choices)
	if err != nil {
		a.writeError(w, err)
		return
	}
	page, total := a.list(q)
	if valueOr(params.Paginated, false) {
		writeJSON(w, http.StatusOK, gen.InvitationPage{Data: page, TotalCount: int64(total)})
		return
	}
	writeJSON(w, http.StatusOK, page)
}

func (h *Handler) list(q listQuery) (page gen.InvitationList, total int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock.now()
	var found []*invitation
	for _, v := range h.store.all {
		hidden := v.isYounger(h.options.choices.ListLag, now)
		if !hidden && q.matchesStatus(v, now) && h.matches(v, q.query) {
			found = append(found, v)
		}
	}
	sortBy(found, q.order, h.options.choices.EqualTimesReversed)
	total = len(found)
	found = found[min(q.offset, total):]
	page = gen.InvitationList{}
	for _, v := range found[:min(q.limit, len(found))] {
		page = append(page, v.response(now, h.options.choices.ListHasURL))
	}
	return page, total
}

func (q listQuery) matchesStatus(v *invitation, now time.Time) bool {
	status := v.status(now)
	if len(q.statuses) == 0 {
		return status != gen.InvitationStatusRevoked
	}
	return slices.Contains(q.statuses, status)
}

func (h *Handler) matches(v *invitation, query string) bool {
	email, id := v.EmailAddress, v.ID
	if !h.options.choices.QueryCaseSensitive {
		email, id, query = v.emailKey, strings.ToLower(id), strings.ToLower(query)
	}
	if h.options.choices.QueryMatchesWhole {
		return query == "" || email == query || id == query
	}
	return strings.Contains(email, query) || strings.Contains(id, query)
}

// parseList checks what the generated code does not.
func parseList(r *http.Request, params gen.ListInvitationsParams, choices Choices) (listQuery, *apiError) {
	q := listQuery{
		statuses: valueOr(params.Status, nil),
		query:    valueOr(params.Query, ""),
		order:    valueOr(params.OrderBy, "-created_at"),
		limit:    valueOr(params.Limit, 10),
		offset:   valueOr(params.Offset, 0),
	}
	var f form
	known := []string{"status", "query", "order_by", "paginated", "limit", "offset", versionQuery}
	for _, name := range slices.Sorted(maps.Keys(r.URL.Query())) {
		f.check(slices.Contains(known, name) || choices.UnknownQueryParameterIgnored, paramUnknown, name, "is not a parameter of this request")
	}
	for _, status := range q.statuses {
		f.check(status.Valid(), valueInvalid, "status", "must be pending, accepted, revoked or expired")
	}
	f.check(compareBy(q.order) != nil, valueInvalid, "order_by",
		"must be created_at, email_address or expires_at, with + or - before it or nothing")
	f.check(q.limit >= 1 && q.limit <= 500, valueInvalid, "limit", "must be between 1 and 500")
	f.check(q.offset >= 0, valueInvalid, "offset", "must not be negative")
	if len(f.wrong) > 0 {
		return q, &apiError{http.StatusUnprocessableEntity, f.wrong}
	}
	return q, nil
}

func valueOr[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
