package invitations

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// A creation is a call that makes one invitation for each of ps, and ends in the truth: nobody is
// mailed twice, and an error says what is known.
//
// Clerk has no idempotency key. After a lost answer the creation therefore looks up what was made.
// What is still open may be sent again unless it has IgnoreExisting: without, Clerk itself refuses
// a second pending invitation for the address; with it, a second request would be a second email.
type creation struct {
	call   *call
	ps     []CreateParams
	made   []*Invitation // by index in ps; nil where none is known of
	send   func(ctx context.Context, open []int) ([]Invitation, *Error)
	began  time.Time // when the first request that may have made one of them was sent
	before mark      // what was there then

	// Since the last request was sent, whether all that is open was looked up, and whether that was
	// tried.
	looked, tried bool
}

func newCreation(c *call, ps []CreateParams) *creation {
	return &creation{
		call:   c,
		ps:     ps,
		made:   make([]*Invitation, len(ps)),
		began:  c.started,
		before: c.config.server.mark(),
	}
}

// run goes on until all is made, or there is an error that stays.
func (k *creation) run(ctx context.Context) error {
	defer k.call.report()
	var failure *Error
	for {
		var end error
		if !k.call.lost || k.repeatable() {
			if failure = k.sendOpen(ctx); failure == nil {
				return nil
			}
			end = k.call.goOn(ctx, failure)
		} else {
			end = k.call.wait(ctx, failure, k.call.judge(ctx, failure))
		}
		if end != nil {
			return k.conclude(ctx, failure, end)
		}
		if !k.call.lost {
			continue
		}
		if k.lookUp(ctx, 1) {
			return nil
		}
		if k.call.isOverdue(0) {
			return k.conclude(ctx, failure, failure)
		}
	}
}

// conclude has a last look where an answer was lost, and completes the error.
func (k *creation) conclude(ctx context.Context, failure *Error, end error) error {
	if !k.call.lost {
		return end
	}
	attempts := k.call.config.retry.MaxAttempts
	inVain := k.looked || k.tried && k.call.isOverdue(0)
	if !inVain && attempts > 1 && ctx.Err() == nil && k.lookUp(ctx, attempts) {
		return nil
	}
	if failure.fate == refused && k.looked {
		return end
	}
	return unknownOutcome(end)
}

func (k *creation) sendOpen(ctx context.Context) *Error {
	open := k.open()
	list, failure := k.send(ctx, open)
	k.looked, k.tried = false, false
	if failure != nil {
		return failure
	}
	for i := range list {
		k.made[open[i]] = &list[i]
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

// lookUp looks for the invitations that are open and reports whether none is any more.
func (k *creation) lookUp(ctx context.Context, attempts int) bool {
	k.tried = true
	for _, i := range k.open() {
		page, call, err := k.listAddress(ctx, k.ps[i].EmailAddress, attempts)
		if err != nil {
			return false
		}
		k.made[i] = k.pick(page, k.ps[i].EmailAddress, call.answer)
		k.call.answer = call.answer
	}
	k.looked = true
	return len(k.open()) == 0
}

func (k *creation) listAddress(ctx context.Context, address string, attempts int) (*Page, *call, error) {
	part := k.call.part(opList)
	cfg := *part.config
	cfg.retry.MaxAttempts = attempts
	part.config = &cfg
	page, err := part.list(ctx, ListParams{
		Statuses: []Status{StatusPending},
		Query:    address,
		OrderBy:  OrderByCreatedAtDesc,
		Limit:    lookUpLimit,
	})
	return page, part, err
}

// lookUpLimit is how many of the newest invitations that match an address are looked at. What was
// just made is among the first; there are more only where parts of addresses match.
const lookUpLimit = 100

// pick returns the newest invitation for an address that this creation has made, if there is one.
func (k *creation) pick(page *Page, address string, answer received) *Invitation {
	started := startedAt(k.began, answer)
	for i := range page.Invitations {
		inv := &page.Invitations[i]
		if inv.Status == StatusPending && strings.EqualFold(inv.EmailAddress, address) &&
			!inv.CreatedAt.Before(started) && !k.before.covers(inv) && !k.has(inv.ID) {
			return inv
		}
	}
	return nil
}

func (k *creation) has(id string) bool {
	for _, inv := range k.made {
		if inv != nil && inv.ID == id {
			return true
		}
	}
	return false
}

// startedAt returns when a call began by the clock of the server, as far as can be told: the
// server's Date less the time that has passed here since. No two clocks are compared. Date may be
// from another machine than an invitation's times, hence the allowance; it errs towards taking an
// invitation that somebody else made in that minute for the call's own.
func startedAt(began time.Time, answer received) time.Time {
	const allowance = time.Minute
	now, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		now = answer.at
	}
	return now.Add(-answer.at.Sub(began)).Add(-allowance)
}
