package invitationstest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

const (
	ticketPath   = basePath + "/tickets/accept"
	ticketPrefix = "ticket_"
)

// link returns the link of an invitation.
func link(origin, id string) string { return origin + ticketPath + "?ticket=" + ticketPrefix + id }

// originOf returns the scheme and the host that a request was sent to.
func (h *Handler) originOf(r *http.Request) string {
	switch {
	case r.URL.Host != "": // it was sent without a network, and may be for Clerk's own host
		return h.origin
	case r.TLS != nil:
		return "https://" + r.Host
	default:
		return "http://" + r.Host
	}
}

// followLink serves GET /v1/tickets/accept, the link of an invitation.
func (h *Handler) followLink(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	_, id, _ := strings.Cut(ticket, ticketPrefix)
	redirectURL, err := h.accept(id)
	if err != nil {
		h.writeError(w, err)
		return
	}
	if redirectURL == "" {
		writeBody(w, http.StatusOK, "text/html; charset=utf-8",
			[]byte("<!DOCTYPE html>\n<title>Invitation accepted</title>\n<p>The invitation is accepted. It has no redirect_url.</p>\n"))
		return
	}
	target, _ := url.Parse(redirectURL) // it was parsed when the invitation was created
	added := url.Values{"__clerk_ticket": {ticket}, "__clerk_status": {"sign_up"}}.Encode()
	target.RawQuery = strings.TrimPrefix(target.RawQuery+"&"+added, "&")
	http.Redirect(w, r, target.String(), http.StatusSeeOther) //nolint:gosec // it leads where the invitation says
}

// accept accepts an invitation and returns its redirect_url.
func (h *Handler) accept(id string) (redirectURL string, _ *apiError) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock.now()
	v, err := h.store.open(id, now)
	if err != nil {
		return "", err
	}
	if v.status(now) == gen.InvitationStatusExpired {
		return "", newError(http.StatusBadRequest, "ticket_expired_code", id+" is expired.")
	}
	v.setStatus(gen.InvitationStatusAccepted, now)
	h.store.users[v.emailKey] = true
	return v.RedirectURL, nil
}
