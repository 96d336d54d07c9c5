package wire

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// Record has every exchange with srv recorded from now on, and returns srv:
//
//	server := wire.Record(t, invitationstest.NewServer(t))
//
// It puts a recording server in front of srv and changes srv.URL to that one's, so clients are to be
// made after it.
func Record(tb testing.TB, srv *invitationstest.Server) *invitationstest.Server {
	tb.Helper()
	return record(tb, srv, false)
}

// RecordAnswers is [Record] for tests that send what no client of ours would: only the answers are
// held against the document.
func RecordAnswers(tb testing.TB, srv *invitationstest.Server) *invitationstest.Server {
	tb.Helper()
	return record(tb, srv, true)
}

func record(tb testing.TB, srv *invitationstest.Server, answersOnly bool) *invitationstest.Server {
	tb.Helper()
	if recordTo() == "" {
		return srv
	}
	next := recorded(tb.Name(), srv.Handler, answersOnly)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			caught := recover()
			if caught == nil {
				return
			}
			// As srv does itself: a panic that is not meant as a cut fails the test.
			if err, ok := caught.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				tb.Errorf("wire: panic serving %s: %v", r.URL.Path, caught)
			}
			panic(http.ErrAbortHandler)
		}()
		next.ServeHTTP(w, r)
	}))
	tb.Cleanup(func() {
		srv.Handler.Close() // ends the requests that a fault holds up
		front.CloseClientConnections()
		front.Close()
	})
	srv.URL = front.URL
	return srv
}
