package invitationstest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// follow follows a link without a key, and no redirect.
func follow(t *testing.T, link string) response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	require.NoError(t, err)
	res, err := plain.Transport.RoundTrip(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return response{Status: res.StatusCode, Header: res.Header, Body: body}
}

func TestLinkAcceptsAndRedirects(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for redirectURL, want := range map[string]string{
		"https://app.example.com/welcome":          "https://app.example.com/welcome?QUERY",
		"https://app.example.com?b=2&a=%20#signup": "https://app.example.com?b=2&a=%20&QUERY#signup",
		"myapp://welcome":                          "myapp://welcome?QUERY",
		"/welcome":                                 "/welcome?QUERY",
	} {
		body := `{"email_address":"ada@example.com","ignore_existing":true,"redirect_url":"` + redirectURL + `"}`
		v := decode[invitation](t, do(t, srv, create, body))
		_, ticket, _ := strings.Cut(v.URL, "?ticket=")
		res := follow(t, v.URL)
		assert.Equal(t, http.StatusSeeOther, res.Status)
		assert.Equal(t, strings.Replace(want, "QUERY", "__clerk_status=sign_up&__clerk_ticket="+ticket, 1), res.Header.Get("Location"))
		assert.EqualValues(t, "accepted", list(t, srv, "?query="+v.ID)[0].Status)
		requireErrors(t, follow(t, v.URL), http.StatusBadRequest, "invitation_already_accepted")
	}
	requireUserExists(t, do(t, srv, create, ada))
}

func TestLinkWithoutRedirectURLShowsAPage(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, do(t, srv, create, ada))
	res := follow(t, v.URL)
	assert.Equal(t, http.StatusOK, res.Status)
	assert.Contains(t, string(res.Body), "accepted")
	assert.Equal(t, "text/html; charset=utf-8", res.Header.Get("Content-Type"))
	assert.Equal(t, "accepted", srv.Invitations()[0].Status)
	request := srv.Requests()[1]
	assert.Empty(t, request.Operation)
	assert.Equal(t, http.StatusOK, request.Status)
}

func TestLinkThatCannotBeAccepted(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	addFourStatuses(t, srv)
	links := map[string]string{}
	for _, v := range srv.Invitations() {
		links[v.Status] = v.URL
	}
	requireErrors(t, follow(t, links["accepted"]), http.StatusBadRequest, "invitation_already_accepted")
	requireErrors(t, follow(t, links["revoked"]), http.StatusBadRequest, "invitation_already_revoked")
	requireErrors(t, follow(t, links["expired"]), http.StatusBadRequest, "ticket_expired_code")
	pending := srv.Invitations()[3]
	for _, ticket := range []string{"", "?ticket=", "?ticket=x", "?ticket=ticket_x", "?ticket=" + pending.ID} {
		res := follow(t, srv.URL+"/tickets/accept"+ticket)
		requireErrors(t, res, http.StatusNotFound, "resource_not_found")
	}
	require.Equal(t, http.StatusOK, do(t, srv, remove(pending.ID), "").Status)
	requireErrors(t, follow(t, pending.URL), http.StatusNotFound, "resource_not_found")
}

func TestLinkPointsToTheHostOfTheRequest(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("b@example.com")
	v := decode[invitation](t, do(t, srv, create, ada))
	stored := srv.Invitations()
	assert.Equal(t, srv.URL+"/tickets/accept?ticket=ticket_"+id, stored[0].URL)
	assert.Equal(t, v.URL, stored[1].URL)
	assert.Equal(t, v.URL, srv.Emails()[0].URL)

	h := invitationstest.NewHandler()
	for base, serve := range map[string]func(http.Handler) *httptest.Server{
		"http://127.0.0.1:":  httptest.NewServer,
		"https://127.0.0.1:": httptest.NewTLSServer,
	} {
		own := serve(h)
		client := h.Client(invitations.WithBaseURL(own.URL+"/v1"), invitations.WithHTTPClient(own.Client()))
		created, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true})
		require.NoError(t, err)
		assert.Equal(t, own.URL+"/v1/tickets/accept?ticket=ticket_"+created.ID, created.URL)
		assert.Contains(t, created.URL, base)
		own.Close()
	}

	created, err := h.Client().Create(t.Context(), invitations.CreateParams{EmailAddress: "c@example.com"})
	require.NoError(t, err)
	assert.Equal(t, "https://clerk.example.com/v1/tickets/accept?ticket=ticket_"+created.ID, created.URL)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, created.URL, nil)
	require.NoError(t, err)
	res, err := invitationstest.NewTransport(h).RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, "accepted", h.Invitations()[2].Status)
}

func TestWithLog(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	srv := invitationstest.NewServer(t, invitationstest.WithLog(&log))
	v := decode[invitation](t, do(t, srv, create, ada))
	srv.Inject(invitationstest.Cut(), invitationstest.Status(503), invitationstest.Delay(time.Millisecond))
	_, err := try(t, srv, "GET /v1/invitations?limit=2", "")
	require.Error(t, err)
	do(t, srv, "GET /v1/invitations?limit=3", "")
	follow(t, v.URL)
	srv.Close() // a request is logged after its response
	path := strings.TrimPrefix(v.URL, strings.TrimSuffix(srv.URL, "/v1"))
	assert.Equal(t, []string{
		"email to ada@example.com: " + v.URL,
		"POST /v1/invitations: 200",
		"GET /v1/invitations?limit=2: 0",
		"GET /v1/invitations?limit=3: 503",
		"GET " + path + ": 200",
		"",
	}, strings.Split(log.String(), "\n"))
}
