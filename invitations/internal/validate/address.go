package validate

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Address accepts one email address without a display name.
func Address(address string) (reason string) {
	const longest = 254 // RFC 5321, without the brackets
	if len(address) <= longest && isVisible(address) {
		if parsed, err := mail.ParseAddress(address); err == nil && parsed.Address == address {
			return ""
		}
	}
	return "is not one plain email address"
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
