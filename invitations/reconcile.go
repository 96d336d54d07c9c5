package invitations

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

const (
	// clockTolerance is by how much two clocks of the server may differ.
	clockTolerance = 5 * time.Second

	// maxMetadata is the size of metadata that is compared. Clerk allows 8 KB.
	maxMetadata = 64 << 10
)

// createAndReconcile sends a request that creates one invitation for each of bodies. If a response
// was lost, and no retry succeeded, it finds out what became of the request.
//
// Clerk has no idempotency key. Without ignore_existing a retry is safe, because Clerk rejects a
// second pending invitation for an address. With it a retry could send a second email.
func (c *call) createAndReconcile(ctx context.Context, bodies []gen.CreateInvitationRequest, send request, decode func([]byte) ([]Invitation, error)) ([]Invitation, error) {
	c.once = slices.ContainsFunc(bodies, func(body gen.CreateInvitationRequest) bool { return body.IgnoreExisting != nil })
	created, err := do(ctx, c, send, decode)
	failure, failed := errors.AsType[*Error](err)
	if !failed || !c.wasLost() {
		return created, err
	}
	return c.reconcile(ctx, bodies, failure)
}

// reconcile looks up the invitations of a create that failed after a response was lost. It looks once
// if a retry has been possible, and otherwise until it finds them or the policy allows no more.
func (c *call) reconcile(ctx context.Context, bodies []gen.CreateInvitationRequest, failure *Error) ([]Invitation, error) {
	policy := c.config.retry
	for lookups := 1; policy.MaxAttempts > 1; lookups++ { // WithoutRetry means one request
		created, found, err := c.findCreated(ctx, bodies)
		switch {
		case err != nil:
		case found == len(bodies):
			return created, nil
		case found == 0 && !c.once && (failure.outcome == rejected || !c.noResponse):
			return nil, failure
		}
		if err != nil || !c.once || lookups == policy.MaxAttempts || sleep(ctx, policy.interval(lookups)) != nil {
			break
		}
	}
	if ctx.Err() != nil && !errors.Is(failure, ctx.Err()) {
		failure.endedBy(contextCause(ctx))
	}
	failure.OutcomeUnknown = true
	return nil, failure
}

// findCreated looks up which of the invitations this call has created, and how many.
func (c *call) findCreated(ctx context.Context, bodies []gen.CreateInvitationRequest) (created []Invitation, found int, err error) {
	created = make([]Invitation, len(bodies))
	taken := make(map[string]bool)
	var last Response
	for i, body := range slices.Backward(bodies) { // the newest comes first in the list, and last in bodies
		lookup := c.lookup()
		page, err := lookup.list(ctx, ListParams{
			Statuses: []Status{StatusPending, StatusAccepted},
			Query:    body.EmailAddress,
			OrderBy:  OrderByCreatedAtDesc,
			Limit:    lookupLimit,
		})
		if err != nil {
			return nil, 0, err
		}
		last, c.waited = lookup.response, lookup.waited
		// When the first request whose response was lost was sent, by the clock of the server.
		sent := serverTime(last.Header, last.receivedAt).Add(c.lostAt.Sub(last.receivedAt))
		j := slices.IndexFunc(page.Invitations, func(inv Invitation) bool {
			return !taken[inv.ID] && validate.SameAddress(inv.EmailAddress, body.EmailAddress) &&
				!inv.CreatedAt.Before(sent.Add(-clockTolerance)) &&
				isSameMetadata(inv.PublicMetadata, body.PublicMetadata)
		})
		if j < 0 {
			continue
		}
		created[i] = page.Invitations[j]
		taken[created[i].ID] = true
		found++
	}
	if found == len(bodies) {
		c.response = last
		c.report()
	}
	return created, found, nil
}

// isSameMetadata compares metadata as JSON values. No metadata is the same as {}.
func isSameMetadata(a, b json.RawMessage) bool {
	if max(len(a), len(b)) > maxMetadata {
		return false
	}
	decode := func(metadata json.RawMessage) (object map[string]any) {
		_ = json.Unmarshal(metadata, &object)
		return object
	}
	objectA, objectB := decode(a), decode(b)
	return len(objectA) == 0 && len(objectB) == 0 || reflect.DeepEqual(objectA, objectB)
}
