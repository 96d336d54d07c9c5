package invitationstest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// start is when tests with a stopped clock begin.
var start = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// newServer is a server whose clock stands at start.
func newServer(t *testing.T, opts ...invitationstest.Option) *invitationstest.Server {
	t.Helper()
	srv := invitationstest.NewServer(t, opts...)
	srv.SetTime(start)
	return srv
}

// plain never uses a connection twice, so that it never sends a request twice by itself.
var plain = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

type clerkError struct {
	Code         string `json:"code"`
	Message      string `json:"message"`
	LongMessage  string `json:"long_message"`
	ClerkTraceID string `json:"clerk_trace_id"`
	Meta         *struct {
		ParamName      string   `json:"param_name"`
		EmailAddresses []string `json:"email_addresses"`
	} `json:"meta"`
}

type errorBody struct {
	Errors       []clerkError `json:"errors"`
	ClerkTraceID string       `json:"clerk_trace_id"`
}

type invitation struct {
	Object         string          `json:"object"`
	ID             string          `json:"id"`
	EmailAddress   string          `json:"email_address"`
	PublicMetadata json.RawMessage `json:"public_metadata"`
	Revoked        *bool           `json:"revoked"`
	Status         string          `json:"status"`
	URL            *string         `json:"url"`
	ExpiresAt      *int64          `json:"expires_at"`
	CreatedAt      int64           `json:"created_at"`
	UpdatedAt      int64           `json:"updated_at"`
}

// try sends a request with the server's key; headers come in pairs, an empty value takes one away.
// Any goroutine may call it.
func try(t *testing.T, srv *invitationstest.Server, method, path, body string, headers ...string) (answer, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+srv.SecretKey)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		}
	}
	res, err := plain.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	return answer{Status: res.StatusCode, Header: res.Header, Body: data}, err
}

func do(t *testing.T, srv *invitationstest.Server, method, path, body string, headers ...string) answer {
	t.Helper()
	a, err := try(t, srv, method, path, body, headers...)
	require.NoError(t, err)
	return a
}

func decode[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	require.Equal(t, http.StatusOK, a.Status, "%s", a.Body)
	require.Equal(t, "application/json", a.Header.Get("Content-Type"))
	require.NoError(t, json.Unmarshal(a.Body, &v), "%s", a.Body)
	return v
}

// requireErrors checks the status and the codes of a refusal, and what every refusal has.
func requireErrors(t *testing.T, a answer, status int, codes ...string) []clerkError {
	t.Helper()
	require.Equal(t, status, a.Status, "%s", a.Body)
	require.Equal(t, "application/json", a.Header.Get("Content-Type"))
	var body errorBody
	require.NoError(t, json.Unmarshal(a.Body, &body), "%s", a.Body)
	require.Regexp(t, `^[0-9a-f]{32}$`, body.ClerkTraceID)
	require.Equal(t, body.ClerkTraceID, a.Header.Get("X-Clerk-Trace-Id"))
	got := make([]string, 0, len(body.Errors))
	for _, e := range body.Errors {
		require.NotEmpty(t, e.Message)
		require.NotEmpty(t, e.LongMessage)
		require.Empty(t, e.ClerkTraceID)
		got = append(got, e.Code)
	}
	require.Equal(t, codes, got, "%s", a.Body)
	return body.Errors
}

// requireParam checks a refusal that is about one field.
func requireParam(t *testing.T, a answer, code, param string) {
	t.Helper()
	e := requireErrors(t, a, http.StatusUnprocessableEntity, code)[0]
	require.NotNil(t, e.Meta, "%s", a.Body)
	require.Equal(t, param, e.Meta.ParamName)
}

func createOne(t *testing.T, srv *invitationstest.Server, body string) answer {
	t.Helper()
	return do(t, srv, http.MethodPost, "/v1/invitations", body)
}

func createBulk(t *testing.T, srv *invitationstest.Server, body string) answer {
	t.Helper()
	return do(t, srv, http.MethodPost, "/v1/invitations/bulk", body)
}

func revoke(t *testing.T, srv *invitationstest.Server, id string) answer {
	t.Helper()
	return do(t, srv, http.MethodPost, "/v1/invitations/"+id+"/revoke", "")
}

func list(t *testing.T, srv *invitationstest.Server, query string) []invitation {
	t.Helper()
	return decode[[]invitation](t, do(t, srv, http.MethodGet, "/v1/invitations"+query, ""))
}

// assertBytes checks JSON that is to be the same byte for byte.
func assertBytes(t *testing.T, want string, got []byte) {
	t.Helper()
	assert.Equal(t, want, string(got))
}

// addresses returns whom the invitations are for, in their order.
func addresses(all []invitation) []string {
	out := make([]string, 0, len(all))
	for _, v := range all {
		out = append(out, v.EmailAddress)
	}
	return out
}

// invite makes pending invitations a minute apart.
func invite(srv *invitationstest.Server, emails ...string) (ids []string) {
	for _, email := range emails {
		ids = append(ids, srv.AddInvitation(email))
		srv.Advance(time.Minute)
	}
	return ids
}

// bulkOf is a bulk of n addresses that begin with prefix.
func bulkOf(prefix string, n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"email_address":"%s%d@example.com"}`, prefix, i)
	}
	return "[" + strings.Join(items, ",") + "]"
}

// countStatuses sends n requests at once and counts their answers, -1 standing for none.
func countStatuses(t *testing.T, srv *invitationstest.Server, n int, method, body string) map[int]int {
	t.Helper()
	statuses := make(chan int, n)
	for range n {
		go func() {
			a, err := try(t, srv, method, "/v1/invitations", body)
			if err != nil {
				a.Status = -1
			}
			statuses <- a.Status
		}()
	}
	count := map[int]int{}
	for range n {
		count[<-statuses]++
	}
	return count
}
