package invitations_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

var ada = invitations.CreateParams{EmailAddress: "ada@example.com"}

// people returns n params with different addresses.
func people(n int) []invitations.CreateParams {
	list := make([]invitations.CreateParams, n)
	for i := range list {
		list[i].EmailAddress = fmt.Sprintf("p%d@example.com", i)
	}
	return list
}

var sentinels = map[string]error{
	"Unauthorized":    invitations.ErrUnauthorized,
	"Forbidden":       invitations.ErrForbidden,
	"NotFound":        invitations.ErrNotFound,
	"AlreadyInvited":  invitations.ErrAlreadyInvited,
	"UserExists":      invitations.ErrUserExists,
	"AlreadyRevoked":  invitations.ErrAlreadyRevoked,
	"AlreadyAccepted": invitations.ErrAlreadyAccepted,
	"Invalid":         invitations.ErrInvalid,
	"RateLimited":     invitations.ErrRateLimited,
	"Server":          invitations.ErrServer,
	"OutcomeUnknown":  invitations.ErrOutcomeUnknown,
}

// requireRejected asserts that err rejects one field before anything was sent.
func requireRejected(t *testing.T, err error, op, field string) {
	t.Helper()
	var rejected *invitations.ArgumentError
	require.ErrorAs(t, err, &rejected)
	assert.Equal(t, op, rejected.Op)
	assert.Equal(t, field, rejected.Field)
	assert.NotEmpty(t, rejected.Reason)
	assert.Equal(t, "invitations: "+op+": "+field+" "+rejected.Reason, rejected.Error())
	assert.ErrorIs(t, err, invitations.ErrInvalid)
	require.NotErrorIs(t, err, invitations.ErrNotFound)
}

// requireError asserts that err is the error of an operation with a status, 0 for no response.
func requireError(t *testing.T, err error, op string, status int) *invitations.Error {
	t.Helper()
	var failure *invitations.Error
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, op, failure.Op)
	assert.Equal(t, status, failure.StatusCode)
	assert.Less(t, len(failure.Error()), 3000)
	return failure
}

// requireOnlyError returns the error of a sequence that yields nothing else.
func requireOnlyError[T any](t *testing.T, seq iter.Seq2[T, error]) (end error) {
	t.Helper()
	yielded := 0
	for _, err := range seq {
		yielded, end = yielded+1, err
	}
	require.Equal(t, 1, yielded)
	require.Error(t, end)
	return end
}

// decodeExact decodes JSON without rounding a number.
func decodeExact(t *testing.T, data string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(data))
	decoder.UseNumber()
	var v any
	require.NoError(t, decoder.Decode(&v))
	return v
}

// A stub is a transport that keeps the requests it gets.
type stub struct {
	http.RoundTripper
	mu   sync.Mutex
	sent []sentRequest
}

type sentRequest struct {
	*http.Request
	body string
}

// serving returns a stub with the responses of a handler, without a network.
func serving(handler http.HandlerFunc) *stub {
	s := &stub{}
	s.RoundTripper = invitationstest.NewTransport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.sent = append(s.sent, sentRequest{r, string(body)})
		s.mu.Unlock()
		handler(w, r)
	}))
	return s
}

// returning returns a stub with one response.
func returning(status int, body string, header ...string) *stub {
	return serving(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// failing returns a transport that sends nothing.
func failing(err error) http.RoundTripper {
	return roundTripper(func(*http.Request) (*http.Response, error) { return nil, err })
}

// stalled is a transport without a response.
var stalled = roundTripper(func(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
})

// newClient returns a client whose requests go through transport, each once unless an option says otherwise.
func newClient(tb testing.TB, transport http.RoundTripper, opts ...invitations.Option) *invitations.Client {
	tb.Helper()
	client, err := invitations.New(testKey, append([]invitations.Option{
		invitations.WithHTTPClient(&http.Client{Transport: transport}), invitations.WithoutRetry(),
	}, opts...)...)
	require.NoError(tb, err)
	return client
}

var errConnectionRefused = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}

// newInProcess returns a fake server and a client that reaches it without a network.
func newInProcess(opts ...invitations.Option) (*invitationstest.Handler, *invitations.Client) {
	server := invitationstest.NewHandler()
	return server, server.Client(opts...)
}

// emails returns how many emails were sent to each address.
func emails(server *invitationstest.Handler) map[string]int {
	counts := make(map[string]int)
	for _, email := range server.Emails() {
		counts[email.To]++
	}
	return counts
}

// inParallel calls f with 0 to n-1.
func inParallel(n int, f func(int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

// operationsOf returns the operations of all requests.
func operationsOf(server *invitationstest.Handler) []invitationstest.Operation {
	var operations []invitationstest.Operation
	for _, request := range server.Requests() {
		operations = append(operations, request.Operation)
	}
	return operations
}
