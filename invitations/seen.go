package invitations

import (
	"sync"
	"time"
)

// seen holds the recent invitations that a client has met. When an invitation is found after a lost
// answer, seen tells without any clock whether it was there before the call or is another call's.
type seen struct {
	mu   sync.Mutex
	byID map[string]*sighting
	ids  []string // in the order in which they were met
	met  int      // how many were met so far
}

type sighting struct {
	at      time.Time
	nth     int  // how many had been met, this one included
	claimed bool // whether it is a call's answer
}

// Older invitations are told by their age, and of more in so short a time the first are forgotten.
const (
	seenAge  = 2 * clockAllowance
	seenMost = 10_000
)

// note takes in the invitations of an answer.
func (s *seen) note(result any, answer received) {
	switch result := result.(type) {
	case *Invitation:
		s.add(answer, *result)
	case []Invitation:
		s.add(answer, result...)
	case *Page:
		s.add(answer, result.Invitations...)
	}
}

func (s *seen) add(answer received, list ...Invitation) {
	recent := answer.serverTime().Add(-seenAge)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range list {
		if !list[i].CreatedAt.Before(recent) {
			s.meet(list[i].ID, answer.at)
		}
	}
	for len(s.ids) > 0 && (len(s.ids) > seenMost || answer.at.Sub(s.byID[s.ids[0]].at) > seenAge) {
		delete(s.byID, s.ids[0])
		s.ids = s.ids[1:]
	}
}

// meet returns the first sighting of an invitation.
func (s *seen) meet(id string, at time.Time) *sighting {
	first, ok := s.byID[id]
	if !ok {
		if s.byID == nil {
			s.byID = make(map[string]*sighting)
		}
		s.met++
		first = &sighting{at: at, nth: s.met}
		s.byID[id] = first
		s.ids = append(s.ids, id)
	}
	return first
}

// soFar returns how many invitations were met so far.
func (s *seen) soFar() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.met
}

// claim makes an invitation a call's answer, and reports whether it can be: it is not among the ones
// that had been met when the call began, and no other call has claimed it.
func (s *seen) claim(id string, before int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.meet(id, time.Now())
	if first.claimed || first.nth <= before {
		return false
	}
	first.claimed = true
	return true
}
