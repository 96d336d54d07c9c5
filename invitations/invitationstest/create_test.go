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

func TestCreate(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	res := do(t, srv, create, ada)
	v := decode[invitation](t, res)
	assert.EqualValues(t, "invitation", v.Object)
	assert.Regexp(t, `^inv_[0-9A-Za-z]{27}$`, v.ID)
	assert.Equal(t, "ada@example.com", v.EmailAddress)
	assert.Equal(t, `{}`, string(v.PublicMetadata))
	assert.EqualValues(t, "pending", v.Status)
	assert.Contains(t, v.URL, srv.URL)
	assert.Equal(t, start.UnixMilli(), v.CreatedAt)
	assert.Equal(t, v.CreatedAt, v.UpdatedAt)
	assertLifetime(t, 30, v)

	var fields map[string]any
	require.NoError(t, json.Unmarshal(res.Body, &fields))
	assert.NotContains(t, fields, "revoked")
	assert.NotContains(t, fields, "redirect_url")
}

// assertLifetime checks that an invitation expires after some days, not to the millisecond.
func assertLifetime(t *testing.T, days int, v invitation) {
	t.Helper()
	whole := int64(days) * 24 * time.Hour.Milliseconds()
	assert.InDelta(t, whole, v.ExpiresAt-v.CreatedAt, 1000)
	assert.NotEqual(t, whole, v.ExpiresAt-v.CreatedAt)
}

func TestCreateKeepsEveryField(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	res := do(t, srv, create, `{"email_address":"ada@example.com",
		"public_metadata": {"b": 12345678901234567, "a": "<&>é\u00e9 ", "z": 1.50, "l": [ 1, null ]},
		"redirect_url":"https://app.example.com/welcome?x=1","notify":true,"ignore_existing":true,
		"expires_in_days":7,"template_slug":"waitlist_invitation"}`)
	assert.Contains(t, string(res.Body), `"public_metadata":{"b":12345678901234567,"a":"<&>é\u00e9 ","z":1.50,"l":[1,null]}`)
	v := decode[invitation](t, res)
	assertLifetime(t, 7, v)

	assert.Equal(t, []invitationstest.Invitation{{
		ID:             v.ID,
		EmailAddress:   "ada@example.com",
		Status:         "pending",
		PublicMetadata: v.PublicMetadata,
		RedirectURL:    "https://app.example.com/welcome?x=1",
		TemplateSlug:   "waitlist_invitation",
		URL:            v.URL,
		ExpiresAt:      time.UnixMilli(v.ExpiresAt).UTC(),
		CreatedAt:      start,
		UpdatedAt:      start,
	}}, srv.Invitations())
	assert.Equal(t, []invitationstest.Email{{
		To:           "ada@example.com",
		InvitationID: v.ID,
		URL:          v.URL,
		Template:     "waitlist_invitation",
		SentAt:       start,
	}}, srv.Emails())
}

func TestCreateAcceptsWhatIsAllowed(t *testing.T) {
	t.Parallel()
	for _, rest := range []string{
		`"notify":null,"ignore_existing":null,"expires_in_days":null`,
		`"expires_in_days":1`,
		`"expires_in_days":365`,
		`"template_slug":"invitation"`,
		`"redirect_url":"myapp://welcome"`,
		`"redirect_url":"/welcome"`,
		`"public_metadata":{"a":"` + strings.Repeat("x", 8192-8) + `"}`,
		`"public_metadata":  {  "a" : "` + strings.Repeat("x", 8192-8) + `"  }`,
	} {
		srv := newServer(t)
		body := `{"email_address":"ada@example.com",` + rest + `}`
		assert.Equal(t, http.StatusOK, do(t, srv, create, body).Status, rest)
		assert.Equal(t, http.StatusOK, do(t, newServer(t), bulk, "["+body+"]").Status, rest)
		assert.Len(t, srv.Emails(), 1)
	}
}

func TestCreateRejectsInvalidFields(t *testing.T) {
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
		{`"email_address":"ada"`, format, "email_address"},
		{`"email_address":" ada@example.com"`, format, "email_address"},
		{`"email_address":"Ada <ada@example.com>"`, format, "email_address"},
		{`"email_address":"<ada@example.com>"`, format, "email_address"},
		{`"email_address":"ada@example.com, b@example.com"`, format, "email_address"},
		{email + `"emailAddress":"x"`, unknown, "emailAddress"},
		{email + `"Notify":true`, unknown, "Notify"},
		{email + `"expires_in_days":0`, value, "expires_in_days"},
		{email + `"expires_in_days":366`, value, "expires_in_days"},
		{email + `"template_slug":"other"`, value, "template_slug"},
		{email + `"template_slug":""`, value, "template_slug"},
		{email + `"template_slug":null`, value, "template_slug"},
		{email + `"redirect_url":""`, format, "redirect_url"},
		{email + `"redirect_url":"https://"`, format, "redirect_url"},
		{email + `"redirect_url":"https://a b/"`, format, "redirect_url"},
		{email + `"public_metadata":{"a":"` + strings.Repeat("x", 8192-7) + `"}`, size, "public_metadata"},
	} {
		requireParam(t, do(t, srv, create, "{"+c.fields+"}"), c.code, c.param)
		requireParam(t, do(t, srv, bulk, "[{"+c.fields+"}]"), c.code, c.param)
	}
	for _, wrongType := range []string{
		`"email_address":7`,
		email + `"notify":"true"`,
		email + `"ignore_existing":"yes"`,
		email + `"expires_in_days":1.5`,
		email + `"expires_in_days":"7"`,
		email + `"redirect_url":7`,
		email + `"public_metadata":[]`,
		email + `"public_metadata":"{}"`,
	} {
		e := requireErrors(t, do(t, srv, create, "{"+wrongType+"}"), http.StatusUnprocessableEntity, value)
		assert.Empty(t, e[0].Meta, wrongType)
	}
	requireErrors(t, do(t, srv, create, `{"zzz":1,"aaa":1,"expires_in_days":0}`),
		http.StatusUnprocessableEntity, missing, value, unknown, unknown)
	// These two may be null in a bulk only.
	for _, param := range []string{"public_metadata", "redirect_url"} {
		body := `{` + email + `"` + param + `":null}`
		requireParam(t, do(t, srv, create, body), value, param)
		created := decode[[]invitation](t, do(t, newServer(t), bulk, "["+body+"]"))
		assert.Equal(t, `{}`, string(created[0].PublicMetadata))
	}
	assert.Empty(t, srv.Invitations())
	assert.Empty(t, srv.Emails())
}

func TestCreateRejectsOtherContentTypes(t *testing.T) {
	t.Parallel()
	for _, target := range []string{create, bulk} {
		srv := newServer(t)
		for _, contentType := range []string{"application/x-www-form-urlencoded", "text/plain; charset=utf-8", "json"} {
			res := do(t, srv, target, ada, "Content-Type", contentType)
			requireErrors(t, res, http.StatusUnsupportedMediaType, "unsupported_content_type")
		}
		body := ada
		if target == bulk {
			body = "[" + ada + "]"
		}
		res := do(t, srv, target, body, "Content-Type", "Application/JSON; charset=utf-8")
		assert.Equal(t, http.StatusOK, res.Status)
	}
}

// A field that is added to the document must be known here too.
func TestCreateKnowsTheFieldsOfTheDocument(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for target, typ := range map[string]reflect.Type{
		create: reflect.TypeFor[gen.CreateInvitationRequest](),
		bulk:   reflect.TypeFor[gen.BulkInvitation](),
	} {
		for field := range typ.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			object := fmt.Sprintf(`{%q:[]}`, name)
			if target == bulk {
				object = "[" + object + "]"
			}
			res := do(t, srv, target, object)
			assert.Equal(t, http.StatusUnprocessableEntity, res.Status)
			assert.NotContains(t, string(res.Body), "form_param_unknown", name)
		}
	}
}

func TestCreateRejectsOtherBodies(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{``, `{`, ada + "x", ada + ada, `null`, `1`, `"x"`, `[null]`, `["ada@example.com"]`} {
		requireErrors(t, do(t, srv, create, body), http.StatusBadRequest, "request_body_invalid")
		requireErrors(t, do(t, srv, bulk, body), http.StatusBadRequest, "request_body_invalid")
	}
	requireErrors(t, do(t, srv, create, "["+ada+"]"), http.StatusBadRequest, "request_body_invalid")
	requireErrors(t, do(t, srv, bulk, ada), http.StatusBadRequest, "request_body_invalid")
	assert.Empty(t, srv.Invitations())
}

func TestBulkHasOneToTenItems(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	requireErrors(t, do(t, srv, bulk, `[]`), http.StatusUnprocessableEntity, "form_param_value_invalid")
	requireErrors(t, do(t, srv, bulk, bulkOf("p", 11)), http.StatusBadRequest, "bulk_size_exceeded")
	assert.Empty(t, srv.Invitations())
	assert.Len(t, decode[[]invitation](t, do(t, srv, bulk, bulkOf("p", 10))), 10)
}

func TestErrorTraceNotAtTop(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithChoices(invitationstest.Choices{ErrorTraceNotAtTop: true}))
	res := do(t, srv, create, `{"a":1}`)
	var body gen.ErrorResponse
	require.NoError(t, json.Unmarshal(res.Body, &body))
	assert.Nil(t, body.ClerkTraceID)
	require.Len(t, body.Errors, 2)
	for _, e := range body.Errors {
		assert.Equal(t, new(res.Header.Get("X-Clerk-Trace-Id")), e.ClerkTraceID)
	}
}
