package invitationstest_test

import (
	"net/http"
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
	TotalCount *int          `json:"total_count"`
}

func listPage(t *testing.T, srv *invitationstest.Server, query string) ([]invitation, int) {
	t.Helper()
	p := decode[page](t, do(t, srv, listing+query, ""))
	require.NotNil(t, p.Data)
	require.NotNil(t, p.TotalCount)
	return *p.Data, *p.TotalCount
}

const fourStatuses = "?status=pending&status=accepted&status=revoked&status=expired"

// addFourStatuses adds one invitation of each status.
func addFourStatuses(t *testing.T, srv *invitationstest.Server) {
	t.Helper()
	srv.AddInvitation("expired@example.com")
	srv.Advance(30 * 24 * time.Hour)
	ids := invite(srv, "accepted@example.com", "revoked@example.com", "pending@example.com")
	require.NoError(t, srv.Accept(ids[0]))
	require.Equal(t, http.StatusOK, do(t, srv, revoke(ids[1]), "").Status)
}

func TestListOfNothingIsNotNull(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Equal(t, `[]`, string(do(t, srv, listing, "").Body))
	assert.JSONEq(t, `{"data":[],"total_count":0}`, string(do(t, srv, "GET /v1/invitations?paginated=true", "").Body))
	srv.Seed(3)
	assert.Equal(t, `[]`, string(do(t, srv, "GET /v1/invitations?offset=3", "").Body))
}

func TestListIsAnArrayOrAPage(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Seed(25)
	for _, query := range []string{"", "?limit=10", "?offset=0", "?limit=10&offset=0", "?paginated=false"} {
		assert.Len(t, list(t, srv, query), 10, query)
	}
	all, total := listPage(t, srv, "?paginated=true&offset=20")
	assert.Len(t, all, 5)
	assert.Equal(t, 25, total)
	all, total = listPage(t, srv, "?paginated=true&limit=2&query=seed-00001")
	assert.Len(t, all, 2)
	assert.Equal(t, 10, total)
	assert.Len(t, list(t, srv, "?limit=500"), 25)
}

func TestListByStatus(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	addFourStatuses(t, srv)
	for query, want := range map[string][]string{
		"":                               {"pending", "accepted", "expired"},
		"?status=pending":                {"pending"},
		"?status=accepted":               {"accepted"},
		"?status=revoked":                {"revoked"},
		"?status=expired":                {"expired"},
		"?status=revoked&status=expired": {"revoked", "expired"},
		fourStatuses:                     {"pending", "revoked", "accepted", "expired"},
	} {
		all := list(t, srv, query)
		got := make([]string, len(all))
		for i, v := range all {
			got[i] = string(v.Status)
			assert.Equal(t, got[i]+"@example.com", v.EmailAddress)
			assert.Equal(t, v.Status == "revoked", v.Revoked)
		}
		assert.Equal(t, want, got, query)
	}
	_, total := listPage(t, srv, "?paginated=true")
	assert.Equal(t, 3, total)
}

func TestListHasURL(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	addFourStatuses(t, srv)
	for _, v := range list(t, srv, fourStatuses) {
		assert.Empty(t, v.URL)
	}
	srv = newServer(t, invitationstest.WithChoices(invitationstest.Choices{ListHasURL: true}))
	addFourStatuses(t, srv)
	for _, v := range list(t, srv, fourStatuses) {
		assert.Equal(t, v.Status != "revoked", v.URL != "", v.Status)
	}
}

func TestQueryMatchesWhole(t *testing.T) {
	t.Parallel()
	emails := []string{"Ada@example.com", "not-ada@example.com", "grace@example.com"}
	srv := newServer(t)
	ids := invite(srv, emails...)
	for query, want := range map[string][]string{
		"ada@example.com":            {"not-ada@example.com", "Ada@example.com"},
		"ADA@":                       {"not-ada@example.com", "Ada@example.com"},
		"grace":                      {"grace@example.com"},
		"":                           {"grace@example.com", "not-ada@example.com", "Ada@example.com"},
		"nobody":                     {},
		ids[0]:                       {"Ada@example.com"},
		strings.ToUpper(ids[0]):      {"Ada@example.com"},
		ids[1][len(ids[1])-4:]:       {"not-ada@example.com"},
		"example.com&status=expired": {},
	} {
		assert.Equal(t, want, addresses(list(t, srv, "?query="+query)), query)
	}

	srv = newServer(t, invitationstest.WithChoices(invitationstest.Choices{QueryMatchesWhole: true}))
	ids = invite(srv, emails...)
	for query, want := range map[string][]string{
		"ada@example.com": {"Ada@example.com"},
		"grace":           {},
		"":                {"grace@example.com", "not-ada@example.com", "Ada@example.com"},
		ids[1]:            {"not-ada@example.com"},
		ids[1][4:]:        {},
	} {
		assert.Equal(t, want, addresses(list(t, srv, "?query="+query)), query)
	}
}

func TestListInOrder(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{
		`{"email_address":"b@example.com","expires_in_days":2}`,
		`{"email_address":"C@example.com","expires_in_days":3}`,
		`{"email_address":"a@example.com","expires_in_days":1}`,
	} {
		decode[invitation](t, do(t, srv, create, body))
		srv.Advance(time.Minute)
	}
	for query, want := range map[string]string{
		"":                           "aCb",
		"?order_by=-created_at":      "aCb",
		"?order_by=created_at":       "bCa",
		"?order_by=%2Bcreated_at":    "bCa",
		"?order_by=email_address":    "abC",
		"?order_by=%2Bemail_address": "abC",
		"?order_by=-email_address":   "Cba",
		"?order_by=expires_at":       "abC",
		"?order_by=%2Bexpires_at":    "abC",
		"?order_by=-expires_at":      "Cba",
	} {
		var got strings.Builder
		for _, v := range list(t, srv, query) {
			got.WriteByte(v.EmailAddress[0])
		}
		assert.Equal(t, want, got.String(), query)
	}
}

func TestEqualInvitationsAreListedInTheOrderOfCreation(t *testing.T) {
	t.Parallel()
	ids := func(srv *invitationstest.Server, query string) (ids []string) {
		for _, v := range list(t, srv, query) {
			ids = append(ids, v.ID)
		}
		return ids
	}
	for _, reversed := range []bool{false, true} {
		srv := newServer(t, invitationstest.WithChoices(invitationstest.Choices{EqualTimesReversed: reversed}))
		for range 40 { // all are created in the same millisecond
			srv.AddInvitation("b@example.com")
			srv.AddInvitation("a@example.com")
		}
		up := ids(srv, "?limit=500&order_by=created_at")
		assert.True(t, slices.IsSorted(up))
		byEmail := ids(srv, "?limit=500&order_by=email_address")
		assert.True(t, slices.IsSorted(byEmail[:40]))
		assert.True(t, slices.IsSorted(byEmail[40:]))
		assert.False(t, slices.IsSorted(byEmail))
		down := slices.Concat(ids(srv, "?limit=70&order_by=-created_at"), ids(srv, "?limit=70&offset=70&order_by=-created_at"))
		if reversed {
			slices.Reverse(down)
		}
		assert.Equal(t, up, down)
	}
}

func TestListRejectsInvalidParameters(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const value = "form_param_value_invalid"
	for query, want := range map[string][2]string{
		"limit=0":                       {value, "limit"},
		"limit=501":                     {value, "limit"},
		"limit=ten":                     {value, "limit"},
		"limit=":                        {value, "limit"},
		"limit=1.5":                     {value, "limit"},
		"limit=1&limit=1":               {value, "limit"},
		"offset=-1":                     {value, "offset"},
		"offset=x":                      {value, "offset"},
		"paginated=yes":                 {value, "paginated"},
		"status=done":                   {value, "status"},
		"status=":                       {value, "status"},
		"status=pending,revoked":        {value, "status"},
		"status=pending&status=Pending": {value, "status"},
		"order_by=updated_at":           {value, "order_by"},
		"order_by=":                     {value, "order_by"},
		"order_by=--created_at":         {value, "order_by"},
		"order_by=%2B-created_at":       {value, "order_by"},
		"order_by=+created_at":          {value, "order_by"}, // a space, once decoded
		"query=a&query=b":               {value, "query"},
		"email_address=ada@example.com": {"form_param_unknown", "email_address"},
		"status[]=pending":              {"form_param_unknown", "status[]"},
		"Limit=1":                       {"form_param_unknown", "Limit"},
	} {
		res := do(t, srv, "GET /v1/invitations?"+query, "")
		require.Equal(t, http.StatusUnprocessableEntity, res.Status, query)
		requireParam(t, res, want[0], want[1])
	}
	requireErrors(t, do(t, srv, "GET /v1/invitations?limit=0&offset=-1", ""), 422, value, value)
	assert.Empty(t, list(t, srv, "?limit=1&offset=9223372036854775807"))
}
