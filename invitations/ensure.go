package invitations

import (
	"context"
	"errors"
)

// Ensure returns the pending invitation for p's address as it is, perhaps without its URL, or creates one
// as p says, and reports which: POST /invitations, then GET /invitations if Clerk rejects the address.
//
// The errors are those of [Client.Create]. [ErrAlreadyInvited] means that Clerk lists no pending
// invitation. IgnoreExisting is rejected, because it would create a second one.
func (c *Client) Ensure(ctx context.Context, p CreateParams, opts ...Option) (inv *Invitation, created bool, err error) {
	body, wrong := p.encode()
	if wrong == nil && p.IgnoreExisting {
		wrong = invalid("IgnoreExisting", "would create a second invitation")
	}
	call, err := c.newCall(ctx, "Ensure", opts, wrong)
	if err != nil {
		return nil, false, err
	}
	defer call.report()
	// The invitation that blocks the address can be gone before it is looked up, and another come.
	const rounds = 3
	for range rounds {
		inv, err = call.step(opCreate).create(ctx, body)
		if !errors.Is(err, ErrAlreadyInvited) {
			return inv, err == nil, err
		}
		pending, lookupErr := call.withAddress(ctx, p.EmailAddress, StatusPending)
		if lookupErr != nil {
			return nil, false, lookupErr
		}
		if len(pending) > 0 {
			return &pending[0], false, nil
		}
	}
	return nil, false, err
}
