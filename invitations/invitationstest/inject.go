package invitationstest

import (
	"net/http"
	"slices"
	"sync"
)

// faultQueue holds the faults that have not struck yet, in the order they were injected in.
type faultQueue struct {
	mu     sync.Mutex
	faults []Fault
}

// Inject adds faults for requests to come. A request meets the first fault that is for its operation,
// in the order of injection, and no other: that fault strikes, or lets the request pass where it is
// to skip it.
func (h *Handler) Inject(faults ...Fault) {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	for _, f := range faults {
		f.times = max(f.times, 1)
		h.faults.faults = append(h.faults.faults, f)
	}
}

// ClearFaults takes back the faults that have not struck. Requests that one holds up stay held up.
func (h *Handler) ClearFaults() {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	h.faults.faults = nil
}

// FaultsLeft returns how many of the injected faults have not struck as often as they should; those
// with [Fault.Always] never have. A test that ends with some left did not test what it meant to.
func (h *Handler) FaultsLeft() int {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	return len(h.faults.faults)
}

// take returns the fault a request meets, the zero Fault for none.
func (q *faultQueue) take(op Operation) Fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.faults {
		f := &q.faults[i]
		if f.op != "" && f.op != op {
			continue
		}
		if f.skip > 0 {
			f.skip--
			return Fault{}
		}
		met := *f
		if f.times--; f.times == 0 {
			q.faults = slices.Delete(q.faults, i, i+1)
		}
		return met
	}
	return Fault{}
}

// strike lets the fault have the request. next does the work.
func (f Fault) strike(h *Handler, w *answerWriter, r *http.Request, next http.Handler) {
	w.extra = f.header
	if f.afterWork {
		next = holdAnswer(w, r, next)
	}
	if f.act == nil {
		next.ServeHTTP(w, r)
		return
	}
	f.act(h, w, r, next)
}
