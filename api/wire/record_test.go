package wire_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/api/wire"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func recorded(t *testing.T, folder string) []wire.Exchange {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	require.NoError(t, err)
	require.Len(t, names, 1)
	f, err := os.Open(names[0])
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	var all []wire.Exchange
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var e wire.Exchange
		require.NoError(t, json.Unmarshal(lines.Bytes(), &e))
		all = append(all, e)
	}
	return all
}

func TestRecord(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(wire.RecordTo, folder)
	server := wire.Record(t, invitationstest.NewServer(t))
	require.NoError(t, post(t, server, "/v1/invitations", `{"email_address":"ada@example.com"}`))
	server.Inject(invitationstest.HTML(502), invitationstest.Truncate(), invitationstest.CutBefore(), invitationstest.Status(204))
	for _, cut := range []bool{false, true, true, false} {
		err := post(t, server, "/v1/invitations/bulk", `[{"email_address":"grace@example.com"}]`)
		assert.Equal(t, cut, err != nil, "%v", err)
	}
	require.Len(t, server.Requests(), 5, "what is recorded was answered by the server")

	all := recorded(t, folder)
	require.Len(t, all, 5)
	assert.Equal(t, "TestRecord", all[0].Test)
	assert.Equal(t, "POST", all[0].Method)
	assert.Equal(t, "/v1/invitations", all[0].URL)
	assert.JSONEq(t, `{"email_address":"ada@example.com"}`, string(all[0].RequestBody))
	assert.Equal(t, "application/json", all[0].RequestHeader.Get("Content-Type"))
	assert.NotContains(t, all[0].RequestHeader, "Authorization")
	assert.Equal(t, 200, all[0].Status)
	assert.Equal(t, "application/json", all[0].Header.Get("Content-Type"))
	assert.Contains(t, string(all[0].Body), `"status":"pending"`)
	assert.False(t, all[0].Cut)

	assert.Equal(t, 502, all[1].Status)
	assert.Contains(t, string(all[1].Body), "<html>")
	assert.False(t, all[1].Cut)
	assert.True(t, all[2].Cut)
	assert.True(t, strings.HasPrefix(string(all[2].Body), `[{`), "%s", all[2].Body)
	assert.True(t, all[3].Cut)
	assert.Zero(t, all[3].Status)
	assert.Equal(t, 204, all[4].Status)
	assert.False(t, all[4].Cut)
	for _, e := range all {
		assert.False(t, e.AnswerOnly)
	}
}

// post sends a request on a connection of its own and reads the whole answer.
func post(t *testing.T, server *invitationstest.Server, path, body string) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+server.SecretKey)
	r.Header.Set("Content-Type", "application/json")
	r.Close = true
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.ReadAll(answer.Body)
	return err
}

func TestRecordAnswers(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(wire.RecordTo, folder)
	server := wire.RecordAnswers(t, invitationstest.NewServer(t))
	require.NoError(t, post(t, server, "/v1/invitations", `{}`))
	all := recorded(t, folder)
	require.Len(t, all, 1)
	assert.True(t, all[0].AnswerOnly)
}

func TestAnswersPassUnchanged(t *testing.T) {
	t.Setenv(wire.RecordTo, t.TempDir())
	handler := wire.Handler("a test", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		w.Header().Set("Trailer", "X-Sum")
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write(body)
		assert.NoError(t, http.NewResponseController(w).Flush())
		w.Header().Set("X-Sum", "7")
	}))
	server := httptest.NewServer(handler)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("tea"))
	require.NoError(t, err)
	answer, err := server.Client().Do(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusTeapot, answer.StatusCode)
	assert.Equal(t, "tea", string(body))
	assert.Equal(t, "7", answer.Trailer.Get("X-Sum"))
}

func TestNothingIsRecordedUnlessAsked(t *testing.T) {
	t.Setenv(wire.RecordTo, "")
	server := invitationstest.NewServer(t)
	before := server.URL
	assert.Same(t, server, wire.Record(t, server))
	assert.Equal(t, before, server.URL)
}

// An exchange that cannot be recorded must not pass for one that was checked.
func TestARecordThatCannotBeWrittenFailsTheTest(t *testing.T) {
	t.Setenv(wire.RecordTo, filepath.Join(t.TempDir(), "missing"))
	failed := &watched{TB: t}
	t.Run("inner", func(t *testing.T) {
		failed.TB = t
		server := wire.Record(failed, invitationstest.NewServer(t))
		require.Error(t, post(t, server, "/v1/invitations", `{}`))
	})
	assert.True(t, failed.failed)
}

// watched is a test that may fail without failing the one around it.
type watched struct {
	testing.TB
	failed bool
}

func (w *watched) Errorf(string, ...any) { w.failed = true }

func TestARequestThatTheClientHasNotFinishedIsNotChecked(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(wire.RecordTo, folder)
	handler := wire.Handler("test", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "the handler is told too")
	}))
	for _, unfinished := range []bool{true, false} {
		var body io.Reader = strings.NewReader("{}")
		if unfinished {
			body = io.MultiReader(strings.NewReader("{"), iotest.ErrReader(io.ErrUnexpectedEOF))
		} else {
			handler = wire.Handler("test", http.NotFoundHandler())
		}
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/invitations", body))
	}
	all := recorded(t, folder)
	require.Len(t, all, 2)
	assert.True(t, all[0].AnswerOnly)
	assert.False(t, all[1].AnswerOnly)
}
