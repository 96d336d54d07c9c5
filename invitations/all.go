package invitations

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"
)

// All returns an iterator over all invitations that match p, in order: GET /invitations, page by page.
// An error is yielded once and ends the sequence; the errors are those of [Client.List]. The first
// request is sent when the range begins, and none after it ends. Ranging again starts anew.
//
// An invitation that is listed the whole time is yielded exactly once, even if others are created,
// revoked or deleted meanwhile, by the loop too. One that comes or goes meanwhile is yielded at most
// once. Neither holds for an invitation whose place in the order changes, or without the total that
// Clerk sends.
//
// A page has p.Limit invitations, at least 100; 0 means [MaxLimit]. The first p.Offset invitations are
// read and not yielded. The pages after the first are fetched ahead ([WithConcurrency]), from the other
// end of the list. Memory holds these pages, and some 50 bytes for each invitation read.
func (c *Client) All(ctx context.Context, p ListParams, opts ...Option) iter.Seq2[Invitation, error] {
	return func(yield func(Invitation, error) bool) {
		call, err := c.newCall(ctx, opAll, opts, p.check())
		if err == nil && call.config.response != nil {
			err = &ArgumentError{Op: opAll, Field: "WithResponse", Reason: "is for a call of one operation"}
		}
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
		ctx, cancel := context.WithCancel(ctx)
		pages := pager{
			call:        c,
			params:      p,
			limit:       max(p.Limit, minLimit),
			concurrency: c.config.concurrency,
			known:       make(map[string]bool),
		}
		if p.Limit == 0 {
			pages.limit = MaxLimit
		}
		if c.config.response != nil {
			pages.concurrency = 1 // responses are reported one at a time
		}
		defer pages.drop()
		defer cancel()
		if err := pages.read(ctx, yield); err != nil {
			yield(Invitation{}, err)
		}
	}
}

const (
	minLimit = 100 // of a page

	// maxFailures is how many pages in a row may bring no progress.
	maxFailures = 100
)

var errUnsteady = errors.New("the list changes faster than it can be read, or its pages do not fit together")

// A pager reads a list while it changes: the first page in the order asked for, and the rest in
// windows of the reverse order, from high offsets down to 0. There the unread part has the low
// offsets, and what is created, or goes behind the reader, is at higher ones. Windows overlap. A
// window joins what has been read if it contains an invitation from there, or the end of the list.
type pager struct {
	call        *call
	params      ListParams
	limit       int
	concurrency int
	known       map[string]bool // ids of what was read
	skipped     int             // how many of them were not yielded, because of params.Offset
	end         int             // of the next window
	ahead       []*window       // in flight, in the order in which they are read
}

// A window is a page of the reverse order.
type window struct {
	start, end int
	done       chan struct{} // closed when page or err is set
	page       *Page
	err        error
}

// read yields the whole list. It returns nil if the range ends early.
func (g *pager) read(ctx context.Context, yield func(Invitation, error) bool) error {
	first, err := g.list(ctx, g.params.OrderBy, 0, g.limit)
	if err != nil {
		return err
	}
	if first.TotalCount == noTotal {
		return g.readForward(ctx, first, yield)
	}
	size := len(first.Invitations)
	unread := first.TotalCount - size
	if !g.pass(first.Invitations, yield) || unread <= 0 {
		return nil
	}
	g.shrink(size)
	g.end = unread + g.overlap()
	lowest := g.end
	for failures := 0; failures <= maxFailures; failures++ {
		w := g.next(ctx)
		if w.err != nil {
			return w.err
		}
		page := w.page.Invitations
		size = len(page)
		switch {
		case w.start+size >= w.page.TotalCount || g.joins(page):
			slices.Reverse(page)
			if !g.pass(page, yield) || w.start == 0 {
				return nil
			}
			if w.start < lowest {
				lowest, failures = w.start, -1
			}
		case size == 0: // the total is too high
			g.restart(w.start/2 + g.overlap())
		case size < w.end-w.start: // the server has smaller pages
			g.shrink(size)
			g.restart(w.end)
		default: // something was inserted among the unread
			g.restart(w.end + g.limit - g.overlap())
		}
	}
	return &Error{Op: opList, StatusCode: http.StatusOK, err: errUnsteady}
}

// readForward yields a list without a total, which cannot be read from its other end.
func (g *pager) readForward(ctx context.Context, page *Page, yield func(Invitation, error) bool) (err error) {
	const maxRepeats = 2 // of a page by a mock; a page can also be known because of insertions
	for offset, repeats := 0, 0; len(page.Invitations) > 0 && repeats < maxRepeats; repeats++ {
		known := len(g.known)
		if !g.pass(page.Invitations, yield) {
			return nil
		}
		if len(g.known) > known {
			repeats = -1
		}
		offset += len(page.Invitations)
		if page, err = g.list(ctx, g.params.OrderBy, offset, g.limit); err != nil {
			return err
		}
	}
	return nil
}

// joins reports whether enough of a page is known. One would not do: those that a bulk created have one
// time, and may come in another order each time.
func (g *pager) joins(page []Invitation) bool {
	known := 0
	for _, inv := range page {
		if g.known[inv.ID] {
			known++
		}
	}
	return known >= min(MaxBulk, g.overlap(), len(g.known))
}

// pass yields what is not known yet, and reports whether the range goes on.
func (g *pager) pass(list []Invitation, yield func(Invitation, error) bool) bool {
	for _, inv := range list {
		if g.known[inv.ID] {
			continue
		}
		g.known[inv.ID] = true
		if g.skipped < g.params.Offset {
			g.skipped++
			continue
		}
		if !yield(inv, nil) {
			return false
		}
	}
	return true
}

// next returns the next window, and has those after it fetched ahead.
func (g *pager) next(ctx context.Context) *window {
	for len(g.ahead) == 0 || len(g.ahead) < g.concurrency && g.end > 0 {
		w := &window{start: max(0, g.end-g.limit), end: g.end, done: make(chan struct{})}
		g.ahead = append(g.ahead, w)
		g.end = 0
		if w.start > 0 {
			g.end = w.start + g.overlap()
		}
		go func() {
			defer close(w.done)
			w.page, w.err = g.list(ctx, g.params.OrderBy.reverse(), w.start, w.end-w.start)
		}()
	}
	w := g.ahead[0]
	g.ahead = g.ahead[1:]
	<-w.done
	return w
}

// restart goes on with a window that ends at end instead of those fetched ahead.
func (g *pager) restart(end int) {
	g.drop()
	g.end = end
}

func (g *pager) drop() {
	for _, w := range g.ahead {
		<-w.done
	}
	g.ahead = nil
}

func (g *pager) list(ctx context.Context, order OrderBy, offset, limit int) (*Page, error) {
	p := g.params
	p.OrderBy, p.Offset, p.Limit = order, offset, limit
	return g.call.step(opList).list(ctx, p)
}

// shrink has further windows be no larger than a page that the server returned.
func (g *pager) shrink(size int) {
	if size > 1 {
		g.limit = min(g.limit, size)
	}
}

// overlap returns how many invitations a window shares with the one before. It is more than a bulk
// creates at once, which may come in another order each time.
func (g *pager) overlap() int { return min(max(20, g.limit/20), g.limit/2) }

// reverse returns the opposite order.
func (o OrderBy) reverse() OrderBy {
	if field, ok := strings.CutPrefix(string(o), "-"); ok {
		return OrderBy("+" + field)
	}
	if o == "" {
		return OrderByCreatedAt
	}
	return OrderBy("-" + strings.TrimPrefix(string(o), "+"))
}
