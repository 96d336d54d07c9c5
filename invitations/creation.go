package invitations

import (
	"context"
	"errors"
	"time"
)

// A creation is a call that makes one invitation for each of ps, and ends in the truth: nobody is
// mailed twice, and an error says what is known.
//
// Clerk has no idempotency key. After a lost answer the creation therefore looks up what was made.
// What is still open may be sent again unless it has IgnoreExisting: without, Clerk itself refuses
// a second pending invitation for the address; with it, a second request would be a second email.
type creation struct {
	call *call
	ps   []CreateParams
	made []*Invitation // by index in ps; nil where none is known of
	send func(ctx context.Context, open []int) ([]Invitation, *Error)

	// When the first request that may have made one of them was sent, and how many invitations had been
	// met before.
	began  time.Time
	before int

	// allowance is how much older than its start an invitation of the creation may seem.
	allowance time.Duration

	// looked is whether all that is open was looked up since the last request was sent.
	looked bool
}

func newCreation(c *call, ps []CreateParams) *creation {
	return &creation{
		call:      c,
		ps:        ps,
		made:      make([]*Invitation, len(ps)),
		began:     c.started,
		before:    c.config.server.seen.soFar(),
		allowance: clockAllowance,
	}
}

// run sends until all is made, or there is an error that stays. After a lost answer it looks up what
// is open before each further request, and instead of one that must not be repeated.
func (k *creation) run(ctx context.Context) error {
	defer k.call.report()
	for {
		failure := k.sendOpen(ctx)
		if failure == nil {
			return nil
		}
		if end := k.call.goOn(ctx, failure); end != nil {
			return k.conclude(ctx, failure, end)
		}
		if !k.call.lost {
			continue
		}
		end := k.lookUpUntilSendable(ctx, failure)
		if len(k.open()) == 0 {
			return nil
		}
		if end != nil {
			return k.conclude(ctx, failure, end)
		}
	}
}

// lookUpUntilSendable looks up what is open until it is found or may be sent again, or returns the
// error to end the call with.
func (k *creation) lookUpUntilSendable(ctx context.Context, failure *Error) error {
	for {
		met := k.lookUp(ctx, 1)
		sendable := k.repeatable()
		if len(k.open()) == 0 || met == nil && sendable {
			return nil
		}
		if ctx.Err() != nil {
			return failure.during(contextCause(ctx))
		}
		if met == nil {
			met = &Error{fate: lost} // not found, which proves nothing
		}
		if !sendable {
			k.call.failed++ // it is a round of its own, not a part of one
		}
		if end := k.call.wait(ctx, failure, k.call.judge(ctx, met)); end != nil || sendable {
			return end
		}
	}
}

// conclude has a last look where an answer was lost, and completes the error.
func (k *creation) conclude(ctx context.Context, failure *Error, end error) error {
	if !k.call.lost {
		return end
	}
	attempts := k.call.config.retry.MaxAttempts
	if !k.looked && attempts > 1 && ctx.Err() == nil {
		_ = k.lookUp(ctx, attempts) // what it finds is in made
		if len(k.open()) == 0 {
			return nil
		}
	}
	if failure.fate == final && k.looked {
		return end
	}
	if ctx.Err() != nil && !errors.Is(end, ctx.Err()) {
		end = failure.during(contextCause(ctx))
	}
	return unknownOutcome(end)
}

func (k *creation) sendOpen(ctx context.Context) *Error {
	open := k.open()
	list, failure := k.send(ctx, open)
	k.looked = false
	if failure != nil {
		return failure
	}
	for i := range list {
		k.made[open[i]] = &list[i]
		k.call.config.server.seen.claim(list[i].ID, k.before)
	}
	return nil
}

func (k *creation) open() []int {
	open := make([]int, 0, len(k.made))
	for i, inv := range k.made {
		if inv == nil {
			open = append(open, i)
		}
	}
	return open
}

func (k *creation) repeatable() bool {
	for _, i := range k.open() {
		if k.ps[i].IgnoreExisting {
			return false
		}
	}
	return true
}
