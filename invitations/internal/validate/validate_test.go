package validate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

func TestSecretKey(t *testing.T) {
	t.Parallel()
	assert.Empty(t, validate.SecretKey("sk_test_abc"))
	const badCharacter = "contains a space, a line break or another character that no key contains"
	for key, want := range map[string]string{
		"":                   "is empty",
		" \t ":               "is empty",
		`"sk_test_abc"`:      "contains quotes, which are not part of a key",
		"'sk_test_abc'":      "contains quotes, which are not part of a key",
		"sk_test_abc\n":      badCharacter,
		"sk_test_abc\rX: y":  badCharacter,
		"sk_test abc":        badCharacter,
		"sk_test_\x00":       badCharacter,
		"sk_test_é":          badCharacter,
		"Bearer sk_test_abc": badCharacter,
		"pk_test_abc":        "does not begin with sk_, as a secret key does (pk_ is for a publishable key)",
		"test_abc":           "does not begin with sk_, as a secret key does (pk_ is for a publishable key)",
	} {
		assert.Equal(t, want, validate.SecretKey(key), "%q", key)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"a.b+c_d-e'f@sub.example.co.uk", "root@localhost", "josé@exämple.com", strings.Repeat("a", 242) + "@example.com",
	} {
		assert.Empty(t, validate.Address(address), address)
	}
	assert.Equal(t, "is empty", validate.Address(""))
	for _, address := range []string{" ada@example.com", "ada@example.com\n", "\ufeffada@example.com", "ada@example.com\u00a0"} {
		assert.Equal(t, "begins or ends with a space or an invisible character", validate.Address(address), "%q", address)
	}
	for _, address := range []string{
		"ada", "ada@", "@example.com", "Ada <ada@example.com>", "<ada@example.com>", "ada@example.com,bob@example.com",
		"a da@example.com", "ada@example.com (Ada)", "ada@example.com\r\nBcc: x@example.com", `"a b"@example.com`,
		"a@b@example.com", "a\u00a0b@example.com", "a\u200bb@example.com", "a\u202eb@example.com", "a\u2028b@example.com",
		"a\xff@example.com", strings.Repeat("a", 250) + "@example.com",
	} {
		assert.Equal(t, "is not one plain email address", validate.Address(address), "%q", address)
	}
}

func TestSameAddress(t *testing.T) {
	t.Parallel()
	assert.True(t, validate.SameAddress("Ada@Example.com", "aDA@example.COM"))
	assert.True(t, validate.SameAddress("JOSÉ@example.com", "josé@example.com"))
	assert.False(t, validate.SameAddress("ada@example.com", "ada@example.org"))
	assert.False(t, validate.SameAddress("\u212aim@example.com", "kim@example.com"), "the Kelvin sign")
}

func TestID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"inv_2nKfT3vRz8QmWcXy5LpJdHs7BgA", "a", "0", "_", "-", strings.Repeat("a", 255)} {
		assert.Empty(t, validate.ID(id), id)
	}
	for _, id := range []string{
		"", ".", "..", "../users/x", "inv_1/revoke", `inv_1\x`, "inv_1?a=b", "inv_1#x", "%2e%2e", "inv_%31",
		"inv_1;x", "inv 1", " inv_1", "inv_1\n", "inv_\x00", "invé", "inv_1:x", "inv.1", "inv_𝟙", strings.Repeat("a", 256),
	} {
		assert.NotEmpty(t, validate.ID(id), "%q", id)
	}
}

func TestRedirectURL(t *testing.T) {
	t.Parallel()
	for _, redirect := range []string{"https://app.example.com/a?b=c#d", "http://localhost:3000", "myapp://welcome", "com.example.app:/welcome", "myapp:///welcome"} {
		assert.Empty(t, validate.RedirectURL(redirect), redirect)
	}
	for _, redirect := range []string{
		"", "/welcome", "example.com/welcome", "//example.com", "javascript:alert(1)", "JavaScript://example.com/%0aalert(1)",
		"data:text/html,x", "https://:443", "https:///welcome", "myapp:", "https://example.com/a b", "https://example.com/\xff",
		"https://exa mple.com", "https://example.com/\x7f",
	} {
		assert.Equal(t, "is not an absolute URL", validate.RedirectURL(redirect), "%q", redirect)
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for raw, isExposed := range map[string]bool{
		"https://api.clerk.com/v1": false, "http://localhost:8080": false, "http://LOCALHOST": false, "http://127.3.2.1": false,
		"http://[::1]:8080/v1/": false, "http://api.clerk.com": true, "http://127.0.0.1.example.com": true, "http://0.0.0.0": true,
	} {
		base, reason := validate.BaseURL(raw)
		require.Empty(t, reason, raw)
		assert.Equal(t, strings.TrimSuffix(raw, "/")+"/", base.String())
		assert.Equal(t, isExposed, validate.IsExposed(base), raw)
	}
	const invisible, notAbsolute = "contains a space or an invisible character", "is not an absolute http or https URL"
	for raw, want := range map[string]string{
		"": notAbsolute, "api.clerk.com/v1": notAbsolute, "https:api.clerk.com": notAbsolute, "ftp://api.clerk.com": notAbsolute, "https://:443/v1": notAbsolute,
		"https://api.clerk.com/v1 ": invisible, " https://api.clerk.com": invisible, "https://api.clerk.com/\n": invisible, "https://api.clerk.com\ufeff": invisible,
		"https://key@api.clerk.com/v1":  "contains a user name or password",
		"https://api.clerk.com/v1?a=b":  "contains a query or a fragment",
		"https://api.clerk.com/v1#":     "contains a query or a fragment",
		"https://api.clerk.com/v1/?#ab": "contains a query or a fragment",
	} {
		_, reason := validate.BaseURL(raw)
		assert.Equal(t, want, reason, "%q", raw)
	}
}

func TestHeader(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"X-Tenant":          "",
		"user-agent":        "names a header that WithUserAgent sets",
		"Clerk-API-Version": "names a header that WithAPIVersion sets",
	} {
		assert.Equal(t, want, validate.Header(name, "a\tb"), name)
	}
	for _, name := range []string{
		"authorization", "Accept", "content-type", "accept-encoding", "idempotency-key", "x-idempotency-key", "connection", "content-length",
		"expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "Transfer-Encoding", "upgrade",
	} {
		assert.Equal(t, "names a header that a caller must not set", validate.Header(name, "x"), name)
	}
	for name, value := range map[string]string{"": "x", "X Y": "x", "X-É": "x", "X": "a\r\nY: b", "X-Nul": "a\x00", "X-Del": "\x7f"} {
		assert.Equal(t, "has a name or a value that no header can have", validate.Header(name, value), "%q", name)
	}
}

func TestAPIVersion(t *testing.T) {
	t.Parallel()
	assert.Empty(t, validate.APIVersion("2026-05-12"))
	for _, version := range []string{"", "2026 05 12", "2025-03-12"} {
		assert.NotEmpty(t, validate.APIVersion(version), version)
	}
}
