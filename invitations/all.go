package invitations

import (
	"context"
	"errors"
	"iter"
	"math"
	"net/http"
	"slices"
)

// All gives every invitation that matches p, in order, page after page: GET /invitations.
//
//	for inv, err := range client.All(ctx, invitations.ListParams{}) {
//		if err != nil {
//			return err
//		}
//		…
//	}
//
// Nothing is requested before the range begins, and nothing more after it is left. Pages have
// p.Limit invitations, two at the least ([MaxLimit] where it is 0); the next ones are fetched ahead, as
// many at a time as [WithConcurrency] says, so memory holds a few pages whatever the total. p.Offset
// says where to start. An error is given once and ends the sequence. Ranging again starts anew.
//
// Whatever stays listed from beginning to end is given exactly once, even as other invitations are
// created, revoked or deleted meanwhile, by the loop itself too. What comes or goes meanwhile is
// given once or not at all. An invitation whose place in the order changes is not covered, and
// neither is one with a status that p.Statuses selects only part of the time.
//
// The errors are those of [Client.List].
func (c *Client) All(ctx context.Context, p ListParams, opts ...Option) iter.Seq2[Invitation, error] {
	return func(yield func(Invitation, error) bool) {
		call, err := c.newCall(ctx, opAll, opts)
		if err == nil {
			if refusal := p.check(); refusal != nil {
				err = refusal.in(opAll, "")
			}
		}
		if err != nil {
			yield(Invitation{}, err)
			return
		}
		walkAll(ctx, call, p, yield)
	}
}

// smallestPage is the smallest page that can overlap with the next.
const smallestPage = 2

// walkAll yields what All promises.
func walkAll(ctx context.Context, call *call, p ListParams, yield func(Invitation, error) bool) {
	if p.Limit == 0 {
		p.Limit = MaxLimit
	}
	p.Limit = max(p.Limit, smallestPage)
	fetcher := newFetcher(ctx, call, p)
	defer fetcher.stop()
	stitcher := newStitcher(p.OrderBy)

	// held is taken and not yielded yet. Its end is held back until the next page has come, so that
	// what the loop does to the invitations it is given cannot remove all that the pages share.
	var held []Invitation
	give := func(n int) bool {
		for _, inv := range held[:n] {
			if !yield(inv, nil) {
				return false
			}
			fetcher.ahead = call.config.concurrency
		}
		held = slices.Clone(held[n:]) // or the few would keep all that are given in memory
		return true
	}
	repairs := 0         // how many pages in a row had nothing new
	empty := math.MaxInt // where, in the meantime, a page began behind the end of the list
	for {
		fetch, err := fetcher.next()
		if err != nil {
			if give(len(held)) {
				yield(Invitation{}, err)
			}
			return
		}
		page, offset := fetch.page, fetch.offset
		fresh, how := stitcher.take(page.Invitations, offset)
		if len(fresh) > 0 {
			repairs, empty = 0, math.MaxInt
		} else if repairs++; repairs > maxRepairs {
			if give(len(held)) {
				yield(Invitation{}, &Error{Op: opList, StatusCode: http.StatusOK, err: errUnsteady})
			}
			return
		}
		size := len(page.Invitations)
		if how != linked {
			if size == 0 {
				empty = offset
			}
			fetcher.turn(how, offset)
			continue
		}
		fetcher.straighten()
		isShort := size < fetch.limit
		isLast := size == 0 || isShort && offset+size >= page.TotalCount || isShort && len(fresh) == 0 && fetch.limit <= p.Limit ||
			len(fresh) == 0 && offset+size >= empty
		keep := overlapOf(p.Limit)
		switch {
		case isLast:
			keep = 0
		case isShort: // the server gives less than it is asked for
			fetcher.shrink(size, offset)
		}
		if len(fresh) < keep {
			held = append(held, fresh...)
		} else {
			if !give(len(held)) {
				return
			}
			held = fresh
		}
		if !give(max(0, len(held)-keep)) || isLast {
			return
		}
	}
}

// maxRepairs is after how many pages in a row without anything new the search for more is given up:
// the list then changes faster than it can be read.
const maxRepairs = 100

var errUnsteady = errors.New("the list changes faster than it can be read")
