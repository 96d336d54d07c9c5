// Package validate holds the rules for what a caller passes. Its functions return what is wrong with a
// value, or "" if nothing is. They never return the value, which may be a secret.
package validate

import (
	"net/mail"
	"net/netip"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SecretKey checks the key of a Clerk instance.
func SecretKey(key string) (reason string) {
	switch {
	case strings.TrimSpace(key) == "":
		return "is empty"
	case strings.ContainsAny(key, "\"'`"):
		return "contains quotes, which are not part of a key"
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return "contains a space, a line break or another character that no key contains"
	case !strings.HasPrefix(key, "sk_"):
		return "does not begin with sk_, as a secret key does (pk_ is for a publishable key)"
	}
	return ""
}

// ID accepts what Clerk's ids consist of and nothing else, because an id becomes a part of the path: with
// "..", a slash or an escape it would reach another resource.
func ID(id string) (reason string) {
	const longest = 255
	if id == "" || len(id) > longest || strings.ContainsFunc(id, func(r rune) bool { return !isWordRune(r) }) {
		return "does not consist of 1 to 255 letters, digits, _ and -"
	}
	return ""
}

// Address accepts one email address without a display name.
func Address(address string) (reason string) {
	const longest = 254 // RFC 5321, without the brackets
	switch parsed, err := mail.ParseAddress(address); {
	case address == "":
		return "is empty"
	case strings.TrimFunc(address, isInvisible) != address:
		return "begins or ends with a space or an invisible character"
	case len(address) > longest, !isVisible(address), err != nil, parsed.Address != address:
		return "is not one plain email address"
	}
	return ""
}

// SameAddress compares addresses case-insensitively.
func SameAddress(a, b string) bool { return FoldAddress(a) == FoldAddress(b) }

// FoldAddress returns an address in lower case. A letter whose lower case has another length, such as
// the Kelvin sign, is kept, because it makes another address.
func FoldAddress(address string) string {
	return strings.Map(func(r rune) rune {
		if lower := unicode.ToLower(r); utf8.RuneLen(lower) == utf8.RuneLen(r) {
			return lower
		}
		return r
	}, address)
}

// RedirectURL accepts the absolute URL of a web page or of an app with a scheme of its own.
func RedirectURL(raw string) (reason string) {
	switch u, err := url.Parse(raw); {
	case err != nil, !isVisible(raw), u.Scheme == "", u.Host+u.Path+u.Opaque == "":
	case slices.Contains([]string{"http", "https"}, u.Scheme) && u.Hostname() == "":
	case slices.Contains([]string{"javascript", "data", "vbscript"}, u.Scheme):
	default:
		return ""
	}
	return "is not an absolute URL"
}

// BaseURL returns the URL to which the paths of operations are added, with a slash at its end, or what
// is wrong with raw.
func BaseURL(raw string) (base *url.URL, reason string) {
	u, err := url.Parse(raw)
	switch {
	case !isVisible(raw):
		return nil, "contains a space or an invisible character"
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "":
		return nil, "is not an absolute http or https URL"
	case u.User != nil:
		return nil, "contains a user name or password"
	case strings.ContainsAny(raw, "?#"):
		return nil, "contains a query or a fragment"
	}
	return u.JoinPath("/"), ""
}

// APIURL is [BaseURL] for CLERK_API_URL, to which the version is added. It accepts a URL that
// has the version already.
func APIURL(raw string) (base *url.URL, reason string) {
	base, reason = BaseURL(strings.TrimSuffix(strings.TrimRight(raw, "/"), "/v1"))
	if reason == "" {
		base = base.JoinPath("v1/")
	}
	return base, reason
}

// IsExposed reports whether requests to u are plain http to another machine.
func IsExposed(u *url.URL) bool {
	addr, err := netip.ParseAddr(u.Hostname())
	isLocal := strings.EqualFold(u.Hostname(), "localhost") || err == nil && addr.IsLoopback()
	return u.Scheme != "https" && !isLocal
}

// Header checks a header that a caller adds to every request.
func Header(name, value string) (reason string) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !isTokenRune(r) }) || !IsHeaderValue(value) {
		return "has a name or a value that no header can have"
	}
	switch textproto.CanonicalMIMEHeaderKey(name) {
	case "User-Agent":
		return "names a header that WithUserAgent sets"
	case "Clerk-Api-Version":
		return "names a header that WithAPIVersion sets"
	case "Authorization", "Accept", "Content-Type", // set by the client
		"Accept-Encoding",                      // net/http would not decompress the response
		"Idempotency-Key", "X-Idempotency-Key", // net/http would repeat a create by itself
		"Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authorization",
		"Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
		return "names a header that a caller must not set"
	}
	return ""
}

// APIVersion checks a version of Clerk's API.
func APIVersion(version string) (reason string) {
	switch {
	case version == "" || strings.ContainsFunc(version, func(r rune) bool { return !isTokenRune(r) }):
		return "is empty or contains a character that no version contains"
	case version == "2025-03-12":
		return "is 2025-03-12, whose invitations differ from those of all other versions"
	}
	return ""
}

// IsHeaderValue reports whether value can be the value of a header.
func IsHeaderValue(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// isTokenRune reports whether r can be part of a header's name.
func isTokenRune(r rune) bool { return isWordRune(r) || strings.ContainsRune("!#$%&'*+.^`|~", r) }

// isWordRune reports whether r is an ASCII letter or digit, "_" or "-".
func isWordRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' || r == '-'
}

// isVisible reports whether s contains no character that is invisible.
func isVisible(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, isInvisible) }

// isInvisible reports whether r is a space, a control character or one that only changes how others are
// shown.
func isInvisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
