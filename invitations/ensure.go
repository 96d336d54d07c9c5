package invitations

import (
	"context"
	"errors"
)

// Ensure returns the pending invitation for p's address, or a new one made as p says. Created says
// which: an invitation that was there is returned as it is, whatever else p says. It is safe to call
// from many places at once, because it creates first and looks up only what Clerk refuses:
// POST /invitations, then GET /invitations.
//
// The errors are those of [Client.Create], of which [ErrAlreadyInvited] stays only where an invitation
// that is not pending stands in the way. IgnoreExisting is refused: with it there could be two.
func (c *Client) Ensure(ctx context.Context, p CreateParams, opts ...Option) (inv *Invitation, created bool, err error) {
	call, err := c.newCall(ctx, opEnsure, opts)
	if err != nil {
		return nil, false, err
	}
	body, refusal := p.encode()
	if refusal == nil && p.IgnoreExisting {
		refusal = refuse("IgnoreExisting", "would make a second invitation")
	}
	if refusal != nil {
		return nil, false, refusal.in(opEnsure, "")
	}
	// The invitation in the way can be gone before it is looked up, and another come.
	const rounds = 3
	for range rounds {
		create := call.step(opCreate)
		inv, err = create.create(ctx, p, body)
		call.adopt(create)
		if !errors.Is(err, ErrAlreadyInvited) {
			return inv, err == nil, err
		}
		pending, lookUpErr := call.pending(ctx, p.EmailAddress)
		if lookUpErr != nil {
			return nil, false, lookUpErr
		}
		if len(pending) > 0 {
			return &pending[0], false, nil
		}
	}
	return nil, false, err
}
