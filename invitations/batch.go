package invitations

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// An item is one of CreateAll's input, and what became of it.
type item struct {
	index   int
	params  CreateParams
	body    gen.CreateInvitationRequest
	after   *batch // the batch of an earlier item with the same address, which has to come first
	created *Invitation
	err     error
}

// isOpen reports whether the item is still to be created.
func (i *item) isOpen() bool { return i.created == nil && i.err == nil }

// A batch is a run of up to MaxBulk items.
type batch struct {
	items []*item
	done  chan struct{} // closed when every item has an outcome, or err is set
	err   error         // what ends the sequence
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

// isAlone reports whether no other batch may be in flight, because a lost response leaves open who of
// the batch got an email.
func (b *batch) isAlone() bool {
	return slices.ContainsFunc(b.items, func(i *item) bool { return i.params.IgnoreExisting })
}

// create gives every item an outcome, or sets err. A bulk that Clerk rejects has created nothing: the
// items that the rejection names are done, and the others are created one by one.
func (b *batch) create(ctx context.Context, parent *call) {
	defer close(b.done)
	var bulk, single []*item
	for _, item := range b.items {
		switch {
		case !item.isOpen():
		case item.after == nil:
			bulk = append(bulk, item)
		default:
			single = append(single, item)
		}
	}
	if len(bulk) == 1 {
		single = append(bulk, single...)
	} else if len(bulk) > 1 {
		if b.err = createBulk(ctx, parent, bulk); b.err != nil {
			return
		}
		single = append(slices.DeleteFunc(bulk, func(i *item) bool { return !i.isOpen() }), single...)
	}
	for _, item := range single {
		if item.after != nil && item.after != b {
			if <-item.after.done; item.after.err != nil {
				b.err = item.after.err
				return
			}
		}
		item.created, item.err = parent.step(opCreate).create(ctx, item.body)
		if endsAll(ctx, item.err) {
			b.err, item.err = item.err, nil
			return
		}
	}
}

// createBulk creates items with one request. The error is one that ends the sequence. Items without an
// outcome are those of a rejected bulk that the rejection does not name.
func createBulk(ctx context.Context, parent *call, items []*item) error {
	bodies := make([]gen.CreateInvitationRequest, len(items))
	for i, item := range items {
		bodies[i] = item.body
	}
	created, err := parent.step(opCreateBulk).createBulk(ctx, bodies)
	if endsAll(ctx, err) {
		return err
	}
	isFinal := isRejection(err) && !errors.Is(err, ErrOutcomeUnknown)
	for i, item := range items {
		switch {
		case err == nil:
			item.created = &created[i]
		case !isFinal || !item.params.IgnoreExisting && names(err, item.params.EmailAddress):
			item.err = err
		}
	}
	return nil
}

// names reports whether Clerk names an address as that of a pending invitation.
func names(err error, address string) bool {
	failure, ok := errors.AsType[*Error](err)
	return ok && slices.ContainsFunc(failure.Details, func(d ErrorDetail) bool {
		return d.Code == codeDuplicate && slices.ContainsFunc(d.EmailAddresses(), func(named string) bool {
			return validate.SameAddress(named, address)
		})
	})
}

// isRejection reports whether err is Clerk's final word.
func isRejection(err error) bool {
	failure, ok := errors.AsType[*Error](err)
	return ok && failure.outcome == rejected && failure.StatusCode != 0
}

// endsAll reports whether err is about more than the items of one request: the context has ended, or
// Clerk rejects the key, the instance or the number of requests.
func endsAll(ctx context.Context, err error) bool {
	failure, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		return false
	case errors.Is(err, ErrRateLimited), !ok:
		return true
	case !isRejection(err):
		return ctx.Err() != nil // after an outage the next request may succeed
	case len(failure.Details) == 0:
		return true // not from Clerk
	case failure.StatusCode != http.StatusBadRequest && failure.StatusCode != http.StatusUnprocessableEntity:
		return true
	}
	return slices.ContainsFunc(failure.Details, func(d ErrorDetail) bool {
		return d.Code == "invitations_not_supported" || d.Code == "api_version_invalid"
	})
}
