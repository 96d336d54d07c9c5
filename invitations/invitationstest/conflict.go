package invitationstest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// sift separates the drafts that nothing stands in the way of from those that have to be refused. A
// bulk's own items stand in the way of those behind them.
func (s *store) sift(drafts []draft, bulk bool, now int64) (free []draft, p *problem) {
	var invited, users []string
	claimed := map[string]bool{}
	for _, d := range drafts {
		key := emailKey(d.email)
		switch {
		case !d.ignoreExisting && (claimed[key] || s.invited(key, now)):
			invited = append(invited, s.shown(d.email))
		case s.users[key] && !s.userIgnored(d, bulk):
			users = append(users, s.shown(d.email))
		default:
			claimed[key] = true
			free = append(free, d)
		}
	}
	switch {
	case len(invited) > 0:
		return free, refuse(http.StatusBadRequest, duplicateEntry(unique(invited)))
	case len(users) > 0 && bulk:
		// Which of the items it was, the API does not say.
		return free, refuse(http.StatusUnprocessableEntity, userEntry("One of the email addresses belongs to a user."))
	case len(users) > 0:
		return free, refuse(http.StatusUnprocessableEntity, userEntry("The email address "+users[0]+" belongs to a user."))
	default:
		return free, nil
	}
}

func (s *store) userIgnored(d draft, bulk bool) bool {
	return d.ignoreExisting && (!bulk || !s.settings.bulkUsersRefused)
}

// shown is an address the way the API gives it back.
func (s *store) shown(email string) string {
	if s.settings.lowerCaseEmails {
		return emailKey(email)
	}
	return email
}

func duplicateEntry(emails []string) gen.ErrorEntry {
	e := entry("duplicate_record", "duplicate record",
		"There is an invitation already for "+strings.Join(emails, ", ")+".")
	e.Meta = mustMarshal(map[string][]string{"email_addresses": emails})
	return e
}

func userEntry(long string) gen.ErrorEntry {
	return paramEntry("form_identifier_exists", "email_address", "the email address is taken", long)
}

// unique keeps the first of the addresses that are the same but for their case.
func unique(emails []string) []string {
	var out []string
	for _, email := range emails {
		if !slices.ContainsFunc(out, func(other string) bool { return emailKey(other) == emailKey(email) }) {
			out = append(out, email)
		}
	}
	return out
}
