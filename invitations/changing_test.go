package invitations_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A changingList is a list on a server that changes before each request. Its order has ties, whose
// order is another each time, and a collation of addresses that ignores punctuation.
type changingList struct {
	mu       sync.Mutex
	random   *rand.Rand
	rows     []row
	most     int // changes before a request
	cap      int // largest page
	inserts  bool
	gone     map[string]bool
	created  int
	requests int
}

type row struct {
	id, address      string
	collated         string // the address without punctuation
	created, expires int
	tie              int // another before each request
}

func newChangingList(random *rand.Rand, n int) *changingList {
	list := &changingList{random: random, cap: 500, gone: map[string]bool{}}
	for range n {
		list.insert()
	}
	return list
}

func (l *changingList) insert() {
	l.created++
	id := "inv_" + strconv.Itoa(l.created)
	address := fmt.Sprintf("%c%c-%s@example.com", 'a'+l.random.IntN(26), "-_."[l.random.IntN(3)], id)
	l.rows = append(l.rows, row{
		id:       id,
		address:  address,
		collated: strings.NewReplacer("-", "", "_", "", ".", "").Replace(address),
		created:  1 + l.created/10, // bulks of ten
		expires:  1 + l.random.IntN(1000),
	})
}

func (l *changingList) delete(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone[id] = true
	l.rows = slices.DeleteFunc(l.rows, func(r row) bool { return r.id == id })
}

func (l *changingList) change() {
	for range l.random.IntN(l.most + 1) {
		switch {
		case l.inserts && l.random.IntN(2) == 0:
			l.insert()
		case len(l.rows) > 0:
			i := l.random.IntN(len(l.rows))
			l.gone[l.rows[i].id] = true
			l.rows = slices.Delete(l.rows, i, i+1)
		}
	}
}

func (l *changingList) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests++
	l.change()
	query := r.URL.Query()
	limit, _ := strconv.Atoi(query.Get("limit"))
	offset, _ := strconv.Atoi(query.Get("offset"))
	field, down := strings.CutPrefix(query.Get("order_by"), "-")
	if field == "" {
		field, down = "created_at", true
	}
	for i := range l.rows {
		l.rows[i].tie = l.random.Int()
	}
	slices.SortFunc(l.rows, func(a, b row) int {
		order := cmp.Compare(a.created, b.created)
		switch strings.TrimPrefix(field, "+") {
		case "email_address":
			order = cmp.Compare(a.collated, b.collated)
		case "expires_at":
			order = cmp.Compare(a.expires, b.expires)
		}
		if down {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.tie, b.tie))
	})
	var page strings.Builder
	end := min(len(l.rows), offset+min(limit, l.cap))
	for i := min(offset, end); i < end; i++ {
		if page.Len() > 0 {
			page.WriteByte(',')
		}
		fmt.Fprintf(&page, `{"id":%q,"email_address":%q,"status":"pending","created_at":%d}`, l.rows[i].id, l.rows[i].address, l.rows[i].created)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body(fmt.Sprintf(
		`{"data":[%s],"total_count":%d}`, page.String(), len(l.rows)))}, nil
}

func TestAllYieldsWhatStaysExactlyOnce(t *testing.T) {
	t.Parallel()
	const groups, lists = 4, listsPerGroup
	for group := range groups {
		t.Run(strconv.Itoa(group), func(t *testing.T) {
			t.Parallel()
			errs := 0
			for i := range lists {
				if !readChangingList(t, uint64(group*lists+i)) {
					errs++
				}
			}
			t.Logf("%d of %d lists ended with an error", errs, lists)
			assert.LessOrEqual(t, errs, max(1, lists/100))
		})
	}
}

// readChangingList reads a list that the seed decides, and reports whether it could be read to its end.
func readChangingList(t *testing.T, seed uint64) bool {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	list := newChangingList(random, 100+random.IntN(300))
	orders := []invitations.OrderBy{"", "+created_at", "+email_address", "-email_address", "expires_at", "-expires_at"}
	order := orders[random.IntN(len(orders))]
	list.cap = []int{500, 500, 100, 60}[random.IntN(4)]
	list.most = []int{0, 3, 20, 60}[random.IntN(4)]
	list.inserts = random.IntN(2) == 0
	stays := map[string]bool{}
	for _, r := range list.rows {
		stays[r.id] = true
	}
	client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{Transport: list}),
		invitations.WithConcurrency(1+random.IntN(5)))
	require.NoError(t, err)
	deleting := random.IntN(4) // of what is yielded: none, all, half, a range
	yielded := map[string]bool{}
	for inv, err := range client.All(t.Context(), invitations.ListParams{OrderBy: order, Limit: []int{0, 100, 250}[random.IntN(3)]}) {
		if err != nil {
			requireError(t, err, "List", http.StatusOK)
			return false
		}
		require.False(t, yielded[inv.ID], "seed %d: %s came twice", seed, inv.ID)
		yielded[inv.ID] = true
		if n := len(yielded); deleting == 1 || deleting == 2 && n%2 == 0 || deleting == 3 && n > 50 && n < 300 {
			list.delete(inv.ID)
		}
	}
	for id := range stays {
		require.True(t, yielded[id] || list.gone[id], "seed %d, order %q: %s was missed", seed, order, id)
	}
	return true
}

func TestAllOfQuietListSendsFewRequests(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 99, 100, 101, 475, 500, 501, 2300} {
		for limit, overlap := range map[int]int{100: 20, 250: 20, 500: 25} {
			list := newChangingList(rand.New(rand.NewPCG(1, 1)), n)
			client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{Transport: list}))
			require.NoError(t, err)
			assert.Len(t, idsOf(t, client, invitations.ListParams{Limit: limit}), n)
			step := limit - overlap
			assert.LessOrEqual(t, list.requests, 2+(n+step-1)/step, "%d by %d", n, limit)
		}
	}
}

// A loop that deletes what All yields must not delete what the offset skips.
func TestLoopMayDeleteBehindOffset(t *testing.T) {
	t.Parallel()
	list := newChangingList(rand.New(rand.NewPCG(1, 1)), 1000)
	client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{Transport: list}))
	require.NoError(t, err)
	for inv, err := range client.All(t.Context(), invitations.ListParams{Offset: 100}) {
		require.NoError(t, err)
		list.delete(inv.ID)
	}
	assert.Len(t, list.gone, 900)
	for _, r := range list.rows {
		assert.Greater(t, r.created, 90, "the newest are left")
	}
}
