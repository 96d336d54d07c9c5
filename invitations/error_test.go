package invitations_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// sentinelTests says which sentinels an error with a status and codes is.
var sentinelTests = []struct {
	status int
	codes  string
	want   string
}{
	{401, "", "Unauthorized"},
	{401, "authorization_header_format_invalid", "Unauthorized"},
	{401, "clerk_key_invalid", "Unauthorized"},
	{403, "", "Forbidden"},
	{403, "forbidden", "Forbidden"},
	{404, "resource_not_found", "NotFound"},
	{404, "unknown_route", ""},
	{404, "", ""},
	{400, "resource_not_found", ""},
	{429, "", "RateLimited"},
	{429, "too_many_requests", "RateLimited"},
	{429, "rate_limit_exceeded", "RateLimited"},
	{500, "internal_clerk_error", "Server"},
	{503, "", "Server"},
	{599, "", "Server"},
	{600, "", ""},

	{400, "duplicate_record", "AlreadyInvited"},
	{409, "duplicate_record", ""},
	{500, "duplicate_record", "Server"},
	{422, "form_identifier_exists", "UserExists"},
	{400, "form_identifier_exists", ""},
	{400, "invitation_already_revoked", "AlreadyRevoked"},
	{422, "invitation_already_revoked", "Invalid"},
	{400, "invitation_already_accepted", "AlreadyAccepted"},

	{422, "", "Invalid"},
	{422, "form_param_exceeds_allowed_size", "Invalid"},
	{422, "form_something_new", "Invalid"},
	{400, "form_param_missing", "Invalid"},
	{400, "form_param_format_invalid", "Invalid"},
	{400, "form_param_unknown", "Invalid"},
	{400, "form_param_value_invalid", "Invalid"},
	{400, "form_param_exceeds_allowed_size", "Invalid"},
	{400, "bulk_size_exceeded", "Invalid"},
	{400, "request_body_invalid", "Invalid"},
	{400, "api_version_invalid", "Invalid"},
	{400, "invitations_not_supported", ""},
	{400, "", ""},

	{400, "duplicate_record form_param_missing", "AlreadyInvited"},
	{422, "form_identifier_exists form_param_value_invalid", "UserExists"},
}

func TestErrorIsOneSentinel(t *testing.T) {
	t.Parallel()
	for _, test := range sentinelTests {
		made := &invitations.Error{StatusCode: test.status}
		var errorList []string
		for code := range strings.FieldsSeq(test.codes) {
			made.Details = append(made.Details, invitations.ErrorDetail{Code: code})
			errorList = append(errorList, `{"code":"`+code+`"}`)
		}
		body := `{"errors":` + listOf(errorList...) + `}`
		if test.codes == "" {
			body = "<html>Attention Required!</html>"
		}
		failures := map[string]error{"made by hand": made}
		for _, operation := range operations {
			result, err := operation.call(t.Context(), newStub(t, respondWith(test.status, body)).client(t))
			assert.Nil(t, result)
			requireError(t, err, operation.op, test.status)
			failures[operation.op] = err
		}
		for op, err := range failures {
			isCreate := op == "Create" || op == "CreateBulk"
			want := test.want
			switch {
			case isCreate && test.status >= 500:
				want = "OutcomeUnknown" // because it is not looked up
			case (isCreate || op == "List") && want == "NotFound":
				want = "" // the base URL is wrong
			}
			for name, sentinel := range sentinels {
				assert.Equal(t, want == name, errors.Is(err, sentinel), "%s, %d %s: Err%s", op, test.status, test.codes, name)
			}
		}
	}
}

func TestOutcomeUnknownIsAFieldAndASentinel(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, &invitations.Error{OutcomeUnknown: true}, invitations.ErrOutcomeUnknown)
	require.NotErrorIs(t, &invitations.Error{StatusCode: 500}, invitations.ErrOutcomeUnknown)
	_, client := newInProcess(invitations.WithoutRetry(), invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = r.Body.Read(make([]byte, 1)) // somebody may have acted on the request
			return nil, http.ErrServerClosed
		}),
	}))
	_, err := client.Create(t.Context(), ada)
	require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	assert.True(t, requireError(t, err, "Create", 0).OutcomeUnknown)
	assert.Contains(t, err.Error(), ": outcome unknown")
}

func TestErrorKeepsAllThatClerkSays(t *testing.T) {
	t.Parallel()
	body := `{"errors":[
		{"message":"is missing","long_message":"email_address must be included","code":"form_param_missing","meta":{"param_name":"email_address","n":12345678901234567}},
		{"message":"taken","long_message":"two are taken","code":"duplicate_record","meta":{"email_addresses":["a@example.com","b@example.com"]}},
		{"message":"plain","long_message":"","code":"other"}],
		"meta":{"request":"r1"},"clerk_trace_id":"body-trace"}`
	for _, operation := range operations {
		stub := newStub(t, respondWith(422, body, "X-Clerk-Trace-Id", "header-trace", "Retry-After", "7"))
		_, err := operation.call(t.Context(), stub.client(t))
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
		assert.Equal(t, "invitations: "+operation.op+": 422 form_param_missing (email_address): is missing; duplicate_record: taken; other: plain (trace body-trace)", failure.Error())
	}
}

func TestErrorBodyOfAnyShapeIsKept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  string
		codes []string
		trace string
	}{
		"nothing":             {"", nil, "h"},
		"HTML":                {"<html><title>502</title></html>", nil, "h"},
		"null":                {"null", nil, "h"},
		"array":               {`[{"code":"a"}]`, nil, "h"},
		"other JSON":          {`{"error":{"code":"x"},"status":200}`, nil, "h"},
		"errors null":         {`{"errors":null}`, nil, "h"},
		"errors object":       {`{"errors":{"code":"x"}}`, nil, "h"},
		"errors empty":        {`{"errors":[],"clerk_trace_id":"b"}`, nil, "b"},
		"cut":                 {`{"errors":[{"code":"x"}`, nil, "h"},
		"meta of a string":    {`{"errors":[{"code":"a","message":"m","long_message":null,"meta":"x"}]}`, []string{"a"}, "h"},
		"trace on each error": {`{"errors":[{"code":"a"},{"code":"b","clerk_trace_id":"e"},{"code":"c","clerk_trace_id":"f"}]}`, []string{"a", "b", "c"}, "e"},
		"trace null":          {`{"errors":[],"clerk_trace_id":null}`, nil, "h"},
		"deep":                {strings.Repeat(`{"errors":[`, 20000), nil, "h"},
		"over 64 KiB":         {`{"errors":[` + strings.Repeat(`{},`, 1<<20) + `{"code":"z"}]}`, nil, "h"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, operation := range operations {
				_, err := operation.call(t.Context(), newStub(t, respondWith(503, test.body, "X-Clerk-Trace-Id", "h")).client(t))
				failure := requireError(t, err, operation.op, 503)
				var codes []string
				for _, detail := range failure.Details {
					codes = append(codes, detail.Code)
					assert.Empty(t, detail.Param())
					assert.Empty(t, detail.EmailAddresses())
				}
				assert.Equal(t, test.codes, codes)
				assert.Equal(t, test.trace, failure.TraceID)
				assert.Equal(t, test.body[:min(len(test.body), 64<<10)], string(failure.Body))
				want := invitations.ErrServer
				if strings.HasPrefix(operation.op, "Create") {
					want = invitations.ErrOutcomeUnknown // because it is not looked up
				}
				assert.ErrorIs(t, err, want)
			}
		})
	}
}

func TestReadableErrorsAreKeptNextToUnreadableOnes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"errors":[null,7,"x",[],{"code":"kept"}]}`,
		`{"errors":[{"code":42,"message":["m"]},{"code":"kept"}]}`,
		`{"meta":7,"clerk_trace_id":8,"errors":[{"code":"kept"}]}`,
	} {
		_, err := newStub(t, respondWith(400, body)).client(t).List(t.Context(), invitations.ListParams{})
		details := requireError(t, err, "List", 400).Details
		require.NotEmpty(t, details, body)
		assert.Equal(t, "kept", details[len(details)-1].Code)
	}
}

func TestTraceIDIsTakenFromThreeHeadersInOrder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header []string
		want   string
	}{
		{[]string{"X-Clerk-Trace-Id", "x", "Clerk-Trace-Id", "c", "CF-Ray", "r"}, "x"},
		{[]string{"Clerk-Trace-Id", "c", "CF-Ray", "r"}, "c"},
		{[]string{"CF-Ray", "r"}, "r"},
		{nil, ""},
	} {
		_, err := newStub(t, respondWith(500, "{}", test.header...)).client(t).List(t.Context(), invitations.ListParams{})
		assert.Equal(t, test.want, requireError(t, err, "List", 500).TraceID)
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 12, 10, 0, 0, 0, time.UTC)
	const longest = 9223372036 * time.Second
	for value, want := range map[string]time.Duration{
		"":                        0,
		"0":                       0,
		"1":                       time.Second,
		"3540":                    59 * time.Minute,
		" 30 ":                    30 * time.Second,
		"-5":                      0,
		"+5":                      0,
		"1.5":                     0,
		"soon":                    0,
		"9223372036":              longest,
		"9223372037":              longest,
		"99999999999999999999999": longest,
		strings.Repeat("9", 5000): longest,
		now.Add(time.Minute).Format(http.TimeFormat):  time.Minute,
		now.Add(time.Hour).Format(time.RFC850):        time.Hour,
		now.Add(90 * time.Second).Format(time.ANSIC):  90 * time.Second,
		now.Add(-time.Minute).Format(http.TimeFormat): 0,
		"Tue, 12 May 9999 10:01:00 GMT":               1<<63 - 1,
		"Tue, 12 May 2026 10:01:00 +0000":             0,
	} {
		stub := newStub(t, respondWith(429, "", "Retry-After", value, "Date", now.Format(http.TimeFormat)))
		_, err := stub.client(t).Create(t.Context(), ada)
		assert.Equal(t, want, requireError(t, err, "Create", 429).RetryAfter, value)
	}

	// Without the server's clock, the machine's is used.
	at := time.Now().Add(time.Hour)
	stub := newStub(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Date"] = nil
		w.Header().Set("Retry-After", at.UTC().Format(http.TimeFormat))
		w.WriteHeader(429)
	})
	_, err := stub.client(t).List(t.Context(), invitations.ListParams{})
	assert.InDelta(t, time.Hour, requireError(t, err, "List", 429).RetryAfter, float64(time.Minute))
}

func TestErrorTextIsOneShortLineWithoutSecrets(t *testing.T) {
	t.Parallel()
	words, word := strings.Repeat("word ", 10_000), strings.Repeat("x", 100_000)
	for want, test := range map[string]struct {
		trace   string
		details []invitations.ErrorDetail
	}{
		"":                             {},
		" duplicate_record (trace t1)": {"t1", []invitations.ErrorDetail{{Code: "duplicate_record", Message: "duplicate record"}}},
		" duplicate_record; b: c":      {"", []invitations.ErrorDetail{{Code: "duplicate_record", Message: "Duplicate record"}, {Code: "b", Message: "c"}}},
		" : a [redacted] c":            {"", []invitations.ErrorDetail{{Message: "a\r\n\tb\x00\x1b[31m c"}}},
		" [redacted]: [redacted] (trace [redacted])":   {word, []invitations.ErrorDetail{{Code: word, Message: word}}},
		" x: " + strings.Repeat("word ", 39) + "word…": {"", []invitations.ErrorDetail{{Code: "x", Message: words}}},
		" : " + strings.Repeat("[redacted] ", 7) + "[redacted]": {"", []invitations.ErrorDetail{{
			Message: "ada@example.com, (bob@example.com) <eve@example.com> https://a.example/ticket?t=1 key=sk_live_abc sk_foo ada%40example.com " + strings.Repeat("e", 49),
		}}},
	} {
		failure := &invitations.Error{Op: "Create", StatusCode: 400, TraceID: test.trace, Details: test.details}
		assert.Equal(t, "invitations: Create: 400"+want, failure.Error())
	}
}

func TestKeyThatTheServerRepeatsIsNotKept(t *testing.T) {
	t.Parallel()
	const key = "sk_a-key-of-another-form"
	stub := newStub(t, respondWith(401, `{"errors":[{"code":"x","message":"bad sk_a\u002dkey-of-another-form","long_message":"`+key+`","meta":{"k":"`+key+`"}}],"meta":{"k":"`+key+`"}}`,
		"X-Clerk-Trace-Id", key))
	_, err := stub.client(t).List(t.Context(), invitations.ListParams{})
	assert.NotContains(t, err.Error(), key, "although it is the key of another client")

	client, err := invitations.New(key, invitations.WithBaseURL(stub.URL))
	require.NoError(t, err)
	_, err = client.List(t.Context(), invitations.ListParams{})
	failure := requireError(t, err, "List", 401)
	assert.Equal(t, "invitations: List: 401 x: bad [redacted] (trace [redacted])", failure.Error())
	require.Len(t, failure.Details, 1)
	for _, text := range []string{string(failure.Body), failure.TraceID, failure.Details[0].LongMessage, string(failure.Details[0].Meta), string(failure.Meta)} {
		assert.NotContains(t, text, key)
		assert.NotEmpty(t, text)
	}
}

func TestKeyAtTheEndOfACutBodyIsNotKept(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(502, strings.Repeat("x", 64<<10-len(testKey)+1)+testKey))
	_, err := stub.client(t).List(t.Context(), invitations.ListParams{})
	failure := requireError(t, err, "List", 502)
	assert.LessOrEqual(t, len(failure.Body), 64<<10)
	assert.NotContains(t, string(failure.Body), testKey[:8])
}
