package invitations

import "context"

// A fetcher fetches pages at growing offsets, some of them ahead.
type fetcher struct {
	call   *call
	params ListParams
	limit  int // how large the next page is to be
	most   int // how large a page can be
	seen   int // how large the largest was
	ahead  int // how many pages are fetched at a time
	offset int // of the next page to ask for
	total  int // how many invitations there are, as far as is known
	queue  []*fetch

	turned link // in which direction the last turn was
	stride int  // and how far

	ctx    context.Context //nolint:containedctx // that of one range over All, canceled at its end
	cancel context.CancelFunc
}

// A fetch is a page that is on its way.
type fetch struct {
	offset int
	limit  int
	call   *call
	done   chan struct{} // closed when page or err is there
	page   *Page
	err    error
}

func newFetcher(ctx context.Context, call *call, p ListParams) *fetcher {
	f := &fetcher{call: call, params: p, limit: p.Limit, most: MaxLimit, ahead: 1, offset: p.Offset}
	f.ctx, f.cancel = context.WithCancel(ctx)
	return f
}

// overlapOf returns how many invitations a page of a size shares with the next: where it can, as many
// as a bulk makes at once, whose order among themselves may be another each time.
func overlapOf(size int) int { return max(1, size/20, min(MaxBulk, size/2)) }

// next returns the next page, and has those after it fetched ahead.
func (f *fetcher) next() (*fetch, error) {
	for len(f.queue) == 0 || len(f.queue) < f.ahead && f.offset < f.total && f.turned == linked {
		f.start()
	}
	first := f.queue[0]
	f.queue = f.queue[1:]
	<-first.done
	f.call.adopt(first.call)
	if first.err != nil {
		return nil, first.err
	}
	f.total = first.page.TotalCount
	f.seen = max(f.seen, len(first.page.Invitations))
	return first, nil
}

func (f *fetcher) start() {
	next := &fetch{offset: f.offset, limit: f.limit, call: f.call.step(opList), done: make(chan struct{})}
	f.queue = append(f.queue, next)
	f.offset += max(1, f.limit-overlapOf(f.limit))
	query := f.params
	query.Offset, query.Limit = next.offset, next.limit
	go func() {
		defer close(next.done)
		next.page, next.err = next.call.list(f.ctx, query)
	}()
}

// turn drops what is fetched ahead and goes on before or after the page at offset: further each time
// in the same direction, less far after a change of direction, and by large pages, of which one is
// likely to have the place.
func (f *fetcher) turn(how link, offset int) {
	f.drain()
	if how == f.turned {
		f.stride *= 2
	} else {
		f.stride = max(1, f.most/2, f.stride/4)
	}
	f.turned, f.limit = how, f.most
	if how == tooLate {
		f.offset = max(0, offset-f.stride)
	} else {
		f.offset = offset + f.stride
	}
}

// straighten ends a search by turns. Its large pages go on until there is something new.
func (f *fetcher) straighten() { f.turned, f.stride = linked, 0 }

// resume goes on in pages of the size asked for, behind a page at an offset that had something new.
func (f *fetcher) resume(size, offset int) {
	if f.limit == f.params.Limit {
		return
	}
	f.drain()
	f.limit = f.params.Limit
	f.offset = offset + max(1, size-overlapOf(min(size, f.limit)))
}

// shrink goes on behind a page at an offset that was shorter than asked for, in pages no larger than the
// largest there was: it may be the server's limit, or the list's end.
func (f *fetcher) shrink(size, offset int) {
	f.drain()
	f.most = max(size, f.seen)
	f.params.Limit = min(f.params.Limit, f.most)
	f.limit = min(f.limit, f.most)
	f.offset = offset + max(1, size-overlapOf(size))
}

func (f *fetcher) drain() {
	for _, fetch := range f.queue {
		<-fetch.done
	}
	f.queue = nil
}

func (f *fetcher) stop() {
	f.cancel()
	f.drain()
}
