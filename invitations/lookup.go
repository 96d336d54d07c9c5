package invitations

import (
	"context"
	"errors"
	"time"
)

const (
	// lookUpLimit is how many of the newest invitations that match an address are looked at. What was
	// just made is among the first; there are more only where parts of addresses match.
	lookUpLimit = 100

	// clockAllowance is by how much the clocks of one server may differ among themselves.
	clockAllowance = time.Minute
)

// lookUp looks for the invitations that are open. The error is why it could not look for all.
func (k *creation) lookUp(ctx context.Context, attempts int) *Error {
	// However many there are, all together take the time that is left, or as long as one attempt may.
	ctx, cancel := withTimeout(ctx, max(k.call.config.timeout, k.call.timeLeft()))
	defer cancel()
	for _, i := range k.open() {
		page, answer, err := k.listAddress(ctx, k.ps[i].EmailAddress, attempts)
		var failure *Error
		if errors.As(err, &failure) {
			return failure
		}
		if k.made[i] = k.pick(page, i, answer); k.made[i] != nil {
			k.call.answer = answer
		}
	}
	k.looked = true
	return nil
}

func (k *creation) listAddress(ctx context.Context, address string, attempts int) (*Page, received, error) {
	part := k.call.part(opList)
	cfg := *part.config
	cfg.retry.MaxAttempts = attempts
	part.config = &cfg
	page, err := part.list(ctx, ListParams{
		Statuses: []Status{StatusPending, StatusAccepted},
		Query:    address,
		OrderBy:  OrderByCreatedAtDesc,
		Limit:    lookUpLimit,
	})
	k.call.asked = part.asked
	return page, part.answer, err
}

// pick returns the invitation that this creation has made for an item, if there is one. Where several
// items have one address, the last made is the last's.
func (k *creation) pick(page *Page, item int, answer received) *Invitation {
	address := k.ps[item].EmailAddress
	later := 0
	for _, i := range k.open() {
		if i > item && isSameAddress(k.ps[i].EmailAddress, address) {
			later++
		}
	}
	// When the creation began by the server's clock, as far as can be told: its Date, less the time
	// that has passed here since. No two machines' clocks are compared.
	began := answer.serverTime().Add(-answer.at.Sub(k.began)).Add(-k.allowance)
	// One that was accepted in the meantime comes after all that are pending.
	for _, status := range []Status{StatusPending, StatusAccepted} {
		var candidates []*Invitation
		for i := range page.Invitations {
			inv := &page.Invitations[i]
			if inv.Status == status && isSameAddress(inv.EmailAddress, address) && !inv.CreatedAt.Before(began) {
				candidates = append(candidates, inv)
			}
		}
		for i := min(later, len(candidates)-1); i >= 0; i-- {
			if k.call.config.server.seen.claim(candidates[i].ID, k.before) {
				return candidates[i]
			}
		}
	}
	return nil
}
