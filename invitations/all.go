package invitations

import (
	"context"
	"iter"
)

// All gives every invitation that matches p, in order, page after page: GET /invitations.
//
//	for inv, err := range client.All(ctx, invitations.ListParams{}) {
//		if err != nil {
//			return err
//		}
//		…
//	}
//
// Nothing is requested before the range begins, and nothing more after it is left. Pages have
// p.Limit invitations, two at the least ([MaxLimit] where it is 0), or more where the place in a list
// that has changed is to be found again. The next ones are fetched ahead, as many at a time as
// [WithConcurrency] says, so memory holds a few pages whatever the total. p.Offset says where to start.
// An error is given once and ends the sequence. Ranging again starts anew.
//
// Whatever stays listed from beginning to end is given exactly once, even as other invitations are
// created, revoked or deleted meanwhile, by the loop itself too. What comes or goes meanwhile is
// given once or not at all. An invitation whose place in the order changes is not covered, and
// neither is one with a status that p.Statuses selects only part of the time.
//
// The errors are those of [Client.List].
func (c *Client) All(ctx context.Context, p ListParams, opts ...Option) iter.Seq2[Invitation, error] {
	return func(yield func(Invitation, error) bool) {
		call, err := c.newCall(ctx, opAll, opts)
		if err == nil {
			if refusal := p.check(); refusal != nil {
				err = refusal.in(opAll, "")
			}
		}
		if err != nil {
			yield(Invitation{}, err)
			return
		}
		walkAll(ctx, call, p, yield)
	}
}
