package invitations

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// All returns an iterator over all invitations that match p, in the order of the list: GET
// /invitations, page by page. The first request is sent when the range begins, and none after it ends.
//
// The list may change meanwhile, and the loop may revoke or delete what it gets. No invitation is
// yielded twice. One that is listed the whole time, and keeps its place among the others, is yielded, or
// the sequence ends with an error. That holds if a page which is shorter than asked for is the last, or
// its total says that there are more. What is created meanwhile may be yielded: collect first if the loop
// creates, as [Client.Resend] does.
//
// p.Limit is the size of a page, at least 100; 0 means [MaxLimit]. p.Offset must be 0. Pages overlap, and
// are read again if the loop has deleted what they shared. Memory holds a page, and the ids read.
func (c *Client) All(ctx context.Context, p ListParams, opts ...Option) iter.Seq2[Invitation, error] {
	return func(yield func(Invitation, error) bool) {
		rejected := p.check()
		if p.Offset > 0 {
			rejected = &ArgumentError{Field: "Offset", Reason: "is for List: All reads the whole list"}
		}
		call, err := c.newCall(ctx, opAll, opts, rejected)
		if err != nil {
			yield(Invitation{}, err)
			return
		}
		call.all(ctx, p)(yield)
	}
}

// all is All within a call.
func (c *call) all(ctx context.Context, p ListParams) iter.Seq2[Invitation, error] {
	return func(yield func(Invitation, error) bool) {
		pages := pager{params: p, known: make(map[string]bool), patience: maxIdle}
		pages.params.Limit = max(p.Limit, minLimit)
		if p.Limit == 0 {
			pages.params.Limit = MaxLimit
		}
		pages.full = pages.params.Limit
		for !pages.ended {
			if pages.patience == 0 || pages.surges > maxSurges {
				yield(Invitation{}, c.step(opList).found(errUnsteady))
				return
			}
			page, err := c.step(opList).list(ctx, pages.params)
			if err != nil {
				yield(Invitation{}, err)
				return
			}
			if !pages.pass(page, yield) {
				return
			}
		}
	}
}

const (
	minLimit = 100 // of a page

	// maxIdle is how many pages in a row may bring no progress, in addition to those that it takes to
	// read what is known again.
	maxIdle = 5

	// maxSurges is how often as many others may come as those read go. A loop that creates what it
	// deletes would not end.
	maxSurges = 20
)

var errUnsteady = errors.New("the list changes faster than it can be read, or its pages do not fit together: " +
	"range again later; if that fails too, compare the pages and totals of List")

// A pager reads a list while it changes, in the order asked for, in pages that overlap. What is known
// is the beginning of the list. A page that begins there leaves nothing out.
type pager struct {
	params   ListParams      // of the next page
	known    map[string]bool // ids of what was yielded
	overlap  int             // of the next page with what is known, if the list does not change
	largest  int             // size of a page so far
	full     int             // size of a page after which there can be more
	total    int             // of the page at offset 0
	quiet    bool            // whether each page since has had this total
	patience int             // how many pages may follow without progress
	surges   int             // how often what is known has become shorter, but not the list
	ended    bool
}

// pass yields what is new in a page, and moves on. It reports whether the range goes on.
func (g *pager) pass(page *Page, yield func(Invitation, error) bool) bool {
	offset, size, total := g.params.Offset, len(page.Invitations), page.TotalCount
	fresh := slices.DeleteFunc(page.Invitations, func(inv Invitation) bool { return g.known[inv.ID] })
	g.largest = max(g.largest, size)
	if len(fresh) > 0 && (offset+size < total || total < 0 && offset > 0) {
		g.full = g.largest // less than the limit if the server has smaller pages
	}
	// One known invitation would not do: a bulk creates ten with the same time, and they may be listed
	// in another order each time.
	joins := size-len(fresh) >= min(MaxBulk, g.overlap, len(g.known))
	if !joins && total >= 0 && total >= g.total {
		g.surges++
	}
	if !joins && offset > 0 {
		g.params.Offset = max(0, offset-g.full) // what is known has become shorter
		return true
	}
	for _, inv := range fresh {
		if g.known[inv.ID] { // twice in one page
			continue
		}
		g.known[inv.ID] = true
		if !yield(inv, nil) {
			return false
		}
	}
	g.patience--
	if len(fresh) > 0 && (offset < total || total < 0) {
		g.patience = maxIdle + 2*len(g.known)/g.full
	}
	g.move(size, total, len(fresh) > 0)
	return true
}

// move decides where the next page begins, after one of this size and total.
func (g *pager) move(size, total int, hasNew bool) {
	if g.params.Offset == 0 {
		g.total, g.quiet = total, true
	}
	g.quiet = g.quiet && total == g.total
	if g.isLast(size, total, hasNew) {
		g.ended = !g.quiet || len(g.known) >= total
		g.params.Offset = 0 // to find what was missed
		return
	}
	g.overlap = max(1, min(max(20, size/20), size/2))
	g.params.Offset += size - g.overlap
}

// isLast reports whether the list ends with this page. Counting and selecting are two queries, so a
// full page is never the last, and the total can be wrong for a while.
func (g *pager) isLast(size, total int, hasNew bool) bool {
	if size == 0 || size < g.largest && !hasNew {
		return true
	}
	isEnd := g.params.Offset+size >= total
	if total < 0 {
		isEnd = !hasNew
	}
	return size < g.full && isEnd
}
