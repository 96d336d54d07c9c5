package invitationstest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

const (
	defaultLimit = 10
	maxLimit     = 500
)

// listing is a checked request for a list.
type listing struct {
	statuses   []gen.InvitationStatus // empty: all but the revoked
	query      string
	order      string
	descending bool
	limit      int
	offset     int
}

// ListInvitations serves GET /invitations.
func (a *api) ListInvitations(w http.ResponseWriter, r *http.Request, params gen.ListInvitationsParams) {
	l, wrong := parseListing(r.URL.RawQuery, params)
	if len(wrong) > 0 {
		a.h.writeProblem(w, refuse(http.StatusUnprocessableEntity, wrong...))
		return
	}
	data, total := a.h.list(l)
	if params.Paginated != nil && *params.Paginated {
		writeJSON(w, http.StatusOK, gen.InvitationPage{Data: data, TotalCount: int64(total)})
		return
	}
	writeJSON(w, http.StatusOK, data)
}

func (h *Handler) list(l listing) (page gen.InvitationList, total int) {
	now := h.clock.now().UnixMilli()
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	page = gen.InvitationList{}
	all := h.store.inOrder(l.order)
	for i := range all {
		v := all[i]
		if l.descending {
			v = all[len(all)-1-i]
		}
		if !l.wants(v.status(now)) || !h.matches(v, l.query) {
			continue
		}
		if total >= l.offset && len(page) < l.limit {
			page = append(page, v.wire(now, h.settings.listURLs))
		}
		total++
	}
	return page, total
}

func (l listing) wants(status gen.InvitationStatus) bool {
	if len(l.statuses) == 0 {
		return status != gen.InvitationStatusRevoked
	}
	return slices.Contains(l.statuses, status)
}

// matches reports whether v is what query, in lower case, looks for.
func (h *Handler) matches(v *invitation, query string) bool {
	switch {
	case query == "":
		return true
	case h.settings.exactQuery:
		return v.emailKey == query || v.idKey == query
	default:
		return strings.Contains(v.emailKey, query) || strings.Contains(v.idKey, query)
	}
}

// parseListing checks what the generated code lets pass.
func parseListing(rawQuery string, params gen.ListInvitationsParams) (l listing, wrong []gen.ErrorEntry) {
	invalid := func(param, rule string) {
		wrong = append(wrong, paramEntry("form_param_value_invalid", param, "is invalid", param+" "+rule))
	}
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		wrong = append(wrong, entry("form_param_format_invalid", "is invalid", "The query is malformed."))
	}
	var unknown []gen.ErrorEntry
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch name {
		case "status", "query", "order_by", "paginated", "limit", "offset", versionQuery:
		default:
			unknown = append(unknown, paramEntry("form_param_unknown", name, "is unknown",
				fmt.Sprintf("%.100q is not a parameter of this request.", name)))
		}
	}
	wrong = append(wrong, unknown[:min(len(unknown), maxUnknown)]...)
	for _, status := range values["status"] {
		l.statuses = append(l.statuses, gen.InvitationStatus(status))
	}
	if slices.ContainsFunc(l.statuses, func(s gen.InvitationStatus) bool { return !s.Valid() }) {
		invalid("status", "must be pending, accepted, revoked or expired.")
	}
	l.query = emailKey(valueOr(params.Query, ""))
	l.order, l.descending = parseOrder(valueOr(params.OrderBy, "-created_at"))
	if orderOf(l.order) == nil {
		invalid("order_by", "must be created_at, email_address or expires_at, with + or - before it or nothing.")
	}
	if paginated := values["paginated"]; len(paginated) > 0 && paginated[0] != "true" && paginated[0] != "false" {
		invalid("paginated", "must be true or false.")
	}
	l.limit = valueOr(params.Limit, defaultLimit)
	if l.limit < 1 || l.limit > maxLimit {
		invalid("limit", fmt.Sprintf("must be between 1 and %d.", maxLimit))
	}
	l.offset = valueOr(params.Offset, 0)
	if l.offset < 0 {
		invalid("offset", "must not be negative.")
	}
	return l, wrong
}

func parseOrder(s string) (field string, descending bool) {
	if field, ok := strings.CutPrefix(s, "-"); ok {
		return field, true
	}
	return strings.TrimPrefix(s, "+"), false
}

func valueOr[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
