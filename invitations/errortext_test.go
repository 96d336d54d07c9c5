package invitations_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// transport errors and responses for the table below.
var (
	stalled = roundTripper(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	unavailable = returning(503, clerkError("service_unavailable", "{}"))
	wrongPath   = returning(404, "<html>", "Content-Type", "text/html")
	unknownHost = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "api.clerk.com", IsNotFound: true}}
)

// failing returns a transport that sends nothing.
func failing(err error) http.RoundTripper {
	return roundTripper(func(*http.Request) (*http.Response, error) { return nil, err })
}

// slow returns a transport whose responses take a second.
func slow(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		time.Sleep(time.Second)
		return next.RoundTrip(r)
	})
}

// errorTexts are the texts of errors after "invitations: ", by the level at which the error is logged.
// The default waits of the client are random; those of the table are 1 ns long.
var errorTexts = map[string][]struct {
	op        string
	transport http.RoundTripper
	policy    invitations.RetryPolicy
	within    time.Duration // until the deadline of the context, if not 0
	want      string
}{
	"DEBUG": {
		// What Clerk says.
		{"Create", returning(422, `{"errors":[{"code":"form_param_value_invalid","message":"is invalid","meta":{"param_name":"redirect_url"}},`+
			`{"code":"form_param_missing","meta":{"param_name":"email_address"}},{"code":"other","message":"Other"}],"clerk_trace_id":"t1"}`),
			invitations.RetryPolicy{}, 0, "422 form_param_value_invalid (redirect_url): is invalid; form_param_missing (email_address); other (trace t1)"},
		{"List", returning(401, `{"errors":[{"message":"a\r\n\tb\u0000\u001b[31m c ada@example.com"}]}`), invitations.RetryPolicy{}, 0, "401 : a [redacted] c [redacted]"},
		{"Create", returning(422, `{"errors":[`+strings.Repeat(`{"code":"form_param_missing"},`, 50)+`{}]}`),
			invitations.RetryPolicy{}, 0, "422" + strings.Repeat(" form_param_missing;", 50) + " …"},
		// Who responded, if it was not Clerk.
		{"Create", returning(403, "error code: 1010\n", "Content-Type", "text/plain; charset=UTF-8", "CF-Ray", "8f1e2d3c-FRA"),
			invitations.RetryPolicy{}, 0, "403 without Clerk's JSON from api.clerk.com (text/plain): error code: 1010 (CF-Ray 8f1e2d3c-FRA)"},
		{"Create", returning(403, "ada@example.com is blocked, see https://a.example", "Content-Type", "text/plain"),
			invitations.RetryPolicy{}, 0, "403 without Clerk's JSON from api.clerk.com (text/plain): [redacted] is blocked, see [redacted]"},
		{"Revoke", wrongPath, invitations.RetryPolicy{}, 0, "404 without Clerk's JSON from api.clerk.com (text/html)"},
		{"Create", wrongPath, invitations.RetryPolicy{}, 0, "404 without Clerk's JSON from api.clerk.com (text/html): the base URL is probably wrong"},
		{"CreateBulk", wrongPath, invitations.RetryPolicy{}, 0, "404 without Clerk's JSON from api.clerk.com (text/html): the base URL is probably wrong"},
		{"List", returning(404, clerkError("resource_not_found", "{}")), invitations.RetryPolicy{}, 0, "404 resource_not_found: m: the base URL is probably wrong"},
	},
	"WARN": {
		{"List", returning(302, "", "Content-Type", "", "Location", "https://login.example/?next=/v1"),
			invitations.RetryPolicy{}, 0, "302 without Clerk's JSON from api.clerk.com, which redirects to login.example and is not followed"},
		{"List", returning(308, "", "Content-Type", "text/html", "Location", "/v1/invitations/"),
			invitations.RetryPolicy{}, 0, "308 without Clerk's JSON from api.clerk.com (text/html), which redirects to api.clerk.com and is not followed"},
		{"List", returning(200, `{"data":[{"id":7}]}`), invitations.RetryPolicy{}, 0, "200 from api.clerk.com: data.id is a JSON number: no attempt is left after 1 in 0s"},
		{"Revoke", returning(200, "[]"), invitations.RetryPolicy{}, 0, "200 from api.clerk.com: the response is a JSON array: no attempt is left after 1 in 0s"},
		{"Revoke", returning(200, "<html>"), invitations.RetryPolicy{}, 0, "200 from api.clerk.com: the response is not JSON: invalid character '<' looking for beginning of value: no attempt is left after 1 in 0s"},
		{"Delete", returning(200, "{}"), invitations.RetryPolicy{}, 0, "200 from api.clerk.com: the response is not what the operation returns: no attempt is left after 1 in 0s"},
		{"Delete", returning(204, ""), invitations.RetryPolicy{}, 0, "204 from api.clerk.com: not the status of a success: no attempt is left after 1 in 0s"},
		{"List", returning(302, "", "Location", "http://ada@example.com:x/?ticket=s3cr3t"), // http.Client drops the response
			invitations.RetryPolicy{}, 0, "no response from api.clerk.com: failed to parse Location header [redacted] parse [redacted] invalid port \":x\" after host: " +
				"no attempt is left after 1 in 0s"},
		// Why there was no further attempt.
		{"Create", returning(429, `{"errors":[{"code":"too_many_requests","message":"Too many requests"}]}`, "Retry-After", "3598"),
			invitations.RetryPolicy{}, 0, "429 too_many_requests: Clerk asks to wait 59m58s, longer than MaxRetryAfter (10s)"},
		{"List", slow(unavailable), invitations.RetryPolicy{MaxAttempts: 5}, 0, "503 service_unavailable: m: no attempt is left after 5 in 5s"},
		{"List", slow(unavailable), invitations.RetryPolicy{MaxAttempts: 5, MaxElapsedTime: time.Second}, 0, "503 service_unavailable: m: a retry would begin after MaxElapsedTime (1s)"},
		{"List", returning(429, "{}", "Retry-After", "5"), invitations.RetryPolicy{MaxAttempts: 2}, 5 * time.Second,
			"429 without Clerk's JSON from api.clerk.com (application/json): a retry after 5s would begin after the deadline of the context"},
		{"Create", returning(429, "{}", "Retry-After", "5"), invitations.RetryPolicy{MaxAttempts: 2}, 7 * time.Second,
			"429 without Clerk's JSON from api.clerk.com (application/json): a retry after 5s would leave no time for the lookup"},
		{"List", returning(200, emptyPage(maxBody+1)), invitations.RetryPolicy{MaxAttempts: 2}, 0,
			"200 from api.clerk.com: the response is larger than 8388608 bytes: a retry would fail in the same way"},
		// Timeouts.
		{"List", stalled, invitations.RetryPolicy{}, 0, "no response from api.clerk.com: no complete response within 15s (WithTimeout): no attempt is left after 1 in 15s"},
		{"List", stalled, invitations.RetryPolicy{}, time.Second, "no response from api.clerk.com: context deadline exceeded"},
		{"Create", stalled, invitations.RetryPolicy{MaxAttempts: 2}, 9 * time.Second,
			"no response from api.clerk.com: no complete response within 6s (two thirds of the time until the deadline of the context): a retry after 0s would leave no time for the lookup, " +
				"and the lookup failed: List: no response from api.clerk.com: context deadline exceeded: outcome unknown, an invitation may exist"},
		// Go's own errors.
		{"List", failing(unknownHost), invitations.RetryPolicy{}, 0, "no response from api.clerk.com: dial tcp: lookup api.clerk.com: no such host: no attempt is left after 1 in 0s"},
		{"Create", failing(errors.Join(&url.Error{Op: "proxyconnect", URL: "http://me:secret@proxy.example", Err: errors.New("no *.example.com for ada@example.com, key sk_live_1")}, io.EOF)),
			invitations.RetryPolicy{}, 0, "no response from api.clerk.com: proxyconnect [redacted] no *.example.com for [redacted] key [redacted] EOF: " +
				"no attempt is left after 1 in 0s: outcome unknown, an invitation may exist"},
	},
}

func TestErrorTextSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for level, tests := range errorTexts {
		for _, test := range tests {
			t.Run(test.op+": "+test.want, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var out bytes.Buffer
					policy := test.policy
					policy.InitialInterval, policy.MaxAttempts = 1, max(1, policy.MaxAttempts)
					client := newClient(t, test.transport, invitations.WithRetry(policy), withLog(&out))
					ctx := t.Context()
					if test.within > 0 {
						limited, cancel := context.WithTimeout(ctx, test.within)
						defer cancel()
						ctx = limited
					}
					_, err := operationNamed(test.op).call(ctx, client)
					require.Error(t, err)
					assert.Equal(t, "invitations: "+test.op+": "+test.want, err.Error())
					assert.NotErrorIs(t, err, invitations.ErrNotFound)
					lines := slices.DeleteFunc(logLines(t, &out), func(line logLine) bool { return line.For != "" })
					last := lines[len(lines)-1]
					assert.Equal(t, level, last.Level)
					assert.Contains(t, err.Error(), last.Error)
					assert.Contains(t, last.Error, "invitations: "+test.op+": ")
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
