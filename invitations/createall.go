package invitations

import (
	"context"
	"fmt"
	"iter"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// A CreateResult is what became of an item: an Invitation or an Err.
type CreateResult struct {
	Index      int // of the item in the input, from 0
	Params     CreateParams
	Invitation *Invitation
	Err        error
}

// CreateAll invites any number of people, ten with each request: POST /invitations/bulk. It yields a
// result for each item of ps, in order.
//
// The Err of a result is what [Client.Create] would have returned for the item, and does not end the
// sequence: in an outage each item has one. If Clerk rejects a bulk, the items that the rejection does
// not name are created one by one (POST /invitations). An item whose address came before in ps waits
// for that one, and is [ErrAlreadyInvited] if it was created.
//
// The error of the sequence is yielded once and ends it: the context has ended, Clerk rejects the key,
// the instance or the URL, or a 429 remains after the retries (see [RetryPolicy.MaxRetryAfter]). Resume
// with the item after the last result, or start over: an address that was invited is ErrAlreadyInvited,
// and gets no second email. Items with IgnoreExisting would get one: up to ten after the last result may
// be invited already.
//
// Clerk allows 25 bulks and 100 single creates an hour. With a MaxRetryAfter of an hour CreateAll waits
// for the next hour, and logs the wait.
//
// Several requests are in flight at a time ([WithConcurrency]). Ten items are read before a request is
// sent, so ps must not wait for results. Leaving the range cancels the requests in flight.
func (c *Client) CreateAll(ctx context.Context, ps iter.Seq[CreateParams], opts ...Option) iter.Seq2[CreateResult, error] {
	return func(yield func(CreateResult, error) bool) {
		call, err := c.newCall(ctx, opCreateAll, opts, invalid("ps", rejectIf(ps == nil, "is nil")))
		if err == nil && call.config.response != nil {
			err = &ArgumentError{Op: opCreateAll, Field: "WithResponse", Reason: "is for a call of one operation"}
		}
		if err != nil {
			yield(CreateResult{}, err)
			return
		}
		run := bulkCreator{call: call, yield: yield, next: newBatch(), batchOf: make(map[string]*batch)}
		ctx, cancel := context.WithCancel(ctx)
		defer run.wait()
		defer cancel()
		for p := range ps {
			if !run.add(ctx, p) {
				return
			}
		}
		if run.send(ctx) {
			run.pass(0)
		}
	}
}

// A bulkCreator is one range over CreateAll. Its methods that yield return false if the range has ended.
type bulkCreator struct {
	call     *call
	yield    func(CreateResult, error) bool
	read     int    // how many items were read
	next     *batch // being filled
	inFlight []*batch
	batchOf  map[string]*batch // by address, of the items that have no result yet
}

// add takes an item, and sends the batch that it fills.
func (k *bulkCreator) add(ctx context.Context, p CreateParams) bool {
	item := &item{index: k.read, params: p}
	k.read++
	body, wrong := p.encode()
	if wrong != nil {
		item.err = wrong.in(opCreateAll, fmt.Sprintf("[%d].", item.index))
	} else {
		item.body = body
		address := validate.FoldAddress(p.EmailAddress)
		if !p.IgnoreExisting {
			item.after = k.batchOf[address]
		}
		k.batchOf[address] = k.next
	}
	k.next.items = append(k.next.items, item)
	return len(k.next.items) < MaxBulk || k.send(ctx)
}

// send creates the batch that was filled, and yields results until there is room for another.
func (k *bulkCreator) send(ctx context.Context) bool {
	full := k.next
	k.next = newBatch()
	room := k.call.config.concurrency - 1
	if full.isAlone() {
		room = 0
		if !k.pass(0) {
			return false
		}
	}
	k.inFlight = append(k.inFlight, full)
	go full.create(ctx, k.call)
	return k.pass(room)
}

// pass yields the results of the first batches until no more than a number are in flight.
func (k *bulkCreator) pass(left int) bool {
	for len(k.inFlight) > left {
		first := k.inFlight[0]
		<-first.done
		k.inFlight = k.inFlight[1:]
		for _, item := range first.items {
			if item.isOpen() {
				k.yield(CreateResult{}, first.err)
				return false
			}
			if address := validate.FoldAddress(item.params.EmailAddress); k.batchOf[address] == first {
				delete(k.batchOf, address)
			}
			result := CreateResult{Index: item.index, Params: item.params, Invitation: item.created, Err: item.err}
			if !k.yield(result, nil) {
				return false
			}
		}
	}
	return true
}

func (k *bulkCreator) wait() {
	for _, b := range k.inFlight {
		<-b.done
	}
}
