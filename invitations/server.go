package invitations

import (
	"sync"
	"sync/atomic"
	"time"
)

// A server is what a client remembers of the server it talks to, for all of its calls.
type server struct {
	// spent is how much is spent of a budget for attempts after the first: each takes one, and each
	// success gives one back. Where most requests pass it stays full. Where almost none does it is
	// soon empty, and calls end after one attempt until the server is well again.
	spent atomic.Int64

	mu     sync.Mutex
	newest mark
}

const retryBudget = 100

// spend reports whether another attempt may be made, and takes it from the budget.
func (s *server) spend() bool {
	if s.spent.Add(1) <= retryBudget {
		return true
	}
	s.spent.Add(-1)
	return false
}

func (s *server) earn() {
	for {
		spent := s.spent.Load()
		if spent == 0 || s.spent.CompareAndSwap(spent, spent-1) {
			return
		}
	}
}

// A mark is the newest invitation seen so far. By the server's own clock, whatever is older was
// there before.
type mark struct {
	createdAt time.Time
	id        string
}

// covers reports whether inv was there when the mark was taken.
func (m mark) covers(inv *Invitation) bool {
	return inv.CreatedAt.Before(m.createdAt) || inv.ID == m.id
}

// note takes in the invitations of an answer.
func (s *server) note(result any) {
	switch result := result.(type) {
	case *Invitation:
		s.see(*result)
	case []Invitation:
		s.see(result...)
	case *Page:
		s.see(result.Invitations...)
	}
}

func (s *server) see(list ...Invitation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range list {
		if inv := &list[i]; inv.CreatedAt.After(s.newest.createdAt) {
			s.newest = mark{inv.CreatedAt, inv.ID}
		}
	}
}

func (s *server) mark() mark {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newest
}
