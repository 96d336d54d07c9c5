package invitations

import (
	"context"
	"fmt"
	"iter"
)

// A CreateResult is what became of one item of [Client.CreateAll]: an Invitation or an Err.
type CreateResult struct {
	Index      int // of the item in the input, from 0
	Params     CreateParams
	Invitation *Invitation
	Err        error
}

// CreateAll invites any number of people, ten at a time: POST /invitations/bulk. It gives one result
// for each item of ps, in order.
//
//	for result, err := range client.CreateAll(ctx, slices.Values(people)) {
//		if err != nil {
//			return err // go on with the item after the last result
//		}
//		…
//	}
//
// A result's Err is what [Client.Create] would have returned for the item: an [*ArgumentError] for one
// that is malformed, which is not sent; [ErrAlreadyInvited], also for an address that stands in ps
// already, unless the item has IgnoreExisting; [ErrUserExists]; [ErrOutcomeUnknown]. One item's error
// does not keep the others from being invited: a bulk that Clerk refuses is sent again without those
// it names, and in halves where it names nobody.
//
// The error of the sequence is given once and ends it: the context has ended, Clerk does not accept
// the key or allow the request, or asks for a longer wait than [RetryPolicy.MaxRetryAfter]. The items
// after the last result are then to be given again. Giving all of ps again does no harm, after a crash
// either: who was invited is ErrAlreadyInvited, and nobody is mailed twice. Of the items with
// IgnoreExisting, give again only those that have no result; bulks that hold one are sent alone, so that
// only one bulk of them is in doubt.
//
// Clerk allows 25 bulk requests an hour. With a MaxRetryAfter of more than an hour CreateAll waits, and
// the logger is told for how long.
//
// [WithConcurrency] says how many bulks are under way at a time; that many are held in memory. A bulk
// is sent when it is full or ps has ended, so ps must not wait for results. Leaving the range abandons
// the bulks under way.
//
// Should a bulk be refused twice for different reasons, an invitation that somebody else has made for
// one of its addresses within the second before may be taken for its own.
func (c *Client) CreateAll(ctx context.Context, ps iter.Seq[CreateParams], opts ...Option) iter.Seq2[CreateResult, error] {
	return func(yield func(CreateResult, error) bool) {
		call, err := c.newCall(ctx, opCreateAll, opts)
		if err == nil && ps == nil {
			err = &ArgumentError{Op: opCreateAll, Field: "ps", Reason: "is nil"}
		}
		if err != nil {
			yield(CreateResult{}, err)
			return
		}
		run := newMassCreation(ctx, call, yield)
		defer run.stop()
		for p := range ps {
			if !run.add(p) {
				return
			}
		}
		run.finish()
	}
}

// A massCreation is one range over CreateAll: chunks under way, in the order of the input.
type massCreation struct {
	ctx    context.Context //nolint:containedctx // that of one range over CreateAll, canceled at its end
	cancel context.CancelFunc
	call   *call
	yield  func(CreateResult, error) bool

	read    int    // how many items were read
	next    *chunk // what is being filled
	queue   []*chunk
	pending map[string]*item // by address, what has no result yet
}

func newMassCreation(ctx context.Context, call *call, yield func(CreateResult, error) bool) *massCreation {
	m := &massCreation{call: call, yield: yield, next: new(chunk), pending: make(map[string]*item)}
	m.ctx, m.cancel = context.WithCancel(ctx)
	return m
}

// add takes in an item and gives what results there are. Like all that give, it returns false when
// the range has ended.
func (m *massCreation) add(p CreateParams) bool {
	item := &item{index: m.read, params: p}
	m.read++
	body, refusal := p.encode()
	if refusal != nil {
		item.err = refusal.in(opCreateAll, fmt.Sprintf("[%d].", item.index))
	} else {
		item.body = body
		address := foldAddress(p.EmailAddress)
		if twin, ok := m.pending[address]; ok && !p.IgnoreExisting {
			item.twin = twin
		} else {
			if ok && !m.finish() { // two for one address in a bulk could not be told apart
				return false
			}
			m.pending[address] = item
		}
	}
	m.next.add(item)
	return !m.next.isFull() || m.send()
}

// finish sends what is left and gives all results.
func (m *massCreation) finish() bool {
	return m.send() && m.give(0)
}

// send has the chunk that was filled created, and gives results until there is room for another.
func (m *massCreation) send() bool {
	full := m.next
	m.next = new(chunk)
	if len(full.items) == 0 {
		return true
	}
	others := m.call.config.concurrency - 1
	if full.alone {
		others = 0
		if !m.give(0) {
			return false
		}
	}
	full.done = make(chan struct{})
	m.queue = append(m.queue, full)
	go func() {
		defer close(full.done)
		full.err = full.create(m.ctx, m.call)
	}()
	return m.give(others)
}

// give yields the results of the first chunks under way until no more than some are left.
func (m *massCreation) give(left int) bool {
	for len(m.queue) > 0 && (len(m.queue) > left || m.queue[0].isDone()) {
		chunk := m.queue[0]
		<-chunk.done
		m.queue = m.queue[1:]
		for _, step := range chunk.steps {
			m.call.adopt(step)
		}
		for _, item := range chunk.items {
			if !item.isSettled() {
				m.yield(CreateResult{}, chunk.err)
				return false
			}
			if !m.yield(item.result(), nil) {
				return false
			}
			if address := foldAddress(item.params.EmailAddress); m.pending[address] == item {
				delete(m.pending, address)
			}
		}
	}
	return true
}

func (m *massCreation) stop() {
	m.cancel()
	for _, chunk := range m.queue {
		<-chunk.done
	}
}
