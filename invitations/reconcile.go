package invitations

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// clockTolerance is by how much two clocks of the server may differ.
const clockTolerance = 5 * time.Second

// createAndReconcile sends a request that creates one invitation for each of bodies. If a response
// was lost, and no retry succeeded, it looks up what the requests have done.
//
// Clerk has no idempotency key. Without ignore_existing a retry is safe, because Clerk rejects a
// second pending invitation for an address. With it a retry could send a second email.
func (c *call) createAndReconcile(ctx context.Context, bodies []gen.CreateInvitationRequest, send request, decode func([]byte) ([]Invitation, error)) ([]Invitation, error) {
	c.once = slices.ContainsFunc(bodies, func(body gen.CreateInvitationRequest) bool { return body.IgnoreExisting != nil })
	created, err := do(ctx, c, send, decode)
	failure, failed := errors.AsType[*Error](err)
	if !failed || !c.requests.wasLost() {
		return created, err
	}
	failure.OutcomeUnknown = true
	if !c.reconciles() {
		return nil, failure
	}
	found, err := c.findCreated(ctx, bodies)
	if err != nil {
		// It is not wrapped, because failure would be the sentinel of err, too.
		why := "the lookup failed: " + strings.TrimPrefix(err.Error(), "invitations: ")
		failure.reason = strings.TrimPrefix(failure.reason+", and "+why, ", and ")
		failure.endedBy(ctx)
		return nil, failure
	}
	switch {
	case found.count == len(bodies):
		*c.response = found.response
		return found.created, nil
	case found.count > 0 || found.isUnsure:
	case failure.has(codeDuplicate):
		// If an older invitation has led to the rejection, it has led to that of the lost requests, too.
		failure.OutcomeUnknown = !found.others
	default:
		failure.OutcomeUnknown = c.requests.running
	}
	return nil, failure
}

// A lookupResult is what a lookup shows of a create.
type lookupResult struct {
	created  []Invitation // those of the call, in the order of its bodies
	count    int          // how many of created there are
	others   bool         // whether another pending invitation has one of the addresses
	isUnsure bool         // whether there can be an invitation of the call that it does not show
	response Response
}

// findCreated looks up which of the invitations this call has created.
func (c *call) findCreated(ctx context.Context, bodies []gen.CreateInvitationRequest) (*lookupResult, error) {
	found := &lookupResult{created: make([]Invitation, len(bodies))}
	taken := make(map[string]bool)
	for i, body := range bodies {
		lookup := c.lookup()
		page, err := lookup.list(ctx, ListParams{
			Statuses: []Status{StatusPending, StatusAccepted, StatusRevoked},
			Query:    body.EmailAddress,
			OrderBy:  OrderByCreatedAtDesc,
			Limit:    lookupLimit,
		})
		if err != nil {
			return nil, err
		}
		c.waited, found.response = lookup.waited, *lookup.response
		found.response.Attempts = c.requests.sent
		// When the first request whose response was lost was sent, by the clock of the server.
		received, hasClock := found.response.receivedAt, found.response.Header.Get("Date") != ""
		sent := serverTime(found.response.Header, received).Add(c.requests.lostAt.Sub(received))
		found.isUnsure = found.isUnsure || page.TotalCount > len(page.Invitations)
		for _, inv := range page.Invitations {
			if !validate.SameAddress(inv.EmailAddress, body.EmailAddress) || taken[inv.ID] {
				continue
			}
			isEqual := isSameMetadata(inv.PublicMetadata, body.PublicMetadata)
			isNew := !inv.CreatedAt.Before(sent.Add(-clockTolerance))
			switch {
			case isEqual && isNew && inv.Status == StatusRevoked: // perhaps by somebody else
				found.isUnsure = true
			case isEqual && !isNew && !hasClock: // it may only seem old
				found.isUnsure = true
			case !isEqual && isNew && bytes.Contains(body.PublicMetadata, []byte("null")): // which Clerk may drop
				found.isUnsure = true
			case isEqual && isNew && found.created[i].ID == "":
				found.created[i] = inv
				found.count++
				taken[inv.ID] = true
			case inv.Status == StatusPending:
				found.others = true
			}
		}
	}
	return found, nil
}

// isSameMetadata compares metadata as JSON values. No metadata is the same as {}.
func isSameMetadata(a, b json.RawMessage) bool {
	objectA, objectB := make(map[string]any), make(map[string]any)
	_ = json.Unmarshal(a, &objectA)
	_ = json.Unmarshal(b, &objectB)
	return reflect.DeepEqual(objectA, objectB)
}
