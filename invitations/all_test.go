package invitations_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// idsOf ranges over All and returns the ids.
func idsOf(t *testing.T, client *invitations.Client, p invitations.ListParams) []string {
	t.Helper()
	ids := []string{}
	for inv, err := range client.All(t.Context(), p) {
		require.NoError(t, err)
		ids = append(ids, inv.ID)
	}
	return ids
}

func TestAllYieldsEverythingInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 26, 500, 1300} {
		server, client := newInProcess()
		ids := append([]string{}, server.Seed(n)...)
		assert.Equal(t, ids, idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt, Limit: 2}))
		slices.Reverse(ids)
		assert.Equal(t, ids, idsOf(t, client, invitations.ListParams{}))
	}
}

func TestAllIsLazyAndCanBeRangedAgain(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	server.Seed(1100)
	all := client.All(t.Context(), invitations.ListParams{})
	assert.Empty(t, server.Requests(), "nothing before the range")
	for _, err := range all {
		require.NoError(t, err)
		break
	}
	assert.Len(t, server.Requests(), 1, "one page for one invitation")
	for range 2 {
		n := 0
		for _, err := range all {
			require.NoError(t, err)
			n++
		}
		assert.Equal(t, 1100, n)
	}
}

func TestAllYieldsAnErrorOnceAndEnds(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(invitations.WithoutRetry())
	server.Seed(2000)
	server.Inject(invitationstest.Status(503).Skip(2).Always())
	yielded, errs := 0, 0
	for inv, err := range client.All(t.Context(), invitations.ListParams{}) {
		if err != nil {
			errs++
			requireError(t, err, "List", 503)
			assert.Empty(t, inv)
			continue
		}
		assert.Zero(t, errs)
		yielded++
	}
	assert.Equal(t, 1, errs)
	assert.Equal(t, 975, yielded, "two pages")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, requireOnlyError(t, client.All(ctx, invitations.ListParams{})), context.Canceled)
}

// A mock often returns the same body to every request.
func TestAllReadsFixedResponses(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 30, 400} {
		items := make([]string, n)
		for i := range items {
			items[i] = fmt.Sprintf(`{"id":"inv_%d","status":"pending","email_address":"ada@example.com"}`, i)
		}
		array := "[" + strings.Join(items, ",") + "]"
		for text, most := range map[string]int{array: 2, fmt.Sprintf(`{"data":%s,"total_count":%d}`, array, n): 1} {
			stub := returning(200, text)
			assert.Len(t, idsOf(t, newClient(t, stub), invitations.ListParams{}), n)
			assert.LessOrEqual(t, len(stub.sent), most)
		}
		stub := returning(200, `{"data":`+array+`,"total_count":9223372036854775807}`)
		_, err := newClient(t, stub).FindByEmail(t.Context(), "ada@example.com")
		requireError(t, err, "List", 200)
		assert.LessOrEqual(t, len(stub.sent), 10)
	}
}

func TestAllOfUnsteadyListEndsWithAnError(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 2, 500} {
		created := 0
		stub := serving(func(w http.ResponseWriter, _ *http.Request) {
			items := make([]string, size)
			for i := range items {
				created++ // and each page has other invitations
				items[i] = fmt.Sprintf(`{"id":"inv_%d","status":"pending"}`, created)
			}
			_, _ = fmt.Fprintf(w, `{"data":[%s],"total_count":1000000}`, strings.Join(items, ","))
		})
		var end error
		for _, err := range newClient(t, stub).All(t.Context(), invitations.ListParams{}) {
			require.NoError(t, end)
			end = err
		}
		requireError(t, end, "List", 200)
		assert.Contains(t, end.Error(), "changes faster")
		assert.Less(t, len(stub.sent), 100)
	}
}

func TestAllYieldsOnceWhatAPageHasTwice(t *testing.T) {
	t.Parallel()
	client := newClient(t, returning(200, listOf(pendingJSON, pendingJSON)))
	assert.Equal(t, []string{testID}, idsOf(t, client, invitations.ListParams{}))
}
