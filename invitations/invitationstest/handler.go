package invitationstest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/clerk-invitations/clerk-invitations-go/gen/server"
	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A Handler is an in-memory fake of the Clerk API, served under /v1. Use [NewHandler] to make one.
type Handler struct {
	// SecretKey is the key that clients have to send. Do not change it while requests are served.
	SecretKey string

	options       options
	mux           *http.ServeMux
	origin        string               // of links, unless the host of a create is known
	clientOptions []invitations.Option // those that make a client call this handler
	closed        chan struct{}
	close         func()

	mu       sync.Mutex // guards the fields below
	clock    clock
	store    store
	windows  map[Operation]*window
	requests []*Request
	faults   []Fault
	traces   int
}

// NewHandler returns a Handler without invitations and without users.
func NewHandler(opts ...Option) *Handler {
	o := newOptions(opts)
	closed := make(chan struct{})
	h := &Handler{
		SecretKey: o.secretKey,
		options:   o,
		mux:       http.NewServeMux(),
		origin:    "https://clerk.example.com",
		closed:    closed,
		close:     sync.OnceFunc(func() { close(closed) }),
		store:     newStore(),
		windows:   map[Operation]*window{},
	}
	h.clientOptions = []invitations.Option{invitations.WithHTTPClient(&http.Client{Transport: NewTransport(h)})}
	server.HandlerWithOptions(api{h}, server.StdHTTPServerOptions{
		BaseURL:          basePath,
		BaseRouter:       h.mux,
		ErrorHandlerFunc: h.rejectParameter,
	})
	return h
}

// Close ends the requests that a fault holds up, now and later. Call it before you shut down a server
// of your own that serves the Handler.
func (h *Handler) Close() { h.close() }

// ServeHTTP serves the API. It panics with [http.ErrAbortHandler] to cut a connection.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op := h.operation(r)
	// A server notices that a client has gone only after the body was read.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))

	request, fault, trace := h.receive(op, r, body)
	defer func() { h.options.log.Printf("%s %s: %d", r.Method, r.URL.RequestURI(), request.Status) }()
	out := &responseWriter{ResponseWriter: w, handler: h, request: request, header: fault.header}
	setTrace(out.Header(), trace)
	// A fault comes before the key is checked or after all the work.
	fault.strike(h, out, r, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setTrace(w.Header(), trace)
		h.serve(w, r, op)
	}))
	if !out.wroteHeader {
		out.WriteHeader(http.StatusOK)
	}
}

// receive records a request and returns the fault for it and its trace id.
func (h *Handler) receive(op Operation, r *http.Request, body []byte) (*Request, Fault, string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.traces++
	return h.record(op, r, body), h.takeFault(op), fmt.Sprintf("%032x", h.traces)
}

// serve does the work of a request. As with Clerk, the key is checked before the route; the rate limit
// comes last, because only requests that would be served count.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request, op Operation) {
	if r.Method == http.MethodGet && r.URL.Path == ticketPath { // somebody who is invited has no key
		h.followLink(w, r)
		return
	}
	version, badVersion := apiVersion(r)
	if version != "" {
		w.Header().Set(versionHeader, version)
	}
	if err := cmp.Or(h.authorize(r), badVersion); err != nil {
		h.writeError(w, err)
		return
	}
	if op == "" {
		h.writeError(w, notFound("Nothing is served at this path with this method."))
		return
	}
	if wait := h.limit(op); wait > 0 {
		w.Header().Set("Retry-After", seconds(wait))
		h.writeError(w, usualError(http.StatusTooManyRequests))
		return
	}
	h.mux.ServeHTTP(w, r)
}

// api is the generated interface. It is a type of its own to keep its methods off [Handler].
type api struct{ *Handler }

var _ server.ServerInterface = api{}

// rejectParameter reports what the generated code could not parse.
func (h *Handler) rejectParameter(w http.ResponseWriter, _ *http.Request, err error) {
	param := ""
	if malformed, ok := errors.AsType[*server.InvalidParamFormatError](err); ok {
		param = malformed.ParamName
	}
	h.writeError(w, &apiError{http.StatusUnprocessableEntity, []errorEntry{
		paramError("form_param_value_invalid", param, "is malformed, or there is more than one"),
	}})
}
