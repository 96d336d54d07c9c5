package invitations

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// MaxBulk is the most invitations that one [Client.CreateBulk] takes.
const MaxBulk = 10

// CreateBulk invites up to [MaxBulk] people in one request: POST /invitations/bulk.
// The invitations are in the order of ps. One address that Clerk refuses fails the whole call.
//
// The errors are those of [Client.Create]; with [ErrAlreadyInvited],
// [ErrorDetail.EmailAddresses] names the addresses. Clerk allows 25 bulk requests an hour.
// The Field of an [*ArgumentError] begins with the index of the item it is about.
func (c *Client) CreateBulk(ctx context.Context, ps []CreateParams, opts ...Option) ([]Invitation, error) {
	call, err := c.newCall(ctx, opCreateBulk, opts)
	if err != nil {
		return nil, err
	}
	body, refusal := encodeBulk(ps)
	if refusal != nil {
		return nil, refusal
	}
	creation := newBulkCreation(call, ps, body)
	if err := creation.run(ctx); err != nil {
		return nil, err
	}
	made := make([]Invitation, len(ps))
	for i, inv := range creation.made {
		made[i] = *inv
	}
	return made, nil
}

func newBulkCreation(c *call, ps []CreateParams, body gen.CreateBulkInvitationsRequest) *creation {
	creation := newCreation(c, ps)
	creation.send = func(ctx context.Context, open []int) ([]Invitation, *Error) {
		return attempt(ctx, c, decodeBulk(pickAll(ps, open)), func(ctx context.Context, api *gen.Client) (*http.Response, error) {
			return api.CreateBulkInvitations(ctx, pickAll(body, open))
		})
	}
	return creation
}

func pickAll[T any](all []T, indices []int) []T {
	picked := make([]T, len(indices))
	for i, index := range indices {
		picked[i] = all[index]
	}
	return picked
}

func encodeBulk(ps []CreateParams) (gen.CreateBulkInvitationsRequest, *ArgumentError) {
	if len(ps) < 1 || len(ps) > MaxBulk {
		return nil, &ArgumentError{Op: opCreateBulk, Field: "ps", Reason: fmt.Sprintf("has %d items, not 1 to %d", len(ps), MaxBulk)}
	}
	items := make(gen.CreateBulkInvitationsRequest, len(ps))
	for i, p := range ps {
		item, refusal := p.encode()
		if refusal != nil {
			return nil, refusal.in(opCreateBulk, fmt.Sprintf("[%d].", i))
		}
		items[i] = gen.BulkInvitation(item)
	}
	return items, nil
}

// inOrderOf returns list in the order of ps. No document says that Clerk keeps the order, so each
// invitation is matched by its address; where the same address was invited twice, in the order of
// the answer. So are those left whose address Clerk gives in another form than it was sent in.
func inOrderOf(ps []CreateParams, list []Invitation) ([]Invitation, error) {
	if len(list) != len(ps) {
		return nil, fmt.Errorf("%w: %d invitations for %d addresses", errUnpromisedShape, len(list), len(ps))
	}
	ordered := make([]Invitation, len(ps))
	taken := make([]bool, len(list))
	var left []int
	for i, p := range ps {
		j := indexOfAddress(list, taken, p.EmailAddress)
		if j < 0 {
			left = append(left, i)
			continue
		}
		ordered[i], taken[j] = list[j], true
	}
	for _, i := range left {
		j := slices.Index(taken, false)
		ordered[i], taken[j] = list[j], true
	}
	return ordered, nil
}

func indexOfAddress(list []Invitation, taken []bool, address string) int {
	for j := range list {
		if !taken[j] && isSameAddress(list[j].EmailAddress, address) {
			return j
		}
	}
	return -1
}
