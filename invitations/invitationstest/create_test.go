package invitationstest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestCreateMakesAPendingInvitation(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	a := createOne(t, srv, `{"email_address":"ada@example.com"}`)
	v := decode[invitation](t, a)
	assert.Equal(t, "invitation", v.Object)
	assert.Regexp(t, `^inv_[0-9A-Za-z]{27}$`, v.ID)
	assert.Equal(t, "ada@example.com", v.EmailAddress)
	assert.Equal(t, `{}`, string(v.PublicMetadata))
	assert.Equal(t, "pending", v.Status)
	require.NotNil(t, v.URL)
	assert.Regexp(t, `^https://.+ticket=.+`, *v.URL)
	assert.Equal(t, start.UnixMilli(), v.CreatedAt)
	assert.Equal(t, v.CreatedAt, v.UpdatedAt)
	require.NotNil(t, v.ExpiresAt)
	assertLifetime(t, 30, v)

	var fields map[string]any
	require.NoError(t, json.Unmarshal(a.Body, &fields))
	assert.NotContains(t, fields, "revoked")
	assert.NotContains(t, fields, "redirect_url")
	assert.Len(t, a.Header.Get("X-Clerk-Trace-Id"), 32)
}

// assertLifetime checks that an invitation lives for some days, though not to the millisecond.
func assertLifetime(t *testing.T, days int, v invitation) {
	t.Helper()
	whole := int64(days) * 24 * time.Hour.Milliseconds()
	assert.InDelta(t, whole, *v.ExpiresAt-v.CreatedAt, 1000)
	assert.NotEqual(t, whole, *v.ExpiresAt-v.CreatedAt)
}

func TestCreateKeepsEveryField(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com",
		"public_metadata": {"b": 12345678901234567, "a": "<&>é\u00e9 ", "z": 1.50, "l": [ 1, null ]},
		"redirect_url":"https://app.example.com/welcome?x=1","notify":true,"ignore_existing":true,
		"expires_in_days":7,"template_slug":"waitlist_invitation"}`))
	assertBytes(t, `{"b":12345678901234567,"a":"<&>é\u00e9 ","z":1.50,"l":[1,null]}`, v.PublicMetadata)
	assertLifetime(t, 7, v)

	all := srv.Invitations()
	require.Len(t, all, 1)
	assert.Equal(t, invitationstest.Invitation{
		ID:             v.ID,
		EmailAddress:   "ada@example.com",
		Status:         "pending",
		PublicMetadata: v.PublicMetadata,
		RedirectURL:    "https://app.example.com/welcome?x=1",
		TemplateSlug:   "waitlist_invitation",
		URL:            *v.URL,
		ExpiresAt:      time.UnixMilli(*v.ExpiresAt),
		CreatedAt:      time.UnixMilli(v.CreatedAt),
		UpdatedAt:      time.UnixMilli(v.UpdatedAt),
	}, all[0])
	assert.Equal(t, []invitationstest.Email{{
		To:           "ada@example.com",
		InvitationID: v.ID,
		URL:          *v.URL,
		Template:     "waitlist_invitation",
		SentAt:       start,
	}}, srv.Emails())
}

func TestCreateTakesWhatIsAllowed(t *testing.T) {
	t.Parallel()
	for _, rest := range []string{
		`"notify":null,"ignore_existing":null,"expires_in_days":null`,
		`"expires_in_days":1`,
		`"expires_in_days":365`,
		`"template_slug":"invitation"`,
		`"redirect_url":"myapp://welcome"`,
		`"public_metadata":{}`,
		`"public_metadata":{"a":"` + strings.Repeat("x", 8192-8) + `"}`,
		`"public_metadata":  {  "a" : "` + strings.Repeat("x", 8192-8) + `"  }`,
	} {
		srv := newServer(t)
		body := `{"email_address":"ada@example.com",` + rest + `}`
		assert.Equal(t, http.StatusOK, createOne(t, srv, body).Status, rest)
		assert.Equal(t, http.StatusOK, createBulk(t, newServer(t), "["+body+"]").Status, rest)
		assert.Len(t, srv.Emails(), 1)
	}
}

func TestNotifyFalseSendsNoEmail(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","notify":false}`))
	assert.NotNil(t, v.URL)
	assert.Empty(t, srv.Emails())
}

func TestCreateNamesTheFieldThatItRefuses(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const (
		missing = "form_param_missing"
		format  = "form_param_format_invalid"
		value   = "form_param_value_invalid"
		unknown = "form_param_unknown"
		size    = "form_param_exceeds_allowed_size"
		email   = `"email_address":"ada@example.com",`
	)
	for _, c := range []struct{ fields, code, param string }{
		{``, missing, "email_address"},
		{`"email_address":""`, missing, "email_address"},
		{`"email_address":null`, value, "email_address"},
		{`"email_address":7`, value, "email_address"},
		{`"email_address":["ada@example.com"]`, value, "email_address"},
		{`"email_address":"ada"`, format, "email_address"},
		{`"email_address":"ada@"`, format, "email_address"},
		{`"email_address":" ada@example.com"`, format, "email_address"},
		{`"email_address":"ada@example.com\n"`, format, "email_address"},
		{`"email_address":"Ada <ada@example.com>"`, format, "email_address"},
		{`"email_address":"<ada@example.com>"`, format, "email_address"},
		{`"email_address":"ada@example.com, b@example.com"`, format, "email_address"},
		{`"email_address":"` + strings.Repeat("a", 300) + `@example.com"`, format, "email_address"},
		{email + `"emailAddress":"x"`, unknown, "emailAddress"},
		{email + `"Notify":true`, unknown, "Notify"},
		{email + `"notify":"true"`, value, "notify"},
		{email + `"notify":1`, value, "notify"},
		{email + `"ignore_existing":"yes"`, value, "ignore_existing"},
		{email + `"expires_in_days":0`, value, "expires_in_days"},
		{email + `"expires_in_days":366`, value, "expires_in_days"},
		{email + `"expires_in_days":-1`, value, "expires_in_days"},
		{email + `"expires_in_days":1.5`, value, "expires_in_days"},
		{email + `"expires_in_days":"7"`, value, "expires_in_days"},
		{email + `"expires_in_days":1e999`, value, "expires_in_days"},
		{email + `"expires_in_days":99999999999999999999`, value, "expires_in_days"},
		{email + `"template_slug":"other"`, value, "template_slug"},
		{email + `"template_slug":""`, value, "template_slug"},
		{email + `"template_slug":null`, value, "template_slug"},
		{email + `"template_slug":1`, value, "template_slug"},
		{email + `"redirect_url":"/welcome"`, format, "redirect_url"},
		{email + `"redirect_url":""`, format, "redirect_url"},
		{email + `"redirect_url":"javascript:alert(1)"`, format, "redirect_url"},
		{email + `"redirect_url":"https://"`, format, "redirect_url"},
		{email + `"redirect_url":"https://a b/"`, format, "redirect_url"},
		{email + `"redirect_url":7`, value, "redirect_url"},
		{email + `"public_metadata":[]`, value, "public_metadata"},
		{email + `"public_metadata":"{}"`, value, "public_metadata"},
		{email + `"public_metadata":1`, value, "public_metadata"},
		{email + `"public_metadata":{"a":"` + strings.Repeat("x", 8192-7) + `"}`, size, "public_metadata"},
	} {
		requireParam(t, createOne(t, srv, "{"+c.fields+"}"), c.code, c.param)
		requireParam(t, createBulk(t, srv, "[{"+c.fields+"}]"), c.code, c.param)
	}
	// These two may be null in a bulk only.
	for _, param := range []string{"public_metadata", "redirect_url"} {
		body := `{` + email + `"` + param + `":null}`
		requireParam(t, createOne(t, srv, body), value, param)
		bulkServer := newServer(t)
		made := decode[[]invitation](t, createBulk(t, bulkServer, "["+body+"]"))
		assert.Equal(t, `{}`, string(made[0].PublicMetadata))
	}
	assert.Empty(t, srv.Invitations())
	assert.Empty(t, srv.Emails())
}

func TestCreateReportsEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	a := createOne(t, newServer(t), `{"zzz":1,"aaa":1,"expires_in_days":0}`)
	requireErrors(t, a, http.StatusUnprocessableEntity,
		"form_param_missing", "form_param_value_invalid", "form_param_unknown", "form_param_unknown")
}

// A field that the document gains is to be known here too.
func TestCreateKnowsTheFieldsOfTheDocument(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for path, body := range map[string]any{
		"/v1/invitations":      gen.CreateInvitationRequest{},
		"/v1/invitations/bulk": gen.BulkInvitation{},
	} {
		typ := reflect.TypeOf(body)
		require.NotZero(t, typ.NumField())
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			object := fmt.Sprintf(`{%q:[]}`, name)
			if path == "/v1/invitations/bulk" {
				object = "[" + object + "]"
			}
			a := do(t, srv, http.MethodPost, path, object)
			assert.Equal(t, http.StatusUnprocessableEntity, a.Status)
			assert.NotContains(t, string(a.Body), "form_param_unknown", name)
		}
	}
}

func TestBodiesThatAreNotTheRightJSONAreRefused(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{
		``, ` `, `{`, `{"email_address":"ada@example.com"`, `{"email_address":"ada@example.com"}x`, `{} {}`,
		`null`, `1`, `"x"`, `true`, "{\"email_address\":\"\xff@example.com\"}",
	} {
		requireErrors(t, createOne(t, srv, body), http.StatusBadRequest, "request_body_invalid")
		requireErrors(t, createBulk(t, srv, body), http.StatusBadRequest, "request_body_invalid")
	}
	requireErrors(t, createOne(t, srv, `[{"email_address":"ada@example.com"}]`), http.StatusBadRequest, "request_body_invalid")
	requireErrors(t, createBulk(t, srv, `{"email_address":"ada@example.com"}`), http.StatusBadRequest, "request_body_invalid")
	for _, item := range []string{`null`, `1`, `"ada@example.com"`, `[]`} {
		requireErrors(t, createBulk(t, srv, `[`+item+`]`), http.StatusBadRequest, "request_body_invalid")
	}
	assert.Empty(t, srv.Invitations())
}

func TestWithoutEmailAddressesNobodyCanBeInvited(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithoutEmailAddresses())
	requireErrors(t, createOne(t, srv, `{"email_address":"ada@example.com"}`), http.StatusBadRequest, "invitations_not_supported")
	requireErrors(t, createBulk(t, srv, `[{"email_address":"ada@example.com"}]`), http.StatusBadRequest, "invitations_not_supported")
	assert.Empty(t, srv.Invitations())
}

func TestIdentifiersAreTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	one, two := newServer(t), newServer(t)
	assert.Equal(t, one.Seed(5), two.Seed(5))
	a := createOne(t, one, `{"email_address":"ada@example.com"}`)
	b := createOne(t, two, `{"email_address":"ada@example.com"}`)
	assert.Equal(t, string(a.Body), string(b.Body))
	assert.Equal(t, a.Header.Get("X-Clerk-Trace-Id"), b.Header.Get("X-Clerk-Trace-Id"))
}
