package invitations_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

var errMarshal = errors.New("no metadata for ada@example.com")

type failingMarshaler struct{}

func (failingMarshaler) MarshalJSON() ([]byte, error) { return nil, errMarshal }

// rejectedParams returns params that are rejected, by the field that is wrong.
func rejectedParams() map[string][]invitations.CreateParams {
	rejected := map[string][]invitations.CreateParams{
		"ExpiresInDays": {
			{EmailAddress: "a@example.com", ExpiresInDays: -1},
			{EmailAddress: "a@example.com", ExpiresInDays: 366},
		},
	}
	for _, address := range []string{"", " ada@example.com", "Ada <ada@example.com>", "ada@example.com\r\nBcc: x@example.com"} {
		rejected["EmailAddress"] = append(rejected["EmailAddress"], invitations.CreateParams{EmailAddress: address})
	}
	for _, metadata := range []any{
		[]int{1}, "{}", 7, []byte("{}"), json.RawMessage(`{"a":`), map[string]any{"f": func() {}}, failingMarshaler{},
	} {
		rejected["PublicMetadata"] = append(rejected["PublicMetadata"], invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: metadata})
	}
	for _, redirect := range []string{"/welcome", "javascript:alert(1)"} {
		rejected["RedirectURL"] = append(rejected["RedirectURL"], invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: redirect})
	}
	return rejected
}

func TestCreateRejectsBadArguments(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(200, pendingJSON))
	client := stub.client(t)
	for field, params := range rejectedParams() {
		for _, p := range params {
			t.Run(fmt.Sprintf("%s %q %v", p.EmailAddress, p.RedirectURL, p.PublicMetadata), func(t *testing.T) {
				inv, err := client.Create(t.Context(), p)
				assert.Nil(t, inv)
				requireRejected(t, err, "Create", field)
				assertNoSecrets(t, err, p.EmailAddress, "ada@example.com")
				if p.PublicMetadata == (failingMarshaler{}) {
					assert.ErrorIs(t, err, errMarshal)
				}
				list, err := client.CreateBulk(t.Context(), []invitations.CreateParams{ada, p})
				assert.Nil(t, list)
				requireRejected(t, err, "CreateBulk", "[1]."+field)
			})
		}
	}
	assert.Empty(t, stub.sent())
}

func TestCreateAcceptsUnusualArguments(t *testing.T) {
	t.Parallel()
	const address = "a@example.com"
	stub := newStub(t, respondWith(200, pendingJSON))
	for _, p := range []invitations.CreateParams{
		{EmailAddress: address, ExpiresInDays: 1},
		{EmailAddress: address, ExpiresInDays: 365},
		{EmailAddress: address, RedirectURL: "myapp://welcome"},
		{EmailAddress: address, PublicMetadata: json.RawMessage(" \n{ }")},
		{EmailAddress: address, TemplateSlug: "a_template_of_tomorrow"},
	} {
		_, err := stub.client(t).Create(t.Context(), p)
		assert.NoError(t, err, "%q %q", p.EmailAddress, p.RedirectURL)
	}
}

func TestCreateBulkRejectsOtherThanOneToTen(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(200, "[]"))
	for _, n := range []int{0, invitations.MaxBulk + 1, 5000} {
		list, err := stub.client(t).CreateBulk(t.Context(), people(n))
		assert.Nil(t, list)
		requireRejected(t, err, "CreateBulk", "ps")
	}
	assert.Empty(t, stub.sent())
}

func TestListRejectsBadArguments(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(200, "[]"))
	for field, tests := range map[string][]invitations.ListParams{
		"Limit":    {{Limit: -1}, {Limit: invitations.MaxLimit + 1}},
		"Offset":   {{Offset: -1}},
		"Statuses": {{Statuses: []invitations.Status{""}}, {Statuses: []invitations.Status{"pending", ""}}},
	} {
		for _, params := range tests {
			page, err := stub.client(t).List(t.Context(), params)
			assert.Nil(t, page)
			requireRejected(t, err, "List", field)
		}
	}
	assert.Empty(t, stub.sent())
}

func TestHostileIDsAreRejected(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(200, deletedJSON))
	client := stub.client(t)
	for _, id := range []string{"", "..", "../users/x", "inv_1?a=b", "%2e%2e", "inv_1\n"} {
		inv, err := client.Revoke(t.Context(), id)
		assert.Nil(t, inv, "%q", id)
		requireRejected(t, err, "Revoke", "id")
		requireRejected(t, client.Delete(t.Context(), id), "Delete", "id")
		_, err = client.Get(t.Context(), id)
		requireRejected(t, err, "Get", "id")
	}
	assert.Empty(t, stub.sent())
}

func TestCallsRejectAZeroClientAndANilContext(t *testing.T) {
	t.Parallel()
	for _, client := range []*invitations.Client{nil, {}} {
		for _, operation := range operations {
			result, err := operation.call(t.Context(), client)
			assert.Nil(t, result)
			requireRejected(t, err, operation.op, "Client")
		}
	}
	var none context.Context
	stub := newStub(t, respondWith(200, `{}`))
	client := stub.client(t)
	for _, operation := range operations {
		_, err := operation.call(none, client)
		requireRejected(t, err, operation.op, "ctx")
	}
	assert.Empty(t, stub.sent())
}
