package invitations

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isEmailAddress reports whether s is one address as it would stand between < and >.
func isEmailAddress(s string) bool {
	const longest = 254 // RFC 5321, less the brackets
	switch {
	case len(s) > longest:
		return false
	case isPlainAddress(s):
		return true
	case !isVisible(s):
		return false
	}
	address, err := mail.ParseAddress(s)
	return err == nil && address.Address == s
}

// isPlainAddress reports whether s is an address of the kind nearly all are, for which net/mail need
// not be asked: it takes ten times as long.
func isPlainAddress(s string) bool {
	local, domain, _ := strings.Cut(s, "@")
	return isDotted(local) && isDotted(domain)
}

// isDotted reports whether s is words with a dot between each and the next.
func isDotted(s string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !isWordRune(r) && r != '+' }) {
			return false
		}
	}
	return true
}

// isAbsoluteURL reports whether s may be where a link leads: a web page or an app's own scheme.
func isAbsoluteURL(s string) bool {
	if !isVisible(s) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "", "javascript", "data", "vbscript":
		return false
	case "http", "https":
		return u.Hostname() != ""
	}
	return u.Host != "" || u.Path != "" || u.Opaque != ""
}

// isVisible reports whether s is text without spaces, control characters and characters that only
// change how others are shown.
func isVisible(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
}

// checkID lets through what Clerk's ids are made of and nothing else, because an id becomes a part
// of the path: "..", a slash or an escape would reach another resource.
func checkID(id string) *ArgumentError {
	const longest = 255
	if id == "" || len(id) > longest || strings.ContainsFunc(id, func(r rune) bool { return !isWordRune(r) }) {
		return refuse("id", "is not made of 1 to 255 letters, digits, _ and -")
	}
	return nil
}

// isWordRune reports whether r is an ASCII letter or digit, "_" or "-".
func isWordRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' || r == '-'
}

// foldAddress returns an address in one case. Letters whose other case has another length, such as the
// Kelvin sign's k, are left: they are other addresses.
func foldAddress(address string) string {
	return strings.Map(func(r rune) rune {
		if lower := unicode.ToLower(r); utf8.RuneLen(lower) == utf8.RuneLen(r) {
			return lower
		}
		return r
	}, address)
}

func isSameAddress(a, b string) bool { return foldAddress(a) == foldAddress(b) }
