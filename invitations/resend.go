package invitations

import (
	"context"
	"errors"
)

// Resend revokes the pending invitations for p's address and creates a new one as p says:
// GET /invitations, POST /invitations/{invitation_id}/revoke, POST /invitations.
//
// The errors are those of the three operations. Revoked of the [*Error] names the invitations that are
// revoked; others may still be pending.
func (c *Client) Resend(ctx context.Context, p CreateParams, opts ...Option) (*Invitation, error) {
	body, invalid := p.encode()
	call, err := c.newCall(ctx, "Resend", opts, invalid)
	if err != nil {
		return nil, err
	}
	pending, err := call.pending(ctx, p.EmailAddress)
	if err != nil {
		return nil, err
	}
	var revoked []string
	for _, inv := range pending {
		_, err := call.step(opRevoke).revoke(ctx, inv.ID)
		switch {
		case err == nil, errors.Is(err, ErrAlreadyRevoked):
			revoked = append(revoked, inv.ID)
		case errors.Is(err, ErrNotFound), errors.Is(err, ErrAlreadyAccepted):
			// It is no longer pending.
		default:
			return nil, afterRevoking(revoked, err)
		}
	}
	created, err := call.step(opCreate).create(ctx, body)
	if err != nil {
		return nil, afterRevoking(revoked, err)
	}
	return created, nil
}

// afterRevoking returns err with the ids of what was revoked.
func afterRevoking(revoked []string, err error) error {
	if failure, ok := errors.AsType[*Error](err); ok {
		failure.Revoked = revoked
	}
	return err
}
