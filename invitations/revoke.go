package invitations

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// Revoke makes the link of an invitation invalid and returns the revoked invitation:
// POST /invitations/{invitation_id}/revoke. The person can still sign up in other ways.
// It returns [ErrNotFound], [ErrAlreadyRevoked] or [ErrAlreadyAccepted], among others. It succeeds if a
// response was lost and a retry finds the invitation revoked.
func (c *Client) Revoke(ctx context.Context, id string, opts ...Option) (*Invitation, error) {
	call, err := c.newCall(ctx, opRevoke, opts, invalid("id", validate.ID(id)))
	if err != nil {
		return nil, err
	}
	defer call.report()
	return call.revoke(ctx, id)
}

func (c *call) revoke(ctx context.Context, id string) (*Invitation, error) {
	revoked, err := do(ctx, c, func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.RevokeInvitation(ctx, id)
	}, decodeInvitation)
	if c.requests.wasLost() && errors.Is(err, ErrAlreadyRevoked) {
		rejection := *c.response
		if found, lookupErr := c.get(ctx, id); lookupErr == nil && found.Status == StatusRevoked {
			c.response.Attempts = c.requests.sent
			return found, nil
		}
		*c.response = rejection
	}
	return revoked, err
}

// Delete erases an invitation, whatever its status: DELETE /invitations/{invitation_id}.
// It returns [ErrNotFound], also if the invitation was deleted before. It succeeds if a response was lost
// and a retry finds nothing.
func (c *Client) Delete(ctx context.Context, id string, opts ...Option) error {
	call, err := c.newCall(ctx, opDelete, opts, invalid("id", validate.ID(id)))
	if err != nil {
		return err
	}
	defer call.report()
	_, err = do(ctx, call, func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.DeleteInvitation(ctx, id)
	}, decodeDeleted)
	if call.requests.wasLost() && errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func decodeDeleted(body []byte) (struct{}, error) {
	var deleted gen.DeletedInvitation
	err := json.Unmarshal(body, &deleted)
	if err == nil && (!bool(deleted.Deleted) || deleted.ID == "") {
		err = errOutOfShape
	}
	return struct{}{}, err
}
