package invitationstest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

type page struct {
	Data       *[]invitation `json:"data"`
	TotalCount *int64        `json:"total_count"`
}

func listPage(t *testing.T, srv *invitationstest.Server, query string) ([]invitation, int64) {
	t.Helper()
	p := decode[page](t, do(t, srv, http.MethodGet, "/v1/invitations"+query, ""))
	require.NotNil(t, p.Data)
	require.NotNil(t, p.TotalCount)
	return *p.Data, *p.TotalCount
}

// fourStatuses has one invitation of each status.
func fourStatuses(t *testing.T, opts ...invitationstest.Option) *invitationstest.Server {
	t.Helper()
	srv := newServer(t, opts...)
	expired := srv.AddInvitation("expired@example.com")
	srv.Advance(30 * 24 * time.Hour)
	ids := invite(srv, "accepted@example.com", "revoked@example.com", "pending@example.com")
	require.NoError(t, srv.Accept(ids[0]))
	require.Equal(t, http.StatusOK, revoke(t, srv, ids[1]).Status)
	require.Equal(t, expired, srv.Invitations()[0].ID)
	return srv
}

func TestAListOfNothingIsEmptyNotNull(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Equal(t, `[]`, string(do(t, srv, http.MethodGet, "/v1/invitations", "").Body))
	assert.JSONEq(t, `{"data":[],"total_count":0}`, string(do(t, srv, http.MethodGet, "/v1/invitations?paginated=true", "").Body))
	srv.Seed(3)
	assert.Equal(t, `[]`, string(do(t, srv, http.MethodGet, "/v1/invitations?offset=3", "").Body))
}

func TestAListIsAnArrayOrAPageWithTheTotal(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Seed(25)
	for _, query := range []string{"", "?limit=10", "?offset=0", "?limit=10&offset=0", "?paginated=false"} {
		assert.Len(t, list(t, srv, query), 10, query)
	}
	all, total := listPage(t, srv, "?paginated=true&offset=20")
	assert.Len(t, all, 5)
	assert.EqualValues(t, 25, total)
	all, total = listPage(t, srv, "?paginated=true&limit=2&query=seed-00001")
	assert.Len(t, all, 2)
	assert.EqualValues(t, 10, total)
	assert.Len(t, list(t, srv, "?limit=500"), 25)
}

func TestAListHasTheStatusesAskedForAndNoRevokedByDefault(t *testing.T) {
	t.Parallel()
	srv := fourStatuses(t)
	for query, want := range map[string][]string{
		"":                               {"pending", "accepted", "expired"},
		"?status=pending":                {"pending"},
		"?status=accepted":               {"accepted"},
		"?status=revoked":                {"revoked"},
		"?status=expired":                {"expired"},
		"?status=revoked&status=expired": {"revoked", "expired"},
		"?status=revoked&status=revoked": {"revoked"},
		"?status=pending&status=accepted&status=revoked&status=expired": {"pending", "revoked", "accepted", "expired"},
	} {
		all := list(t, srv, query)
		got := make([]string, 0, len(all))
		for _, v := range all {
			got = append(got, v.Status)
			assert.Equal(t, v.Status+"@example.com", v.EmailAddress)
			assert.Equal(t, v.Status == "revoked", v.Revoked != nil && *v.Revoked)
		}
		assert.Equal(t, want, got, query)
	}
	_, total := listPage(t, srv, "?paginated=true")
	assert.EqualValues(t, 3, total)
}

func TestListsHaveURLsOnlyWithListURLs(t *testing.T) {
	t.Parallel()
	const everything = "?status=pending&status=accepted&status=revoked&status=expired"
	for _, v := range list(t, fourStatuses(t), everything) {
		assert.Nil(t, v.URL)
	}
	for _, v := range list(t, fourStatuses(t, invitationstest.WithListURLs()), everything) {
		assert.Equal(t, v.Status != "revoked", v.URL != nil, v.Status)
	}
}

func TestAQueryMatchesPartsUnlessItIsToBeExact(t *testing.T) {
	t.Parallel()
	emails := []string{"Ada@example.com", "not-ada@example.com", "grace@example.com"}
	srv := newServer(t)
	ids := invite(srv, emails...)
	for query, want := range map[string][]string{
		"ada@example.com":             {"not-ada@example.com", "Ada@example.com"},
		"ADA@":                        {"not-ada@example.com", "Ada@example.com"},
		"grace":                       {"grace@example.com"},
		"":                            {"grace@example.com", "not-ada@example.com", "Ada@example.com"},
		"nobody":                      {},
		ids[0]:                        {"Ada@example.com"},
		ids[1][4:20]:                  {"not-ada@example.com"},
		strings.ToLower(ids[2])[3:15]: {"grace@example.com"},
	} {
		assert.Equal(t, want, addresses(list(t, srv, "?query="+query)), query)
	}

	srv = newServer(t, invitationstest.WithExactQuery())
	ids = invite(srv, emails...)
	for query, want := range map[string][]string{
		"ada@example.com": {"Ada@example.com"},
		"grace":           {},
		ids[1]:            {"not-ada@example.com"},
		ids[1][4:20]:      {},
	} {
		assert.Equal(t, want, addresses(list(t, srv, "?query="+query)), query)
	}
}

func TestAListIsInTheOrderAskedFor(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{
		`{"email_address":"b@example.com","expires_in_days":2}`,
		`{"email_address":"C@example.com","expires_in_days":3}`,
		`{"email_address":"a@example.com","expires_in_days":1}`,
	} {
		decode[invitation](t, createOne(t, srv, body))
		srv.Advance(time.Minute)
	}
	for order, want := range map[string]string{
		"":                 "aCb",
		"-created_at":      "aCb",
		"created_at":       "bCa",
		"%2Bcreated_at":    "bCa",
		"email_address":    "abC",
		"%2Bemail_address": "abC",
		"-email_address":   "Cba",
		"expires_at":       "abC",
		"%2Bexpires_at":    "abC",
		"-expires_at":      "Cba",
	} {
		query := "?order_by=" + order
		if order == "" {
			query = ""
		}
		var got strings.Builder
		for _, v := range list(t, srv, query) {
			got.WriteByte(v.EmailAddress[0])
		}
		assert.Equal(t, want, got.String(), order)
	}
	// What is sorted is noticed to have changed.
	decode[invitation](t, createOne(t, srv, `{"email_address":"0@example.com"}`))
	all := list(t, srv, "?order_by=email_address")
	assert.Equal(t, "0@example.com", all[0].EmailAddress)
	require.Equal(t, http.StatusOK, do(t, srv, http.MethodDelete, "/v1/invitations/"+all[0].ID, "").Status)
	assert.Equal(t, "a@example.com", list(t, srv, "?order_by=email_address")[0].EmailAddress)
}

func TestWhatIsEqualIsListedInTheOrderItWasMade(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	ids := make([]string, 0, 20)
	for range 20 { // all in the same millisecond, for the same address
		ids = append(ids, srv.AddInvitation("same@example.com"))
	}
	for _, order := range []string{"created_at", "email_address"} {
		all := list(t, srv, "?limit=500&order_by="+order)
		got := make([]string, 0, len(all))
		for _, v := range all {
			got = append(got, v.ID)
		}
		assert.Equal(t, ids, got, order)
		down := []string{}
		for offset := 0; offset < 20; offset += 7 {
			for _, v := range list(t, srv, fmt.Sprintf("?limit=7&offset=%d&order_by=-%s", offset, order)) {
				down = append(down, v.ID)
			}
		}
		slices.Reverse(down)
		assert.Equal(t, ids, down, order)
	}
}

func TestManyTiesAreListedInTheOrderTheyWereMade(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	var want [3][]string
	for i := range 300 { // all in the same millisecond, for one of three addresses in turn
		who := i * 7 % 3
		want[who] = append(want[who], srv.AddInvitation(fmt.Sprintf("p%d@example.com", who)))
	}
	gone := want[1][50]
	require.Equal(t, http.StatusOK, do(t, srv, http.MethodDelete, "/v1/invitations/"+gone, "").Status)
	want[1] = slices.Delete(want[1], 50, 51)

	got := make([]string, 0, 300)
	for _, v := range list(t, srv, "?limit=500&order_by=email_address") {
		got = append(got, v.ID)
	}
	assert.Equal(t, slices.Concat(want[0], want[1], want[2]), got)
}

func TestTheOrderIsThatOfTheClockEvenWhereItWasSetBack(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.AddInvitation("second@example.com")
	srv.Seed(3)
	srv.SetTime(start.Add(-time.Hour))
	srv.AddInvitation("first@example.com")
	all := list(t, srv, "?order_by=created_at")
	assert.Equal(t, []string{"first@example.com", "seed-000001@example.com", "seed-000002@example.com",
		"seed-000003@example.com", "second@example.com"}, addresses(all))
	require.Equal(t, http.StatusOK, do(t, srv, http.MethodDelete, "/v1/invitations/"+all[0].ID, "").Status)
	assert.Len(t, list(t, srv, ""), 4)
}

func TestListNamesTheParameterThatItRefuses(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const value = "form_param_value_invalid"
	for query, want := range map[string][2]string{
		"limit=0":                          {value, "limit"},
		"limit=501":                        {value, "limit"},
		"limit=-1":                         {value, "limit"},
		"limit=ten":                        {value, "limit"},
		"limit=":                           {value, "limit"},
		"limit=1.5":                        {value, "limit"},
		"limit=99999999999999999999999999": {value, "limit"},
		"offset=-1":                        {value, "offset"},
		"offset=x":                         {value, "offset"},
		"offset=99999999999999999999999":   {value, "offset"},
		"paginated=yes":                    {value, "paginated"},
		"paginated=1":                      {value, "paginated"},
		"paginated=":                       {value, "paginated"},
		"status=done":                      {value, "status"},
		"status=":                          {value, "status"},
		"status=pending,revoked":           {value, "status"},
		"status=pending&status=Pending":    {value, "status"},
		"order_by=updated_at":              {value, "order_by"},
		"order_by=":                        {value, "order_by"},
		"order_by=-":                       {value, "order_by"},
		"order_by=--created_at":            {value, "order_by"},
		"order_by=%2B-created_at":          {value, "order_by"},
		"order_by=+created_at":             {value, "order_by"}, // a space, once decoded
		"query=a&query=b":                  {value, "query"},
		"limit=1&limit=1":                  {value, "limit"},
		"email_address=ada@example.com":    {"form_param_unknown", "email_address"},
		"status[]=pending":                 {"form_param_unknown", "status[]"},
		"Limit=1":                          {"form_param_unknown", "Limit"},
	} {
		a := do(t, srv, http.MethodGet, "/v1/invitations?"+query, "")
		require.Equal(t, http.StatusUnprocessableEntity, a.Status, query)
		requireParam(t, a, want[0], want[1])
	}
	requireErrors(t, do(t, srv, http.MethodGet, "/v1/invitations?query=%zz", ""),
		http.StatusUnprocessableEntity, "form_param_format_invalid")
	requireErrors(t, do(t, srv, http.MethodGet, "/v1/invitations?limit=1;offset=2", ""),
		http.StatusUnprocessableEntity, "form_param_format_invalid")
	assert.Empty(t, list(t, srv, "?limit=1&offset=9223372036854775807"))
}

func TestVeryManyAreListedAndHaveIDsOfTheirOwn(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	ids := srv.Seed(100_000)
	require.Len(t, ids, 100_000)

	all, total := listPage(t, srv, "?paginated=true&limit=500&offset=99500")
	assert.EqualValues(t, 100_000, total)
	require.Len(t, all, 500)
	assert.Equal(t, ids[499], all[0].ID)
	assert.Equal(t, ids[0], all[499].ID)

	seen := map[string]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	assert.Len(t, seen, len(ids))
	srv.Seed(100_000) // overlaps the first ones in time
	assert.Len(t, list(t, srv, "?query=seed-200000@example.com"), 1)
}

func BenchmarkSeedAndList(b *testing.B) {
	for b.Loop() {
		handler := invitationstest.NewHandler()
		handler.Seed(100_000)
		request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/v1/invitations?paginated=true&limit=500&offset=99500", http.NoBody)
		request.Header.Set("Authorization", "Bearer "+handler.SecretKey)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			b.Fatal(answer.Code)
		}
	}
}
