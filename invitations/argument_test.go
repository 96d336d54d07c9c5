package invitations_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

var errMarshal = errors.New("no metadata for ada@example.com")

type failingMarshaler struct{}

func (failingMarshaler) MarshalJSON() ([]byte, error) { return nil, errMarshal }

func TestCreateRejectsBadParams(t *testing.T) {
	t.Parallel()
	stub := returning(200, pendingJSON)
	client := newClient(t, stub)
	type params = invitations.CreateParams
	for field, rejected := range map[string][]params{
		"EmailAddress":  {{}, {EmailAddress: "Ada <ada@example.com>"}},
		"ExpiresInDays": {{ExpiresInDays: -1}, {ExpiresInDays: 366}},
		"RedirectURL":   {{RedirectURL: "/welcome"}},
		"PublicMetadata": {
			{PublicMetadata: []int{1}}, {PublicMetadata: "{}"}, {PublicMetadata: []byte("{}")}, {PublicMetadata: json.RawMessage(`{"a":`)},
			{PublicMetadata: map[string]any{"f": func() {}}}, {PublicMetadata: failingMarshaler{}},
		},
	} {
		for _, p := range rejected {
			if field != "EmailAddress" {
				p.EmailAddress = "ada@example.com"
			}
			err := second(client.Create(t.Context(), p))
			requireRejected(t, err, "Create", field)
			assert.NotContains(t, err.Error(), "@")
			_, isBytes := p.PublicMetadata.([]byte)
			assert.Equal(t, isBytes, strings.Contains(err.Error(), "only a json.RawMessage is sent as it is"))
			assert.Equal(t, p.PublicMetadata == any(failingMarshaler{}), errors.Is(err, errMarshal))
			requireRejected(t, second(client.CreateBulk(t.Context(), []params{ada, p})), "CreateBulk", "[1]."+field)
		}
	}
	assert.Empty(t, stub.sent)
}

func TestCallsRejectBadArguments(t *testing.T) {
	t.Parallel()
	stub := returning(200, "{}")
	client, ctx, withResponse := newClient(t, stub), t.Context(), invitations.WithResponse(new(invitations.Response))
	list := func(p invitations.ListParams) error { return second(client.List(ctx, p)) }
	all := func(p invitations.ListParams) error { return requireOnlyError(t, client.All(ctx, p)) }
	for _, test := range []struct {
		op, field string
		err       error
	}{
		{"New", "secretKey", second(invitations.New("pk_test_9f3kQ7ZpXw"))},
		{"New", "WithResponse", second(invitations.New(testKey, withResponse))},
		{"CreateBulk", "ps", second(client.CreateBulk(ctx, nil))},
		{"CreateBulk", "ps", second(client.CreateBulk(ctx, people(invitations.MaxBulk+1)))},
		{"CreateAll", "ps", requireOnlyError(t, client.CreateAll(ctx, nil))},
		{"CreateAll", "WithResponse", requireOnlyError(t, client.CreateAll(ctx, slices.Values(people(1)), withResponse))},
		{"List", "Limit", list(invitations.ListParams{Limit: -1})},
		{"List", "Limit", list(invitations.ListParams{Limit: invitations.MaxLimit + 1})},
		{"List", "Offset", list(invitations.ListParams{Offset: -1})},
		{"List", "Statuses", list(invitations.ListParams{Statuses: []invitations.Status{"pending", ""}})},
		{"All", "Limit", all(invitations.ListParams{Limit: invitations.MaxLimit + 1})},
		{"All", "Offset", all(invitations.ListParams{Offset: 1})},
		{"All", "WithResponse", requireOnlyError(t, client.All(ctx, invitations.ListParams{}, withResponse))},
		{"All", "Client", requireOnlyError(t, new(invitations.Client).All(ctx, invitations.ListParams{}))},
		{"Revoke", "id", second(client.Revoke(ctx, "../users/x"))},
		{"Delete", "id", client.Delete(ctx, "inv_1?a=b")},
		{"Get", "id", second(client.Get(ctx, ".."))},
		{"FindByEmail", "email", second(client.FindByEmail(ctx, "ada"))},
		{"Resend", "EmailAddress", second(client.Resend(ctx, invitations.CreateParams{}))},
	} {
		requireRejected(t, test.err, test.op, test.field)
		assert.NotContains(t, test.err.Error(), "9f3kQ7ZpXw")
	}
	_, _, err := client.Ensure(ctx, ignoring(ada, true))
	requireRejected(t, err, "Ensure", "IgnoreExisting")
	assert.Empty(t, stub.sent)
}

// second returns the error of a call, whose result must be nil then.
func second[T any](result T, err error) error {
	if err != nil && !reflect.ValueOf(result).IsZero() {
		return fmt.Errorf("%v next to %w", result, err)
	}
	return err
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
	stub := returning(200, `{}`)
	client := newClient(t, stub)
	for _, operation := range operations {
		_, err := operation.call(none, client)
		requireRejected(t, err, operation.op, "ctx")
	}
	assert.Empty(t, stub.sent)
}
