package invitationstest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing/iotest"
)

// NewTransport returns a transport that calls a handler without a network: a [Handler], or one that
// wraps it. With it a client can be tested in a [testing/synctest] bubble:
//
//	synctest.Test(t, func(t *testing.T) {
//		handler := invitationstest.NewHandler()
//		client, err := invitations.New(handler.SecretKey, invitations.WithHTTPClient(&http.Client{
//			Transport: invitationstest.NewTransport(handler),
//		}))
//		…
//	})
//
// Make both inside the bubble. A [NewServer] does not work there: while a goroutine waits for a network,
// the time of a bubble does not move.
//
// A connection that is cut is an error, or a body that ends in one. The handler is called on the
// goroutine of the request and must return when the context of the request ends, as a Handler does.
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
