package invitations_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// maxBody is how much of a response the client reads.
const maxBody = 8 << 20

// listOf returns a bare array of items.
func listOf(items ...string) string { return "[" + strings.Join(items, ",") + "]" }

// pageOf returns an envelope of items.
func pageOf(items ...string) string {
	return fmt.Sprintf(`{"data":%s,"total_count":%d}`, listOf(items...), len(items))
}

func TestSuccessNeedsTheStatusAndShapeOfTheOperation(t *testing.T) {
	t.Parallel()
	const anyID = `"id":"` + testID + `"`
	bodies := []string{
		"", "null", "7", "{}", "[null]", "[{}]", "<html>", clerkError("resource_not_found", "{}"),
		`{` + anyID + `}`,
		`{"object":"user",` + anyID + `,"status":"pending"}`,
		`{"object":"invitation","status":"pending"}`,
		`{"object":"invitation","id":7,"status":"pending"}`,
		`{` + anyID + `,"status":"pending","created_at":"soon"}`,
		`{` + anyID + `,"deleted":false}`,
		`{"deleted":true}`,
		listOf(`{"object":"invitation","status":"pending"}`),
	}
	for _, operation := range operations {
		check := func(status int, body string) {
			var response invitations.Response
			client := newClient(t, returning(status, body, "X-Clerk-Trace-Id", "trace1"))
			result, err := operation.call(t.Context(), client, invitations.WithResponse(&response))
			assert.Nil(t, result)
			failure := requireError(t, err, operation.op, status)
			assert.Equal(t, "trace1", failure.TraceID)
			assert.True(t, status >= 300 || errors.Unwrap(failure) != nil, "%s: why %d %s is no success", operation.op, status, body)
			assert.Equal(t, 1, response.Attempts)
		}
		for _, body := range append(bodies, operation.success[:len(operation.success)-1], operation.success+"<") {
			check(200, body)
		}
		for _, status := range []int{201, 202, 204, 206, 303, 304} {
			check(status, operation.success)
		}
	}
}

func TestListRejectsWhatIsNotAPage(t *testing.T) {
	t.Parallel()
	bodies := []string{
		`{"total_count":0}`, `{"data":{},"total_count":1}`, `{"data":"","total_count":1}`, `{"data":[],"total_count":"1"}`, `{"data":[],"total_count":1.5}`,
	}
	for _, item := range []string{"null", "[]", `"inv_1"`, `{"object":"invitation","id":"inv_1"}`, `{"object":"user","id":"inv_1","status":"pending"}`} {
		bodies = append(bodies, listOf(item, pendingJSON), pageOf(pendingJSON, item))
	}
	for _, body := range bodies {
		page, err := newClient(t, returning(200, body)).List(t.Context(), invitations.ListParams{})
		assert.Nil(t, page, body)
		requireError(t, err, "List", 200)
	}
}

func TestListAcceptsAnEnvelopeAndAnArray(t *testing.T) {
	t.Parallel()
	two := listOf(pendingJSON, revokedJSON)
	for name, test := range map[string]struct {
		body         string
		items, total int
	}{
		"envelope":       {`{"data":` + two + `,"total_count":41}`, 2, 41},
		"total first":    {`{"total_count":41,"more":{},"data":` + two + `}`, 2, 41},
		"data null":      {`{"total_count":0,"data":null}`, 0, 0},
		"total missing":  {`{"data":` + two + `}`, 2, -1},
		"total null":     {`{"data":` + two + `,"total_count":null}`, 2, -1},
		"total negative": {`{"data":` + two + `,"total_count":-7}`, 2, -1},
		"array":          {two, 2, -1},
		"empty array":    {" []", 0, -1},
	} {
		page, err := newClient(t, returning(200, test.body)).List(t.Context(), invitations.ListParams{})
		require.NoError(t, err, name)
		statuses := []invitations.Status{} // which the invitations are told apart by
		for _, inv := range page.Invitations {
			statuses = append(statuses, inv.Status)
		}
		assert.NotNil(t, page.Invitations, name)
		assert.Equal(t, []invitations.Status{"pending", "revoked"}[:test.items], statuses, name)
		assert.Equal(t, test.total, page.TotalCount, name)
	}
}

func TestUnknownMembersAreIgnoredAndUnknownValuesKept(t *testing.T) {
	t.Parallel()
	item := func(more string) string {
		return `{"object":"invitation","id":"inv_1","email_address":"","public_metadata": { "n":12345678901234567, "h":"<&>\u2028" },` +
			`"status":"paused","source":{"kind":"import"},"created_at":1764633600001,"updated_at":1764633600002` + more + `}`
	}
	for _, more := range []string{"", `,"revoked":false`, `,"revoked":true`, `,"revoked":null,"url":null,"expires_at":null`} {
		page, err := newClient(t, returning(200, listOf(item(more)))).List(t.Context(), invitations.ListParams{})
		require.NoError(t, err, more)
		assert.Equal(t, []invitations.Invitation{{
			ID:             "inv_1",
			Status:         "paused",
			PublicMetadata: json.RawMessage(`{ "n":12345678901234567, "h":"<&>\u2028" }`),
			CreatedAt:      time.UnixMilli(1764633600001).UTC(),
			UpdatedAt:      time.UnixMilli(1764633600002).UTC(),
		}}, page.Invitations, more)
	}
}

func TestCreateBulkReturnsInvitationsInTheOrderOfTheParams(t *testing.T) {
	t.Parallel()
	item := func(n int, address string) string {
		return fmt.Sprintf(`{"object":"invitation","id":"inv_%d","email_address":%q,"status":"pending"}`, n, address)
	}
	a, b, a2 := item(1, "a@example.com"), item(2, "b@example.com"), item(3, "A@EXAMPLE.COM")
	bInAnotherForm := item(2, "b@xn--example.com")
	ps := []invitations.CreateParams{
		{EmailAddress: "A@example.com"},
		{EmailAddress: "b@example.com"},
		{EmailAddress: "a@example.com", IgnoreExisting: true},
	}
	for name, test := range map[string]struct {
		body    string
		inOrder bool
	}{
		"as given":               {listOf(a, b, a2), true},
		"another order":          {listOf(b, a, a2), true},
		"another form":           {listOf(a, bInAnotherForm, a2), true},
		"another form and order": {listOf(bInAnotherForm, a, a2), true},
		"one missing":            {listOf(a, b), false},
		"one more":               {listOf(a, b, a2, item(4, "c@example.com")), false},
	} {
		list, err := newClient(t, returning(200, test.body)).CreateBulk(t.Context(), ps)
		if !test.inOrder {
			assert.Nil(t, list, name)
			requireError(t, err, "CreateBulk", 200)
			continue
		}
		require.NoError(t, err, name)
		for i, inv := range list {
			assert.Equal(t, fmt.Sprintf("inv_%d", i+1), inv.ID, name)
		}
	}
}

func TestWithResponseStoresTheLastResponseOfTheCall(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		var got invitations.Response
		stub := returning(200, operation.success, "Clerk-Trace-Id", "t1", "X-More", "yes")
		_, err := operation.call(t.Context(), newClient(t, stub), invitations.WithResponse(&got))
		require.NoError(t, err)
		assert.Equal(t, 200, got.StatusCode)
		assert.Equal(t, "t1", got.TraceID)
		assert.Equal(t, "yes", got.Header.Get("X-More"))
		assert.Equal(t, 1, got.Attempts)
		assert.Equal(t, operation.success, string(got.Body))

		stub = returning(401, `{"errors":[],"clerk_trace_id":"t2"}`, "Clerk-Trace-Id", "t1")
		_, err = operation.call(t.Context(), newClient(t, stub), invitations.WithResponse(&got))
		requireError(t, err, operation.op, 401)
		assert.Equal(t, 401, got.StatusCode)
		assert.Equal(t, "t2", got.TraceID)
		assert.Empty(t, got.Header.Get("X-More"))
		assert.Contains(t, string(got.Body), `"t2"`)
	}
}

func TestWithResponseKeepsNothingOfAnEarlierCall(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	got := invitations.Response{StatusCode: 7, Attempts: 7, Body: []byte("7")}
	_, err := client.List(t.Context(), invitations.ListParams{Limit: -1}, invitations.WithResponse(&got))
	requireRejected(t, err, "List", "Limit")
	assert.Equal(t, invitations.Response{}, got)
	got.StatusCode = 7
	_, err = client.List(t.Context(), invitations.ListParams{}, invitations.WithTimeout(-1), invitations.WithResponse(&got), nil)
	requireRejected(t, err, "List", "WithTimeout")
	assert.Equal(t, invitations.Response{}, got)
	got.StatusCode = 7
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.List(ctx, invitations.ListParams{}, invitations.WithResponse(&got))
	requireError(t, err, "List", 0)
	assert.Equal(t, invitations.Response{}, got)
	assert.Empty(t, server.Requests())
}

func TestResponseBodyIsNotInItsJSON(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(invitations.Response{StatusCode: 200, Body: []byte(pendingJSON)})
	require.NoError(t, err)
	assert.JSONEq(t, `{"StatusCode":200,"Header":null,"TraceID":"","Attempts":0}`, string(data))
}
