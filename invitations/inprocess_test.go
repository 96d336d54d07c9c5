package invitations_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/api/wire"
	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// An inProcess transport calls a handler without a network, so that a test may run in a synctest
// bubble, where time passes only when everybody waits.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		_ = req.Body.Close()
	}
	received := req.Clone(req.Context())
	received.Body = io.NopCloser(bytes.NewReader(body))
	received.RequestURI = req.URL.RequestURI()
	recorder := httptest.NewRecorder()
	aborted := make(chan bool, 1)
	go func() {
		defer func() {
			failure := recover()
			if failure != nil && failure != http.ErrAbortHandler { //nolint:errorlint // recovered, not returned
				panic(failure)
			}
			aborted <- failure != nil
		}()
		wire.Handler("inProcess", t.handler).ServeHTTP(recorder, received)
	}()
	select {
	case <-req.Context().Done():
		return nil, req.Context().Err()
	case cut := <-aborted:
		resp := recorder.Result()
		switch {
		case cut && recorder.Body.Len() == 0:
			return nil, io.EOF
		case cut:
			resp.Body = io.NopCloser(io.MultiReader(resp.Body, cutReader{}))
		}
		return resp, nil
	}
}

type cutReader struct{}

func (cutReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

var errRefusedConnection = errors.New("connection refused")

// newInProcess returns a Clerk in memory and a client that reaches it without a network.
func newInProcess(t *testing.T, opts ...invitations.Option) (*invitationstest.Handler, *invitations.Client) {
	t.Helper()
	handler := invitationstest.NewHandler()
	opts = append([]invitations.Option{
		invitations.WithHTTPClient(&http.Client{Transport: inProcess{handler}}),
	}, opts...)
	client, err := invitations.New(handler.SecretKey, opts...)
	require.NoError(t, err)
	return handler, client
}
