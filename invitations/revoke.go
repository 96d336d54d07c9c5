package invitations

import (
	"context"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// Revoke makes an invitation's link worthless and returns the invitation as it is then:
// POST /invitations/{invitation_id}/revoke. It does not keep the person from signing up by other
// ways.
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
	return do(ctx, call, decodeInvitation, func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.RevokeInvitation(ctx, id)
	})
}
