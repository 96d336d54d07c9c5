package invitationstest

import (
	"net/http"
	"time"
)

// CutBefore closes the connection without doing the work. Note that a client's [http.Transport]
// itself sends a GET again when a connection that it has used before is cut.
func CutBefore() Fault {
	return Fault{act: func(*Handler, http.ResponseWriter, *http.Request, http.Handler) { cut() }}
}

// CutAfter does the work and closes the connection without an answer. See [CutBefore].
func CutAfter() Fault {
	return CutBefore().AfterWork()
}

// Truncate does the work, announces the whole answer, sends half of its body and closes the
// connection.
func Truncate() Fault {
	return Fault{act: func(_ *Handler, w http.ResponseWriter, r *http.Request, next http.Handler) {
		answer := holdAnswer(w, r, next)
		answer.sendHeader(w)
		body := answer.body.Bytes()
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush() // a writer that cannot flush has sent it already
		cut()
	}}
}

// StallBefore does not do the work and never answers: the request ends when the client gives up or
// when the server closes.
func StallBefore() Fault {
	return Fault{act: func(h *Handler, _ http.ResponseWriter, r *http.Request, _ http.Handler) {
		select {
		case <-r.Context().Done():
		case <-h.closed:
		}
		cut()
	}}
}

// StallAfter does the work and never answers. See [StallBefore].
func StallAfter() Fault {
	return StallBefore().AfterWork()
}

// Delay waits, in real time, and then does the work and answers. With [Fault.AfterWork] the work
// comes first, and the answer late. It ends early as [StallBefore] does. Under [testing/synctest] it
// takes no time at all if the handler was made inside the bubble and is called without a network.
func Delay(d time.Duration) Fault {
	return Fault{act: func(h *Handler, w http.ResponseWriter, r *http.Request, next http.Handler) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
			cut()
		case <-h.closed:
			cut()
		}
	}}
}

// cut ends the request with the connection. It is not logged, and unlike taking the connection away
// from the server it works with any [http.ResponseWriter].
func cut() {
	panic(http.ErrAbortHandler)
}
