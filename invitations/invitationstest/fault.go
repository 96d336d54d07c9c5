package invitationstest

import (
	"math"
	"net/http"
	"slices"
)

// A Fault is something that goes wrong with a request. The functions that return one say what; its
// methods return a copy that says for which requests:
//
//	srv.Inject(
//		invitationstest.Status(503).On(invitationstest.OpCreate).Times(2),
//		invitationstest.Cut().On(invitationstest.OpList).Skip(1),
//	)
//
// Without them, a Fault hits the next request of any operation, even one with a wrong key. The zero
// Fault changes nothing.
type Fault struct {
	op        Operation
	times     int
	skip      int
	afterWork bool
	header    http.Header
	act       func(h *Handler, w http.ResponseWriter, r *http.Request, next http.Handler)
}

// On limits the fault to the requests of an operation.
func (f Fault) On(op Operation) Fault {
	f.op = op
	return f
}

// Times makes the fault hit n requests, at least 1, instead of one.
func (f Fault) Times(n int) Fault {
	f.times = n
	return f
}

// Always makes the fault hit every request until [Handler.ClearFaults].
func (f Fault) Always() Fault { return f.Times(math.MaxInt) }

// Skip makes the fault let n of its requests pass first. Later faults do not hit those requests either.
func (f Fault) Skip(n int) Fault {
	f.skip = n
	return f
}

// AfterWork makes the fault hit after the request was carried out, in place of its response.
func (f Fault) AfterWork() Fault {
	f.afterWork = true
	return f
}

// WithHeader sets a header of the response. With an empty value the header is left out.
func (f Fault) WithHeader(key, value string) Fault {
	header := http.Header{}
	if f.header != nil {
		header = f.header.Clone()
	}
	header.Set(key, value)
	if value == "" {
		header[http.CanonicalHeaderKey(key)] = nil
	}
	f.header = header
	return f
}

// Inject adds faults for later requests. A request gets the first fault for its operation, in the
// order of injection, and no other; that fault hits it, or lets it pass because of [Fault.Skip].
func (h *Handler) Inject(faults ...Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range faults {
		f.times = max(f.times, 1)
		h.faults = append(h.faults, f)
	}
}

// ClearFaults removes the faults that are left. It does not release requests that a fault already holds up.
func (h *Handler) ClearFaults() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = nil
}

// FaultsLeft returns how many of the injected faults have not hit as often as they should; a fault with
// [Fault.Always] is always left. A test that ends with some left did not test what it meant to.
func (h *Handler) FaultsLeft() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.faults)
}

// takeFault returns the fault for a request. The caller holds h.mu.
func (h *Handler) takeFault(op Operation) Fault {
	for i := range h.faults {
		f := &h.faults[i]
		if f.op != "" && f.op != op {
			continue
		}
		if f.skip > 0 {
			f.skip--
			return Fault{}
		}
		taken := *f
		if f.times--; f.times == 0 {
			h.faults = slices.Delete(h.faults, i, i+1)
		}
		return taken
	}
	return Fault{}
}

// strike lets the fault handle a request. next does the work.
func (f Fault) strike(h *Handler, w http.ResponseWriter, r *http.Request, next http.Handler) {
	if f.afterWork {
		next = replay(record(next, r))
	}
	if f.act == nil {
		next.ServeHTTP(w, r)
		return
	}
	f.act(h, w, r, next)
}
