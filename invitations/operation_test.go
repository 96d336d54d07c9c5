package invitations_test

import (
	"context"
	"slices"

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
