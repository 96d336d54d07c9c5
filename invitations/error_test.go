package invitations_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestStatusAndCodeDecideTheSentinels(t *testing.T) {
	t.Parallel()
	const all = "Create CreateBulk List Revoke Delete"
	html := "<html>Attention Required!</html>"
	two := func(a, b string) string {
		return `{"errors":[{"code":"` + a + `"},{"code":"` + b + `"}]}`
	}
	for _, test := range []struct {
		ops    string
		status int
		body   string
		want   string
	}{
		{all, 401, clerkError("authorization_header_format_invalid", "{}"), "Unauthorized"},
		{all, 401, clerkError("clerk_key_invalid", "{}"), "Unauthorized"},
		{all, 401, html, "Unauthorized"},
		{all, 403, html, "Forbidden"},
		{all, 403, clerkError("forbidden", "{}"), "Forbidden"},
		{all, 429, clerkError("too_many_requests", "{}"), "RateLimited"},
		{all, 429, clerkError("rate_limit_exceeded", "{}"), "RateLimited"},
		{all, 429, "", "RateLimited"},
		{all, 500, clerkError("internal_clerk_error", "{}"), "Server"},
		{all, 502, html, "Server"},
		{all, 503, "", "Server"},
		{all, 504, clerkError("gateway_timeout", "{}"), "Server"},
		{all, 599, "", "Server"},
		{all, 600, "", ""},
		{all, 418, clerkError("duplicate_record", "{}"), ""},
		{all, 404, clerkError("resource_not_found", "{}"), "NotFound"},
		{all, 404, html, ""},
		{all, 404, clerkError("unknown_route", "{}"), ""},
		{all, 400, clerkError("resource_not_found", "{}"), ""},

		{all, 400, clerkError("duplicate_record", `{"email_addresses":["a@example.com"]}`), "AlreadyInvited"},
		{"Create CreateBulk", 409, clerkError("duplicate_record", "{}"), ""},
		{"Create CreateBulk", 500, clerkError("duplicate_record", "{}"), "Server"},
		{"Create CreateBulk", 422, clerkError("form_identifier_exists", `{"param_name":"email_address"}`), "UserExists"},
		{"Create CreateBulk", 400, clerkError("form_identifier_exists", "{}"), ""},
		{all, 400, clerkError("invitation_already_revoked", "{}"), "AlreadyRevoked"},
		{all, 400, clerkError("invitation_already_accepted", "{}"), "AlreadyAccepted"},

		{all, 422, clerkError("form_param_missing", "{}"), "Invalid"},
		{all, 422, clerkError("form_param_format_invalid", "{}"), "Invalid"},
		{all, 422, clerkError("form_param_unknown", "{}"), "Invalid"},
		{all, 422, clerkError("form_param_value_invalid", "{}"), "Invalid"},
		{all, 422, clerkError("form_param_exceeds_allowed_size", "{}"), "Invalid"},
		{all, 422, clerkError("form_something_new", "{}"), "Invalid"},
		{all, 422, html, "Invalid"},
		{"CreateBulk", 400, clerkError("bulk_size_exceeded", "{}"), "Invalid"},
		{all, 400, clerkError("request_body_invalid", "{}"), "Invalid"},
		{all, 400, clerkError("api_version_invalid", "{}"), "Invalid"},
		{all, 400, clerkError("invitations_not_supported", "{}"), ""},
		{all, 400, html, ""},

		{"Create CreateBulk", 400, two("duplicate_record", "form_identifier_exists"), "AlreadyInvited"},
		{"Create CreateBulk", 422, two("duplicate_record", "form_identifier_exists"), "UserExists Invalid"},
		{"Create CreateBulk", 422, two("form_identifier_exists", "form_param_value_invalid"), "UserExists Invalid"},
		{"Create CreateBulk", 400, two("duplicate_record", "form_param_missing"), "AlreadyInvited Invalid"},
		{"Create CreateBulk", 500, two("duplicate_record", "form_identifier_exists"), "Server"},
	} {
		for _, operation := range operations {
			if !strings.Contains(" "+test.ops+" ", " "+operation.op+" ") {
				continue
			}
			result, err := operation.call(t, newStub(t, answering(test.status, test.body)).client(t))
			assert.Nil(t, result)
			assert.False(t, requireError(t, err, operation.op, test.status).Is(nil))
			for name, sentinel := range sentinels {
				want := strings.Contains(" "+test.want+" ", " "+name+" ")
				assert.Equal(t, want, errors.Is(err, sentinel), "%s answered %d %s: Err%s", operation.op, test.status, test.body, name)
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
		stub := newStub(t, answering(422, body, "X-Clerk-Trace-Id", "header-trace", "Retry-After", "7"))
		_, err := operation.call(t, stub.client(t))
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
		assert.Equal(t, "invitations: "+operation.op+": 422 form_param_missing: is missing (and 2 more) (trace body-trace)", failure.Error())
	}
}

func TestAnErrorBodyOfAnyShapeIsKeptAndReadAsFarAsItGoes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  string
		codes []string
		trace string
	}{
		"nothing":             {"", nil, "h"},
		"HTML":                {"<html><title>502</title></html>", nil, "h"},
		"text":                {"upstream connect error", nil, "h"},
		"null":                {"null", nil, "h"},
		"array":               {`[{"code":"a"}]`, nil, "h"},
		"string":              {`"no"`, nil, "h"},
		"other JSON":          {`{"error":{"code":"x"},"status":200}`, nil, "h"},
		"errors null":         {`{"errors":null}`, nil, "h"},
		"errors object":       {`{"errors":{"code":"x"}}`, nil, "h"},
		"errors empty":        {`{"errors":[],"clerk_trace_id":"b"}`, nil, "b"},
		"cut":                 {`{"errors":[{"code":"x"}`, nil, "h"},
		"strange entries":     {`{"errors":[null,7,"x",[],{"code":"kept"},{}]}`, []string{"", "", "", "", "kept", ""}, "h"},
		"strange members":     {`{"errors":[{"code":42,"message":["m"],"long_message":null,"meta":"x"}]}`, []string{""}, "h"},
		"trace on each error": {`{"errors":[{"code":"a"},{"code":"b","clerk_trace_id":"e"},{"code":"c","clerk_trace_id":"f"}]}`, []string{"a", "b", "c"}, "e"},
		"strange trace":       {`{"errors":[],"clerk_trace_id":null}`, nil, "h"},
		"deep":                {strings.Repeat(`{"errors":[`, 20000), nil, "h"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, operation := range operations {
				stub := newStub(t, answering(503, test.body, "X-Clerk-Trace-Id", "h"))
				_, err := operation.call(t, stub.client(t))
				failure := requireError(t, err, operation.op, 503)
				var codes []string
				for _, detail := range failure.Details {
					codes = append(codes, detail.Code)
					_, _ = detail.Param(), detail.EmailAddresses()
				}
				assert.Equal(t, test.codes, codes)
				assert.Equal(t, test.trace, failure.TraceID)
				assert.Equal(t, test.body[:min(len(test.body), 64<<10)], string(failure.Body))
				assert.ErrorIs(t, err, invitations.ErrServer)
			}
		})
	}
}

func TestTheTraceIDIsTakenFromThreeHeadersInOrder(t *testing.T) {
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
		stub := newStub(t, answering(500, "{}", test.header...))
		_, err := stub.client(t).List(t.Context(), invitations.ListParams{})
		assert.Equal(t, test.want, requireError(t, err, "List", 500).TraceID)
	}
}

func TestRetryAfterIsReadAsSecondsOrAsADate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 12, 10, 0, 0, 0, time.UTC)
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
		"9223372036":              9223372036 * time.Second,
		"9223372037":              9223372036 * time.Second,
		"99999999999999999999999": 9223372036 * time.Second,
		now.Add(time.Minute).Format(http.TimeFormat):  time.Minute,
		now.Add(time.Hour).Format(time.RFC850):        time.Hour,
		now.Add(90 * time.Second).Format(time.ANSIC):  90 * time.Second,
		now.Add(-time.Minute).Format(http.TimeFormat): 0,
		"Tue, 12 May 9999 10:01:00 GMT":               1<<63 - 1,
		"Tue, 12 May 2026 10:01:00 +0000":             0,
		"Tue, 12 May 2026 10:01:00 GMT, 12":           0,
		strings.Repeat("9", 5000):                     9223372036 * time.Second,
	} {
		stub := newStub(t, answering(429, "", "Retry-After", value, "Date", now.Format(http.TimeFormat)))
		_, err := stub.client(t).Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
		assert.Equal(t, want, requireError(t, err, "Create", 429).RetryAfter, value)
	}

	// Without the server's own clock, the machine's has to do.
	at := time.Now().Add(time.Hour)
	stub := newStub(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Date"] = nil
		w.Header().Set("Retry-After", at.UTC().Format(http.TimeFormat))
		w.WriteHeader(429)
	})
	_, err := stub.client(t).List(t.Context(), invitations.ListParams{})
	assert.InDelta(t, time.Hour, requireError(t, err, "List", 429).RetryAfter, float64(time.Minute))
}

func TestErrorTextIsShortBoundedAndStable(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 10_000)
	huge := strings.Repeat("x", 100_000)
	for _, test := range []struct {
		name string
		err  *invitations.Error
		want string
	}{
		{"status alone", &invitations.Error{Op: "List", StatusCode: 502}, "invitations: List: 502"},
		{"code", &invitations.Error{Op: "Create", StatusCode: 400, TraceID: "t1", Details: []invitations.ErrorDetail{{Code: "duplicate_record", Message: "duplicate record"}}},
			"invitations: Create: 400 duplicate_record: duplicate record (trace t1)"},
		{"no words", &invitations.Error{Op: "Create", StatusCode: 400, Details: []invitations.ErrorDetail{{}}}, "invitations: Create: 400"},
		{"lines", &invitations.Error{Op: "Create", StatusCode: 400, Details: []invitations.ErrorDetail{{Message: "a\r\n\tb\x00\x1b[31m c"}}}, "invitations: Create: 400: a [redacted] c"},
		{"secrets", &invitations.Error{Op: "Create", StatusCode: 400, TraceID: "a@example.com", Details: []invitations.ErrorDetail{{
			Code:    "https://clerk.example/t?x",
			Message: "ada@example.com, (bob@example.com) <eve@example.com> https://a.example/ticket?t=1 key=sk_live_abc sk_foo ada%40example.com " + strings.Repeat("e", 49),
		}}}, "invitations: Create: 400 [redacted]: [redacted] [redacted] [redacted] [redacted] [redacted] [redacted] [redacted] [redacted] (trace [redacted])"},
	} {
		assert.Equal(t, test.want, test.err.Error(), test.name)
	}
	withCause := newStub(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "5000")
		w.WriteHeader(200)
		_, _ = io.WriteString(w, clerkError("x", "{}"))
	})
	_, err := withCause.client(t).List(t.Context(), invitations.ListParams{})
	assert.Equal(t, "invitations: List: 200 x: m: unexpected EOF", err.Error())

	bounded := (&invitations.Error{Op: "Create", StatusCode: 400, TraceID: long, Details: []invitations.ErrorDetail{{Code: long, Message: long}, {}}}).Error()
	assert.Less(t, len(bounded), 500)
	assert.NotContains(t, bounded, "\n")
	assert.Equal(t, "invitations: Create: 400 [redacted]: [redacted] (trace [redacted])",
		(&invitations.Error{Op: "Create", StatusCode: 400, TraceID: huge, Details: []invitations.ErrorDetail{{Code: huge, Message: huge}}}).Error())
}

func TestAKeyThatTheServerRepeatsIsNotKept(t *testing.T) {
	t.Parallel()
	const key = "a-key-of-another-form"
	stub := newStub(t, answering(401, `{"errors":[{"code":"x","message":"bad a\u002dkey-of-another-form","long_message":"`+key+`","meta":{"k":"`+key+`"}}],"meta":{"k":"`+key+`"}}`,
		"X-Clerk-Trace-Id", key))
	_, err := stub.client(t).List(t.Context(), invitations.ListParams{})
	assert.Contains(t, err.Error(), key, "it is another client's")

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

func TestAShortKeyDoesNotDisturbWhatClerkSays(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(400, clerkError("duplicate_record", "{}")))
	client, err := invitations.New("record", invitations.WithBaseURL(stub.URL))
	require.NoError(t, err)
	_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	assert.ErrorIs(t, err, invitations.ErrAlreadyInvited)
}

func TestLargeErrorBodyIsNotDecoded(t *testing.T) {
	t.Parallel()
	huge := `{"errors":[` + strings.Repeat(`{},`, 1<<20) + `{"code":"z"}]}`
	_, err := newStub(t, answering(400, huge)).client(t).List(t.Context(), invitations.ListParams{})
	failure := requireError(t, err, "List", 400)
	assert.Empty(t, failure.Details)
	assert.Len(t, failure.Body, 64<<10)
}

func TestSentinelsMatchHandMadeErrors(t *testing.T) {
	t.Parallel()
	exists := &invitations.Error{StatusCode: 422, Details: []invitations.ErrorDetail{{Code: "form_identifier_exists"}}}
	assert.ErrorIs(t, exists, invitations.ErrUserExists)
	assert.NotErrorIs(t, exists, invitations.ErrInvalid)
	assert.ErrorIs(t, &invitations.Error{OutcomeUnknown: true}, invitations.ErrOutcomeUnknown)
	assert.ErrorIs(t, &invitations.Error{StatusCode: 404, Details: []invitations.ErrorDetail{{Code: "resource_not_found"}}}, invitations.ErrNotFound)
}
