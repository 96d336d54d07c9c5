package invitationstest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// maxBody is far more than a bulk of ten with full metadata needs.
const maxBody = 1 << 20

var errBodyTooLarge = errors.New("the body is larger than 1 MiB")

// A Request is one that the handler received. It holds what was sent, email addresses and metadata
// included, except for the Authorization header, whose value is replaced.
type Request struct {
	Operation Operation // empty where the route is unknown
	Method    string
	Path      string
	Query     url.Values
	Header    http.Header
	Body      []byte // at most the first MiB
	Status    int    // of the answer; 0 while there is none, and where the connection was cut instead
}

// journal is the list of requests received, in the order of their arrival.
type journal struct {
	limit    int // of the requests it keeps
	mu       sync.Mutex
	requests []*Request
}

// Requests returns the requests received so far, in the order of their arrival: those for unknown
// routes, those that were refused and those that met a fault among them. A request is there as
// soon as its body was read, and its status before the client can see it.
//
// Tests that share a handler find each other's requests here, in whatever order they came; those that
// have a handler each do not. [WithHistory] bounds how many are kept.
func (h *Handler) Requests() []Request {
	h.journal.mu.Lock()
	defer h.journal.mu.Unlock()
	out := make([]Request, len(h.journal.requests))
	for i, r := range h.journal.requests {
		out[i] = *r
		out[i].Query = url.Values(http.Header(r.Query).Clone())
		out[i].Header = r.Header.Clone()
		out[i].Body = slices.Clone(r.Body)
	}
	return out
}

// record enters r, and returns it as the operations are to see it, with the body read: the server
// notices that a client has gone only after that.
func (j *journal) record(op Operation, r *http.Request) (*http.Request, func(status int)) {
	data, err := readBody(r.Body)
	header := r.Header.Clone()
	if _, ok := header["Authorization"]; ok {
		header["Authorization"] = []string{"[redacted]"}
	}
	noted := &Request{
		Operation: op,
		Method:    r.Method,
		Path:      r.URL.Path,
		Query:     r.URL.Query(),
		Header:    header,
		Body:      data,
	}
	j.mu.Lock()
	j.requests = newest(append(j.requests, noted), j.limit)
	j.mu.Unlock()

	answered := func(status int) {
		j.mu.Lock()
		defer j.mu.Unlock()
		noted.Status = status
	}
	r = r.WithContext(r.Context()) // a copy: in-process, the request belongs to the caller
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(data), failingReader{err}))
	return r, answered
}

// newest leaves the last n of all.
func newest[T any](all []T, n int) []T {
	return slices.Delete(all, 0, max(len(all)-n, 0))
}

func readBody(body io.Reader) ([]byte, error) {
	if body == nil {
		return nil, io.EOF
	}
	data, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	switch {
	case err != nil:
		return data, err
	case len(data) > maxBody:
		return data[:maxBody], errBodyTooLarge
	default:
		return data, io.EOF
	}
}

// failingReader ends a body with an error.
type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }
