package invitationstest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// conflicts returns the invitations that can be created, and an error if an invitation or a user has
// the address of another. An item of a bulk conflicts with the items before it. The caller holds h.mu.
func (h *Handler) conflicts(ps []createParams, bulk bool, now time.Time) (free []createParams, err *apiError) {
	var invited []string
	userExists := false
	taken := map[string]bool{}
	for _, p := range ps {
		key := emailKey(p.email)
		ignoreUser := p.ignoreExisting && (!bulk || !h.options.choices.BulkIgnoreExistingUserRejected)
		switch {
		case !p.ignoreExisting && (taken[key] && !h.options.choices.BulkRepeatedAddressCreated || h.invited(key, now)):
			isKey := func(email string) bool { return emailKey(email) == key }
			if !slices.ContainsFunc(invited, isKey) {
				invited = append(invited, h.shown(p.email))
			}
		case h.store.users[key] && !ignoreUser:
			userExists = true
		default:
			taken[key] = true
			free = append(free, p)
		}
	}
	switch {
	case len(invited) > 0:
		e := newEntry("duplicate_record", "There is already an invitation for "+strings.Join(invited, ", ")+".")
		e.Meta = marshal(map[string][]string{"email_addresses": invited})
		return free, &apiError{http.StatusBadRequest, []errorEntry{e}}
	case userExists: // of a bulk, the API does not say which item it was
		e := paramError("form_identifier_exists", "email_address", "belongs to a user")
		return free, &apiError{http.StatusUnprocessableEntity, []errorEntry{e}}
	default:
		return free, nil
	}
}

// invited reports whether an invitation conflicts with another one for the address.
func (h *Handler) invited(key string, now time.Time) bool {
	return slices.ContainsFunc(h.store.byEmail[key], func(v *invitation) bool {
		status := v.status(now)
		blocks := status == gen.InvitationStatusPending ||
			status == gen.InvitationStatusExpired && h.options.choices.InviteAgainAfterExpiryRejected
		return blocks && !v.isYounger(h.options.choices.ConcurrentCreates, now)
	})
}

// shown returns an address as the API does.
func (h *Handler) shown(email string) string {
	if h.options.choices.AddressLowerCased {
		return emailKey(email)
	}
	return email
}
