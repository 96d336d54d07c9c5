package invitationstest

import (
	"cmp"
	"slices"
	"sync"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// store is the instance's memory. Whoever touches a field holds mu.
type store struct {
	settings settings

	mu      sync.Mutex
	byID    map[string]*invitation
	byEmail map[string][]*invitation
	users   map[string]bool
	emails  []Email
	made    int64 // invitations ever made
	seeded  int   // of those, made by Seed

	// created is always in order. The other orders are sorted when a list first asks for them and
	// forgotten when an invitation comes or goes; nothing they sort by ever changes.
	created []*invitation
	sorted  map[string][]*invitation
}

func newStore(s settings) *store {
	return &store{
		settings: s,
		byID:     map[string]*invitation{},
		byEmail:  map[string][]*invitation{},
		users:    map[string]bool{},
		sorted:   map[string][]*invitation{},
	}
}

// orderOf returns how to sort by a field, nil where nothing can be sorted by it. What is equal comes
// in the order of creation.
func orderOf(field string) func(a, b *invitation) int {
	switch field {
	case "created_at":
		return byCreation
	case "email_address":
		return func(a, b *invitation) int {
			return cmp.Or(cmp.Compare(a.emailKey, b.emailKey), byCreation(a, b))
		}
	case "expires_at":
		return func(a, b *invitation) int {
			return cmp.Or(cmp.Compare(a.expiresAt, b.expiresAt), byCreation(a, b))
		}
	default:
		return nil
	}
}

func byCreation(a, b *invitation) int {
	return cmp.Or(cmp.Compare(a.createdAt, b.createdAt), cmp.Compare(a.seq, b.seq))
}

// inOrder returns all invitations, ascending by field.
func (s *store) inOrder(field string) []*invitation {
	if field == "created_at" {
		return s.created
	}
	all, ok := s.sorted[field]
	if !ok {
		all = slices.Clone(s.created)
		slices.SortFunc(all, orderOf(field))
		s.sorted[field] = all
	}
	return all
}

// add makes a draft an invitation, created at createdAt, which is yet to be placed.
func (s *store) add(d draft, createdAt int64) *invitation {
	s.made++
	v := &invitation{
		seq:         s.made,
		id:          invitationID(s.made),
		email:       d.email,
		emailKey:    emailKey(d.email),
		metadata:    d.metadata,
		redirectURL: d.redirectURL,
		template:    d.template,
		expiresAt:   createdAt + lifetime(d.days, s.made),
		createdAt:   createdAt,
		updatedAt:   createdAt,
	}
	v.idKey = emailKey(v.id)
	if s.settings.lowerCaseEmails {
		v.email = v.emailKey
	}
	s.byID[v.id] = v
	s.byEmail[v.emailKey] = append(s.byEmail[v.emailKey], v)
	return v
}

// place puts invitations, in order among themselves, where they belong by their time. That is the
// end, unless the clock was set back.
func (s *store) place(added ...*invitation) {
	clear(s.sorted)
	before := len(s.created)
	s.created = append(s.created, added...)
	if before > 0 && len(added) > 0 && byCreation(s.created[before-1], added[0]) > 0 {
		slices.SortFunc(s.created, byCreation)
	}
}

// remove forgets v.
func (s *store) remove(v *invitation) {
	clear(s.sorted)
	delete(s.byID, v.id)
	isV := func(other *invitation) bool { return other == v }
	if rest := slices.DeleteFunc(s.byEmail[v.emailKey], isV); len(rest) > 0 {
		s.byEmail[v.emailKey] = rest
	} else {
		delete(s.byEmail, v.emailKey)
	}
	if at, ok := slices.BinarySearchFunc(s.created, v, byCreation); ok {
		s.created = slices.Delete(s.created, at, at+1)
	}
}

// invited reports whether an invitation stands in the way of another one for the address.
func (s *store) invited(key string, now int64) bool {
	return slices.ContainsFunc(s.byEmail[key], func(v *invitation) bool {
		switch v.status(now) {
		case gen.InvitationStatusPending:
			return true
		case gen.InvitationStatusExpired:
			return s.settings.expiredBlocking
		default:
			return false
		}
	})
}

const day = int64(24 * 60 * 60 * 1000)

// lifetime is how many milliseconds an invitation lives: the days, though not to the millisecond.
// It is a little less rather than more, so that a clock moved by the days finds it expired.
func lifetime(days int, seq int64) int64 {
	return int64(days)*day - 1 - seq*7%40
}
