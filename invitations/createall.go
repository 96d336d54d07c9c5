package invitations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// A CreateResult is the result of an item: an Invitation or an Err.
type CreateResult struct {
	Index      int // of the item in the input, from 0
	Params     CreateParams
	Invitation *Invitation
	Err        error
}

// Format implements [fmt.Formatter]: every verb prints the index and the result.
func (r CreateResult) Format(f fmt.State, verb rune) {
	printAs(f, verb, fmt.Sprintf("CreateResult(%d %v)", r.Index, r.result()))
}

// LogValue implements [slog.LogValuer] with the index and the result.
func (r CreateResult) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("index", r.Index), slog.Any("result", r.result()))
}

func (r CreateResult) result() any {
	if r.Invitation != nil {
		return *r.Invitation
	}
	return r.Err
}

// CreateAll invites any number of people, ten with each request: POST /invitations/bulk. It yields a
// result for each item of ps, in order. Items are read until ten can be sent, or a hundred are read.
//
// The Err of a result does not end the sequence: in an outage each item has one. It is an error of
// [Client.Create] or [Client.CreateBulk] without what Clerk says about other items. If Clerk rejects a
// bulk, the items that the rejection does not name are created one by one: POST /invitations. If an
// address came before in ps and was created, the item is [ErrAlreadyInvited], without a request, and
// [ErrOutcomeUnknown] if that of the earlier one is.
//
// The error of the sequence ends it: the context has ended, Clerk rejects the key, the instance or the
// URL, or a 429 remains after the retries. The result next to it has the same error, with the Index and
// Params of the first item without a result. Resume there. Up to ten items may be created already, and are
// then ErrAlreadyInvited while they are pending; those with IgnoreExisting would get a second email.
//
// Clerk allows 25 bulks and 100 single creates an hour. With a [RetryPolicy.MaxRetryAfter] of an hour
// CreateAll waits for the next hour.
func (c *Client) CreateAll(ctx context.Context, ps iter.Seq[CreateParams], opts ...Option) iter.Seq2[CreateResult, error] {
	return func(yield func(CreateResult, error) bool) {
		call, err := c.newCall(ctx, opCreateAll, opts, invalid("ps", rejectIf(ps == nil, "is nil")))
		if err != nil {
			yield(CreateResult{Err: err}, err)
			return
		}
		run := bulkCreator{call: call, yield: yield, known: make(map[string]*Error)}
		for p := range ps {
			if !run.add(ctx, p) {
				return
			}
		}
		run.settle(ctx)
	}
}

// maxBatch is how many items are held, because some of them are not to be sent.
const maxBatch = 10 * MaxBulk

var errRepeated = fmt.Errorf("%w: an earlier item has the address", ErrAlreadyInvited)

// A bulkCreator is one range over CreateAll. Its methods return false if the range has ended.
type bulkCreator struct {
	call  *call
	yield func(CreateResult, error) bool
	read  int     // how many items were read
	batch []*item // those without a result
	open  int     // how many of them may be sent
	// known has the addresses that came before, and for those that were created, or may have been, the
	// error of another item with the address.
	known map[string]*Error
}

// An item is one of the input.
type item struct {
	CreateResult
	body    gen.CreateInvitationRequest
	address string // in lower case
}

// isOpen reports whether the item has no result yet.
func (i *item) isOpen() bool { return i.Invitation == nil && i.Err == nil }

// add takes an item, and settles the batch if it is full, or if nothing in it is to be sent.
func (k *bulkCreator) add(ctx context.Context, p CreateParams) bool {
	next := &item{CreateResult: CreateResult{Index: k.read, Params: p}, address: validate.FoldAddress(p.EmailAddress)}
	k.read++
	k.batch = append(k.batch, next)
	body, wrong := p.encode()
	switch {
	case wrong != nil:
		next.Err = wrong.in(opCreateAll, fmt.Sprintf("[%d].", next.Index))
	case !k.skip(next):
		next.body = body
		k.open++
	}
	return k.open > 0 && k.open < MaxBulk && len(k.batch) < maxBatch || k.settle(ctx)
}

// skip gives an item the error that is known for its address, and reports whether there is one. It skips an
// address whose outcome is unknown, too: the first request may still be running, and send an email.
func (k *bulkCreator) skip(next *item) bool {
	earlier := k.known[next.address]
	if earlier != nil {
		next.Err = earlier
	}
	return earlier != nil
}

// settle creates the items of the batch, and yields their results.
func (k *bulkCreator) settle(ctx context.Context) bool {
	batch := k.batch
	k.batch, k.open = nil, 0
	end := k.createBulk(ctx, batch)
	for _, next := range batch {
		if end == nil && next.isOpen() {
			end = k.create(ctx, next)
		}
		if next.isOpen() {
			next.Err = end
			k.yield(next.CreateResult, end)
			return false
		}
		if failure, failed := errors.AsType[*Error](next.Err); failed && failure.OutcomeUnknown {
			k.known[next.address] = failure
		}
		if !k.yield(next.CreateResult, nil) {
			return false
		}
	}
	return true
}

// createBulk creates the items whose address did not come before, with one request. A bulk that Clerk
// rejects has created nothing; the items that the rejection does not name stay open. The error is one that
// ends the sequence.
func (k *bulkCreator) createBulk(ctx context.Context, batch []*item) error {
	var items []*item
	var bodies []gen.CreateInvitationRequest
	for _, next := range batch {
		if _, cameBefore := k.known[next.address]; next.isOpen() && !cameBefore {
			items, bodies = append(items, next), append(bodies, next.body)
			k.known[next.address] = nil
		}
	}
	if len(items) < 2 {
		return nil
	}
	created, err := k.call.step(opCreateBulk).createBulk(ctx, bodies)
	failure, failed := errors.AsType[*Error](err)
	if failed && failure.endsAll(ctx) {
		return failure.forItem(items[0])
	}
	exists := k.call.found(errRepeated)
	for i, next := range items {
		switch {
		case !failed:
			next.Invitation, k.known[next.address] = &created[i], exists
		case !failure.isRejection() || failure.names(next.address):
			next.Err = failure.forItem(next)
		}
	}
	return nil
}

// create gives an item its result. The error is one that ends the sequence.
func (k *bulkCreator) create(ctx context.Context, next *item) error {
	if k.skip(next) {
		return nil
	}
	inv, err := k.call.step(opCreate).create(ctx, next.body)
	failure, failed := errors.AsType[*Error](err)
	switch {
	case !failed:
		next.Invitation, k.known[next.address] = inv, k.call.found(errRepeated)
	case failure.endsAll(ctx):
		return err
	default:
		next.Err = err
	}
	return nil
}

// names reports whether Clerk names an address as that of a pending invitation.
func (e *Error) names(address string) bool {
	return slices.ContainsFunc(e.Details, func(d ErrorDetail) bool {
		return d.Code == codeDuplicate && slices.ContainsFunc(d.EmailAddresses(), func(named string) bool {
			return validate.SameAddress(named, address)
		})
	})
}

// forItem returns e without what Clerk says about the other items of a bulk.
func (e *Error) forItem(next *item) *Error {
	own := *e
	own.Body, own.Meta, own.Details = nil, nil, nil
	for _, d := range e.Details {
		detail := ErrorDetail{Code: d.Code, Message: redact.Text(d.Message, maxMessage)}
		if d.Code == codeDuplicate && e.names(next.address) {
			detail.Meta, _ = json.Marshal(map[string][]string{"email_addresses": {next.Params.EmailAddress}})
		}
		own.Details = append(own.Details, detail)
	}
	return &own
}

// isRejection reports whether e is Clerk's final response, and no request before it was lost.
func (e *Error) isRejection() bool {
	return e.outcome == rejected && e.StatusCode != 0 && !e.OutcomeUnknown
}

// endsAll reports whether e is about more than the items of one request: the context has ended, or Clerk
// rejects the key, the instance or the number of requests.
func (e *Error) endsAll(ctx context.Context) bool {
	switch {
	case errors.Is(e, ErrRateLimited):
		return true
	case !e.isRejection():
		return ctx.Err() != nil // after an outage the next request may succeed
	case len(e.Details) == 0:
		return true // not from Clerk
	}
	switch e.StatusCode {
	case http.StatusForbidden:
		return !e.has("not_allowed_access") // which is about an address
	case http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return e.has("invitations_not_supported", "api_version_invalid", "dev_monthly_email_limit_exceeded")
	}
	return true
}
