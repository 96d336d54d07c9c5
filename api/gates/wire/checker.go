// Package wire holds what went over the wire in the tests against the document.
package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// An exchange is a line of a record, as the package of the same name in the main module writes it.
type exchange struct {
	Test          string      `json:"test"`
	AnswerOnly    bool        `json:"answer_only"`
	Method        string      `json:"method"`
	URL           string      `json:"url"`
	RequestHeader http.Header `json:"request_header"`
	RequestBody   []byte      `json:"request_body"`
	Status        int         `json:"status"`
	Header        http.Header `json:"header"`
	Body          []byte      `json:"body"`
	Cut           bool        `json:"cut"`
}

// An exemption says why an answer was not held against the document; empty where it was.
type exemption string

// What cannot conform, being none of Clerk's answers. Each is told by the answer itself: no test can
// exempt an answer that looks like one of Clerk's.
const (
	cut     exemption = "cut"      // the connection ended before the answer did
	notJSON exemption = "not JSON" // neither by its Content-Type nor by its bytes: an edge's page, an empty body
)

// A checker holds exchanges against one document.
type checker struct {
	doc     *openapi3.T
	router  routers.Router
	options *openapi3filter.Options
}

// newChecker makes a checker of an OpenAPI document whose operations are served under /v1.
func newChecker(document []byte) (*checker, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, err
	}
	doc.Servers = openapi3.Servers{{URL: "/v1"}}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	closeSchemas(doc) // after the router has validated the examples
	return &checker{doc: doc, router: router, options: &openapi3filter.Options{
		AuthenticationFunc:    openapi3filter.NoopAuthenticationFunc,
		IncludeResponseStatus: true,
		MultiError:            true,
		SkipSettingDefaults:   true, // else it writes them into the request
	}}, nil
}

// closeSchemas refuses undeclared fields in answers too. The document leaves them open for Clerk, which
// adds some now and then; our own server has no business with fields that the document does not name.
func closeSchemas(doc *openapi3.T) {
	closed := false
	for _, schema := range doc.Components.Schemas {
		if len(schema.Value.Properties) > 0 {
			schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
		}
	}
}

// check returns the name of the exchange's operation, what is wrong with the exchange, and whether its
// answer is exempt.
func (c *checker) check(e *exchange) (operation string, problems []string, exempt exemption) {
	r := httptest.NewRequestWithContext(context.Background(), e.Method, "http://localhost/", bytes.NewReader(e.RequestBody))
	target, err := r.URL.Parse(e.URL)
	if err != nil {
		return "", []string{"request: " + err.Error()}, ""
	}
	r.URL, r.Header = target, e.RequestHeader.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	if len(e.RequestBody) == 0 {
		r.Body = http.NoBody
	}
	route, params, err := c.router.FindRoute(r)
	if err != nil {
		if e.AnswerOnly {
			problems, exempt = c.checkUnrouted(e)
			return "", problems, exempt
		}
		return "", []string{"request: " + err.Error()}, ""
	}
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: c.options}
	if !e.AnswerOnly {
		problems = append(problems, c.checkRequest(input)...)
	}
	answer, exempt := c.checkAnswer(e, input)
	return route.Operation.OperationID, append(problems, answer...), exempt
}

func (c *checker) checkRequest(input *openapi3filter.RequestValidationInput) []string {
	problems := undeclared(input)
	err := openapi3filter.ValidateRequest(context.Background(), input)
	return append(problems, reasons("request", err)...)
}

// undeclared names what openapi3filter lets pass.
func undeclared(input *openapi3filter.RequestValidationInput) []string {
	var problems []string
	if input.Request.Body != http.NoBody && input.Route.Operation.RequestBody == nil {
		problems = append(problems, "request: a body is not declared")
	}
	for name := range input.Request.URL.Query() {
		if input.Route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			problems = append(problems, fmt.Sprintf("request: query parameter %q is not declared", name))
		}
	}
	return problems
}

func (c *checker) checkAnswer(e *exchange, input *openapi3filter.RequestValidationInput) ([]string, exemption) {
	if exempt := exempted(e); exempt != "" {
		return nil, exempt
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input,
		Status:                 e.Status,
		Header:                 e.Header,
		Body:                   io.NopCloser(bytes.NewReader(e.Body)),
		Options:                c.options,
	})
	return reasons(fmt.Sprintf("answer %d", e.Status), err), ""
}

// checkUnrouted checks the answer to a request for no operation: an error like any other.
func (c *checker) checkUnrouted(e *exchange) ([]string, exemption) {
	if exempt := exempted(e); exempt != "" {
		return nil, exempt
	}
	where := fmt.Sprintf("answer %d", e.Status)
	var body any
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return []string{where + ": " + err.Error()}, ""
	}
	if e.Status < http.StatusBadRequest {
		return []string{where + " to a request for no operation"}, ""
	}
	return reasons(where, c.doc.Components.Schemas["ErrorResponse"].Value.VisitJSON(body, openapi3.MultiErrors())), ""
}

func exempted(e *exchange) exemption {
	if e.Cut {
		return cut
	}
	mediaType, _, _ := mime.ParseMediaType(e.Header.Get("Content-Type"))
	if mediaType != "application/json" && !json.Valid(e.Body) {
		return notJSON
	}
	return ""
}

// reasons takes an error of the validator apart and drops the schemas it prints.
func reasons(where string, err error) []string {
	switch e := err.(type) { //nolint:errorlint // the chain is walked link by link, to name what each is about
	case nil:
		return nil
	case openapi3.MultiError:
		var all []string
		for _, one := range e {
			all = append(all, reasons(where, one)...)
		}
		return all
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			where += ": " + e.Parameter.Name
		}
		if e.Err != nil {
			return reasons(where, e.Err)
		}
	case *openapi3filter.ResponseError:
		if e.Err != nil {
			return reasons(where, e.Err)
		}
	case *openapi3.SchemaError:
		at := strings.Join(append([]string{where}, e.JSONPointer()...), "/")
		return append([]string{at + ": " + e.Reason}, reasons(where, e.Origin)...)
	}
	text, _, _ := strings.Cut(err.Error(), "\nSchema:")
	return []string{where + ": " + text}
}
