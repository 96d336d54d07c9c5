package invitations

import "sync"

// A server is what a client remembers of a server it talks to, for all of its calls.
type server struct {
	budget budget
	seen   seen
}

// servers are those of one client, by their base URL.
type servers struct{ byURL sync.Map }

func (s *servers) at(baseURL string) *server {
	known, _ := s.byURL.LoadOrStore(baseURL, new(server))
	return known.(*server) //nolint:forcetypeassert // nothing else is stored
}
