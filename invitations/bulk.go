package invitations

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// MaxBulk is the largest number of invitations in a [Client.CreateBulk].
const MaxBulk = 10

// CreateBulk invites up to [MaxBulk] people with one request: POST /invitations/bulk. Clerk allows 25 an
// hour. The invitations are in the order of ps. If Clerk rejects one address, it creates none, as far as
// is known. The errors are those of [Client.Create]. [ErrorDetail.EmailAddresses] of an
// [ErrAlreadyInvited] names the addresses.
func (c *Client) CreateBulk(ctx context.Context, ps []CreateParams, opts ...Option) ([]Invitation, error) {
	bodies, invalid := encodeBulk(ps)
	call, err := c.newCall(ctx, opCreateBulk, opts, invalid)
	if err != nil {
		return nil, err
	}
	defer call.report()
	return call.createBulk(ctx, bodies)
}

func (c *call) createBulk(ctx context.Context, bodies []gen.CreateInvitationRequest) ([]Invitation, error) {
	items := make(gen.CreateBulkInvitationsRequest, len(bodies))
	for i, body := range bodies {
		items[i] = gen.BulkInvitation(body)
	}
	return c.createAndReconcile(ctx, bodies,
		func(ctx context.Context, api *gen.Client) (*http.Response, error) {
			return api.CreateBulkInvitations(ctx, items)
		},
		func(body []byte) ([]Invitation, error) {
			page, err := decodePage(body)
			if err != nil {
				return nil, err
			}
			return inOrderOf(bodies, page.Invitations)
		},
	)
}

func encodeBulk(ps []CreateParams) ([]gen.CreateInvitationRequest, *ArgumentError) {
	if len(ps) < 1 || len(ps) > MaxBulk {
		return nil, invalid("ps", fmt.Sprintf("has %d items, not 1 to %d", len(ps), MaxBulk))
	}
	bodies := make([]gen.CreateInvitationRequest, len(ps))
	for i, p := range ps {
		body, err := p.encode()
		if err != nil {
			return nil, err.in(opCreateBulk, fmt.Sprintf("[%d].", i))
		}
		bodies[i] = body
	}
	return bodies, nil
}

// inOrderOf returns list in the order of the requests, because nobody documents that Clerk keeps it.
// It matches invitations by their addresses, and those whose address Clerk returns in another form by
// their order.
func inOrderOf(bodies []gen.CreateInvitationRequest, list []Invitation) ([]Invitation, error) {
	if len(list) != len(bodies) {
		return nil, fmt.Errorf("%w: %d invitations for %d addresses", errOutOfShape, len(list), len(bodies))
	}
	ordered := make([]Invitation, len(bodies))
	var unmatched []int
	for i, body := range bodies {
		j := slices.IndexFunc(list, func(inv Invitation) bool { return validate.SameAddress(inv.EmailAddress, body.EmailAddress) })
		if j < 0 {
			unmatched = append(unmatched, i)
			continue
		}
		ordered[i] = list[j]
		list = slices.Delete(list, j, j+1)
	}
	for j, i := range unmatched {
		ordered[i] = list[j]
	}
	return ordered, nil
}
