package invitationstest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// A store holds the invitations and the users. Whoever uses it holds the handler's mutex.
type store struct {
	all    []*invitation // in the order in which they were made
	byID   map[string]*invitation
	users  map[string]bool // by emailKey
	emails []Email
	made   int // invitations ever made
	seeded int // of those, by Seed
}

func newStore() store {
	return store{byID: map[string]*invitation{}, users: map[string]bool{}}
}

// compareBy returns how to sort by the field of an order, ascending, or nil if there is no such order.
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

// inOrder returns all invitations in an order such as "-created_at". Equal ones are in the order in which
// they were made, or in a descending order in its reverse if equalReversed is set.
func (s *store) inOrder(order string, equalReversed bool) []*invitation {
	sorted, compare := slices.Clone(s.all), compareBy(order)
	if strings.HasPrefix(order, "-") {
		compare = func(a, b *invitation) int { return compareBy(order)(b, a) }
		if equalReversed {
			slices.Reverse(sorted)
		}
	}
	slices.SortStableFunc(sorted, compare)
	return sorted
}

// add makes an invitation.
func (s *store) add(p createParams, createdAt time.Time) *invitation {
	s.made++
	v := &invitation{
		Invitation: Invitation{
			ID:             fmt.Sprintf("inv_%027d", s.made),
			EmailAddress:   p.email,
			Status:         string(gen.InvitationStatusPending),
			PublicMetadata: p.metadata,
			RedirectURL:    p.redirectURL,
			TemplateSlug:   string(p.template),
			URL:            fmt.Sprintf("https://clerk.example.com/v1/tickets/accept?ticket=ticket_%032d", s.made),
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
	return v
}

func (s *store) remove(v *invitation) {
	s.all = slices.DeleteFunc(s.all, func(other *invitation) bool { return other == v })
	delete(s.byID, v.ID)
}
