package invitations

import (
	"context"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// Get returns the invitation with an id, whatever its status, or [ErrNotFound]. Clerk has no operation for
// it, so the client looks it up: GET /invitations. It may have no URL.
func (c *Client) Get(ctx context.Context, id string, opts ...Option) (*Invitation, error) {
	call, err := c.newCall(ctx, opGet, opts, invalid("id", validate.ID(id)))
	if err != nil {
		return nil, err
	}
	defer call.report()
	return call.get(ctx, id)
}

func (c *call) get(ctx context.Context, id string) (*Invitation, error) {
	for _, statuses := range anyStatus() {
		for inv, err := range c.all(ctx, ListParams{Query: id, Statuses: statuses}) {
			if err != nil {
				return nil, err
			}
			if inv.ID == id {
				return &inv, nil
			}
		}
	}
	return nil, c.found(ErrNotFound)
}

// FindByEmail returns all invitations for an address, which is compared case-insensitively: those that
// are not revoked, then the revoked ones, each group newest first: GET /invitations, twice. It returns nil
// if there are none.
func (c *Client) FindByEmail(ctx context.Context, email string, opts ...Option) ([]Invitation, error) {
	call, err := c.newCall(ctx, "FindByEmail", opts, invalid("email", validate.Address(email)))
	if err != nil {
		return nil, err
	}
	defer call.report()
	var found []Invitation
	for _, statuses := range anyStatus() {
		more, err := call.withAddress(ctx, email, statuses...)
		if err != nil {
			return nil, err
		}
		// One that is revoked in the meantime comes twice, and the second time is the truth.
		found = slices.DeleteFunc(found, func(earlier Invitation) bool {
			return slices.ContainsFunc(more, func(inv Invitation) bool { return inv.ID == earlier.ID })
		})
		found = append(found, more...)
	}
	return found, nil
}

// anyStatus returns the statuses of two lists that together have all invitations: without a status
// Clerk leaves out revoked ones, and with all known statuses it leaves out those with another.
func anyStatus() [][]Status { return [][]Status{nil, {StatusRevoked}} }

// withAddress returns the invitations for an address, the newest first.
func (c *call) withAddress(ctx context.Context, email string, statuses ...Status) ([]Invitation, error) {
	var found []Invitation
	for inv, err := range c.all(ctx, ListParams{Query: email, Statuses: statuses}) {
		if err != nil {
			return nil, err
		}
		if validate.SameAddress(inv.EmailAddress, email) {
			found = append(found, inv)
		}
	}
	return found, nil
}
