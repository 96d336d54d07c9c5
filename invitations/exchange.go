package invitations

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// A sender sends one operation's request through the generated client.
type sender func(context.Context, *gen.Client) (*http.Response, error)

// A received is an answer, and when it had come.
type received struct {
	Response
	at time.Time
}

// attempt sends a request once, and has the call and the client remember what came of it.
func attempt[T any](ctx context.Context, c *call, decode func([]byte) (T, error), send sender) (T, *Error) {
	if ctx.Err() != nil {
		var zero T
		return zero, &Error{Op: c.op, err: contextCause(ctx), fate: untouched}
	}
	c.sent++
	begun := time.Now()
	result, answer, failure := exchange(ctx, c, decode, send)
	c.answer = received{answer, time.Now()}
	c.took = c.answer.at.Sub(begun)
	if failure == nil || failure.fate == final {
		c.config.server.budget.earn()
	}
	if failure != nil {
		return result, failure
	}
	c.config.server.seen.note(result, c.answer)
	c.logSuccess(ctx)
	return result, nil
}

// serverTime returns when an answer was given by the server's clock; where it does not tell, by this
// machine's.
func (r received) serverTime() time.Time {
	at, err := http.ParseTime(r.Header.Get("Date"))
	if err != nil {
		return r.at
	}
	return at
}

// exchange sends a request and has decode read the answer. Success is status 200 with a body that
// decode takes; everything else is an *Error beside a zero result.
func exchange[T any](ctx context.Context, c *call, decode func([]byte) (T, error), send sender) (T, Response, *Error) {
	var zero T
	ctx, cancel := withTimeout(ctx, c.config.timeout)
	defer cancel()
	doer := &doer{config: c.config}
	doer.api = gen.Client{Server: c.config.baseURL, Client: doer}
	resp, err := send(ctx, &doer.api)
	if err != nil {
		return zero, Response{}, &Error{Op: c.op, err: cause(ctx, err), fate: doer.fate()}
	}
	defer func() { _ = resp.Body.Close() }()

	moveHeader(resp.Header, hiddenLocation, "Location")
	answer := Response{StatusCode: resp.StatusCode, Header: resp.Header, TraceID: headerTraceID(resp.Header)}
	buffer := c.config.buffers.borrow()
	body, err := buffer.read(resp)
	if err == nil { // else a transport may not be done with it
		defer c.config.buffers.giveBack(buffer)
	}
	switch {
	case errors.Is(err, errTooLarge):
	case err != nil:
		err = cause(ctx, err)
	case resp.StatusCode == http.StatusOK:
		var result T
		if result, err = decode(body); err == nil {
			return result, answer, nil
		}
	case resp.StatusCode < http.StatusBadRequest:
		err = errUnpromisedStatus
	}
	failure := c.newError(answer, body, err)
	failure.fate = fateOf(resp.StatusCode, err)
	answer.TraceID = failure.TraceID
	return zero, answer, failure
}

// A doer sends one request for the generated client, which it holds.
type doer struct {
	config *config
	api    gen.Client
	body   watchedBody
}

// Do implements [gen.HttpRequestDoer].
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	d.config.setHeaders(req.Header)
	if req.GetBody != nil {
		d.body.ReadCloser = req.Body
		req.Body, req.GetBody = &d.body, d.body.copying(req.GetBody)
	}
	return d.config.httpClient.Do(req) //nolint:gosec // the server is the caller's choice, made in New or an option
}

// A watchedBody is a request's body that knows whether it was read.
type watchedBody struct {
	io.ReadCloser
	read atomic.Bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.read.Store(true)
	return b.ReadCloser.Read(p)
}

// copying returns getBody, by which net/http begins a request anew, so that a copy counts as read.
func (b *watchedBody) copying(getBody func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		b.read.Store(true)
		return getBody()
	}
}
