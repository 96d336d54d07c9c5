package invitations

import (
	"context"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// Delete erases an invitation, whatever its status: DELETE /invitations/{invitation_id}.
//
// Errors to tell apart: [ErrNotFound], also for an invitation deleted before; an [*ArgumentError]
// if id was refused before anything was sent.
func (c *Client) Delete(ctx context.Context, id string, opts ...Option) error {
	call, err := c.newCall(ctx, opDelete, opts)
	if err != nil {
		return err
	}
	if refusal := checkID(id); refusal != nil {
		return refusal.in(opDelete, "")
	}
	_, err = do(ctx, call, decodeDeleted, func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.DeleteInvitation(ctx, id)
	})
	return err
}
