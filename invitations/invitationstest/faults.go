package invitationstest

import (
	"fmt"
	"net/http"
	"time"
)

// Status returns a status instead of doing the work. From 400 on the body is a Clerk error whose code is
// made from the status; [APIError] is for a certain code. Below, it is empty.
func Status(status int) Fault {
	if status < http.StatusBadRequest {
		return Respond(status, "", "")
	}
	return errorFault(usualError(status))
}

// APIError returns a status and a Clerk error with the code instead of doing the work.
func APIError(status int, code string) Fault {
	return errorFault(newError(status, code, "The request was rejected."))
}

// RateLimited returns 429 and asks to wait, in whole seconds rounded up, instead of doing the work.
func RateLimited(wait time.Duration) Fault {
	return Status(http.StatusTooManyRequests).WithHeader("Retry-After", seconds(wait))
}

func errorFault(err *apiError) Fault {
	return Fault{act: func(h *Handler, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		h.writeError(w, err)
	}}
}

// HTML returns a page of the CDN in front of Clerk instead of doing the work: no JSON, and no trace id
// but the CF-Ray header.
func HTML(status int) Fault {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := "<!DOCTYPE html>\n<title>" + title + "</title>\n<h1>" + title + "</h1>\n"
	return Func(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("CF-Ray", w.Header().Get(traceHeader)[16:]+"-FRA")
		w.Header().Del(traceHeader)
		w.Header().Del(otherTraceHeader)
		writeBody(w, status, "text/html; charset=UTF-8", []byte(page))
	})
}

// Respond returns any status and body instead of doing the work.
func Respond(status int, contentType, body string) Fault {
	return Func(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		writeBody(w, status, contentType, []byte(body))
	})
}

// Cut closes the connection without doing the work. With [Fault.AfterWork] the work is done first. The
// client's [http.Transport] itself retries a GET if the connection was used before.
func Cut() Fault {
	return Func(func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) })
}

// Stall never responds: the request ends when the client gives up or when the server closes. The work
// is not done, unless with [Fault.AfterWork].
func Stall() Fault {
	return Fault{act: func(h *Handler, _ http.ResponseWriter, r *http.Request, _ http.Handler) {
		select {
		case <-r.Context().Done():
		case <-h.closed:
		}
		panic(http.ErrAbortHandler)
	}}
}

// Truncate does the work, sends half of the body and closes the connection.
func Truncate() Fault {
	return Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := record(next, r)
		recorder.Body.Truncate(recorder.Body.Len() / 2) // the header announces the whole
		replay(recorder).ServeHTTP(w, r)
		_ = http.NewResponseController(w).Flush() // a writer that cannot flush has sent it already
		panic(http.ErrAbortHandler)
	})
}

// Delay waits, in real time, before the work is done. With [Fault.AfterWork] the work comes first and the
// response late. It ends early if the client gives up or the server closes. In a [testing/synctest]
// bubble it takes no real time.
func Delay(d time.Duration) Fault {
	return Fault{act: func(h *Handler, w http.ResponseWriter, r *http.Request, next http.Handler) {
		select {
		case <-time.After(d):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		case <-h.closed:
			panic(http.ErrAbortHandler)
		}
	}}
}

// Func passes the request to f; next does the work and responds. f runs on a goroutine of the server,
// so it must not call FailNow or Fatal.
func Func(f func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return Fault{act: func(_ *Handler, w http.ResponseWriter, r *http.Request, next http.Handler) {
		f(w, r, next)
	}}
}
