package invitations

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// An item is one of CreateAll's input, and what has become of it so far.
type item struct {
	index  int
	params CreateParams
	body   gen.CreateInvitationRequest
	twin   *item // an item before it that has the same address
	made   *Invitation
	err    error
}

// isOpen reports whether an item is to be created and is not yet.
func (i *item) isOpen() bool { return i.made == nil && i.err == nil && i.twin == nil }

// isSettled reports whether there is a result.
func (i *item) isSettled() bool {
	if i.twin != nil {
		return i.twin.isSettled()
	}
	return !i.isOpen()
}

func (i *item) result() CreateResult {
	result := CreateResult{Index: i.index, Params: i.params, Invitation: i.made, Err: i.err}
	if i.twin == nil {
		return result
	}
	if result.Err = i.twin.err; result.Err == nil {
		result.Err = &Error{
			Op:         opCreateBulk,
			StatusCode: http.StatusBadRequest,
			Details:    []ErrorDetail{{Code: codeDuplicate, Message: "the address stands in the input already"}},
		}
	}
	return result
}

// A chunk is some of CreateAll's items, at most MaxBulk of which are to be created.
type chunk struct {
	items []*item
	open  int
	alone bool          // whether it holds an item with IgnoreExisting
	done  chan struct{} // closed when every item is settled, or err is there
	err   error         // what ends the run
	steps []*call

	// began and before are those of the first [creation] that is made for the chunk; later ones take
	// them over.
	began  time.Time
	before int
}

// maxChunk bounds a chunk of items of which hardly any is to be created.
const maxChunk = 100

func (c *chunk) add(i *item) {
	c.items = append(c.items, i)
	if i.isOpen() {
		c.open++
		c.alone = c.alone || i.params.IgnoreExisting
	}
}

func (c *chunk) isFull() bool { return c.open == MaxBulk || len(c.items) == maxChunk }

func (c *chunk) isDone() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// create settles every item, or returns what ends the run.
func (c *chunk) create(ctx context.Context, parent *call) error {
	if ctx.Err() != nil {
		return &Error{Op: opCreateBulk, err: contextCause(ctx)}
	}
	return c.settle(ctx, parent, openOf(c.items))
}

func (c *chunk) settle(ctx context.Context, parent *call, items []*item) error {
	if len(items) == 0 {
		return nil
	}
	return c.react(ctx, parent, items, c.ask(ctx, parent, items))
}

// ask sends items in one bulk and settles those that were made. The error is about the others.
func (c *chunk) ask(ctx context.Context, parent *call, items []*item) error {
	creation := c.creation(parent, items)
	err := creation.run(ctx)
	c.keep(items, creation)
	if isFinal(err) && len(items) > 1 {
		c.guard(ctx, parent, openOf(items), err)
	}
	return err
}

// guard looks up the items with IgnoreExisting of a bulk that was refused. Should Clerk have made some
// of them nevertheless, which is not expected of it, to send them again would be a second email.
func (c *chunk) guard(ctx context.Context, parent *call, items []*item, err error) {
	items = slices.DeleteFunc(items, func(i *item) bool { return !i.params.IgnoreExisting })
	if len(items) == 0 {
		return
	}
	if !c.lookUpRefused(ctx, parent, items) {
		for _, item := range openOf(items) {
			item.err = unknownOutcome(err)
		}
	}
}

// lookUpRefused looks for items of bulks that were refused, and reports whether it could. There is an
// answer, so of what others have made just before, less is taken for them than after a lost one.
func (c *chunk) lookUpRefused(ctx context.Context, parent *call, items []*item) bool {
	creation := c.creation(parent, items)
	creation.allowance = time.Second // as precise as Date is
	failure := creation.lookUp(ctx, parent.config.retry.MaxAttempts)
	c.keep(items, creation)
	return failure == nil
}

func (c *chunk) creation(parent *call, items []*item) *creation {
	step := parent.step(opCreateBulk)
	c.steps = append(c.steps, step)
	ps := make([]CreateParams, len(items))
	body := make(gen.CreateBulkInvitationsRequest, len(items))
	for i, item := range items {
		ps[i], body[i] = item.params, gen.BulkInvitation(item.body)
	}
	creation := newBulkCreation(step, ps, body)
	if c.began.IsZero() {
		c.began, c.before = creation.began, creation.before
	}
	creation.began, creation.before = c.began, c.before
	return creation
}

func (c *chunk) keep(items []*item, creation *creation) {
	for i, inv := range creation.made {
		items[i].made = inv
	}
}

// react goes on after items were sent in one bulk and err came back.
func (c *chunk) react(ctx context.Context, parent *call, items []*item, err error) error {
	items = openOf(items)
	switch {
	case len(items) == 0:
		return nil
	case endsRun(ctx, err):
		return err
	}
	if named := namedIn(err, items); len(named) > 0 {
		c.settleNamed(ctx, parent, named, err)
		return c.settle(ctx, parent, openOf(items))
	}
	if isFinal(err) && len(items) > 1 {
		return c.narrow(ctx, parent, items, err)
	}
	for _, item := range items {
		item.err = err
	}
	return nil
}

// settleNamed settles the items that Clerk has named as duplicates, first those that it has made of an
// earlier bulk that it refused, which is not expected of it.
func (c *chunk) settleNamed(ctx context.Context, parent *call, named []*item, err error) {
	if len(c.steps) > 1 {
		c.lookUpRefused(ctx, parent, named)
	}
	for _, item := range openOf(named) {
		item.err = err
	}
}

// narrow finds an item for which Clerk refuses a bulk without naming any, and settles the rest. A
// half is asked only where it is not known to hold the offender because the other half has passed.
func (c *chunk) narrow(ctx context.Context, parent *call, suspects []*item, why error) error {
	var rest []*item
	for len(suspects) > 1 {
		half := (len(suspects) + 1) / 2
		left, right := suspects[:half], suspects[half:]
		err := c.ask(ctx, parent, left)
		switch {
		case err == nil:
			suspects = right
		case isFinal(err) && !endsRun(ctx, err) && len(namedIn(err, left)) == 0 && len(openOf(left)) == len(left):
			suspects, rest, why = left, slices.Concat(right, rest), err
		default:
			if end := c.react(ctx, parent, left, err); end != nil {
				return end
			}
			return c.settle(ctx, parent, slices.Concat(right, rest))
		}
	}
	suspects[0].err = why
	return c.settle(ctx, parent, rest)
}

func openOf(items []*item) []*item {
	open := make([]*item, 0, len(items))
	for _, item := range items {
		if item.isOpen() {
			open = append(open, item)
		}
	}
	return open
}

// namedIn returns the items whose addresses Clerk names as those of pending invitations.
func namedIn(err error, items []*item) []*item {
	var failure *Error
	if !errors.Is(err, ErrAlreadyInvited) || !errors.As(err, &failure) {
		return nil
	}
	addresses := make(map[string]bool)
	for _, detail := range failure.Details {
		if detail.Code == codeDuplicate {
			for _, address := range detail.EmailAddresses() {
				addresses[foldAddress(address)] = true
			}
		}
	}
	var named []*item
	for _, item := range items {
		if addresses[foldAddress(item.params.EmailAddress)] {
			named = append(named, item)
		}
	}
	return named
}

// isFinal reports whether err is Clerk's word that it will not carry a request out.
func isFinal(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.fate == final && failure.StatusCode != 0
}

// endsRun reports whether err is about more than the items of one request: the caller has given up,
// or the key, the instance, the server or the time is not right.
func endsRun(ctx context.Context, err error) bool {
	var failure *Error
	if ctx.Err() != nil || errors.Is(err, ErrRateLimited) || !errors.As(err, &failure) {
		return true
	}
	if !isFinal(err) {
		return false // an outage, after which the next bulk may pass
	}
	if len(failure.Details) == 0 {
		return true // not Clerk's word
	}
	if failure.StatusCode != http.StatusBadRequest && failure.StatusCode != http.StatusUnprocessableEntity {
		return true
	}
	return slices.ContainsFunc(failure.Details, func(d ErrorDetail) bool {
		return d.Code == "invitations_not_supported" || d.Code == "api_version_invalid"
	})
}
