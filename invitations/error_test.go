package invitations_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// sentinelTests has the statuses and codes of errors by the sentinel that they are.
var sentinelTests = map[string][]string{
	"Unauthorized":    {"401", "401 authorization_header_format_invalid", "401 clerk_key_invalid"},
	"Forbidden":       {"403", "403 not_allowed_access"},
	"NotFound":        {"404 resource_not_found"},
	"RateLimited":     {"429", "429 too_many_requests"},
	"Server":          {"500 internal_clerk_error", "503", "599", "500 duplicate_record"},
	"AlreadyInvited":  {"400 duplicate_record", "400 duplicate_record form_param_missing"},
	"UserExists":      {"422 form_identifier_exists", "422 form_identifier_exists form_param_value_invalid"},
	"AlreadyRevoked":  {"400 invitation_already_revoked"},
	"AlreadyAccepted": {"400 invitation_already_accepted"},
	"Invalid": {
		"422", "422 form_param_exceeds_allowed_size", "422 form_something_new", "422 invitation_already_revoked",
		"400 form_param_missing", "400 form_param_exceeds_allowed_size", "400 bulk_size_exceeded", "400 request_body_invalid", "400 api_version_invalid",
	},
	"": {
		"400", "400 invitations_not_supported", "400 resource_not_found", "400 form_identifier_exists", "404", "404 unknown_route",
		"409 duplicate_record", "600",
	},
}

func TestErrorIsOneSentinel(t *testing.T) {
	t.Parallel()
	check := func(op, response string, err error, want string) {
		for name, sentinel := range sentinels {
			assert.Equal(t, want == name, errors.Is(err, sentinel), "%s, %s: Err%s", op, response, name)
		}
	}
	check("made by hand", "unknown", &invitations.Error{OutcomeUnknown: true, StatusCode: 429}, "OutcomeUnknown")
	for want, responses := range sentinelTests {
		for _, response := range responses {
			codes := strings.Fields(response)
			status, err := strconv.Atoi(codes[0])
			require.NoError(t, err)
			made, list := &invitations.Error{StatusCode: status}, []string{}
			for _, code := range codes[1:] {
				made.Details = append(made.Details, invitations.ErrorDetail{Code: code})
				list = append(list, `{"code":"`+code+`"}`)
			}
			check("made by hand", response, made, want)
			for _, operation := range operations {
				result, err := operation.call(t.Context(), newClient(t, returning(status, `{"errors":`+listOf(list...)+`}`)))
				assert.Nil(t, result)
				requireError(t, err, operation.op, status)
				want, isCreate := want, strings.HasPrefix(operation.op, "Create")
				switch {
				case isCreate && status >= 500:
					want = "OutcomeUnknown" // because it is not looked up
				case (isCreate || operation.op == "List") && status == 404:
					want = "" // the base URL is wrong
				}
				check(operation.op, response, err, want)
			}
		}
	}
}

func TestErrorKeepsAllThatClerkSays(t *testing.T) {
	t.Parallel()
	body := `{"errors":[
		{"message":"is missing","long_message":"email_address must be included","code":"form_param_missing","meta":{"param_name":"email_address","n":12345678901234567}},
		{"message":"taken","long_message":"two are taken","code":"duplicate_record","meta":{"email_addresses":["a@example.com","b@example.com"]}},
		{"message":"plain","long_message":"","code":"other"}],
		"meta":{"request":"r1"},"clerk_trace_id":"body-trace"}`
	for _, operation := range operations {
		_, err := operation.call(t.Context(), newClient(t, returning(422, body, "X-Clerk-Trace-Id", "header-trace", "Retry-After", "7")))
		failure := requireError(t, err, operation.op, 422)
		require.Len(t, failure.Details, 3)
		assert.Equal(t, invitations.ErrorDetail{
			Code:        "form_param_missing",
			Message:     "is missing",
			LongMessage: "email_address must be included",
			Meta:        json.RawMessage(`{"param_name":"email_address","n":12345678901234567}`),
		}, failure.Details[0])
		assert.Equal(t, "email_address", failure.Details[0].Param())
		assert.Empty(t, failure.Details[0].EmailAddresses())
		assert.Equal(t, []string{"a@example.com", "b@example.com"}, failure.Details[1].EmailAddresses())
		assert.Empty(t, failure.Details[1].Param())
		assert.Nil(t, failure.Details[2].Meta)
		assert.Empty(t, failure.Details[2].Param())
		assert.JSONEq(t, `{"request":"r1"}`, string(failure.Meta))
		assert.Equal(t, "body-trace", failure.TraceID)
		assert.Equal(t, 7*time.Second, failure.RetryAfter)
		assert.Equal(t, body, string(failure.Body))
	}
}

func TestErrorBodyOfAnyShapeIsKept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  string
		codes []string
		trace string
	}{
		"HTML":                {"<html><title>502</title></html>", nil, "h"},
		"other JSON":          {`{"error":{"code":"x"},"status":200}`, nil, "h"},
		"errors object":       {`{"errors":{"code":"x"}}`, nil, "h"},
		"errors empty":        {`{"errors":[],"clerk_trace_id":"b"}`, nil, "b"},
		"cut":                 {`{"errors":[{"code":"x"}`, nil, "h"},
		"meta of a string":    {`{"errors":[{"code":"a","message":"m","long_message":null,"meta":"x"}]}`, []string{"a"}, "h"},
		"trace on each error": {`{"errors":[{"code":"a"},{"code":"b","clerk_trace_id":"e"},{"code":"c","clerk_trace_id":"f"}]}`, []string{"a", "b", "c"}, "e"},
		"some unreadable":     {`{"errors":[null,7,"x",[],{"code":42,"message":["m"]},{"code":"kept"}],"meta":7,"clerk_trace_id":8}`, []string{"kept"}, "h"},
		"over 64 KiB":         {`{"errors":[` + strings.Repeat(`{},`, 1<<20) + `{"code":"z"}]}`, nil, "h"},
	} {
		_, err := newClient(t, returning(403, test.body, "X-Clerk-Trace-Id", "h")).List(t.Context(), invitations.ListParams{})
		failure := requireError(t, err, "List", 403)
		var codes []string
		for _, detail := range failure.Details {
			if detail.Code != "" {
				codes = append(codes, detail.Code)
			}
			assert.Empty(t, detail.Param(), name)
			assert.Empty(t, detail.EmailAddresses(), name)
		}
		assert.Equal(t, test.codes, codes, name)
		assert.Equal(t, test.trace, failure.TraceID, name)
		assert.Equal(t, test.body[:min(len(test.body), 64<<10)], string(failure.Body), name)
		assert.ErrorIs(t, err, invitations.ErrForbidden, name)
	}
}

func TestTraceIDIsTakenFromThreeHeadersInOrder(t *testing.T) {
	t.Parallel()
	header := []string{"X-Clerk-Trace-Id", "x", "Clerk-Trace-Id", "c", "CF-Ray", "r"}
	for i, want := range []string{"x", "c", "r", ""} {
		_, err := newClient(t, returning(500, "{}", header[2*i:]...)).List(t.Context(), invitations.ListParams{})
		assert.Equal(t, want, requireError(t, err, "List", 500).TraceID)
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 12, 10, 0, 0, 0, time.UTC)
	const longest = 9223372036 * time.Second
	for value, want := range map[string]time.Duration{
		"":                        0,
		"0":                       0,
		"3540":                    59 * time.Minute,
		"1.5":                     0,
		"9223372037":              longest,
		strings.Repeat("9", 5000): longest,
		now.Add(time.Minute).Format(http.TimeFormat):  time.Minute,
		now.Add(-time.Minute).Format(http.TimeFormat): 0,
	} {
		_, err := newClient(t, returning(429, "", "Retry-After", value, "Date", now.Format(http.TimeFormat))).Create(t.Context(), ada)
		assert.Equal(t, want, requireError(t, err, "Create", 429).RetryAfter, value)
	}

	// Without the server's clock, the machine's is used.
	at := time.Now().Add(time.Hour)
	_, err := newClient(t, returning(429, "", "Retry-After", at.UTC().Format(http.TimeFormat))).List(t.Context(), invitations.ListParams{})
	assert.InDelta(t, time.Hour, requireError(t, err, "List", 429).RetryAfter, float64(time.Minute))
}

func TestKeyIsNotInTheTextOfAnError(t *testing.T) {
	t.Parallel()
	transport := returning(401, `{"errors":[{"code":"x","message":"bad sk_\u0074est_9f3kQ7ZpXw"}]}`, "X-Clerk-Trace-Id", testKey)
	_, err := newClient(t, transport).List(t.Context(), invitations.ListParams{})
	assert.EqualError(t, err, "invitations: List: 401 x: bad [redacted] (trace [redacted])")
}

// A transport and a context may bring errors of this package.
func TestForeignErrorsMatchNoSentinel(t *testing.T) {
	t.Parallel()
	for _, foreign := range []error{
		fmt.Errorf("x: %w", invitations.ErrAlreadyInvited),
		&invitations.Error{Op: "Get", StatusCode: 404, Details: []invitations.ErrorDetail{{Code: "resource_not_found"}}},
		&invitations.ArgumentError{},
	} {
		for _, operation := range operations {
			ctx, cancel := context.WithCancelCause(t.Context())
			_, err := operation.call(ctx, newClient(t, failing(foreign)))
			requireOneSentinel(t, err)
			_, err = operation.call(ctx, newClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
				cancel(foreign)
				return nil, io.EOF
			})))
			requireOneSentinel(t, err)
			require.ErrorIs(t, err, context.Canceled)
		}
	}
}

// requireOneSentinel asserts that err is ErrOutcomeUnknown after a create, and otherwise no sentinel.
func requireOneSentinel(t *testing.T, err error) {
	t.Helper()
	var failure *invitations.Error
	require.ErrorAs(t, err, &failure)
	for name, sentinel := range sentinels {
		assert.Equal(t, name == "OutcomeUnknown" && failure.OutcomeUnknown, errors.Is(err, sentinel), name)
	}
}
