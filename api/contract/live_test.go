package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const latency = 150 * time.Millisecond

// live runs against a fake server, and returns the answers by question and what was printed.
func live(ctx context.Context, t *testing.T, h *invitationstest.Handler) (answers map[string]string, printed string, err error) {
	t.Setenv("CLERK_SECRET_KEY", h.SecretKey)
	t.Setenv("CLERK_TEST_USER_EMAIL", "user@example.com")
	h.AddUser("user@example.com")
	var out strings.Builder
	err = run(ctx, &out, false, invitationstest.NewTransport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(latency)
		h.ServeHTTP(w, r)
	})))
	answers = map[string]string{}
	for line := range strings.Lines(out.String()) {
		if cells := strings.Split(line, "|"); len(cells) > 3 {
			answers[strings.TrimSpace(cells[1])] = strings.TrimSpace(cells[2])
			assert.NotContains(t, line, "@")
		}
	}
	assert.Empty(t, h.Emails())
	return answers, out.String(), err
}

// replace returns a fault that changes the requests.
func replace(before, after string) invitationstest.Fault {
	return invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), before, after)))
		next.ServeHTTP(w, r)
	}).Always()
}

func TestEveryAnswerDependsOnWhatIsAsked(t *testing.T) {
	type choices = invitationstest.Choices
	const revoked = `{"object":"invitation","id":"inv_1","email_address":"a@example.com","public_metadata":{},"status":"revoked","revoked":true,"created_at":1,"updated_at":1}`
	none := invitationstest.Fault{}
	tests := []struct {
		id, usual, changed string
		choices            invitationstest.Choices
		fault              invitationstest.Fault // if there is no Choice
	}{
		{"list_lag_ms", "150", "3300", choices{ListLag: 3 * time.Second}, none},
		{"clock_skew_ms", "300", "-59700", choices{}, none.WithHeader("Date", "Sat, 01 Jan 2000 00:01:00 GMT").On(invitationstest.OpCreate).Always()},
		{"address_lower_cased", "no", "yes", choices{AddressLowerCased: true}, none},
		{"bulk_atomic", "yes", "no", choices{BulkNotAtomic: true}, none},
		{"bulk_ignore_existing_user", "yes", "form_identifier_exists", choices{BulkIgnoreExistingUserRejected: true}, none},
		{"bulk_order_kept", "yes", "no", choices{BulkOrderNotKept: true}, none},
		{"bulk_repeated_address", "duplicate_record", "yes", choices{BulkRepeatedAddressCreated: true}, none},
		{"concurrent_creates", "1", "5", choices{ConcurrentCreates: 50 * time.Millisecond}, none},
		{"custom_scheme_redirect_url", "yes", "form_param_format_invalid", choices{CustomSchemeRedirectURLRejected: true}, none},
		{"delete_twice", "resource_not_found", "yes", choices{}, invitationstest.Respond(200, "application/json", `{"object":"invitation","id":"inv_1","deleted":true}`).On(invitationstest.OpDelete).Skip(1)},
		{"equal_times_reversed", "no", "yes", choices{EqualTimesReversed: true}, none},
		{"error_trace_at_top", "yes", "no", choices{ErrorTraceNotAtTop: true}, none},
		{"error_trace_header", "yes", "no", choices{}, none.WithHeader("X-Clerk-Trace-Id", "").Always()},
		{"expires_in_days_366", "form_param_value_invalid", "yes", choices{}, replace("366", "365")},
		{"invite_again_after_revoke", "yes", "duplicate_record", choices{}, invitationstest.Respond(200, "application/json", revoked).On(invitationstest.OpRevoke).Always()},
		{"list_has_url", "no", "yes", choices{ListHasURL: true}, none},
		{"metadata_byte_for_byte", "yes", "no", choices{MetadataNotByteForByte: true}, none},
		{"query_ignores_case", "yes", "no", choices{QueryCaseSensitive: true}, none},
		{"query_matches_part", "yes", "no", choices{QueryMatchesWhole: true}, none},
		{"relative_redirect_url", "yes", "form_param_value_invalid", choices{}, replace(`"/welcome"`, "7")},
		{"unknown_body_field", "form_param_unknown", "yes", choices{UnknownBodyFieldIgnored: true}, none},
		{"unknown_query_parameter", "form_param_unknown", "yes", choices{UnknownQueryParameterIgnored: true}, none},
	}
	source, err := os.ReadFile("../../invitations/invitationstest/option.go")
	require.NoError(t, err)
	comments := strings.ReplaceAll(strings.ReplaceAll(string(source), "\n\t// ", " "), "\n\t", " ")
	var usual map[string]string
	synctest.Test(t, func(t *testing.T) {
		h := invitationstest.NewHandler(invitationstest.WithRateLimits())
		var printed string
		usual, printed, err = live(t.Context(), t, h)
		assert.Equal(t, loadDocument(t).Info.Version, h.Requests()[0].Header.Get("Clerk-Api-Version"))
		t.Logf("%d requests\n%s", len(h.Requests()), printed)
		require.NoError(t, err)
		assert.Len(t, usual, len(tests)+3, "with contract, the heading and the line below it")
	})
	settled := 0
	for _, test := range tests {
		synctest.Test(t, func(t *testing.T) {
			h := invitationstest.NewHandler(invitationstest.WithChoices(test.choices))
			h.Inject(test.fault)
			answers, printed, err := live(t.Context(), t, h)
			assert.Equal(t, test.usual, usual[test.id], test.id)
			assert.Equal(t, test.changed, answers[test.id], "%s\n%s", test.id, printed)
			for field, value := range reflect.ValueOf(test.choices).Fields() {
				if !value.IsZero() {
					assert.Contains(t, comments, "The line "+test.id+" settles it. "+field.Name+" ")
					assert.NoError(t, err, printed)
					assert.Empty(t, h.Invitations(), test.id)
					settled++
				}
			}
		})
	}
	assert.Equal(t, reflect.TypeFor[invitationstest.Choices]().NumField()-1, settled, "but InviteAgainAfterExpiryRejected")
}

func TestRunDeletesWhatItHasCreated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancelCause(t.Context())
		for _, test := range []struct {
			fault invitationstest.Fault
			left  int
			want  string
		}{
			{invitationstest.Cut().AfterWork().On(invitationstest.OpCreateBulk), 0, "CreateBulk: "},
			{invitationstest.RateLimited(time.Hour).On(invitationstest.OpCreate).Skip(9), 0, "wait 3600 seconds"},
			{invitationstest.Status(500).On(invitationstest.OpList).Always(), 0, "unknown: invitations: List: 500"},
			{invitationstest.Status(403).On(invitationstest.OpDelete).Always(), 21, "Delete: 403"},
			{invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				next.ServeHTTP(w, r)
				interrupt(errors.New("interrupted")) // before the response
			}).On(invitationstest.OpCreate).Skip(9), 0, "interrupted"},
		} {
			h := invitationstest.NewHandler(invitationstest.WithChoices(invitationstest.Choices{ListLag: 800 * time.Millisecond}))
			h.Inject(test.fault)
			_, printed, err := live(ctx, t, h)
			t.Log(err, "\n"+printed)
			assert.Len(t, h.Invitations(), test.left)
			require.Error(t, err)
			assert.Contains(t, printed+err.Error(), test.want)
		}
	})
}

func TestDifferencesAreFound(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	for _, test := range []struct{ request, body, response, want string }{
		{request: "GET /invitations"},
		{request: "GET /invitations?limit=501", want: "at most 500"},
		{request: "POST /invitations", want: "value is required but missing"},
		{request: "POST /invitations", body: `{"email_address":7,"team":"b"}`, want: `CreateInvitation, request: request body has an error: doesn't match schema #/components/schemas/CreateInvitationRequest: /email_address: value must be a string; /: property "team" is unsupported`},
		{request: "POST /invitations/inv_1/revoke", body: `{}`, want: "request body not allowed"},
		{request: "GET /invitations", response: `{"data":[]}`, want: `/total_count: property "total_count" is missing`},
		{request: "POST /invitations/inv_1/revoke", response: `{"email_address":"secret"}`, want: `RevokeInvitation, 200 OK: response body doesn't match schema`},
		{request: "POST /invitations/inv_1/revoke", response: `secret`, want: "failed to decode response body"},
	} {
		c, err := newChecker(invitationstest.NewTransport(h), func(error) {})
		require.NoError(t, err)
		if test.response != "" {
			h.Inject(invitationstest.Respond(http.StatusOK, "application/json", test.response))
		}
		method, path, _ := strings.Cut(test.request, " ")
		req, err := http.NewRequestWithContext(t.Context(), method, "https://api.clerk.com/v1"+path, strings.NewReader(test.body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+h.SecretKey)
		req.Header.Set("Content-Type", "application/json")
		res, err := c.RoundTrip(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		found := strings.Join(c.differences, "\n")
		assert.Contains(t, found, test.want, "%s %s %s", test.request, test.body, test.response)
		assert.NotContains(t, found, "secret")
		assert.Equal(t, test.want == "", found == "", found)
	}
}

func TestRunStaysWithinItsLimits(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "sk_live_x")
	require.ErrorContains(t, run(t.Context(), io.Discard, false, nil), "-live")

	h := invitationstest.NewHandler()
	c, err := newChecker(invitationstest.NewTransport(h), func(error) {})
	require.NoError(t, err)
	c.requests["CreateInvitation"], c.requests["CreateBulkInvitations"] = maxCreates, maxBulks
	for _, path := range []string{"", "/bulk"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.clerk.com/v1/invitations"+path, http.NoBody)
		require.NoError(t, err)
		_, err = c.RoundTrip(req) //nolint:bodyclose // there is none
		assert.ErrorContains(t, err, "at most")
	}
	assert.Empty(t, h.Requests())
}
