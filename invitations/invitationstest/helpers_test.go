package invitationstest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// The targets of requests, and the body of one.
const (
	create  = "POST /v1/invitations"
	bulk    = "POST /v1/invitations/bulk"
	listing = "GET /v1/invitations"

	ada = `{"email_address":"ada@example.com"}`
)

func revoke(id string) string { return create + "/" + id + "/revoke" }
func remove(id string) string { return "DELETE /v1/invitations/" + id }

// start is when tests with a stopped clock begin.
var start = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// newServer returns a server whose clock is stopped at start.
func newServer(t *testing.T, opts ...invitationstest.Option) *invitationstest.Server {
	t.Helper()
	srv := invitationstest.NewServer(t, opts...)
	srv.SetTime(start)
	return srv
}

// plain never uses a connection twice, so that it never retries a request by itself.
var plain = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

type response struct {
	Status int
	Header http.Header
	Body   []byte
}

type invitation = gen.Invitation

// try sends a request with the server's key; headers come in pairs, an empty value removes one. Any
// goroutine may call it.
func try(t *testing.T, srv *invitationstest.Server, target, body string, headers ...string) (response, error) {
	t.Helper()
	method, path, _ := strings.Cut(target, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, strings.TrimSuffix(srv.URL, "/v1")+path, strings.NewReader(body))
	if err != nil {
		return response{}, err
	}
	req.Header.Set("Authorization", "Bearer "+srv.SecretKey)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		}
	}
	res, err := plain.Do(req)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	return response{Status: res.StatusCode, Header: res.Header, Body: data}, err
}

func do(t *testing.T, srv *invitationstest.Server, target, body string, headers ...string) response {
	t.Helper()
	res, err := try(t, srv, target, body, headers...)
	require.NoError(t, err)
	return res
}

func list(t *testing.T, srv *invitationstest.Server, query string) []invitation {
	t.Helper()
	return decode[[]invitation](t, do(t, srv, listing+query, ""))
}

func decode[T any](t *testing.T, res response) T {
	t.Helper()
	var v T
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	require.Equal(t, "application/json", res.Header.Get("Content-Type"))
	require.NoError(t, json.Unmarshal(res.Body, &v), "%s", res.Body)
	return v
}

// requireErrors checks the status and the codes of an error response, and what all of them have.
func requireErrors(t *testing.T, res response, status int, codes ...string) []gen.ErrorEntry {
	t.Helper()
	require.Equal(t, status, res.Status, "%s", res.Body)
	require.Equal(t, "application/json", res.Header.Get("Content-Type"))
	var body gen.ErrorResponse
	require.NoError(t, json.Unmarshal(res.Body, &body), "%s", res.Body)
	require.NotNil(t, body.ClerkTraceID)
	require.Regexp(t, `^[0-9a-f]{32}$`, *body.ClerkTraceID)
	require.Equal(t, *body.ClerkTraceID, res.Header.Get("X-Clerk-Trace-Id"))
	require.Equal(t, *body.ClerkTraceID, res.Header.Get("Clerk-Trace-Id"))
	got := make([]string, 0, len(body.Errors))
	for _, e := range body.Errors {
		require.NotEmpty(t, e.Message)
		require.NotEmpty(t, e.LongMessage)
		require.Nil(t, e.ClerkTraceID)
		got = append(got, e.Code)
	}
	require.Equal(t, codes, got, "%s", res.Body)
	return body.Errors
}

// requireParam checks an error response that is about one parameter.
func requireParam(t *testing.T, res response, code, param string) {
	t.Helper()
	e := requireErrors(t, res, http.StatusUnprocessableEntity, code)[0]
	require.JSONEq(t, fmt.Sprintf(`{"param_name":%q}`, param), string(e.Meta))
}

func requireDuplicates(t *testing.T, res response, emails ...string) {
	t.Helper()
	e := requireErrors(t, res, http.StatusBadRequest, "duplicate_record")[0]
	want, err := json.Marshal(map[string][]string{"email_addresses": emails})
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(e.Meta))
}

func requireUserExists(t *testing.T, res response) {
	t.Helper()
	requireParam(t, res, "form_identifier_exists", "email_address")
}

func addresses(all []invitation) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = v.EmailAddress
	}
	return out
}

// invite adds pending invitations a minute apart.
func invite(srv *invitationstest.Server, emails ...string) (ids []string) {
	for _, email := range emails {
		ids = append(ids, srv.AddInvitation(email))
		srv.Advance(time.Minute)
	}
	return ids
}

// bulkOf returns a bulk of n addresses that begin with prefix.
func bulkOf(prefix string, n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"email_address":"%s%d@example.com"}`, prefix, i)
	}
	return "[" + strings.Join(items, ",") + "]"
}
