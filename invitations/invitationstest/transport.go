package invitationstest

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// NewTransport returns a transport that calls handler instead of a network: a [Handler], or one that
// wraps it. With it a client can be tested in a [testing/synctest] bubble, where time passes by
// itself:
//
//	synctest.Test(t, func(t *testing.T) {
//		clerk := invitationstest.NewHandler()
//		client, err := invitations.New(clerk.SecretKey, invitations.WithHTTPClient(&http.Client{
//			Transport: invitationstest.NewTransport(clerk),
//		}))
//		…
//	})
//
// Make both inside the bubble: a Handler from outside hangs where a fault waits, because time does not
// pass for what waits outside. So does a client of [NewServer] where it waits, for a bubble's time
// stands still while there is a network.
//
// A connection that is cut is an error, or a body that ends in one. Handler is called on the
// goroutine of the request, and must return when the request's context ends, as a Handler does.
func NewTransport(handler http.Handler) http.RoundTripper { return transport{handler} }

type transport struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	received := req.Clone(req.Context()) // which is the handler's, and the other the client's
	if req.Body == nil {
		received.Body = http.NoBody
	}
	defer func() { _ = received.Body.Close() }()
	received.RequestURI = req.URL.RequestURI()
	if received.Host == "" {
		received.Host = req.URL.Host
	}

	answer := &answerBuffer{header: make(http.Header)}
	isCut := t.serve(answer, received)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if isCut && answer.status == 0 {
		return nil, io.EOF // as of net/http's transport
	}
	answer.WriteHeader(http.StatusOK)
	resp := &http.Response{
		Status:     fmt.Sprintf("%d %s", answer.status, http.StatusText(answer.status)),
		StatusCode: answer.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        answer.header,
		Body:          io.NopCloser(&answer.body),
		ContentLength: announced(answer),
		Request:       req,
	}
	if isCut {
		resp.Body = io.NopCloser(io.MultiReader(&answer.body, failingReader{io.ErrUnexpectedEOF}))
	}
	return resp, nil
}

// serve reports whether the handler has cut the connection.
func (t transport) serve(w http.ResponseWriter, r *http.Request) (isCut bool) {
	defer func() {
		switch failure := recover(); failure {
		case nil:
		case http.ErrAbortHandler:
			isCut = true
		default:
			panic(failure)
		}
	}()
	t.handler.ServeHTTP(w, r)
	return false
}

// announced returns the length of the body, which is not that of what has come where it was cut.
func announced(answer *answerBuffer) int64 {
	if length, err := strconv.ParseInt(answer.header.Get("Content-Length"), 10, 64); err == nil {
		return length
	}
	return -1
}
