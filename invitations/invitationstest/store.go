package invitationstest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// A store holds the invitations and the users. Whoever uses it holds the handler's mutex.
type store struct {
	all     []*invitation // in the order in which they were made
	byID    map[string]*invitation
	byEmail map[string][]*invitation // by emailKey
	users   map[string]bool          // by emailKey
	emails  []Email
	made    int // invitations ever made
	seeded  int // of those, by Seed
}

func newStore() store {
	return store{byID: map[string]*invitation{}, byEmail: map[string][]*invitation{}, users: map[string]bool{}}
}

// compareBy returns how to compare by the field of an order such as "-created_at", ascending, or nil if
// there is no such order.
func compareBy(order string) func(a, b *invitation) int {
	if strings.HasPrefix(order, "+") || strings.HasPrefix(order, "-") {
		order = order[1:]
	}
	switch order {
	case "created_at":
		return func(a, b *invitation) int { return a.CreatedAt.Compare(b.CreatedAt) }
	case "email_address":
		return func(a, b *invitation) int { return strings.Compare(a.emailKey, b.emailKey) }
	case "expires_at":
		return func(a, b *invitation) int { return a.ExpiresAt.Compare(b.ExpiresAt) }
	default:
		return nil
	}
}

// compareIDs compares by the order in which the invitations were made.
func compareIDs(a, b *invitation) int { return strings.Compare(a.ID, b.ID) }

// sortBy sorts by an order such as "-created_at". Equal invitations are in the order in which they were
// made, or in a descending order in its reverse if equalReversed is set.
func sortBy(all []*invitation, order string, equalReversed bool) {
	compare := compareBy(order)
	slices.SortFunc(all, func(a, b *invitation) int {
		if c := compare(a, b); c != 0 {
			return c
		}
		return compareIDs(a, b)
	})
	if !strings.HasPrefix(order, "-") {
		return
	}
	slices.Reverse(all) // which is faster than sorting what is in the opposite order
	for !equalReversed && len(all) > 0 {
		equal := slices.IndexFunc(all, func(v *invitation) bool { return compare(v, all[0]) != 0 })
		if equal < 0 {
			equal = len(all)
		}
		slices.Reverse(all[:equal])
		all = all[equal:]
	}
}

// add makes an invitation whose link is at origin.
func (s *store) add(p createParams, createdAt time.Time, origin string) *invitation {
	s.made++
	id := fmt.Sprintf("inv_%027d", s.made)
	v := &invitation{
		Invitation: Invitation{
			ID:             id,
			EmailAddress:   p.email,
			Status:         string(gen.InvitationStatusPending),
			PublicMetadata: p.metadata,
			RedirectURL:    p.redirectURL,
			TemplateSlug:   string(p.template),
			URL:            link(origin, id),
			// Like Clerk's, not exact to the millisecond. It is early, so that Advance by the whole days expires
			// the invitation.
			ExpiresAt: createdAt.Add(time.Duration(p.days)*24*time.Hour - 7*time.Millisecond),
			CreatedAt: createdAt,
			UpdatedAt: createdAt,
		},
		emailKey: emailKey(p.email),
	}
	s.all = append(s.all, v)
	s.byID[v.ID] = v
	s.byEmail[v.emailKey] = append(s.byEmail[v.emailKey], v)
	return v
}

// open returns an invitation that is neither accepted nor revoked.
func (s *store) open(id string, now time.Time) (*invitation, *apiError) {
	v, ok := s.byID[id]
	if !ok {
		return nil, notFound(fmt.Sprintf("No invitation has the id %q.", id))
	}
	switch v.status(now) {
	case gen.InvitationStatusRevoked:
		return nil, newError(http.StatusBadRequest, "invitation_already_revoked", id+" is already revoked.")
	case gen.InvitationStatusAccepted:
		return nil, newError(http.StatusBadRequest, "invitation_already_accepted", id+" is already accepted.")
	default:
		return v, nil
	}
}

func (s *store) remove(v *invitation) {
	if i, found := slices.BinarySearchFunc(s.all, v, compareIDs); found {
		s.all = slices.Delete(s.all, i, i+1)
	}
	delete(s.byID, v.ID)
	s.byEmail[v.emailKey] = slices.DeleteFunc(s.byEmail[v.emailKey], func(other *invitation) bool { return other == v })
}
