// Package redact makes the texts of a server fit for errors and logs.
package redact

import (
	"strings"
	"unicode"
)

// Mark replaces a word that may be a secret.
const Mark = "[redacted]"

// Text returns s as one line of at most longest bytes, without email addresses, links, keys and
// tickets. It keeps a word by what the word is made of, not by what it looks like.
func Text(s string, longest int) string {
	var text strings.Builder
	for word := range strings.FieldsSeq(s) {
		if !isHarmless(word) {
			word = Mark
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
