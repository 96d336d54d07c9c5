package invitationstest

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/clerk-invitations/clerk-invitations-go/gen/server"
)

// A Handler is a Clerk in memory that serves the API under /v1. The zero value does not work; use
// [NewHandler].
type Handler struct {
	// SecretKey is the key that clients have to send. It is not to be changed while requests are
	// being served; [WithSecretKey] sets it from the start.
	SecretKey string

	settings settings
	clock    *clock
	store    *store
	journal  *journal
	faults   *faultQueue
	limiter  *limiter
	mux      *http.ServeMux
	traces   atomic.Int64

	closed    chan struct{}
	closeOnce sync.Once
}

// NewHandler makes a Handler without invitations and without users.
func NewHandler(opts ...Option) *Handler {
	s := newSettings(opts)
	h := &Handler{
		SecretKey: s.secretKey,
		settings:  s,
		clock:     &clock{source: s.now},
		store:     newStore(s),
		journal:   &journal{limit: s.history},
		faults:    &faultQueue{},
		limiter:   newLimiter(),
		mux:       http.NewServeMux(),
		closed:    make(chan struct{}),
	}
	a := &api{h: h}
	server.HandlerWithOptions(a, server.StdHTTPServerOptions{
		BaseURL:          basePath,
		BaseRouter:       h.mux,
		ErrorHandlerFunc: a.refuseParameter,
	})
	return h
}

// Close ends the requests that a fault holds up, and any that one would hold up later. Whoever
// serves a Handler with a server of their own calls it before shutting that down.
func (h *Handler) Close() {
	h.closeOnce.Do(func() { close(h.closed) })
}

// ServeHTTP answers a request of the API. To cut a connection it panics with
// [http.ErrAbortHandler], which [net/http] servers know what to do with.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op, allowed := route(h.mux, r)
	r, answered := h.journal.record(op, r)
	out := &answerWriter{ResponseWriter: w, now: h.clock.now, answered: answered}
	out.Header().Set(traceHeader, traceID(h.traces.Add(1)))

	// What goes wrong in life goes wrong outside: before a key was looked at, or after all the work.
	fault := h.faults.take(op)
	fault.strike(h, out, r, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.answer(w, r, op, allowed)
	}))
	out.settle(http.StatusOK) // which net/http sends where nothing was written
}

// answer does the work of a request. The order is Clerk's where it is known: the key comes before
// the route. Limits come last, as only what would be served counts.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, op Operation, allowed []string) {
	version, badVersion := apiVersion(r)
	if version != "" {
		w.Header().Set(versionHeader, version)
	}
	if p := h.authorize(r); p != nil {
		h.writeProblem(w, p)
		return
	}
	if badVersion != nil {
		h.writeProblem(w, badVersion)
		return
	}
	if op == "" {
		h.writeUnrouted(w, allowed)
		return
	}
	if h.settings.rateLimits {
		if wait := h.limiter.take(op, h.SecretKey, h.clock.now()); wait > 0 {
			w.Header().Set("Retry-After", retryAfter(wait))
			h.writeProblem(w, tooManyRequests())
			return
		}
	}
	h.mux.ServeHTTP(w, r)
}

// reply answers with what an operation has come to: p, or else v.
func (h *Handler) reply(w http.ResponseWriter, v any, p *problem) {
	if p != nil {
		h.writeProblem(w, p)
		return
	}
	writeJSON(w, http.StatusOK, v)
}

func (h *Handler) writeUnrouted(w http.ResponseWriter, allowed []string) {
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		h.writeProblem(w, methodNotAllowed())
		return
	}
	h.writeProblem(w, notFound("There is nothing at this path."))
}

// api is the generated interface, so that a change of the document that is not followed here stops
// compiling. It is a type of its own to keep its methods off [Handler].
type api struct{ h *Handler }

var _ server.ServerInterface = (*api)(nil)

// refuseParameter answers what the generated code could not read.
func (a *api) refuseParameter(w http.ResponseWriter, _ *http.Request, err error) {
	param := ""
	if malformed := (*server.InvalidParamFormatError)(nil); errors.As(err, &malformed) {
		param = malformed.ParamName
	}
	a.h.writeProblem(w, refuse(http.StatusUnprocessableEntity,
		paramEntry("form_param_value_invalid", param, "is invalid", param+" is malformed, or given more than once.")))
}
