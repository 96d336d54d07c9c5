package invitations

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

const (
	maxBody      = 16 << 20 // how much of a response is read
	maxErrorBody = 64 << 10 // how much of it an Error keeps
)

var (
	errTooLarge         = fmt.Errorf("response is larger than %d bytes", maxBody)
	errUnexpectedStatus = errors.New("not the status of a success")
	// errTimeout distinguishes an attempt that took too long from a context whose deadline passed.
	errTimeout = fmt.Errorf("no response within the timeout of an attempt: %w", context.DeadlineExceeded)
)

// A request sends one request of the API.
type request func(context.Context, *gen.Client) (*http.Response, error)

// exchange sends a request once. A success is status 200 with a body that decode accepts; everything
// else is an Error.
func exchange[T any](ctx context.Context, cfg *config, op string, send request, decode func([]byte) (T, error)) (T, Response, *Error) {
	var zero T
	client := httpDoer{config: cfg}
	resp, err := send(client.trace(ctx), &gen.Client{Server: cfg.baseURL, Client: &client})
	if err != nil {
		return zero, Response{}, &Error{Op: op, err: cause(ctx, err), outcome: client.outcome(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	response := Response{StatusCode: resp.StatusCode, Header: resp.Header, TraceID: traceID(resp.Header), receivedAt: time.Now()}
	response.Body, err = readBody(resp)
	switch {
	case len(response.Body) > maxBody:
		response.Body, err = response.Body[:maxBody], errTooLarge
	case err != nil:
		err = cause(ctx, err)
	case resp.StatusCode == http.StatusOK:
		var result T
		if result, err = decode(response.Body); err == nil {
			return result, response, nil
		}
	case resp.StatusCode < http.StatusBadRequest:
		err = errUnexpectedStatus
	}
	failure := cfg.newError(op, response, err)
	response.TraceID = failure.TraceID
	return zero, response, failure
}

// readBody reads a body up to one byte more than maxBody. It takes the server's word for small sizes only.
func readBody(resp *http.Response) ([]byte, error) {
	const small = 1 << 20
	limited := io.LimitReader(resp.Body, maxBody+1)
	switch size := resp.ContentLength; {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		return nil, nil // what follows is no body, and may never end
	case size > 0 && size <= small:
		var body bytes.Buffer
		body.Grow(int(size) + bytes.MinRead)
		_, err := body.ReadFrom(limited)
		return body.Bytes(), err
	default:
		return io.ReadAll(limited)
	}
}

// newError returns the error for a response that is not a success. Err is what is wrong with the
// response, if its status does not say it.
func (c *config) newError(op string, response Response, err error) *Error {
	body := []byte(c.hideKey(string(response.Body[:min(len(response.Body), maxErrorBody+len(c.secretKey))])))
	body = body[:min(len(body), maxErrorBody)]
	failure := &Error{
		Op:         op,
		StatusCode: response.StatusCode,
		TraceID:    c.hideKey(response.TraceID),
		RetryAfter: retryAfter(response.Header, response.receivedAt),
		Body:       body,
		err:        err,
		outcome:    outcomeOf(response.StatusCode, err),
	}
	var decoded gen.ErrorResponse
	_ = json.Unmarshal(body, &decoded) // a member of another type is left out, and still in Body
	failure.Meta = decoded.Meta
	for _, entry := range decoded.Errors {
		failure.Details = append(failure.Details, ErrorDetail{
			Code: entry.Code, Message: c.hideKey(entry.Message), LongMessage: c.hideKey(entry.LongMessage), Meta: entry.Meta,
		})
		if entry.ClerkTraceID != nil && decoded.ClerkTraceID == nil {
			decoded.ClerkTraceID = entry.ClerkTraceID
		}
	}
	if trace := decoded.ClerkTraceID; trace != nil && *trace != "" {
		failure.TraceID = *trace
	}
	return failure
}

// outcomeOf returns what a response that is not a success says about its request. A rejection that
// cannot be read is asked for again.
func outcomeOf(status int, err error) outcome {
	switch {
	case status == http.StatusTooManyRequests:
		return notSent
	case status >= http.StatusInternalServerError, status < http.StatusMultipleChoices:
		return ambiguous
	case status >= http.StatusBadRequest && err != nil && !errors.Is(err, errTooLarge):
		return notSent
	}
	return rejected
}

// hideKey returns a server's text without the secret key. It leaves a key alone that is so short that it
// may be part of any text; Clerk's are longer.
func (c *config) hideKey(text string) string {
	const shortest = 12
	if len(c.secretKey) < shortest {
		return text
	}
	return strings.ReplaceAll(text, c.secretKey, redact.Mark)
}

// An httpDoer sends one request for the generated client.
type httpDoer struct {
	config          *config
	dialed, hasConn atomic.Bool
}

// Do implements [gen.HttpRequestDoer].
func (d *httpDoer) Do(req *http.Request) (*http.Response, error) {
	d.config.setHeaders(req.Header)
	return d.config.httpClient.Do(req) //nolint:gosec // the server is the caller's choice, made in New or an option
}

// trace returns a context with which d notices whether a request gets a connection.
func (d *httpDoer) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { d.dialed.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { d.hasConn.Store(true) },
	})
}

// outcome returns what became of a request that got err instead of a response. Without a connection no
// server can have acted on it. A transport other than net/http's may not tell whether it has one.
func (d *httpDoer) outcome(err error) outcome {
	op, ok := errors.AsType[*net.OpError](err)
	if !d.hasConn.Load() && (d.dialed.Load() || ok && op.Op == "dial") {
		return notSent
	}
	return ambiguous
}

// setHeaders writes the headers of every request. They belong to the request, because a transport
// would add the key to whatever request passes through it.
func (c *config) setHeaders(header http.Header) {
	for key, value := range c.header {
		header[key] = []string{value}
	}
	header["Authorization"] = []string{"Bearer " + c.secretKey}
	header["Accept"] = []string{"application/json"}
	header["User-Agent"] = []string{c.userAgent}
	header["Clerk-Api-Version"] = []string{c.apiVersion}
}

// cause returns why an exchange under ctx failed. It removes *url.Error, whose text contains the URL
// of the request and with it, in a lookup, the address.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return contextCause(ctx)
	}
	if outermost, ok := err.(*url.Error); ok { //nolint:errorlint // only http.Client's own, not one within
		return outermost.Err
	}
	return err
}
