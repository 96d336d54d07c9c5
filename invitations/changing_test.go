package invitations_test

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A changingList is a list on a server, which others change before each request.
type changingList struct {
	random  *rand.Rand
	order   string // unique, random, equal, nulls, bulks, shuffled or unsorted
	server  string // exact, small pages, no total, low total, high total, counts first, replica or no offset
	inserts string // front, end, anywhere or nowhere
	most    int    // changes before a request
	cap     int    // size of a page, if the server has small pages

	rows     []row   // in the order of their creation
	past     [][]row // before each request
	created  int
	gone     map[string]bool
	requests int
}

type row struct {
	id   string
	key  float64
	null bool
	tie  int
}

func newChangingList(seed uint64, order, server string, n int) *changingList {
	l := &changingList{random: rand.New(rand.NewPCG(seed, 1)), order: order, server: server, gone: map[string]bool{}}
	for range n {
		l.insert("anywhere")
	}
	return l
}

func (l *changingList) insert(where string) {
	l.created++
	r := row{id: "inv_" + strconv.Itoa(l.created), tie: l.created, null: l.order == "nulls" && l.random.IntN(2) == 0}
	last := len(l.rows) - 1
	switch {
	case l.order == "equal", l.order == "shuffled":
	case l.order == "bulks" && l.created%10 > 0 && last >= 0: // created together
		r.key = l.rows[last].key
	case where == "front":
		r.key = float64(l.created)
	case where == "end":
		r.key = -float64(l.created)
	case l.order == "random":
		r.key = float64(l.random.IntN(100)) / 100
	default:
		r.key = l.random.Float64()
	}
	l.rows = append(l.rows, r)
}

func (l *changingList) delete(ids ...string) {
	for _, id := range ids {
		l.gone[id] = true
	}
	l.rows = slices.DeleteFunc(l.rows, func(r row) bool { return slices.Contains(ids, r.id) })
}

func (l *changingList) change() {
	for range l.random.IntN(l.most + 1) {
		if l.inserts != "nowhere" && l.random.IntN(2) == 0 {
			l.insert(l.inserts)
		} else if len(l.rows) > 0 {
			l.delete(l.rows[l.random.IntN(len(l.rows))].id)
		}
	}
}

// sorted returns rows in an order. Nulls come last, and equal values keep their order, in either direction.
func (l *changingList) sorted(rows []row, orderBy string) []row {
	rows = slices.Clone(rows)
	if l.order == "bulks" || l.order == "shuffled" {
		for i := range rows {
			rows[i].tie = l.random.Int()
		}
	}
	up := 1
	if strings.HasPrefix(orderBy, "-") && l.order != "unsorted" {
		up = -1
	}
	rank := map[bool]int{true: 1}
	slices.SortFunc(rows, func(a, b row) int {
		if a.null || b.null {
			return cmp.Or(rank[a.null]-rank[b.null], cmp.Compare(a.tie, b.tie))
		}
		return cmp.Or(up*cmp.Compare(a.key, b.key), cmp.Compare(a.tie, b.tie))
	})
	return rows
}

func (l *changingList) RoundTrip(r *http.Request) (*http.Response, error) {
	l.requests++
	l.past = append(l.past, slices.Clone(l.rows))
	l.change()
	if l.requests > 2000 {
		return nil, errConnectionRefused
	}
	query := r.URL.Query()
	limit, _ := strconv.Atoi(query.Get("limit"))
	offset, _ := strconv.Atoi(query.Get("offset"))
	rows := l.rows
	total := len(rows)
	switch l.server {
	case "small pages":
		limit = min(limit, l.cap)
	case "low total":
		total = max(0, total-3)
	case "high total":
		total += 3
	case "counts first":
		total = len(l.past[len(l.past)-1])
	case "replica":
		rows = l.past[max(0, len(l.past)-1-l.random.IntN(4))]
		total = len(rows)
	case "no offset":
		offset = 0
	}
	rows = l.sorted(rows, query.Get("order_by"))
	var items []string
	for _, r := range rows[min(offset, len(rows)):min(offset+limit, len(rows))] {
		items = append(items, `{"id":"`+r.id+`","status":"pending"}`)
	}
	page := "[" + strings.Join(items, ",") + "]"
	if l.server != "no total" {
		page = fmt.Sprintf(`{"data":%s,"total_count":%d}`, page, total)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(page))}, nil
}

// read ranges over All with a loop that deletes. It checks that nothing comes twice and, unless there is
// an error, which it returns, that nothing that stays is missed.
func (l *changingList) read(t *testing.T, loop string, p invitations.ListParams) error {
	t.Helper()
	first := slices.Clone(l.rows)
	yielded := map[string]bool{}
	var kept []string
	for inv, err := range newClient(t, l).All(t.Context(), p) {
		if err != nil {
			requireError(t, err, "List", 200)
			return err
		}
		require.False(t, yielded[inv.ID], "%s came twice", inv.ID)
		yielded[inv.ID] = true
		kept = append(kept, inv.ID)
		switch n := len(yielded); {
		case loop == "all", loop == "half" && n%2 == 0, loop == "range" && n > 50 && n < 250:
			l.delete(inv.ID)
		case loop == "at once" && n == len(first)/2:
			l.delete(kept...)
		}
	}
	for _, r := range first {
		require.True(t, yielded[r.id] || l.gone[r.id], "%s was missed", r.id)
	}
	return nil
}

// What stays is yielded once in each of 2,112 lists, or there is an error, which is allowed only if a
// server is wrong all the time.
func TestAllYieldsWhatStaysExactlyOnce(t *testing.T) {
	t.Parallel()
	rounds := 44
	if testing.Short() {
		rounds = 4
	}
	for i, order := range []string{"unique", "random", "equal", "nulls", "bulks", "unsorted"} {
		for j, server := range []string{"exact", "small pages", "no total", "low total", "counts first", "replica", "high total", "no offset"} {
			t.Run(order+", "+server, func(t *testing.T) {
				t.Parallel()
				for round := range rounds {
					seed := uint64(i*10_000 + j*1000 + round)
					random := rand.New(rand.NewPCG(seed, 2))
					n := random.IntN(500)
					if order == "equal" {
						n = 600
					}
					l := newChangingList(seed, order, server, n)
					l.cap = 40 + random.IntN(60)
					l.most = []int{0, 3, 20, 60}[round%4]
					l.inserts = []string{"nowhere", "front", "end", "anywhere"}[random.IntN(4)]
					loop := []string{"none", "all", "half", "range", "at once"}[round%5]
					err := l.read(t, loop, invitations.ListParams{
						Limit:   []int{0, 1, 100, 150}[random.IntN(4)],
						OrderBy: []invitations.OrderBy{"-created_at", "+expires_at"}[random.IntN(2)],
					})
					if server != "high total" && server != "no offset" {
						require.NoError(t, err, "%d, loop %q: %+v", round, loop, l.requests)
					}
				}
			})
		}
	}
}

func TestAllOfListsThatNobodyCanReadIsNeverShort(t *testing.T) {
	t.Parallel()
	seeds := uint64(10)
	if testing.Short() {
		seeds = 3
	}
	for _, server := range []string{"exact", "small pages", "high total"} {
		for seed := range seeds {
			l := newChangingList(seed, "shuffled", server, 600)
			l.cap = 60
			_ = l.read(t, "none", invitations.ListParams{Limit: 100}) // which fails if it misses any
			assert.Less(t, l.requests, 500)
		}
	}
	for _, server := range []string{"no offset", "high total"} {
		l := newChangingList(1, "unique", server, 500)
		require.Error(t, l.read(t, "none", invitations.ListParams{}))
		assert.LessOrEqual(t, l.requests, 9)
	}
}

func TestAllOfQuietListSendsFewRequests(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ n, limit, requests int }{
		{0, 500, 1}, {1, 500, 1}, {499, 500, 1}, {500, 500, 2}, {1000, 500, 3}, {10_000, 500, 22}, // 21 without overlap
		{1000, 100, 13}, {99, 1, 1}, {300, 2, 4},
	} {
		l := newChangingList(1, "unique", "exact", test.n)
		require.NoError(t, l.read(t, "none", invitations.ListParams{Limit: test.limit}))
		assert.Equal(t, test.requests, l.requests, "%+v", test)
	}
}
