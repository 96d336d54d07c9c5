package invitations

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
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
	maxBody      = 8 << 20  // how much of a response is read
	maxErrorBody = 64 << 10 // how much of it an Error keeps
)

var (
	errTooLarge   = fmt.Errorf("the response is larger than %d bytes", maxBody)
	errOutOfShape = errors.New("the response is not what the operation returns")
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
		return zero, Response{}, &Error{Op: op, from: "from " + cfg.base.Host, err: causeOf(ctx, err), outcome: client.outcome(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	response := Response{StatusCode: resp.StatusCode, Header: resp.Header, TraceID: traceID(resp.Header), receivedAt: time.Now()}
	response.Body, err = readBody(resp)
	switch {
	case len(response.Body) > maxBody:
		response.Body, err = response.Body[:maxBody], errTooLarge
	case err != nil:
		err = causeOf(ctx, err)
	case resp.StatusCode == http.StatusOK:
		var result T
		if result, err = decode(response.Body); err == nil {
			return result, response, nil
		}
		err = decodingCause(err)
	case resp.StatusCode < http.StatusMultipleChoices:
		err = errOutOfShape
	}
	failure := cfg.newError(op, response, err)
	response.TraceID = failure.TraceID
	return zero, response, failure
}

// readBody reads a body up to one byte more than maxBody. It takes the server's word for small sizes only.
func readBody(resp *http.Response) ([]byte, error) {
	const small = 1 << 20
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, nil // what follows is no body, and its end does not depend on the context
	}
	var body bytes.Buffer
	body.Grow(int(min(max(resp.ContentLength, 0), small)) + bytes.MinRead)
	_, err := body.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	return body.Bytes(), err
}

// newError returns the error for a response that is not a success. Err is what is wrong with the
// response, if its status does not say it.
func (c *config) newError(op string, response Response, err error) *Error {
	failure := &Error{
		Op:         op,
		StatusCode: response.StatusCode,
		TraceID:    response.TraceID,
		RetryAfter: retryAfter(response.Header, response.receivedAt),
		Body:       response.Body[:min(len(response.Body), maxErrorBody)],
		err:        err,
		from:       c.describe(response),
		isRay:      response.TraceID != "" && response.TraceID == response.Header.Get("Cf-Ray"),
	}
	var decoded gen.ErrorResponse
	_ = json.Unmarshal(failure.Body, &decoded) // a member of another type is left out, and still in Body
	failure.Meta = decoded.Meta
	for _, entry := range decoded.Errors {
		failure.Details = append(failure.Details, ErrorDetail{
			Code: entry.Code, Message: entry.Message, LongMessage: entry.LongMessage, Meta: entry.Meta,
		})
		if entry.ClerkTraceID != nil && decoded.ClerkTraceID == nil {
			decoded.ClerkTraceID = entry.ClerkTraceID
		}
	}
	if trace := decoded.ClerkTraceID; trace != nil && *trace != "" {
		failure.TraceID, failure.isRay = *trace, false
	}
	isClerks := len(failure.Details) > 0 && failure.Details[0].Code != ""
	failure.outcome = outcomeOf(response.StatusCode, err, isClerks)
	return failure
}

// outcomeOf returns what a response that is not a success says about its request. Clerk's own 500 and 503
// end it. Other responses of status 5xx, and those with which a gateway gives up waiting (408 and nginx's
// 499), leave open whether it is still running. A rejection that cannot be read is asked for again.
func outcomeOf(status int, err error, isClerks bool) outcome {
	switch {
	case isClerks && (status == http.StatusInternalServerError || status == http.StatusServiceUnavailable):
		return failed
	case status >= http.StatusInternalServerError, status < http.StatusMultipleChoices,
		!isClerks && (status == http.StatusRequestTimeout || status == 499):
		return unknown
	case status == http.StatusTooManyRequests, status >= http.StatusBadRequest && err != nil && !errors.Is(err, errTooLarge):
		return notDone
	}
	return rejected
}

// describe returns which server sent a response, and what, for the text of an error without Clerk's JSON.
func (c *config) describe(response Response) string {
	if response.StatusCode < http.StatusMultipleChoices {
		return "from " + c.base.Host // the cause says what is wrong
	}
	text := "without Clerk's JSON from " + c.base.Host
	mediaType, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if mediaType != "" {
		text += " (" + redact.Cause(mediaType, maxCode) + ")"
	}
	location := response.Header.Get("Location")
	if to, err := url.Parse(location); err == nil && location != "" {
		text += ", which redirects to " + redact.Text(cmp.Or(to.Host, c.base.Host), maxCode) + " and is not followed"
	}
	if mediaType == "text/plain" && len(response.Body) <= maxMessage {
		text += ": " + redact.Text(string(response.Body), maxMessage)
	}
	return text
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

// outcome returns the outcome of a request that got err instead of a response. Without a connection no
// server can have acted on it. A transport other than net/http's may not tell whether it has one.
func (d *httpDoer) outcome(err error) outcome {
	op, ok := errors.AsType[*net.OpError](err)
	if !d.hasConn.Load() && (d.dialed.Load() || ok && op.Op == "dial") {
		return notDone
	}
	return unknown
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

// causeOf returns why an exchange under ctx failed. It removes *url.Error, whose text contains the URL
// of the request and with it, in a lookup, the address.
func causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return contextCause(ctx)
	}
	if outermost, ok := err.(*url.Error); ok { //nolint:errorlint // only http.Client's own, not one within
		err = outermost.Err
	}
	if strings.HasPrefix(err.Error(), "failed to parse Location header") { // which can be a link
		return &cause{"a redirect has a malformed Location", err}
	}
	return foreign(err)
}

// decodingCause returns err, of decoding a response, with a text that names the JSON instead of Go types.
func decodingCause(err error) error {
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := "the response"
		if mismatch.Field != "" {
			field = mismatch.Field
		}
		return &cause{field + " is a JSON " + redact.Text(mismatch.Value, maxCode), err}
	}
	if errors.Is(err, errOutOfShape) {
		return err
	}
	return &cause{"the response is not JSON: " + redact.Text(err.Error(), maxMessage), err}
}
