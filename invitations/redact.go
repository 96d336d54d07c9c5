package invitations

import (
	"fmt"
	"strings"
	"unicode"
)

// The longest texts of a server that an error's text or a log line repeats, in bytes.
const (
	maxCode    = 64
	maxMessage = 200
)

const redacted = "[redacted]"

// redact returns s as one line of at most longest bytes, without email addresses, links, keys and
// tickets. It keeps a word by what the word is made of, not by what it looks like.
func redact(s string, longest int) string {
	var text strings.Builder
	for word := range strings.FieldsSeq(s) {
		if !isHarmless(word) {
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

func isHarmless(word string) bool {
	switch word {
	case "i/o", "net/http:", "HTTP/1.x", "HTTP/1.1", "HTTP/2": // in net/http's errors
		return true
	}
	const longest = 48 // of Clerk's codes and ids; tickets are several times as long
	if len(word) > longest || strings.HasPrefix(word, "sk_") || strings.Contains(word, "sk_test") || strings.Contains(word, "sk_live") {
		return false
	}
	return !strings.ContainsFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.,:;!?'\"`()[]<>+=#…", r)
	})
}

// printAs implements [fmt.Formatter] for types that hold secrets: every verb prints text. A String
// method would not do, because %#v and %d ignore it.
func printAs(f fmt.State, verb rune, text string) {
	if verb == 'v' {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}
