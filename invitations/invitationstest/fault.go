package invitationstest

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"
)

// A Fault is something that goes wrong with a request. The functions that return one say what; its
// methods return a copy that says for which requests:
//
//	srv.Inject(
//		invitationstest.Status(503).On(invitationstest.Create).Times(2),
//		invitationstest.CutBefore().On(invitationstest.List).Skip(1),
//	)
//
// Without any of them it is the next request, whatever it is for, authorized or not. The zero Fault
// does no harm: it lets a request pass.
type Fault struct {
	op        Operation
	times     int
	skip      int
	afterWork bool
	header    http.Header
	act       func(h *Handler, w http.ResponseWriter, r *http.Request, next http.Handler)
}

// On makes the fault one for the requests of an operation.
func (f Fault) On(op Operation) Fault {
	f.op = op
	return f
}

// Times makes the fault strike n requests instead of one; less than one counts as one.
func (f Fault) Times(n int) Fault {
	f.times = n
	return f
}

// Always makes the fault strike every request from then on, until [Handler.ClearFaults].
func (f Fault) Always() Fault {
	return f.Times(math.MaxInt)
}

// Skip makes the fault let n of its requests pass first. Faults behind it do not get those either.
func (f Fault) Skip(n int) Fault {
	f.skip = n
	return f
}

// AfterWork makes the fault strike after the request was carried out, in place of its answer.
func (f Fault) AfterWork() Fault {
	f.afterWork = true
	return f
}

// WithHeader sets a header of the answer, over what it would have held; with an empty value, the
// header is left out.
func (f Fault) WithHeader(key, value string) Fault {
	f.header = f.header.Clone()
	if f.header == nil {
		f.header = http.Header{}
	}
	if f.header.Set(key, value); value == "" {
		f.header[http.CanonicalHeaderKey(key)] = nil
	}
	return f
}

// Status answers with a status instead of doing the work. From 400 on the body is Clerk's usual one
// for it, below there is none. It panics if the status is not between 200 and 599.
func Status(status int) Fault {
	if status < 400 {
		return Respond(status, "", "")
	}
	return refusal(usualProblem(mustBeFinal(status)))
}

// Refusal answers with a status and a Clerk error of the given code instead of doing the work. It
// panics as [Status] does.
func Refusal(status int, code string) Fault {
	message := strings.ReplaceAll(code, "_", " ")
	return refusal(refuse(mustBeFinal(status), entry(code, message, "The request was refused: "+message+".")))
}

// RateLimited answers 429 and asks to wait, in whole seconds rounded up, instead of doing the work.
func RateLimited(wait time.Duration) Fault {
	return Status(http.StatusTooManyRequests).WithHeader("Retry-After", retryAfter(wait))
}

func refusal(p *problem) Fault {
	return Fault{act: func(h *Handler, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		h.writeProblem(w, p)
	}}
}

// Respond answers with any status and body instead of doing the work; an empty contentType sends
// what [net/http] makes of the body. It panics as [Status] does.
func Respond(status int, contentType, body string) Fault {
	mustBeFinal(status)
	return Fault{act: func(_ *Handler, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		writeBody(w, status, contentType, []byte(body))
	}}
}

// HTML answers with a page of the edge in front of the API instead of doing the work: no JSON, no
// trace id but a CF-Ray header. It panics as [Status] does.
func HTML(status int) Fault {
	mustBeFinal(status)
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := "<!DOCTYPE html>\n<html>\n<head><title>" + title + "</title></head>\n<body><h1>" + title + "</h1></body>\n</html>\n"
	return Fault{act: func(_ *Handler, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("CF-Ray", rayID(w.Header().Get(traceHeader)))
		w.Header().Del(traceHeader)
		writeBody(w, status, "text/html; charset=UTF-8", []byte(page))
	}}
}

// Func hands the request to f, with next to do the work and answer. What f does with w is not
// buffered; [http.ResponseController] reaches what the server's own writer can do. f runs on a
// server goroutine: it must not call FailNow, Fatal or the like.
func Func(f func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return Fault{act: func(_ *Handler, w http.ResponseWriter, r *http.Request, next http.Handler) {
		f(w, r, next)
	}}
}

func mustBeFinal(status int) int {
	if status < 200 || status > 599 {
		panic(fmt.Sprintf("invitationstest: %d is not a status that ends a request", status))
	}
	return status
}
