package invitations

import (
	"context"
	"errors"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// Delete erases an invitation, whatever its status: DELETE /invitations/{invitation_id}.
// Where the answer to an attempt was lost, a later one that finds nothing counts as success.
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
	_, err = do(ctx, call, decodeDeleted(id), func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.DeleteInvitation(ctx, id)
	}, func(failure *Error) (struct{}, bool) {
		return struct{}{}, errors.Is(failure, ErrNotFound)
	})
	return err
}
