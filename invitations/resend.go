package invitations

import (
	"context"
	"errors"
)

// Resend revokes the pending invitations for p's address and creates a new one as p says:
// GET /invitations, POST /invitations/{invitation_id}/revoke, POST /invitations. Nothing is carried over
// from the old invitations. Op of an [*Error] says which operation failed. The pending invitations, or some
// of them, may be revoked then.
func (c *Client) Resend(ctx context.Context, p CreateParams, opts ...Option) (*Invitation, error) {
	body, invalid := p.encode()
	call, err := c.newCall(ctx, "Resend", opts, invalid)
	if err != nil {
		return nil, err
	}
	defer call.report()
	pending, err := call.withAddress(ctx, p.EmailAddress, StatusPending)
	if err != nil {
		return nil, err
	}
	for _, inv := range pending {
		_, err := call.step(opRevoke).revoke(ctx, inv.ID)
		switch {
		case err == nil, errors.Is(err, ErrAlreadyRevoked), errors.Is(err, ErrNotFound), errors.Is(err, ErrAlreadyAccepted):
			// It is no longer pending.
		default:
			return nil, err
		}
	}
	return call.step(opCreate).create(ctx, body)
}
