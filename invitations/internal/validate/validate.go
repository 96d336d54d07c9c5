// Package validate holds the rules for what a caller passes. Its functions return what is wrong with a
// value, or "" if nothing is. They never return the value, which may be a secret.
package validate

import (
	"net/textproto"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SecretKey checks the key of a Clerk instance.
func SecretKey(key string) (reason string) {
	switch {
	case strings.TrimSpace(key) == "":
		return "is empty"
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return "contains a space, a line break or another character that no key contains"
	case strings.HasPrefix(key, "pk_"):
		return "is a publishable key; the secret key begins with sk_"
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

// RedirectURL accepts the absolute URL of a web page or of an app with a scheme of its own.
func RedirectURL(raw string) (reason string) {
	u, err := url.Parse(raw)
	if err == nil && isVisible(raw) {
		switch u.Scheme {
		case "", "javascript", "data", "vbscript":
		case "http", "https":
			if u.Hostname() != "" {
				return ""
			}
		default:
			if u.Host != "" || u.Path != "" || u.Opaque != "" {
				return ""
			}
		}
	}
	return "is not an absolute URL"
}

// Header checks a header that a caller adds to every request.
func Header(name, value string) (reason string) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !isTokenRune(r) }) {
		return "has a name that no header can have"
	}
	if !IsHeaderValue(value) {
		return "has a value that no header can have"
	}
	switch textproto.CanonicalMIMEHeaderKey(name) {
	case "Authorization", "Accept", "Content-Type", "User-Agent", "Clerk-Api-Version", // set by the client
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

// isVisible reports whether s is free of spaces, control characters and characters that only change
// how others are shown.
func isVisible(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
}
