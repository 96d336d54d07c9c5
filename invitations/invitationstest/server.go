package invitationstest

import (
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A Server is a [Handler] that listens on loopback.
type Server struct {
	*Handler

	// URL is the scheme and host that the server listens on, without a path: what CLERK_API_URL
	// takes.
	URL string

	tb        testing.TB
	transport *http.Transport // the clients' own, so that no other test closes its connections
	http      *http.Server
	conns     sync.WaitGroup
	served    chan struct{}
	closeOnce sync.Once
	panics    panicLog
}

// closeTimeout bounds the wait for handlers at the end; only a [Func] that hangs takes it all.
const closeTimeout = 2 * time.Second

// NewServer starts a server and closes it when the test ends. A panic in a [Func] fails the test.
func NewServer(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("invitationstest: cannot listen: %v", err)
	}
	s := &Server{
		Handler:   NewHandler(opts...),
		URL:       "http://" + listener.Addr().String(),
		tb:        tb,
		transport: &http.Transport{},
		served:    make(chan struct{}),
	}
	s.http = &http.Server{
		Handler:           s.Handler,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(&s.panics, "", 0),
		ConnState:         s.countConn,
	}
	go func() {
		defer close(s.served)
		_ = s.http.Serve(listener) // ends with ErrServerClosed
	}()
	tb.Cleanup(func() {
		s.Close()
		if text := s.panics.String(); text != "" {
			tb.Errorf("invitationstest: %s", text)
		}
	})
	return s
}

// Client returns a client of this server that has its key and connections of its own, which end with
// the server. The options come after.
// It fails the test where [invitations.New] returns an error.
func (s *Server) Client(opts ...invitations.Option) *invitations.Client {
	s.tb.Helper()
	opts = append([]invitations.Option{
		invitations.WithBaseURL(s.URL),
		invitations.WithHTTPClient(&http.Client{Transport: s.transport}),
	}, opts...)
	c, err := invitations.New(s.SecretKey, opts...)
	if err != nil {
		s.tb.Fatalf("invitationstest: %v", err)
	}
	return c
}

// Close stops the server and cuts what is connected to it. NewServer has it called at the end of the
// test; calling it earlier, or twice, is fine.
func (s *Server) Close() {
	s.closeOnce.Do(func() {
		s.transport.CloseIdleConnections()
		s.Handler.Close()
		_ = s.http.Close()
		<-s.served
		gone := make(chan struct{})
		go func() {
			s.conns.Wait()
			close(gone)
		}()
		timer := time.NewTimer(closeTimeout)
		defer timer.Stop()
		select {
		case <-gone:
		case <-timer.C:
		}
	})
}

// countConn lets Close wait until no goroutine of a connection is left.
func (s *Server) countConn(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.conns.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.conns.Done()
	default: // still the same connection
	}
}

// panicLog keeps the panics among what the server logs. Nothing else there is about our side.
type panicLog struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write takes one message of the log.
func (l *panicLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if strings.Contains(string(p), "panic serving") {
		l.text.Write(p)
	}
	return len(p), nil
}

func (l *panicLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
