package invitations

import (
	"cmp"
	"slices"
	"strings"
)

// A stitcher joins pages that were fetched one after the other, from a list that changes meanwhile,
// so that whatever stays listed comes out exactly once. Pages overlap. What is after the last
// invitation that is also in an earlier page has not been given yet; where there is no such
// invitation, the list has shifted by more than the overlap, or all of them are gone, and the order
// tells in which direction to look.
type stitcher struct {
	order OrderBy
	known map[string]struct{} // the ids of the last invitations taken
	ids   []string            // the same, in order
	last  *Invitation         // the last one taken
}

// A link is how a page joins what was taken before.
type link int

const (
	linked  link = iota
	tooLate      // the page begins behind the place: invitations may be between
	tooSoon      // the page ends before the place
)

// remembered is how many of the invitations taken last are known by their ids: four of the largest
// pages, of the smaller ones many more.
const remembered = 4 * MaxLimit

func newStitcher(order OrderBy) *stitcher {
	if order == "" {
		order = OrderByCreatedAtDesc
	}
	return &stitcher{order: order, known: make(map[string]struct{})}
}

// take returns the invitations of a page at an offset that come after all taken before.
func (s *stitcher) take(page []Invitation, offset int) ([]Invitation, link) {
	fresh, how := s.join(page, offset)
	if how == linked {
		s.remember(fresh)
	}
	return fresh, how
}

func (s *stitcher) join(page []Invitation, offset int) ([]Invitation, link) {
	if s.last == nil {
		return page, linked
	}
	for i := len(page) - 1; i >= 0; i-- {
		if s.knows(&page[i]) {
			if tied := s.tied(page[:i]); len(tied) > 0 {
				return append(tied, page[i+1:]...), linked
			}
			return page[i+1:], linked
		}
	}
	// Nothing that was taken is in the page.
	first := slices.IndexFunc(page, func(inv Invitation) bool { return !s.isBefore(&inv, s.last) })
	switch {
	case first == 0 && offset > 0, len(page) == 0 && offset > 0:
		return nil, tooLate
	case first < 0 && len(page) > 0:
		return nil, tooSoon
	case first < 0:
		return nil, linked
	}
	return page[first:], linked
}

// tied returns what was not taken yet of a part of a page that is known to be before the place, but by
// the order may be behind it as well: those that are equal to the last one.
func (s *stitcher) tied(part []Invitation) []Invitation {
	var tied []Invitation
	for i := range part {
		if !s.knows(&part[i]) && !s.isBefore(&part[i], s.last) {
			tied = append(tied, part[i])
		}
	}
	return tied
}

func (s *stitcher) knows(inv *Invitation) bool {
	_, ok := s.known[inv.ID]
	return ok
}

func (s *stitcher) remember(fresh []Invitation) {
	for i := range fresh {
		s.known[fresh[i].ID] = struct{}{}
		s.ids = append(s.ids, fresh[i].ID)
	}
	if len(fresh) > 0 {
		last := fresh[len(fresh)-1]
		s.last = &last
	}
	if excess := len(s.ids) - remembered; excess > 0 {
		for _, id := range s.ids[:excess] {
			delete(s.known, id)
		}
		s.ids = slices.Delete(s.ids, 0, excess)
	}
}

// isBefore reports whether a comes before b in the list, as far as their fields tell.
func (s *stitcher) isBefore(a, b *Invitation) bool {
	field, down := strings.TrimPrefix(string(s.order), "+"), false
	if rest, ok := strings.CutPrefix(field, "-"); ok {
		field, down = rest, true
	}
	var order int
	switch field {
	case "email_address":
		order = cmp.Compare(strings.ToLower(a.EmailAddress), strings.ToLower(b.EmailAddress))
	case "expires_at":
		order = a.ExpiresAt.Compare(b.ExpiresAt)
	default:
		order = a.CreatedAt.Compare(b.CreatedAt)
	}
	if down {
		order = -order
	}
	return order < 0
}
