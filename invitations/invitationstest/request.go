package invitationstest

import (
	"net/http"
	"net/url"
	"slices"
)

// A Request is one that the handler received. It holds what was sent, with email addresses and metadata,
// except for the value of the Authorization header.
type Request struct {
	Operation Operation // empty if the API has none at the path
	Method    string
	Path      string
	Query     url.Values
	Header    http.Header
	Body      []byte
	Status    int // of the response; 0 if there is none yet, or if the connection was cut instead
}

// Requests returns the requests received so far, in the order of their arrival, including those that were
// rejected and those that a fault hit. A request is listed once its body was read; its Status is set
// before the client gets the response.
func (h *Handler) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]Request, len(h.requests))
	for i, r := range h.requests {
		out[i] = *r
		out[i].Query = url.Values(http.Header(r.Query).Clone())
		out[i].Header = r.Header.Clone()
		out[i].Body = slices.Clone(r.Body)
	}
	return out
}

// record keeps a request. The caller holds h.mu.
func (h *Handler) record(op Operation, r *http.Request, body []byte) *Request {
	header := r.Header.Clone()
	if header.Get("Authorization") != "" {
		header.Set("Authorization", "[redacted]")
	}
	request := &Request{
		Operation: op,
		Method:    r.Method,
		Path:      r.URL.Path,
		Query:     r.URL.Query(),
		Header:    header,
		Body:      body,
	}
	h.requests = newest(append(h.requests, request), h.options.history)
	return request
}

// newest returns the last n of all.
func newest[T any](all []T, n int) []T {
	return slices.Delete(all, 0, max(len(all)-n, 0))
}
