package invitationstest

import (
	"bytes"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A Server is a [Handler] that listens on loopback.
type Server struct {
	*Handler

	// URL is the base URL of the API, which ends in /v1: what [invitations.WithBaseURL] takes.
	URL string

	server *httptest.Server
}

// NewServer starts a server and closes it when the test ends. A panic in a [Func] fails the test.
func NewServer(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	handler := NewHandler(opts...)
	server := httptest.NewUnstartedServer(handler)
	var logged bytes.Buffer
	server.Config.ErrorLog = log.New(&logged, "", 0)
	server.Start()
	s := &Server{Handler: handler, URL: server.URL + basePath, server: server}
	handler.origin = server.URL
	handler.clientOptions = []invitations.Option{
		invitations.WithBaseURL(s.URL),
		invitations.WithHTTPClient(server.Client()),
	}
	tb.Cleanup(func() {
		s.Close()
		if strings.Contains(logged.String(), "panic serving") {
			tb.Errorf("invitationstest: %s", logged.String())
		}
	})
	return s
}

// Close closes the connections, which ends the contexts of the requests in flight, waits for them and stops
// the server. [NewServer] has it called at the end of the test; it may be called earlier, or twice.
func (s *Server) Close() {
	s.Handler.Close()
	s.server.CloseClientConnections()
	s.server.Close()
}
