// Package redact makes texts fit for errors and logs.
package redact

import (
	"strings"
	"unicode"
)

// Mark replaces a word that may be a secret.
const Mark = "[redacted]"

// Text returns a server's text as one line without email addresses, links, keys and tickets, cut before
// the word that would make it longer than longest bytes. It keeps a word by what the word is made of, not
// by what it looks like.
func Text(s string, longest int) string { return keep(s, longest, isHarmless) }

// Cause returns the text of one of Go's errors as one line without email addresses, URLs and keys, cut as
// Text does.
func Cause(s string, longest int) string { return keep(s, longest, isPartOfCause) }

// keep returns the words of s that are to be kept, and Mark for the others.
func keep(s string, longest int, isKept func(word string) bool) string {
	var text strings.Builder
	for word := range strings.FieldsSeq(s) {
		if !isKept(word) {
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
	const longest = 48 // of Clerk's codes and ids; tickets are several times as long
	return len(word) <= longest && !hasKey(word) && !strings.ContainsFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.,:;!?'\"`()[]<>+=#…", r)
	})
}

func isPartOfCause(word string) bool {
	const longest = 100
	return len(word) <= longest && !hasKey(word) && !strings.ContainsFunc(word, unicode.IsControl) &&
		!strings.ContainsAny(word, "@?") && !strings.Contains(word, "://") && !strings.Contains(word, "%40")
}

// hasKey reports whether a word contains what a secret key begins with.
func hasKey(word string) bool { return strings.Contains(word, "sk_") }
