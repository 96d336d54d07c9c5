package contract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const baseURL = "https://api.clerk.com/v1"

// live runs against a fake server and returns the answers by question, and the table.
func live(ctx context.Context, h *invitationstest.Handler) (answers map[string]string, table string, err error) {
	h.AddUser("user@example.com")
	var out strings.Builder
	err = Run(ctx, &out, Config{BaseURL: baseURL, SecretKey: h.SecretKey, UserEmail: "user@example.com", Transport: invitationstest.NewTransport(h)})
	answers = map[string]string{}
	for line := range strings.Lines(out.String()) {
		if cells := strings.Split(line, "|"); len(cells) > 3 {
			answers[strings.TrimSpace(cells[1])] = strings.TrimSpace(cells[2])
		}
	}
	return answers, out.String(), err
}

// replace returns a fault that changes the requests.
func replace(before, after string) invitationstest.Fault {
	return invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), before, after)))
		r.URL.RawQuery = strings.ReplaceAll(r.URL.RawQuery, before, after)
		next.ServeHTTP(w, r)
	}).Always()
}

// choiceOf returns which field of Choices is settled by which line, as its doc comments say.
func choiceOf(t *testing.T) map[string]string {
	source, err := os.ReadFile("../../invitations/invitationstest/option.go")
	require.NoError(t, err)
	text := strings.ReplaceAll(string(source), "\n\t// ", " ")
	fields := map[string]string{}
	for _, match := range regexp.MustCompile(`The line (\w+) settles it\.\s+(\w+) `).FindAllStringSubmatch(text, -1) {
		fields[match[1]] = match[2]
	}
	assert.Len(t, fields, reflect.TypeFor[invitationstest.Choices]().NumField()-1, "but InviteAgainAfterExpiryRejected")
	return fields
}

func TestEveryAnswerDependsOnWhatIsAsked(t *testing.T) {
	t.Parallel()
	const revoked = `{"object":"invitation","id":"inv_1","email_address":"a@example.com","public_metadata":{},"status":"revoked","revoked":true,"created_at":1,"updated_at":1}`
	changed := map[string]struct {
		answer string
		fault  invitationstest.Fault // if there is no Choice
	}{
		"list_lag_ms":                {answer: "3045"},
		"clock_skew_ms":              {"-60000", invitationstest.Fault{}.WithHeader("Date", "Sat, 01 Jan 2000 00:01:00 GMT").On(invitationstest.OpCreate).Always()},
		"address_lower_cased":        {answer: "yes"},
		"bulk_atomic":                {answer: "no"},
		"bulk_ignore_existing_user":  {answer: "form_identifier_exists"},
		"bulk_order_kept":            {answer: "no"},
		"bulk_repeated_address":      {answer: "yes"},
		"concurrent_creates":         {answer: "5"},
		"custom_scheme_redirect_url": {answer: "form_param_format_invalid"},
		"delete_twice":               {"yes", invitationstest.Respond(200, "application/json", `{"object":"invitation","id":"inv_1","deleted":true}`).On(invitationstest.OpDelete).Skip(1)},
		"duplicate_ignores_case":     {"no", replace("@EXAMPLE.COM", "@OTHER.EXAMPLE.COM")},
		"equal_times_reversed":       {answer: "yes"},
		"error_trace_at_top":         {answer: "no"},
		"error_trace_header":         {"no", invitationstest.Fault{}.WithHeader("X-Clerk-Trace-Id", "").Always()},
		"expires_in_days_366":        {"yes", replace("366", "365")},
		"invite_again_after_revoke":  {"duplicate_record", invitationstest.Respond(200, "application/json", revoked).On(invitationstest.OpRevoke).Always()},
		"list_has_url":               {answer: "yes"},
		"metadata_byte_for_byte":     {answer: "no"},
		"query_ignores_case":         {answer: "no"},
		"query_matches_id":           {"no", replace("query=inv_", "query=no_")},
		"query_matches_part":         {answer: "no"},
		"relative_redirect_url":      {"form_param_value_invalid", replace(`"/welcome"`, "7")},
		"unknown_body_field":         {answer: "yes"},
		"unknown_query_parameter":    {answer: "yes"},
	}
	var usual map[string]string
	synctest.Test(t, func(t *testing.T) {
		var table string
		var err error
		h := invitationstest.NewHandler()
		usual, table, err = live(t.Context(), h)
		require.NoError(t, err, table)
		assert.Len(t, usual, len(changed)+3, "with contract, the heading and the line below it")
		assert.Empty(t, h.Emails())
		assert.Empty(t, h.Invitations())
		sent := map[invitationstest.Operation]int{}
		for _, r := range h.Requests() {
			sent[r.Operation]++
		}
		assert.Contains(t, table, fmt.Sprintf("%d creates, %d bulks;", sent[invitationstest.OpCreate], sent[invitationstest.OpCreateBulk]))
		t.Log(sent, "\n"+table)
	})
	fields := choiceOf(t)
	for id, want := range changed {
		t.Run(id, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var choices invitationstest.Choices
				if field := reflect.ValueOf(&choices).Elem().FieldByName(fields[id]); field.Kind() == reflect.Bool {
					field.SetBool(true)
				} else if field.IsValid() {
					field.SetInt(int64(map[string]time.Duration{"list_lag_ms": 3 * time.Second, "concurrent_creates": 100 * time.Millisecond}[id]))
				}
				h := invitationstest.NewHandler(invitationstest.WithChoices(choices))
				h.Inject(want.fault)
				answers, table, err := live(t.Context(), h)
				assert.Equal(t, want.answer, answers[id], id)
				assert.NotEqual(t, usual[id], answers[id], id)
				if fields[id] != "" {
					assert.NoError(t, err, table)
					assert.Empty(t, h.Invitations(), id)
				}
			})
		})
	}
}

func TestRunDeletesWhatItHasCreated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, test := range map[string]struct {
			fault invitationstest.Fault
			left  int
			err   string
		}{
			"interrupt":       {err: "interrupted"},
			"lost response":   {fault: invitationstest.Cut().AfterWork().On(invitationstest.OpCreate).Skip(2)},
			"rate limit":      {fault: invitationstest.RateLimited(time.Hour).On(invitationstest.OpCreate).Skip(9), err: "wait 3600 seconds"},
			"no list works":   {fault: invitationstest.Status(500).On(invitationstest.OpList).Always(), err: "List: 500"},
			"no delete works": {fault: invitationstest.Status(403).On(invitationstest.OpDelete).Always(), left: 44, err: "Delete: 403"},
		} {
			ctx, interrupt := context.WithCancelCause(t.Context())
			h := invitationstest.NewHandler()
			h.Inject(test.fault)
			if name == "interrupt" {
				h.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
					next.ServeHTTP(w, r)
					interrupt(errors.New("interrupted")) // before the response
				}).On(invitationstest.OpCreate).Skip(9))
			}
			_, table, err := live(ctx, h)
			interrupt(nil)
			t.Log(err, "\n"+table)
			assert.Len(t, h.Invitations(), test.left, name)
			if test.err != "" {
				assert.ErrorContains(t, err, test.err)
			}
		}
	})
}

func TestDifferencesAreFound(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	for _, test := range []struct{ request, body, response, want string }{
		{request: "GET /invitations"},
		{request: "GET /invitations?page=2", want: "ListInvitations, request: security requirements failed: query parameter page is not declared"},
		{request: "GET /invitations?limit=501", want: "at most 500"},
		{request: "POST /invitations", want: "value is required but missing"},
		{request: "POST /invitations", body: `{"email_address":7}`, want: "/email_address: value must be a string"},
		{request: "POST /invitations", body: `{"email_address":"a@example.com","team":"b"}`, want: `/: property "team" is unsupported`},
		{request: "POST /invitations/inv_1/revoke", body: `{}`, want: "request body not allowed"},
		{request: "GET /users", want: "GET, request: no operation has this path"},
		{request: "GET /invitations", response: `[{"id":7}]`, want: `/0/id: value must be a string`},
		{request: "GET /invitations", response: `{"data":[]}`, want: `/total_count: property "total_count" is missing`},
		{request: "POST /invitations/inv_1/revoke", response: `{"email_address":"secret"}`, want: `RevokeInvitation, 200 OK: response body doesn't match schema`},
		{request: "POST /invitations/inv_1/revoke", response: `secret`, want: "failed to decode response body"},
	} {
		c, err := newChecker(baseURL, invitationstest.NewTransport(h), func(error) {})
		require.NoError(t, err)
		if test.response != "" {
			h.Inject(invitationstest.Respond(http.StatusOK, "application/json", test.response))
		}
		method, path, _ := strings.Cut(test.request, " ")
		req, err := http.NewRequestWithContext(t.Context(), method, baseURL+path, strings.NewReader(test.body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+h.SecretKey)
		req.Header.Set("Clerk-Api-Version", c.doc.Info.Version)
		req.Header.Set("Content-Type", "application/json")
		if res, err := c.RoundTrip(req); err == nil {
			require.NoError(t, res.Body.Close())
		}
		assert.Contains(t, strings.Join(c.differences, "\n"), test.want, "%s %s %s", test.request, test.body, test.response)
		assert.NotContains(t, strings.Join(c.differences, "\n"), "secret")
		assert.Equal(t, test.want == "", len(c.differences) == 0, c.differences)
	}
}

func TestRunStaysWithinItsLimits(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, Run(t.Context(), io.Discard, Config{SecretKey: "sk_live_x"}), "-live")

	h := invitationstest.NewHandler()
	c, err := newChecker(baseURL, invitationstest.NewTransport(h), func(error) {})
	require.NoError(t, err)
	r := &run{Config: Config{BaseURL: baseURL}, checker: c}
	for path, limit := range map[string]int{"": maxCreates, "/bulk": maxBulks} {
		for n := range limit + 1 {
			err := r.send(t.Context(), http.MethodPost, path, "{}")
			assert.Equal(t, n == limit, strings.Contains(outcome(err), "at most"))
		}
	}
	assert.Len(t, h.Requests(), maxCreates+maxBulks)
}

func TestErrorsOfTheFakeFollowTheDocument(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	c, err := newChecker(baseURL, invitationstest.NewTransport(h), func(error) {})
	require.NoError(t, err)
	r := &run{Config: Config{BaseURL: baseURL, SecretKey: h.SecretKey}, checker: c}
	for _, status := range []int{400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504} {
		h.Inject(invitationstest.Status(status))
		assert.Contains(t, outcome(r.send(t.Context(), http.MethodGet, "", "")), strconv.Itoa(status))
	}
	id := h.AddInvitation("ada@example.com")
	require.NoError(t, h.Accept(id))
	assert.Equal(t, "400 invitation_already_accepted", outcome(r.send(t.Context(), http.MethodPost, "/"+id+"/revoke", "")))
	assert.Empty(t, c.differences)
}
