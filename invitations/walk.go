package invitations

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
)

// smallestPage is the smallest page that can overlap with the next.
const smallestPage = 2

// walkAll yields what All promises.
func walkAll(ctx context.Context, call *call, p ListParams, yield func(Invitation, error) bool) {
	if p.Limit == 0 {
		p.Limit = MaxLimit
	}
	p.Limit = max(p.Limit, smallestPage)
	w := &walk{
		limit:       p.Limit,
		concurrency: call.config.concurrency,
		fetcher:     newFetcher(ctx, call, p),
		stitcher:    newStitcher(p.OrderBy),
		yield:       yield,
		empty:       math.MaxInt,
	}
	defer w.fetcher.stop()
	for w.step() {
	}
}

// A walk is one range over All.
type walk struct {
	limit       int
	concurrency int
	fetcher     *fetcher
	stitcher    *stitcher
	yield       func(Invitation, error) bool

	// held is taken and not yielded yet. Its end is held back until the next page has come, so that
	// what the loop does to the invitations it is given cannot remove all that the pages share.
	held []Invitation

	repairs int // how many pages in a row had nothing new
	empty   int // where, in the meantime, a page began behind the end of the list
}

// step takes the next page, and reports whether there are more.
func (w *walk) step() bool {
	fetch, err := w.fetcher.next()
	if err != nil {
		return w.fail(err)
	}
	size := len(fetch.page.Invitations)
	fresh, how := w.stitcher.take(fetch.page.Invitations, fetch.offset)
	if len(fresh) > 0 {
		w.repairs, w.empty = 0, math.MaxInt
	} else if w.repairs++; w.repairs > maxRepairs {
		return w.fail(&Error{Op: opList, StatusCode: http.StatusOK, err: errUnsteady})
	}
	if how != linked {
		if size == 0 {
			w.empty = fetch.offset
		}
		w.fetcher.turn(how, fetch.offset)
		return true
	}
	w.fetcher.straighten()
	if len(fresh) > 0 {
		w.fetcher.resume(size, fetch.offset)
	}
	if fetch.offset+size > w.empty {
		w.empty = math.MaxInt // the list has grown past it
	}
	if w.isLast(fetch, len(fresh)) {
		w.pass(fresh, 0)
		return false
	}
	if size < fetch.limit { // the server gives less than it is asked for
		w.fetcher.shrink(size, fetch.offset)
	}
	return w.pass(fresh, overlapOf(w.limit))
}

// isLast reports whether nothing comes after a page of which so many were new.
func (w *walk) isLast(fetch *fetch, fresh int) bool {
	size := len(fetch.page.Invitations)
	end := fetch.offset + size
	isShort := size < fetch.limit
	isSearch := fetch.limit > w.limit // which may be short because the server gives no larger pages
	switch {
	case size == 0:
		return true
	case isShort && end >= fetch.page.TotalCount:
		return true
	case fresh == 0 && isShort && !isSearch: // whatever the total says
		return true
	}
	return fresh == 0 && end >= w.empty
}

// pass gives all that was taken, but for as many as are to be kept until the next page has come.
func (w *walk) pass(fresh []Invitation, keep int) bool {
	if len(fresh) < keep {
		w.held = append(w.held, fresh...)
	} else {
		if !w.give(len(w.held)) {
			return false
		}
		w.held = fresh
	}
	return w.give(max(0, len(w.held)-keep))
}

// give yields the first n of what is held, and reports whether the range goes on.
func (w *walk) give(n int) bool {
	for _, inv := range w.held[:n] {
		if !w.yield(inv, nil) {
			return false
		}
		w.fetcher.ahead = w.concurrency
	}
	w.held = slices.Clone(w.held[n:]) // or the few would keep all that are given in memory
	return true
}

// fail gives what was taken before an error, and the error.
func (w *walk) fail(err error) bool {
	if w.give(len(w.held)) {
		w.yield(Invitation{}, err)
	}
	return false
}

// maxRepairs is after how many pages in a row without anything new the search for more is given up:
// the list then changes faster than it can be read.
const maxRepairs = 100

var errUnsteady = errors.New("the list changes faster than it can be read")
