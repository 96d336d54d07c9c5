package invitations_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

const (
	testKey = "sk_test_9f3kQ7ZpXw"
	testID  = "inv_2nKfT3vRz8QmWcXy5LpJdHs7BgA"

	pendingJSON = `{"object":"invitation","id":"` + testID + `","email_address":"ada@example.com",` +
		`"public_metadata":{"team":"analysis"},"status":"pending","url":"https://clerk.example/ticket?t=s3cr3t",` +
		`"expires_at":1767225600412,"created_at":1764633600001,"updated_at":1764633600001}`
	revokedJSON = `{"object":"invitation","id":"` + testID + `","email_address":"ada@example.com",` +
		`"public_metadata":{},"revoked":true,"status":"revoked",` +
		`"expires_at":1767225600412,"created_at":1764633600001,"updated_at":1764720000000}`
	deletedJSON = `{"object":"invitation","id":"` + testID + `","deleted":true}`
)

// A stub is a server that returns the same response to every request, and records the requests.
type stub struct {
	URL  string
	http *http.Client

	mu       sync.Mutex
	requests []sentRequest
}

type sentRequest struct {
	Method, Path string
	Query        url.Values
	Header       http.Header
	Body         string
	Remote       string
}

func newStub(t *testing.T, response http.HandlerFunc) *stub {
	t.Helper()
	s := &stub{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.requests = append(s.requests, sentRequest{r.Method, r.URL.EscapedPath(), r.URL.Query(), r.Header, string(body), r.RemoteAddr})
		s.mu.Unlock()
		response(w, r)
	}))
	t.Cleanup(server.Close)
	s.URL, s.http = server.URL, server.Client()
	return s
}

func (s *stub) sent() []sentRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// client returns a client of the stub, under a base path that is not Clerk's. It sends every request
// once, over connections of its own.
func (s *stub) client(t *testing.T, opts ...invitations.Option) *invitations.Client {
	t.Helper()
	return newClient(t, s.http.Transport, append([]invitations.Option{invitations.WithBaseURL(s.URL + "/proxied/v1")}, opts...)...)
}

// respondWith returns a handler with one fixed response.
func respondWith(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func clerkError(code, meta string) string {
	return `{"errors":[{"message":"m","long_message":"l","code":"` + code + `","meta":` + meta + `}]}`
}

// An operation is one of the API, the body of its success, and a call with valid arguments.
type operation struct {
	op      string
	success string
	call    func(context.Context, *invitations.Client, ...invitations.Option) (result any, err error)
}

var operations = operationsOn(testID)

// operationsOn returns the operations, of which those on one invitation are on the one with an id.
func operationsOn(id string) []operation {
	return []operation{
		{"Create", pendingJSON, func(ctx context.Context, c *invitations.Client, opts ...invitations.Option) (any, error) {
			return resultOf(c.Create(ctx, ada, opts...))
		}},
		{"CreateBulk", listOf(pendingJSON), func(ctx context.Context, c *invitations.Client, opts ...invitations.Option) (any, error) {
			list, err := c.CreateBulk(ctx, []invitations.CreateParams{ada}, opts...)
			if list == nil {
				return nil, err
			}
			return list, err
		}},
		{"List", pageOf(pendingJSON), func(ctx context.Context, c *invitations.Client, opts ...invitations.Option) (any, error) {
			return resultOf(c.List(ctx, invitations.ListParams{}, opts...))
		}},
		{"Revoke", revokedJSON, func(ctx context.Context, c *invitations.Client, opts ...invitations.Option) (any, error) {
			return resultOf(c.Revoke(ctx, id, opts...))
		}},
		{"Delete", deletedJSON, func(ctx context.Context, c *invitations.Client, opts ...invitations.Option) (any, error) {
			return nil, c.Delete(ctx, id, opts...)
		}},
	}
}

func operationNamed(op string) operation {
	return operations[slices.IndexFunc(operations, func(o operation) bool { return o.op == op })]
}

// resultOf returns nil for a nil pointer, which an interface with a type would not be.
func resultOf[T any](result *T, err error) (any, error) {
	if result == nil {
		return nil, err
	}
	return result, err
}
