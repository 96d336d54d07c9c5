package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// Clerk allows 100 creates and 25 bulks an hour, and in a development instance 100 other requests in ten
// seconds.
const (
	maxCreates = 60
	maxBulks   = 12
	pace       = 105 * time.Millisecond
)

// A checker is a transport that compares every exchange with the document. It keeps a run within its
// limits, and knows what is to be deleted.
type checker struct {
	next    http.RoundTripper
	doc     *openapi3.T
	router  routers.Router
	options *openapi3filter.Options
	end     context.CancelCauseFunc // called after a 429

	mu          sync.Mutex // guards the fields below
	free        time.Time  // when the next request that is not a create may be sent
	requests    map[string]int
	differences []string
	ids         map[string]bool // of the invitations that were created and not deleted
}

func newChecker(base string, next http.RoundTripper, end context.CancelCauseFunc) (*checker, error) {
	doc, err := openapi3.NewLoader().LoadFromFile("../invitations.yaml")
	if err != nil {
		return nil, err
	}
	doc.Servers = openapi3.Servers{{URL: base}}
	router, err := legacy.NewRouter(doc, openapi3.EnableExamplesValidation(), // it validates the document
		openapi3.EnableSchemaDefaultsValidation(), openapi3.EnableSchemaPatternValidation())
	c := &checker{next: next, doc: doc, router: router, end: end, requests: map[string]int{}, ids: map[string]bool{}}
	c.options = &openapi3filter.Options{
		AuthenticationFunc:                c.compareHeaderAndQuery,
		IncludeResponseStatus:             true,
		MultiError:                        true,
		RejectWhenRequestBodyNotSpecified: true,
		SkipSettingDefaults:               true,
	}
	c.options.WithCustomSchemaErrorFunc(func(e *openapi3.SchemaError) string { // kin-openapi's text has the value
		if e.SchemaField == "oneOf" || e.SchemaField == "allOf" {
			return "" // for the texts of the errors inside
		}
		return "/" + strings.Join(e.JSONPointer(), "/") + ": " + e.Reason
	})
	return c, err
}

// RoundTrip implements [http.RoundTripper] for the client, whose requests follow the document.
func (c *checker) RoundTrip(req *http.Request) (*http.Response, error) { return c.exchange(req, true) }

// exchange sends a request. It compares the response with the document, and the request if asked to.
func (c *checker) exchange(req *http.Request, compareRequest bool) (*http.Response, error) {
	route, params, err := c.router.FindRoute(req)
	if err != nil {
		c.differ(req.Method, "request", errors.New("no operation has this path"))
		return nil, err
	}
	operation := route.Operation.OperationID
	if err := c.admit(req.Context(), operation); err != nil {
		return nil, err
	}
	clone := req.Clone(req.Context())
	if req.GetBody != nil {
		clone.Body, _ = req.GetBody() // it returns a reader of what is in memory
	}
	input := &openapi3filter.RequestValidationInput{Request: clone, PathParams: params, Route: route, Options: c.options}
	if compareRequest {
		c.differ(operation, "request", openapi3filter.ValidateRequest(req.Context(), input))
	}
	res, err := c.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	c.differ(operation, res.Status, openapi3filter.ValidateResponse(req.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: res.StatusCode, Header: res.Header,
		Body: io.NopCloser(bytes.NewReader(body)), Options: c.options,
	}))
	c.note(operation, req, res, body)
	return res, nil
}

// compareHeaderAndQuery compares what the validator does not. It is called for each request to an operation
// that needs a key, which all do.
func (c *checker) compareHeaderAndQuery(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	req, parameters := in.RequestValidationInput.Request, in.RequestValidationInput.Route.Operation.Parameters
	for name := range req.URL.Query() {
		if parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("query parameter %s is not declared", name)
		}
	}
	if req.Header.Get("Clerk-API-Version") != c.doc.Info.Version || !strings.HasPrefix(req.Header.Get("Authorization"), "Bearer ") {
		return fmt.Errorf("Clerk-API-Version is not %s, or there is no bearer token", c.doc.Info.Version)
	}
	return nil
}

// differ keeps a difference, once, if there is one. at is the status, or "request".
func (c *checker) differ(operation, at string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if text := fmt.Sprintf("%s, %s: %v", operation, at, err); err != nil && !slices.Contains(c.differences, text) {
		c.differences = append(c.differences, text)
	}
}

// admit counts a request, and waits until it may be sent.
func (c *checker) admit(ctx context.Context, operation string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests[operation]++
	switch limit := map[string]int{"CreateInvitation": maxCreates, "CreateBulkInvitations": maxBulks}[operation]; {
	case limit == 0:
		err := sleep(ctx, time.Until(c.free))
		c.free = time.Now().Add(pace)
		return err
	case c.requests[operation] > limit:
		return fmt.Errorf("a run sends at most %d requests of %s", limit, operation)
	}
	return nil
}

// note keeps what a response says about rate limits and about invitations.
func (c *checker) note(operation string, req *http.Request, res *http.Response, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case res.StatusCode == http.StatusTooManyRequests:
		c.end(fmt.Errorf("rate limited: wait %s seconds", res.Header.Get("Retry-After")))
	case res.StatusCode != http.StatusOK:
	case operation == "DeleteInvitation":
		delete(c.ids, path.Base(req.URL.Path))
	case strings.HasPrefix(operation, "Create"):
		for _, id := range regexp.MustCompile(`"id":\s*"(\w+)"`).FindAllSubmatch(body, -1) {
			c.ids[string(id[1])] = true
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
