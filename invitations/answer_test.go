package invitations_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestSuccessIsTheStatusAndShapeTheOperationPromises(t *testing.T) {
	t.Parallel()
	type answer struct {
		name   string
		status int
		body   string
	}
	everywhere := []answer{
		{"HTML", 200, "<!DOCTYPE html><html><body>Just a moment…</body></html>"},
		{"null", 200, "null"},
		{"empty", 200, ""},
		{"spaces", 200, " \n"},
		{"number", 200, "7"},
		{"string", 200, `"ok"`},
		{"empty object", 200, "{}"},
		{"error body", 200, clerkError("resource_not_found", "{}")},
		{"null item", 200, "[null]"},
		{"item without id", 200, `[{"object":"invitation"}]`},
		{"envelope without data", 200, `{"total_count":0}`},
		{"envelope with null data", 200, `{"data":null,"total_count":0}`},
		{"envelope without total", 200, `{"data":[]}`},
		{"envelope of objects", 200, `{"data":{},"total_count":1}`},
		{"envelope with a broken item", 200, `{"data":[{"id":7}],"total_count":1}`},
		{"nothing but an id", 200, `{"id":"` + testID + `"}`},
		{"another object", 200, `{"object":"user","id":"` + testID + `","status":"pending"}`},
		{"id beside errors", 200, `{"id":"` + testID + `","errors":[{"code":"x"}]}`},
		{"negative total", 200, `{"data":[],"total_count":-4}`},
		{"deleted nothing", 200, `{"deleted":true}`},
		{"not deleted", 200, `{"object":"invitation","deleted":false}`},
		{"array in array", 200, "[[]]"},
		{"created", 201, ""},
		{"accepted", 202, ""},
		{"partial", 206, ""},
		{"see other", 303, ""},
		{"not modified", 304, ""},
	}
	for _, operation := range operations {
		answers := slices.Concat(everywhere, []answer{
			{"cut JSON", 200, operation.success[:len(operation.success)-1]},
			{"trailing text", 200, operation.success + "<"},
		})
		for _, answer := range answers {
			t.Run(operation.op+"/"+answer.name, func(t *testing.T) {
				t.Parallel()
				body := answer.body
				if answer.status > 200 && answer.status < 300 {
					body = operation.success
				}
				stub := newStub(t, answering(answer.status, body, "X-Clerk-Trace-Id", "trace1"))
				result, err := operation.call(t, stub.client(t))
				assert.Nil(t, result)
				failure := requireError(t, err, operation.op, answer.status)
				assert.Equal(t, "trace1", failure.TraceID)
				require.Error(t, errors.Unwrap(failure), "why it is no success")
				assert.Len(t, stub.sent(), 1)
			})
		}
	}
}

func TestSwitchingProtocolsDoesNotHang(t *testing.T) {
	t.Parallel()
	stub := newStub(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		t.Cleanup(func() { _ = conn.Close() }) // only when the test is over
	})
	for _, operation := range operations {
		_, err := operation.call(t, stub.client(t, invitations.WithTimeout(10*time.Second)))
		requireError(t, err, operation.op, 101)
	}
}

func TestNoContentIsNoSuccess(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		stub := newStub(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
		_, err := operation.call(t, stub.client(t))
		requireError(t, err, operation.op, 204)
	}
}

func TestJSONIsJSONWhateverTheContentType(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{
		"application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8",
		"APPLICATION/JSON ; charset=\"utf-8\"", "text/plain", "",
	} {
		for _, operation := range operations {
			stub := newStub(t, answering(200, " \n"+operation.success+"\n", "Content-Type", contentType))
			_, err := operation.call(t, stub.client(t))
			assert.NoError(t, err, contentType)
			stub = newStub(t, answering(422, clerkError("form_param_missing", "{}"), "Content-Type", contentType))
			_, err = operation.call(t, stub.client(t))
			assert.Len(t, requireError(t, err, operation.op, 422).Details, 1, contentType)
		}
	}
}

func TestListReadsAnEnvelopeAndAnArray(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body         string
		items, total int
	}{
		"envelope":       {`{"data":[` + pendingJSON + `,` + revokedJSON + `],"total_count":41}`, 2, 41},
		"empty envelope": {`{"total_count":0,"data":[]}`, 0, 0},
		"array":          {`[` + pendingJSON + `,` + revokedJSON + `]`, 2, 2},
		"empty array":    {` []`, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := newStub(t, answering(200, test.body)).client(t).List(t.Context(), invitations.ListParams{})
			require.NoError(t, err)
			require.Len(t, page.Invitations, test.items)
			assert.NotNil(t, page.Invitations)
			assert.Equal(t, test.total, page.TotalCount)
			if test.items > 0 {
				assert.Equal(t, invitations.StatusPending, page.Invitations[0].Status)
				assert.Equal(t, invitations.StatusRevoked, page.Invitations[1].Status)
			}
		})
	}
}

func TestBulkAnswersOneInvitationForEachItemInTheOrderGiven(t *testing.T) {
	t.Parallel()
	invitation := func(n int, address string) string {
		return fmt.Sprintf(`{"object":"invitation","id":"inv_%d","email_address":%q,"public_metadata":{},"status":"pending","created_at":1,"updated_at":1}`, n, address)
	}
	ps := []invitations.CreateParams{
		{EmailAddress: "A@example.com"},
		{EmailAddress: "b@example.com"},
		{EmailAddress: "a@example.com", IgnoreExisting: true},
	}
	for name, test := range map[string]struct {
		answer []string
		want   []string
	}{
		"as given":          {[]string{invitation(1, "a@example.com"), invitation(2, "b@example.com"), invitation(3, "a@example.com")}, []string{"inv_1", "inv_2", "inv_3"}},
		"another order":     {[]string{invitation(2, "b@example.com"), invitation(1, "a@example.com"), invitation(3, "A@EXAMPLE.COM")}, []string{"inv_1", "inv_2", "inv_3"}},
		"another form":      {[]string{invitation(1, "a@example.com"), invitation(2, "b@xn--example.com"), invitation(3, "a@example.com")}, []string{"inv_1", "inv_2", "inv_3"}},
		"form and order":    {[]string{invitation(2, "b@xn--example.com"), invitation(1, "a@example.com"), invitation(3, "a@example.com")}, []string{"inv_1", "inv_2", "inv_3"}},
		"one too few":       {[]string{invitation(1, "a@example.com"), invitation(2, "b@example.com")}, nil},
		"one too many":      {[]string{invitation(1, "a@example.com"), invitation(2, "b@example.com"), invitation(3, "a@example.com"), invitation(4, "c@example.com")}, nil},
		"an envelope of it": {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := "[" + strings.Join(test.answer, ",") + "]"
			if test.answer == nil {
				body = `{"data":[],"total_count":0}`
			}
			list, err := newStub(t, answering(200, body)).client(t).CreateBulk(t.Context(), ps)
			if test.want == nil {
				assert.Nil(t, list)
				requireError(t, err, "CreateBulk", 200)
				return
			}
			require.NoError(t, err)
			var ids []string
			for _, inv := range list {
				ids = append(ids, inv.ID)
			}
			assert.Equal(t, test.want, ids)
		})
	}
}

func TestAnAnswerThatDoesNotComeWholeIsAnErrorWithItsCause(t *testing.T) {
	t.Parallel()
	cut := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	truncated := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			w.Header().Set("X-Clerk-Trace-Id", "trace1")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"object":"invitation","id":"inv_1"}`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
	}
	stallInBody := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"object":`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	for name, test := range map[string]struct {
		answer  http.HandlerFunc
		timeout time.Duration
		status  int
		cause   error
		text    string
	}{
		"cut":                   {cut, 0, 0, io.EOF, ": EOF"},
		"truncated":             {truncated(200), 0, 200, io.ErrUnexpectedEOF, ": unexpected EOF"},
		"truncated error":       {truncated(503), 0, 503, io.ErrUnexpectedEOF, ": unexpected EOF"},
		"stalled":               {stall, 100 * time.Millisecond, 0, context.DeadlineExceeded, ": no response within the timeout of an attempt"},
		"stalled within answer": {stallInBody, 100 * time.Millisecond, 200, context.DeadlineExceeded, ": no response within the timeout of an attempt"},
	} {
		for _, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				t.Parallel()
				client := newStub(t, test.answer).client(t, invitations.WithTimeout(test.timeout))
				result, err := operation.call(t, client)
				assert.Nil(t, result)
				failure := requireError(t, err, operation.op, test.status)
				assert.ErrorIs(t, err, test.cause)
				assert.Contains(t, failure.Error(), test.text)
				if test.status == 0 {
					assert.True(t, strings.HasPrefix(failure.Error(), "invitations: "+operation.op+": no response: "), failure.Error())
				}
			})
		}
	}
}

func TestAServerThatIsNotThereIsAnErrorWithoutTheQuery(t *testing.T) {
	t.Parallel()
	client, err := invitations.New(testKey, invitations.WithBaseURL("http://127.0.0.1:1"))
	require.NoError(t, err)
	_, err = client.List(t.Context(), invitations.ListParams{Query: "ada@example.com"})
	failure := requireError(t, err, "List", 0)
	assert.Contains(t, failure.Error(), "connect")
	assert.NotContains(t, failure.Error(), "ada")
}

func TestAnAttemptsTimeoutAndTheCallersDeadlineAreToldApart(t *testing.T) {
	t.Parallel()
	client := newStub(t, stall).client(t)
	_, err := client.List(t.Context(), invitations.ListParams{}, invitations.WithTimeout(20*time.Millisecond))
	assert.Equal(t, "invitations: List: no response: no response within the timeout of an attempt: context deadline exceeded", err.Error())
	var timeout interface{ Timeout() bool }
	require.ErrorAs(t, err, &timeout)
	assert.True(t, timeout.Timeout())

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = client.List(ctx, invitations.ListParams{}, invitations.WithTimeout(0))
	assert.Equal(t, "invitations: List: no response: context deadline exceeded", err.Error())
	assert.ErrorIs(t, err, context.DeadlineExceeded)

	why := errors.New("shutting down")
	canceled, cancelCause := context.WithCancelCause(t.Context())
	cancelCause(why)
	_, err = client.List(canceled, invitations.ListParams{})
	requireError(t, err, "List", 0)
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, why)
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := newStub(t, answering(200, pendingJSON))
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, operation := range operations {
			for _, location := range []string{elsewhere.URL + "/v1/invitations", ""} {
				stub := newStub(t, answering(status, "", "Location", location))
				follow := *stub.http
				follow.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
				var got invitations.Response
				_, err := operation.call(t, stub.client(t, invitations.WithHTTPClient(&follow)), invitations.WithResponse(&got))
				requireError(t, err, operation.op, status)
				assert.Equal(t, location, got.Header.Get("Location"))
				assert.Len(t, stub.sent(), 1)
			}
		}
	}
	assert.Empty(t, elsewhere.sent())
}

func TestAnswersAreReadUpToABound(t *testing.T) {
	t.Parallel()
	const bound = 16 << 20
	page := func(size int) []byte {
		const head, tail = `{"data":[],"total_count":0,"pad":"`, `"}`
		return []byte(head + strings.Repeat("x", size-len(head)-len(tail)) + tail)
	}
	endless := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			chunk := bytes.Repeat([]byte(" "), 1<<20)
			for r.Context().Err() == nil {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}
	}
	bomb := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = zip.Write(page(bound + 1))
		_ = zip.Close()
	}
	write := func(body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }
	}
	list := func(answer http.HandlerFunc) error {
		_, err := newStub(t, answer).client(t).List(t.Context(), invitations.ListParams{})
		return err
	}
	require.NoError(t, list(write(page(bound))))
	for name, answer := range map[string]http.HandlerFunc{"one more": write(page(bound + 1)), "endless": endless(200), "bomb": bomb} {
		failure := requireError(t, list(answer), "List", 200)
		assert.Contains(t, failure.Error(), "larger than 16777216 bytes", name)
	}
	failure := requireError(t, list(endless(502)), "List", 502)
	assert.ErrorIs(t, failure, invitations.ErrServer)
	assert.Len(t, failure.Body, 64<<10)
}

func TestWithResponseTellsOfThisCallAndNotOfTheOneBefore(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		var got invitations.Response
		stub := newStub(t, answering(200, operation.success, "Clerk-Trace-Id", "t1", "X-More", "yes"))
		_, err := operation.call(t, stub.client(t), invitations.WithResponse(&got))
		require.NoError(t, err)
		assert.Equal(t, 200, got.StatusCode)
		assert.Equal(t, "t1", got.TraceID)
		assert.Equal(t, "yes", got.Header.Get("X-More"))
		assert.Equal(t, 1, got.Attempts)

		stub = newStub(t, answering(401, `{"errors":[],"clerk_trace_id":"t2"}`, "Clerk-Trace-Id", "t1"))
		_, err = operation.call(t, stub.client(t), invitations.WithResponse(&got))
		requireError(t, err, operation.op, 401)
		assert.Equal(t, 401, got.StatusCode)
		assert.Equal(t, "t2", got.TraceID)
		assert.Empty(t, got.Header.Get("X-More"))

		_, err = operation.call(t, stub.client(t), invitations.WithResponse(&got), nil)
		requireRefusal(t, err, operation.op, "opts")
	}
	client := newStub(t, answering(200, "[]")).client(t)
	got := invitations.Response{StatusCode: 7, Attempts: 7}
	_, err := client.List(t.Context(), invitations.ListParams{Limit: -1}, invitations.WithResponse(&got))
	requireRefusal(t, err, "List", "Limit")
	assert.Equal(t, invitations.Response{}, got, "nothing of an earlier call remains")
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.List(canceled, invitations.ListParams{}, invitations.WithResponse(&got))
	requireError(t, err, "List", 0)
	assert.Zero(t, got.Attempts)
}

func TestUnknownFieldsAndValuesPassThrough(t *testing.T) {
	t.Parallel()
	body := `{"object":"invitation","id":"inv_1","email_address":"","public_metadata":{"n":12345678901234567},` +
		`"status":"paused","source":{"kind":"import","n":12345678901234567},"created_at":1764633600001,"updated_at":1764633600002}`
	inv, err := newStub(t, answering(200, body)).client(t).Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	require.NoError(t, err)
	assert.Equal(t, invitations.Status("paused"), inv.Status)
	assert.Empty(t, inv.URL)
	assert.True(t, inv.ExpiresAt.IsZero())
	assert.Equal(t, `{"n":12345678901234567}`, string(inv.PublicMetadata))
}
