package invitations

import (
	"strings"
	"unicode"
)

// How much of Clerk's words the text of an error has, in bytes.
const (
	maxTextCode    = 64
	maxTextMessage = 200
)

const redacted = "[redacted]"

// safeText returns s fit for an error's text: one line, of bounded length, and of its words only
// those that cannot be an email address, a link, a key or a ticket. Words are let through by what
// they are made of, not held back by what they look like.
func safeText(s string, longest int) string {
	var text strings.Builder
	for word := range strings.FieldsSeq(s) {
		if !isSafeWord(word) {
			word = redacted
		}
		if text.Len()+1+len(word) > longest {
			text.WriteString("…")
			break
		}
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(word)
	}
	return text.String()
}

func isSafeWord(word string) bool {
	switch word {
	case "i/o", "net/http:", "HTTP/1.x", "HTTP/1.1", "HTTP/2": // in net/http's errors
		return true
	}
	const longest = 48 // of all Clerk's codes and ids; its tickets are several times that
	if len(word) > longest || strings.HasPrefix(word, "sk_") || strings.Contains(word, "sk_test") || strings.Contains(word, "sk_live") {
		return false
	}
	return !strings.ContainsFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.,:;!?'\"`()[]<>+=#…", r)
	})
}
