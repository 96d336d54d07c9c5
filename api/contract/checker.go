package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// Clerk allows 100 creates and 25 bulks an hour.
const (
	maxCreates = 60
	maxBulks   = 12
)

// A checker is a transport that compares every exchange with the document. It keeps a run within its
// limits, and knows what is to be deleted.
type checker struct {
	next    http.RoundTripper
	router  routers.Router
	options *openapi3filter.Options
	end     context.CancelCauseFunc // called after a 429

	mu          sync.Mutex      // not held while a request is sent
	requests    map[string]int  // by operation
	seen        []string        // operations and statuses, since the last row of the table
	ids         map[string]bool // of the invitations that were created
	differences []string
}

func newChecker(next http.RoundTripper, end context.CancelCauseFunc) (*checker, error) {
	doc, err := openapi3.NewLoader().LoadFromFile("../invitations.yaml")
	if err != nil {
		return nil, err
	}
	doc.Servers = nil // RoundTrip knows what comes before the paths

	router, err := legacy.NewRouter(doc, openapi3.EnableExamplesValidation(), // it validates the document
		openapi3.EnableSchemaDefaultsValidation(), openapi3.EnableSchemaPatternValidation())
	options := &openapi3filter.Options{
		AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc,
		IncludeResponseStatus:             true,
		MultiError:                        true,
		RejectWhenRequestBodyNotSpecified: true,
		SkipSettingDefaults:               true,
	}
	options.WithCustomSchemaErrorFunc(func(e *openapi3.SchemaError) string { // kin-openapi's text has the value
		if e.SchemaField == "oneOf" || e.SchemaField == "allOf" {
			return "" // for the texts of the errors inside
		}
		return "/" + strings.Join(e.JSONPointer(), "/") + ": " + e.Reason
	})
	return &checker{next: next, router: router, options: options, end: end, requests: map[string]int{}, ids: map[string]bool{}}, err
}

// changeKey is the key of a context's func(*http.Request).
type changeKey struct{}

// changed returns a context for a request that the client would not send: it is changed before it is sent, and
// not compared with the document. Its response is.
func changed(ctx context.Context, change func(*http.Request)) context.Context {
	return context.WithValue(ctx, changeKey{}, change)
}

// RoundTrip implements [http.RoundTripper].
func (c *checker) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	c.mu.Lock()
	defer c.mu.Unlock()
	_, path, _ := strings.Cut(req.URL.Path, "/v1")
	route, params, err := c.router.FindRoute(&http.Request{Method: req.Method, URL: &url.URL{Path: path}})
	if err != nil {
		return nil, err
	}
	operation := route.Operation.OperationID
	c.requests[operation]++
	limit, ok := map[string]int{"CreateInvitation": maxCreates, "CreateBulkInvitations": maxBulks}[operation]
	if ok && c.requests[operation] > limit {
		return nil, fmt.Errorf("a run sends at most %d requests of %s", limit, operation)
	}
	req = req.Clone(ctx) // the validator replaces the body
	input := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route, Options: c.options}
	if change, ok := ctx.Value(changeKey{}).(func(*http.Request)); ok {
		change(req)
	} else {
		c.compare(operation+", request", openapi3filter.ValidateRequest(ctx, input))
	}
	c.mu.Unlock()
	res, body, err := send(c.next, req)
	c.mu.Lock()
	if err != nil {
		return nil, err
	}
	at := operation + ", " + res.Status
	c.seen = append(c.seen, at)
	c.compare(at, openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: res.StatusCode, Header: res.Header,
		Body: io.NopCloser(bytes.NewReader(body)), Options: c.options,
	}))
	if res.StatusCode == http.StatusTooManyRequests {
		c.end(fmt.Errorf("rate limited: wait %s seconds", res.Header.Get("Retry-After")))
	}
	if res.StatusCode == http.StatusOK && strings.HasPrefix(operation, "Create") {
		for _, id := range regexp.MustCompile(`"id":\s*"(\w+)"`).FindAllSubmatch(body, -1) {
			c.ids[string(id[1])] = true // also if the client cannot read the response
		}
	}
	return res, nil
}

// send returns a response with its body, which can be read again.
func send(transport http.RoundTripper, req *http.Request) (*http.Response, []byte, error) {
	res, err := transport.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, body, err
}

// compare keeps a difference, once, if there is one.
func (c *checker) compare(what string, difference error) {
	if difference == nil {
		return
	}
	text := what + ": " + strings.ReplaceAll(difference.Error(), " | ", "; ") // for one cell of a table
	if !slices.Contains(c.differences, text) {
		c.differences = append(c.differences, text)
	}
}
