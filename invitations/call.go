package invitations

import (
	"context"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// The operations, as errors name them.
const (
	opCreate     = "Create"
	opCreateBulk = "CreateBulk"
	opList       = "List"
	opRevoke     = "Revoke"
	opDelete     = "Delete"
)

// A call is one use of one operation, under the configuration that holds for it.
type call struct {
	op     string
	config *config
}

func (c *Client) newCall(ctx context.Context, op string, opts []Option) (*call, error) {
	switch {
	case c == nil || c.config == nil:
		return nil, &ArgumentError{Op: op, Field: "Client", Reason: "was not made by New"}
	case ctx == nil:
		return nil, &ArgumentError{Op: op, Field: "ctx", Reason: "is nil"}
	}
	cfg, err := c.config.with(op, opts)
	if err != nil {
		return nil, err
	}
	return &call{op: op, config: cfg}, nil
}

// A sender sends one operation's request through the generated client.
type sender func(context.Context, *gen.Client) (*http.Response, error)

// do makes a call: it sends the request and has decode read the answer. Success is status 200 with
// a body that decode takes; everything else is an *Error beside a zero result.
func do[T any](ctx context.Context, c *call, decode func([]byte) (T, error), send sender) (T, error) {
	result, answer, failure := attempt(ctx, c, decode, send)
	if c.config.response != nil {
		answer.Attempts = 1
		*c.config.response = answer
	}
	if failure != nil {
		return result, failure
	}
	return result, nil
}

// attempt is one exchange with the server, from sending the request to having decoded the answer.
func attempt[T any](ctx context.Context, c *call, decode func([]byte) (T, error), send sender) (T, Response, *Error) {
	var zero T
	ctx, cancel := withTimeout(ctx, c.config.timeout)
	defer cancel()
	resp, err := send(ctx, &gen.Client{Server: c.config.baseURL, Client: c})
	if err != nil {
		return zero, Response{}, &Error{Op: c.op, err: cause(ctx, err)}
	}
	defer func() { _ = resp.Body.Close() }()

	answer := Response{StatusCode: resp.StatusCode, Header: resp.Header, TraceID: headerTraceID(resp.Header)}
	body, err := readBody(resp.Body)
	switch {
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
	failure := newError(c.op, answer, c.config.hideKey(body), err)
	answer.TraceID = failure.TraceID
	return zero, answer, failure
}

// Do implements [gen.HttpRequestDoer].
func (c *call) Do(req *http.Request) (*http.Response, error) {
	c.config.setHeaders(req.Header)
	return c.config.httpClient.Do(req) //nolint:gosec // the server is the caller's choice, made in New or an option
}
