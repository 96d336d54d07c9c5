package invitations_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestAnAnnouncedLengthIsNoReasonToTakeMemory(t *testing.T) {
	t.Parallel()
	for _, announced := range []int64{-1, 0, 1, 2, 1 << 24, 1 << 62} {
		client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: announced, Body: io.NopCloser(strings.NewReader("[]"))}, nil
		})}))
		require.NoError(t, err)
		page, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err, announced)
		assert.Empty(t, page.Invitations)
	}
}

// What is returned must not change when the memory it was read into is used for the next answer.
func TestResultsOutliveTheNextAnswer(t *testing.T) {
	t.Parallel()
	status, text := 200, ""
	newClient := func() *invitations.Client {
		client, err := invitations.New(testKey, invitations.WithoutRetry(), invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{}, ContentLength: -1, Body: body(text)}, nil
		})}))
		require.NoError(t, err)
		return client
	}
	type kept struct {
		page    *invitations.Page
		failure invitations.Error
	}
	ask := func(client *invitations.Client, as int, letter string) (k kept) {
		status = as
		text = strings.ReplaceAll(`[{"id":"XX","email_address":"XX@example.com","status":"XX","url":"XX","public_metadata":{"XX":"XX"},"XX":"XX"}]`, "X", letter)
		if as != 200 {
			text = strings.ReplaceAll(`{"errors":[{"code":"XX","message":"XX","long_message":"XX","meta":{"XX":1}}],"meta":{"XX":2},"clerk_trace_id":"XX"}`, "X", letter)
		}
		page, err := client.List(t.Context(), invitations.ListParams{})
		k.page = page
		if err != nil {
			k.failure = *requireError(t, err, "List", as)
		}
		return k
	}
	for _, as := range []int{200, 422} {
		client := newClient()
		held := ask(client, as, "a")
		for range 10 {
			ask(client, 200, "b")
			ask(client, 422, "c")
		}
		again := ask(newClient(), as, "a")
		assert.Equal(t, again.page, held.page)
		assert.Equal(t, again.failure.Details, held.failure.Details)
		assert.Equal(t, again.failure.Meta, held.failure.Meta)
		assert.Equal(t, string(again.failure.Body), string(held.failure.Body))
		assert.Equal(t, again.failure.TraceID, held.failure.TraceID)
	}
}
