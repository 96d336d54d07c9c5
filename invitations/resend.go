package invitations

import (
	"context"
	"errors"
	"slices"
)

// Resend revokes what is pending for p's address and invites anew, as p says: GET /invitations,
// POST /invitations/{invitation_id}/revoke, POST /invitations.
//
// The errors are those of the three operations. Where an invitation was revoked and the new one could
// not be made, the error is an [*Error] whose Revoked names what was revoked; until a later Resend or
// [Client.Create] succeeds, the person then has no invitation.
func (c *Client) Resend(ctx context.Context, p CreateParams, opts ...Option) (*Invitation, error) {
	call, err := c.newCall(ctx, opResend, opts)
	if err != nil {
		return nil, err
	}
	body, refusal := p.encode()
	if refusal != nil {
		return nil, refusal.in(opResend, "")
	}
	pending, err := call.pending(ctx, p.EmailAddress)
	if err != nil {
		return nil, err
	}
	var revoked []string
	for _, inv := range pending {
		revoke := call.step(opRevoke)
		_, err := revoke.revoke(ctx, inv.ID)
		call.adopt(revoke)
		switch {
		case err == nil:
			revoked = append(revoked, inv.ID)
		case errors.Is(err, ErrNotFound), errors.Is(err, ErrAlreadyRevoked), errors.Is(err, ErrAlreadyAccepted):
			// It is pending no more, which is all that is asked.
		default:
			return nil, afterRevoking(revoked, err)
		}
	}
	create := call.step(opCreate)
	inv, err := create.create(ctx, p, body)
	call.adopt(create)
	if err != nil {
		return nil, afterRevoking(revoked, err)
	}
	return inv, nil
}

// afterRevoking returns err so that it names what was revoked.
func afterRevoking(revoked []string, err error) error {
	var failure *Error
	if len(revoked) == 0 || !errors.As(err, &failure) {
		return err
	}
	half := *failure
	half.Revoked = slices.Clone(revoked)
	return &half
}
