package invitations_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

var rejectedParams = []struct {
	name   string
	field  string
	params invitations.CreateParams
	cause  error
}{
	{"no address", "EmailAddress", invitations.CreateParams{}, nil},
	{"no at", "EmailAddress", invitations.CreateParams{EmailAddress: "ada"}, nil},
	{"no domain", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@"}, nil},
	{"no local part", "EmailAddress", invitations.CreateParams{EmailAddress: "@example.com"}, nil},
	{"display name", "EmailAddress", invitations.CreateParams{EmailAddress: "Ada <ada@example.com>"}, nil},
	{"brackets", "EmailAddress", invitations.CreateParams{EmailAddress: "<ada@example.com>"}, nil},
	{"two addresses", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@example.com,bob@example.com"}, nil},
	{"space around", "EmailAddress", invitations.CreateParams{EmailAddress: " ada@example.com"}, nil},
	{"space within", "EmailAddress", invitations.CreateParams{EmailAddress: "a da@example.com"}, nil},
	{"comment", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@example.com (Ada)"}, nil},
	{"line break", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@example.com\r\nBcc: x@example.com"}, nil},
	{"quoted", "EmailAddress", invitations.CreateParams{EmailAddress: `"a b"@example.com`}, nil},
	{"two ats", "EmailAddress", invitations.CreateParams{EmailAddress: "a@b@example.com"}, nil},
	{"no-break space", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u00a0b@example.com"}, nil},
	{"zero-width space", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u200bb@example.com"}, nil},
	{"right to left", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u202eb@example.com"}, nil},
	{"line separator", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u2028b@example.com"}, nil},
	{"not UTF-8", "EmailAddress", invitations.CreateParams{EmailAddress: "a\xff@example.com"}, nil},
	{"too long", "EmailAddress", invitations.CreateParams{EmailAddress: strings.Repeat("a", 250) + "@example.com"}, nil},
	{"metadata array", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: []int{1}}, nil},
	{"metadata string", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: "{}"}, nil},
	{"metadata number", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: 7}, nil},
	{"metadata broken", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: json.RawMessage(`{"a":`)}, nil},
	{"metadata not JSON", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: map[string]any{"f": func() {}}}, nil},
	{"metadata marshaler", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: failing{}}, errFailing},
	{"redirect relative", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "/welcome"}, nil},
	{"redirect no scheme", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "example.com/welcome"}, nil},
	{"redirect scheme-relative", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "//example.com"}, nil},
	{"redirect script", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "javascript:alert(1)"}, nil},
	{"redirect script with a host", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "JavaScript://example.com/%0aalert(1)"}, nil},
	{"redirect data", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "data:text/html,x"}, nil},
	{"redirect port alone", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://:443"}, nil},
	{"redirect no host", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https:///welcome"}, nil},
	{"redirect scheme alone", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "myapp:"}, nil},
	{"redirect space", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://example.com/a b"}, nil},
	{"redirect not UTF-8", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://example.com/\xff"}, nil},
	{"redirect broken", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://exa mple.com"}, nil},
	{"redirect control", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://example.com/\x7f"}, nil},
	{"days negative", "ExpiresInDays", invitations.CreateParams{EmailAddress: "a@example.com", ExpiresInDays: -1}, nil},
	{"days too many", "ExpiresInDays", invitations.CreateParams{EmailAddress: "a@example.com", ExpiresInDays: 366}, nil},
}

var errFailing = errors.New("no metadata today for ada@example.com")

type failing struct{}

func (failing) MarshalJSON() ([]byte, error) { return nil, errFailing }

func TestCreateRejectsBadArguments(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, pendingJSON))
	client := stub.client(t)
	for _, test := range rejectedParams {
		t.Run(test.name, func(t *testing.T) {
			inv, err := client.Create(t.Context(), test.params)
			assert.Nil(t, inv)
			refusal := requireRefusal(t, err, "Create", test.field)
			assertNoSecrets(t, refusal, test.params.EmailAddress, "ada@example.com")
			if test.cause != nil {
				assert.ErrorIs(t, err, test.cause)
			}

			list, err := client.CreateBulk(t.Context(), []invitations.CreateParams{{EmailAddress: "a@example.com"}, test.params})
			assert.Nil(t, list)
			requireRefusal(t, err, "CreateBulk", "[1]."+test.field)
		})
	}
	assert.Empty(t, stub.sent())
}

func TestCreateAcceptsExtremeArguments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		params invitations.CreateParams
		sent   string // the whole body, where it is looked at
	}{
		"1 day":         {invitations.CreateParams{EmailAddress: "a@example.com", ExpiresInDays: 1}, ""},
		"365 days":      {invitations.CreateParams{EmailAddress: "a@example.com", ExpiresInDays: 365}, ""},
		"plus address":  {invitations.CreateParams{EmailAddress: "a.b+c_d-e'f@sub.example.co.uk"}, ""},
		"local domain":  {invitations.CreateParams{EmailAddress: "root@localhost"}, ""},
		"not ASCII":     {invitations.CreateParams{EmailAddress: "josé@exämple.com"}, ""},
		"app link":      {invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "myapp://welcome"}, ""},
		"app path":      {invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "com.example.app:/welcome"}, ""},
		"app, no host":  {invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "myapp:///welcome"}, ""},
		"long address":  {invitations.CreateParams{EmailAddress: strings.Repeat("a", 242) + "@example.com"}, ""},
		"nil map":       {invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: map[string]any(nil)}, `{"email_address":"a@example.com"}`},
		"nil pointer":   {invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: (*struct{})(nil)}, `{"email_address":"a@example.com"}`},
		"nil raw":       {invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: json.RawMessage(nil)}, `{"email_address":"a@example.com"}`},
		"template":      {invitations.CreateParams{EmailAddress: "a@example.com", TemplateSlug: invitations.TemplateInvitation}, ""},
		"spaced object": {invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: json.RawMessage(" \n{ }")}, ""},
	} {
		stub := newStub(t, answering(200, pendingJSON))
		_, err := stub.client(t).Create(t.Context(), test.params)
		assert.NoError(t, err, name)
		if test.sent != "" {
			assert.JSONEq(t, test.sent, stub.sent()[0].Body, name)
		}
	}
}

func TestCreateBulkTakesOneToTen(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, "[]"))
	client := stub.client(t)
	for _, n := range []int{0, 11, 5000} {
		ps := make([]invitations.CreateParams, n)
		list, err := client.CreateBulk(t.Context(), ps)
		assert.Nil(t, list)
		requireRefusal(t, err, "CreateBulk", "ps")
	}
	_, err := client.CreateBulk(t.Context(), nil)
	requireRefusal(t, err, "CreateBulk", "ps")
	assert.Empty(t, stub.sent())
}

func TestListRejectsBadArguments(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, "[]"))
	client := stub.client(t)
	for field, tests := range map[string][]invitations.ListParams{
		"Limit":    {{Limit: -1}, {Limit: 501}},
		"Offset":   {{Offset: -1}},
		"Statuses": {{Statuses: []invitations.Status{""}}, {Statuses: []invitations.Status{"pending", ""}}},
		"OrderBy":  {{OrderBy: "status"}, {OrderBy: "+"}, {OrderBy: "-"}, {OrderBy: "--created_at"}, {OrderBy: "created_at,id"}, {OrderBy: " created_at"}, {OrderBy: "CREATED_AT"}},
	} {
		for _, params := range tests {
			page, err := client.List(t.Context(), params)
			assert.Nil(t, page)
			requireRefusal(t, err, "List", field)
		}
	}
	assert.Empty(t, stub.sent())
}

func TestHostileIDsAreRejected(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, deletedJSON))
	client := stub.client(t)
	for _, id := range []string{
		"", ".", "..", "../users/x", "inv_1/revoke", `inv_1\x`, "inv_1?a=b", "inv_1#x", "%2e%2e", "inv_%31",
		"inv_1;x", "inv 1", " inv_1", "inv_1\n", "inv_\x00", "invé", "inv_1:x", "inv.1", "inv_𝟙", strings.Repeat("a", 256),
	} {
		inv, err := client.Revoke(t.Context(), id)
		assert.Nil(t, inv, "%q", id)
		requireRefusal(t, err, "Revoke", "id")
		requireRefusal(t, client.Delete(t.Context(), id), "Delete", "id")
	}
	assert.Empty(t, stub.sent())
	for _, id := range []string{testID, "a", "0", "_", "-", strings.Repeat("a", 255)} {
		answer := newStub(t, answering(200, strings.Replace(deletedJSON, testID, id, 1)))
		assert.NoError(t, answer.client(t).Delete(t.Context(), id), id)
	}
}
