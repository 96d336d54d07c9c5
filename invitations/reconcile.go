package invitations

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
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
	case found.count > 0:
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
	response Response
}

// findCreated looks up which of the invitations this call has created.
func (c *call) findCreated(ctx context.Context, bodies []gen.CreateInvitationRequest) (*lookupResult, error) {
	found := &lookupResult{created: make([]Invitation, len(bodies))}
	taken := make(map[string]bool)
	for i, body := range bodies {
		lookup := c.lookup()
		page, err := lookup.list(ctx, ListParams{
			Statuses: []Status{StatusPending, StatusAccepted},
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
		received := found.response.receivedAt
		sent := serverTime(found.response.Header, received).Add(c.requests.lostAt.Sub(received))
		for _, inv := range page.Invitations {
			switch {
			case !validate.SameAddress(inv.EmailAddress, body.EmailAddress) || taken[inv.ID]:
			case found.created[i].ID == "" && !inv.CreatedAt.Before(sent.Add(-clockTolerance)) &&
				isSameMetadata(inv.PublicMetadata, body.PublicMetadata):
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

// isSameMetadata compares metadata as JSON values. Nobody knows whether Clerk keeps what is null, so that is
// the same as nothing.
func isSameMetadata(a, b json.RawMessage) bool {
	decode := func(metadata json.RawMessage) any {
		object := make(map[string]any)
		_ = json.Unmarshal(metadata, &object)
		return withoutNulls(object)
	}
	return reflect.DeepEqual(decode(a), decode(b))
}

func withoutNulls(value any) any {
	switch value := value.(type) {
	case map[string]any:
		maps.DeleteFunc(value, func(_ string, member any) bool { return member == nil })
		for name, member := range value {
			value[name] = withoutNulls(member)
		}
	case []any:
		value = slices.DeleteFunc(value, func(item any) bool { return item == nil })
		for i, item := range value {
			value[i] = withoutNulls(item)
		}
		return value
	}
	return value
}
