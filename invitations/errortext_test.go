package invitations_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// Transports and an error for the tables of tests.
var (
	limited     = returning(429, clerkError("too_many_requests", "{}"), "Retry-After", "5")
	unavailable = returning(503, clerkError("service_unavailable", "{}"))
	wrongPath   = returning(404, "<html>", "Content-Type", "text/html")
	unknownHost = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "api.clerk.com", IsNotFound: true}}
)

const spent = "no attempt is left after 1 in 0s"

// slow returns a transport whose responses take a second.
func slow(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		time.Sleep(time.Second)
		return next.RoundTrip(r)
	})
}

// An errorText is how a call gets an error.
type errorText struct {
	transport http.RoundTripper
	attempts  int           // at most, with waits of 1 ns
	within    time.Duration // until the deadline of the context, if not 0
}

// errorTexts has the texts of errors after "invitations: ", by the level at which the error is logged.
var errorTexts = map[string]map[string]errorText{
	"DEBUG": {
		// What Clerk says.
		"Create: 422 form_param_value_invalid (redirect_url): is invalid; form_param_missing (email_address); other (trace t1)": {
			returning(422, `{"errors":[{"code":"form_param_value_invalid","message":"is invalid","meta":{"param_name":"redirect_url"}},`+
				`{"code":"form_param_missing","meta":{"param_name":"email_address"}},{"code":"other","message":"Other"}],"clerk_trace_id":"t1"}`), 5, 0},
		"List: 401 : a [redacted] c [redacted]": {
			returning(401, `{"errors":[{"message":"a\r\n\tb\u0000\u001b[31m c ada@example.com"}]}`), 5, 0},
		"Create: 422" + strings.Repeat(" form_param_missing;", 10) + " …": {
			returning(422, `{"errors":[`+strings.Repeat(`{"code":"form_param_missing"},`, 50)+`{}]}`), 5, 0},
		// Who responded, if it was not Clerk.
		"Create: 403 without Clerk's JSON from api.clerk.com (text/plain): error code: 1010 (CF-Ray 8f1e2d3c-FRA)": {
			returning(403, "error code: 1010\n", "Content-Type", "text/plain; charset=UTF-8", "CF-Ray", "8f1e2d3c-FRA"), 5, 0},
		"Create: 403 without Clerk's JSON from api.clerk.com (text/plain): [redacted] is blocked, see [redacted]": {
			returning(403, "ada@example.com is blocked, see https://a.example", "Content-Type", "text/plain"), 5, 0},
		"Revoke: 404 without Clerk's JSON from api.clerk.com (text/html)":                                     {wrongPath, 5, 0},
		"Create: 404 without Clerk's JSON from api.clerk.com (text/html): the base URL is probably wrong":     {wrongPath, 5, 0},
		"CreateBulk: 404 without Clerk's JSON from api.clerk.com (text/html): the base URL is probably wrong": {wrongPath, 5, 0},
		"List: 404 resource_not_found: m: the base URL is probably wrong":                                     {returning(404, clerkError("resource_not_found", "{}")), 5, 0},
	},
	"WARN": {
		"List: 302 without Clerk's JSON from api.clerk.com, which redirects to login.example and is not followed": {
			returning(302, "", "Content-Type", "", "Location", "https://login.example/?next=/v1"), 5, 0},
		"List: 308 without Clerk's JSON from api.clerk.com (text/html), which redirects to api.clerk.com and is not followed": {
			returning(308, "", "Content-Type", "text/html", "Location", "/v1/invitations/"), 5, 0},
		"List: no response from api.clerk.com: a redirect has a malformed Location: " + spent: {
			returning(302, "", "Location", "/v1/tickets/accept/s3cr3t%zz"), 1, 0}, // http.Client drops the response
		"List: 200 from api.clerk.com: total_count is a JSON string: " + spent:                                                     {returning(200, `{"data":[],"total_count":"7"}`), 1, 0},
		"Revoke: 200 from api.clerk.com: the response is a JSON array: " + spent:                                                   {returning(200, "[]"), 1, 0},
		"Revoke: 200 from api.clerk.com: the response is not JSON: invalid character '<' looking for beginning of value: " + spent: {returning(200, "<html>"), 1, 0},
		"Delete: 200 from api.clerk.com: the response is not what the operation returns: " + spent:                                 {returning(200, "{}"), 1, 0},
		"Delete: 204 from api.clerk.com: the response is not what the operation returns: " + spent:                                 {returning(204, ""), 1, 0},
		// Why there was no further attempt.
		"Create: 429 too_many_requests: Clerk asks to wait 59m58s, longer than MaxRetryAfter (10s)": {
			returning(429, `{"errors":[{"code":"too_many_requests","message":"Too many requests"}]}`, "Retry-After", "3598"), 5, 0},
		"List: 503 service_unavailable: m: no attempt is left after 5 in 5s":                             {slow(unavailable), 5, 0},
		"List: 503 service_unavailable: m: a retry would begin after MaxElapsedTime (30s)":               {slow(unavailable), 100, 0},
		"List: 429 too_many_requests: m: a retry after 5s would begin after the deadline of the context": {limited, 5, 5 * time.Second},
		"Create: 429 too_many_requests: m: a retry after 5s would leave no time for the lookup":          {limited, 5, 7 * time.Second},
		"List: 200 from api.clerk.com: the response is larger than 8388608 bytes: a retry would fail in the same way": {
			returning(200, emptyPage(maxBody+1)), 5, 0},
		// Timeouts.
		"List: no response from api.clerk.com: no complete response within 15s (WithTimeout): no attempt is left after 1 in 15s": {stalled, 1, 0},
		"List: no response from api.clerk.com: context deadline exceeded":                                                        {stalled, 1, time.Second},
		"Create: no response from api.clerk.com: no complete response within 6s (two thirds of the time until the deadline of the context): " +
			"the lookup failed: " +
			"List: no response from api.clerk.com: context deadline exceeded: outcome unknown, an invitation may exist": {stalled, 5, 9 * time.Second},
		// Go's own errors.
		"Create: no response from api.clerk.com: dial tcp: lookup api.clerk.com: no such host: " + spent: {failing(unknownHost), 1, 0},
		"Create: no response from api.clerk.com: a proxy [redacted] for [redacted] key [redacted]: " + spent + ": outcome unknown, an invitation may exist": {
			failing(errors.New("a proxy http://me:secret@proxy.example for ada@example.com, key sk_live_1")), 1, 0},
	},
}

func TestErrorTextSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for level, tests := range errorTexts {
		for want, test := range tests {
			t.Run(want, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var out bytes.Buffer
					client := newClient(t, test.transport, withLog(&out),
						invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: test.attempts, InitialInterval: 1}))
					ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(test.within, 24*time.Hour))
					defer cancel()
					op, _, _ := strings.Cut(want, ":")
					_, err := operationNamed(op).call(ctx, client)
					assert.EqualError(t, err, "invitations: "+want)
					assert.NotErrorIs(t, err, invitations.ErrNotFound)
					lines := slices.DeleteFunc(logLines(t, &out), func(line logLine) bool { return line.For != "" })
					last := lines[len(lines)-1]
					assert.Equal(t, level, last.Level)
					assert.Contains(t, err.Error(), last.Error)
					assert.Contains(t, last.Error, "invitations: "+op+": ")
				})
			})
		}
	}
}

func TestErrorOfAConnectionNamesTheHost(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	closed := httptest.NewServer(nil)
	closed.Close()
	for _, test := range []struct {
		base     string
		trusts   bool
		attempts int
		want     []string // after "no response from <host>: "
	}{
		{server.URL, false, 1, []string{"tls: failed to verify certificate: x509: ", ": a retry would fail in the same way"}},
		{"https://clerk.test", true, 1, []string{"x509: certificate is valid for example.com, *.example.com, not clerk.test: a retry would fail"}},
		{closed.URL, false, 2, []string{"dial tcp ", closed.Listener.Addr().String(), "refused", ": no attempt is left after 2 in 0s"}},
	} {
		transport := &http.Transport{}
		if test.trusts {
			transport = server.Client().Transport.(*http.Transport).Clone() //nolint:forcetypeassert // it is one
			transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
			}
		}
		client := newClient(t, transport, invitations.WithBaseURL(test.base), invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 2, InitialInterval: 1}))
		var response invitations.Response
		_, err := client.List(t.Context(), invitations.ListParams{Query: "ada@example.com"}, invitations.WithResponse(&response))
		requireError(t, err, "List", 0)
		_, host, _ := strings.Cut(test.base, "//")
		assert.True(t, strings.HasPrefix(err.Error(), "invitations: List: no response from "+host+": "), err)
		for _, want := range test.want {
			assert.ErrorContains(t, err, want)
		}
		assert.Equal(t, test.attempts, response.Attempts)
	}
}
