package invitations_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

var refusedParams = []struct {
	name   string
	field  string
	params invitations.CreateParams
}{
	{"no address", "EmailAddress", invitations.CreateParams{}},
	{"no at", "EmailAddress", invitations.CreateParams{EmailAddress: "ada"}},
	{"no domain", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@"}},
	{"no local part", "EmailAddress", invitations.CreateParams{EmailAddress: "@example.com"}},
	{"display name", "EmailAddress", invitations.CreateParams{EmailAddress: "Ada <ada@example.com>"}},
	{"brackets", "EmailAddress", invitations.CreateParams{EmailAddress: "<ada@example.com>"}},
	{"two addresses", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@example.com,bob@example.com"}},
	{"space around", "EmailAddress", invitations.CreateParams{EmailAddress: " ada@example.com"}},
	{"space within", "EmailAddress", invitations.CreateParams{EmailAddress: "a da@example.com"}},
	{"comment", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@example.com (Ada)"}},
	{"line break", "EmailAddress", invitations.CreateParams{EmailAddress: "ada@example.com\r\nBcc: x@example.com"}},
	{"quoted", "EmailAddress", invitations.CreateParams{EmailAddress: `"a b"@example.com`}},
	{"two ats", "EmailAddress", invitations.CreateParams{EmailAddress: "a@b@example.com"}},
	{"no-break space", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u00a0b@example.com"}},
	{"zero-width space", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u200bb@example.com"}},
	{"right to left", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u202eb@example.com"}},
	{"line separator", "EmailAddress", invitations.CreateParams{EmailAddress: "a\u2028b@example.com"}},
	{"not UTF-8", "EmailAddress", invitations.CreateParams{EmailAddress: "a\xff@example.com"}},
	{"too long", "EmailAddress", invitations.CreateParams{EmailAddress: strings.Repeat("a", 250) + "@example.com"}},
	{"metadata array", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: []int{1}}},
	{"metadata nil array", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: []int(nil)}},
	{"metadata string", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: "{}"}},
	{"metadata null", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: json.RawMessage("null")}},
	{"metadata number", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: 7}},
	{"metadata broken", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: json.RawMessage(`{"a":`)}},
	{"metadata not JSON", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: map[string]any{"f": func() {}}}},
	{"metadata marshaler", "PublicMetadata", invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: failing{}}},
	{"redirect relative", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "/welcome"}},
	{"redirect no scheme", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "example.com/welcome"}},
	{"redirect scheme-relative", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "//example.com"}},
	{"redirect script", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "javascript:alert(1)"}},
	{"redirect script with a host", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "JavaScript://example.com/%0aalert(1)"}},
	{"redirect data", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "data:text/html,x"}},
	{"redirect port alone", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://:443"}},
	{"redirect no host", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https:///welcome"}},
	{"redirect scheme alone", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "myapp:"}},
	{"redirect space", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://example.com/a b"}},
	{"redirect not UTF-8", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://example.com/\xff"}},
	{"redirect broken", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://exa mple.com"}},
	{"redirect control", "RedirectURL", invitations.CreateParams{EmailAddress: "a@example.com", RedirectURL: "https://example.com/\x7f"}},
	{"days negative", "ExpiresInDays", invitations.CreateParams{EmailAddress: "a@example.com", ExpiresInDays: -1}},
	{"days too many", "ExpiresInDays", invitations.CreateParams{EmailAddress: "a@example.com", ExpiresInDays: 366}},
	{"template", "TemplateSlug", invitations.CreateParams{EmailAddress: "a@example.com", TemplateSlug: "welcome"}},
}

var errFailing = errors.New("no metadata today for ada@example.com")

type failing struct{}

func (failing) MarshalJSON() ([]byte, error) { return nil, errFailing }

func TestCreateRefusesBadArguments(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, pendingJSON))
	client := stub.client(t)
	for _, test := range refusedParams {
		t.Run(test.name, func(t *testing.T) {
			inv, err := client.Create(t.Context(), test.params)
			assert.Nil(t, inv)
			refusal := requireRefusal(t, err, "Create", test.field)
			assertNoSecrets(t, refusal, test.params.EmailAddress, "ada@example.com")
			if test.name == "metadata marshaler" {
				assert.ErrorIs(t, err, errFailing)
			}

			list, err := client.CreateBulk(t.Context(), []invitations.CreateParams{{EmailAddress: "a@example.com"}, test.params})
			assert.Nil(t, list)
			requireRefusal(t, err, "CreateBulk", "[1]."+test.field)
		})
	}
	assert.Empty(t, stub.sent())
}

func TestCreateTakesWhatIsAtTheEdgeOfItsArguments(t *testing.T) {
	t.Parallel()
	for name, params := range map[string]invitations.CreateParams{
		"1 day":         {EmailAddress: "a@example.com", ExpiresInDays: 1},
		"365 days":      {EmailAddress: "a@example.com", ExpiresInDays: 365},
		"plus address":  {EmailAddress: "a.b+c_d-e'f@sub.example.co.uk"},
		"local domain":  {EmailAddress: "root@localhost"},
		"not ASCII":     {EmailAddress: "josé@exämple.com"},
		"app link":      {EmailAddress: "a@example.com", RedirectURL: "myapp://welcome"},
		"app path":      {EmailAddress: "a@example.com", RedirectURL: "com.example.app:/welcome"},
		"app, no host":  {EmailAddress: "a@example.com", RedirectURL: "myapp:///welcome"},
		"long address":  {EmailAddress: strings.Repeat("a", 242) + "@example.com"},
		"nil map":       {EmailAddress: "a@example.com", PublicMetadata: map[string]any(nil)},
		"nil pointer":   {EmailAddress: "a@example.com", PublicMetadata: (*struct{})(nil)},
		"nil raw":       {EmailAddress: "a@example.com", PublicMetadata: json.RawMessage(nil)},
		"template":      {EmailAddress: "a@example.com", TemplateSlug: invitations.TemplateInvitation},
		"spaced object": {EmailAddress: "a@example.com", PublicMetadata: json.RawMessage(" \n{ }")},
	} {
		stub := newStub(t, answering(200, pendingJSON))
		_, err := stub.client(t).Create(t.Context(), params)
		assert.NoError(t, err, name)
		if strings.HasPrefix(name, "nil") {
			assert.JSONEq(t, `{"email_address":"a@example.com"}`, stub.sent()[0].Body, name)
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

func TestListRefusesBadArguments(t *testing.T) {
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

func TestIDsThatCouldLeaveTheirPathAreRefused(t *testing.T) {
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
