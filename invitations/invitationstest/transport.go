package invitationstest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing/iotest"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// Client returns a client that calls a [Server] over loopback, and a Handler without a network, through
// [NewTransport]. The options come after those for that. It panics if [invitations.New] returns an error,
// which only an option or [WithSecretKey] can cause.
//
// Without a network it works in a [testing/synctest] bubble, if the handler is made there too:
//
//	synctest.Test(t, func(t *testing.T) {
//		handler := invitationstest.NewHandler()
//		client := handler.Client()
//		…
//	})
func (h *Handler) Client(opts ...invitations.Option) *invitations.Client {
	client, err := invitations.New(h.SecretKey, slices.Concat(h.clientOptions, opts)...)
	if err != nil {
		panic("invitationstest: " + err.Error())
	}
	return client
}

// NewTransport returns a transport that calls a handler without a network. [Handler.Client] is the short
// form for a [Handler]; use NewTransport for a handler that wraps one.
//
// In a [testing/synctest] bubble a [NewServer] does not work: while a goroutine waits for a network, the
// time of a bubble does not move.
//
// If the handler cuts the connection, the client gets an error, from the request or from reading the
// body. The handler is called on the goroutine of the request and must return when the context of the
// request ends, as a Handler does.
func NewTransport(handler http.Handler) http.RoundTripper { return transport{handler} }

type transport struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	clone := req.Clone(req.Context())
	if clone.Body == nil {
		clone.Body = http.NoBody
	}
	body := clone.Body
	defer func() { _ = body.Close() }()
	recorder := &httptest.ResponseRecorder{Body: new(bytes.Buffer)} // whose Code is 0 until there is one
	cut := t.serve(recorder, clone)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if cut && recorder.Code == 0 {
		return nil, io.EOF // as net/http does
	}
	res := recorder.Result()
	res.Request = req
	if cut {
		res.Body = io.NopCloser(io.MultiReader(res.Body, iotest.ErrReader(io.ErrUnexpectedEOF)))
	}
	return res, nil
}

// serve reports whether the handler has cut the connection.
func (t transport) serve(w http.ResponseWriter, r *http.Request) (cut bool) {
	defer func() {
		switch failure := recover(); failure {
		case nil:
		case http.ErrAbortHandler:
			cut = true
		default:
			panic(failure)
		}
	}()
	t.handler.ServeHTTP(w, r)
	return false
}
