package invitations

import (
	"context"
	"iter"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// Get returns the invitation with an id, whatever its status. Clerk has no operation for it, so the
// client looks it up: GET /invitations.
//
// It returns [ErrNotFound] if no invitation has the id, and an [*ArgumentError] if id is rejected
// before anything is sent.
func (c *Client) Get(ctx context.Context, id string, opts ...Option) (*Invitation, error) {
	call, err := c.newCall(ctx, opGet, opts, invalid("id", validate.ID(id)))
	if err != nil {
		return nil, err
	}
	defer call.report()
	for inv, err := range call.search(ctx, id) {
		if err != nil {
			return nil, err
		}
		if inv.ID == id {
			return &inv, nil
		}
	}
	return nil, call.found(ErrNotFound)
}

// FindByEmail returns all invitations for an address, which is compared case-insensitively: those that
// are not revoked, then the revoked ones, each group newest first: GET /invitations, twice. It returns nil if
// there are none. The errors are those of [Client.List].
func (c *Client) FindByEmail(ctx context.Context, email string, opts ...Option) ([]Invitation, error) {
	call, err := c.newCall(ctx, "FindByEmail", opts, invalid("email", validate.Address(email)))
	if err != nil {
		return nil, err
	}
	defer call.report()
	var found []Invitation
	for inv, err := range call.search(ctx, email) {
		if err != nil {
			return nil, err
		}
		if validate.SameAddress(inv.EmailAddress, email) {
			// One that is revoked in the meantime comes twice, and the second time is the truth.
			found = slices.DeleteFunc(found, func(earlier Invitation) bool { return earlier.ID == inv.ID })
			found = append(found, inv)
		}
	}
	return found, nil
}

// search returns what matches a query, whatever its status. It takes two lists: without a status
// Clerk leaves out revoked invitations, and with all known statuses it leaves out those with another.
func (c *call) search(ctx context.Context, query string) iter.Seq2[Invitation, error] {
	return func(yield func(Invitation, error) bool) {
		for _, statuses := range [][]Status{nil, {StatusRevoked}} {
			for inv, err := range c.all(ctx, ListParams{Query: query, Statuses: statuses}) {
				if !yield(inv, err) {
					return
				}
			}
		}
	}
}

// pending returns the pending invitations for an address, the newest first.
func (c *call) pending(ctx context.Context, email string) ([]Invitation, error) {
	var pending []Invitation
	for inv, err := range c.all(ctx, ListParams{Query: email, Statuses: []Status{StatusPending}}) {
		if err != nil {
			return nil, err
		}
		if validate.SameAddress(inv.EmailAddress, email) {
			pending = append(pending, inv)
		}
	}
	return pending, nil
}
