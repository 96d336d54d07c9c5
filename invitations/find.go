package invitations

import (
	"context"
	"net/http"
	"slices"
)

// Get returns the invitation with an id, whatever its status. Clerk has no operation for it, so it
// is looked up through GET /invitations.
//
// Where no invitation has the id, the error is [ErrNotFound], with status 404 as from an operation
// that Clerk has. An [*ArgumentError] if id was refused before anything was sent.
func (c *Client) Get(ctx context.Context, id string, opts ...Option) (*Invitation, error) {
	call, err := c.newCall(ctx, opGet, opts)
	if err != nil {
		return nil, err
	}
	if refusal := checkID(id); refusal != nil {
		return nil, refusal.in(opGet, "")
	}
	var found *Invitation
	err = call.search(ctx, id, func(inv Invitation) bool {
		if inv.ID == id {
			found = &inv
		}
		return found == nil
	})
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, &Error{
			Op:         opGet,
			StatusCode: http.StatusNotFound,
			Details:    []ErrorDetail{{Code: "resource_not_found", Message: "no invitation has the id"}},
			TraceID:    call.answer.TraceID,
		}
	}
	return found, nil
}

// FindByEmail returns all invitations for an address, whatever their status, those that are not
// revoked first, and of either kind the newest first; nil where there are none. The address is
// matched as a whole, in any case: GET /invitations.
//
// The errors are those of [Client.List].
func (c *Client) FindByEmail(ctx context.Context, email string, opts ...Option) ([]Invitation, error) {
	call, err := c.newCall(ctx, opFindByEmail, opts)
	if err != nil {
		return nil, err
	}
	if !isEmailAddress(email) {
		return nil, refuse("email", "is not one plain email address").in(opFindByEmail, "")
	}
	var found []Invitation
	err = call.search(ctx, email, func(inv Invitation) bool {
		if isSameAddress(inv.EmailAddress, email) {
			// One that is revoked in the meantime is met twice; what it is now counts.
			found = slices.DeleteFunc(found, func(earlier Invitation) bool { return earlier.ID == inv.ID })
			found = append(found, inv)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// search gives what matches a query, whatever its status, until visit has had enough. It takes two
// lists: without statuses Clerk leaves out the revoked ones, and with them those whose status this
// library does not know.
func (c *call) search(ctx context.Context, query string, visit func(Invitation) bool) error {
	for _, statuses := range [][]Status{nil, {StatusRevoked}} {
		var failure error
		enough := false
		walkAll(ctx, c, ListParams{Query: query, Statuses: statuses}, func(inv Invitation, err error) bool {
			failure = err
			enough = err == nil && !visit(inv)
			return err == nil && !enough
		})
		if failure != nil || enough {
			return failure
		}
	}
	return nil
}

// pending returns the pending invitations for an address, the newest first.
func (c *call) pending(ctx context.Context, email string) (pending []Invitation, err error) {
	params := ListParams{Query: email, Statuses: []Status{StatusPending}}
	walkAll(ctx, c, params, func(inv Invitation, failure error) bool {
		if err = failure; err == nil && isSameAddress(inv.EmailAddress, email) {
			pending = append(pending, inv)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return pending, nil
}
