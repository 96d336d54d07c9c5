package invitations

import (
	"context"
	"errors"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// Revoke makes an invitation's link worthless and returns the invitation as it is then:
// POST /invitations/{invitation_id}/revoke. It does not keep the person from signing up by other
// ways. Where the answer to an attempt was lost, a later one that finds the invitation revoked counts
// as success.
//
// Errors to tell apart: [ErrNotFound], [ErrAlreadyRevoked], [ErrAlreadyAccepted]; an
// [*ArgumentError] if id was refused before anything was sent.
func (c *Client) Revoke(ctx context.Context, id string, opts ...Option) (*Invitation, error) {
	call, err := c.newCall(ctx, opRevoke, opts)
	if err != nil {
		return nil, err
	}
	if refusal := checkID(id); refusal != nil {
		return nil, refusal.in(opRevoke, "")
	}
	return call.revoke(ctx, id)
}

func (c *call) revoke(ctx context.Context, id string) (*Invitation, error) {
	return do(ctx, c, decodeRevoked(id), func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.RevokeInvitation(ctx, id)
	}, func(failure *Error) (*Invitation, bool) {
		if !errors.Is(failure, ErrAlreadyRevoked) {
			return nil, false
		}
		return c.findRevoked(ctx, id)
	})
}

// findRevoked returns the invitation that an attempt whose answer was lost has revoked.
func (c *call) findRevoked(ctx context.Context, id string) (*Invitation, bool) {
	part := c.part(opList)
	page, err := part.list(ctx, ListParams{Statuses: []Status{StatusRevoked}, Query: id, Limit: lookUpLimit})
	if err != nil {
		return nil, false
	}
	for i := range page.Invitations {
		if page.Invitations[i].ID == id {
			c.answer = part.answer
			return &page.Invitations[i], true
		}
	}
	return nil, false
}
