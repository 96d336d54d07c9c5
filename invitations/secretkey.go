package invitations

import "strings"

// checkSecretKey returns why key cannot be a secret key, or "". The reason never holds the key.
func checkSecretKey(key string) string {
	switch {
	case strings.TrimSpace(key) == "":
		return "is empty"
	case strings.ContainsAny(key, "\r\n"):
		return "holds a line break"
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return "holds a character that no key holds"
	case strings.HasPrefix(key, "pk_"):
		return "is a publishable key; the secret key begins with sk_"
	}
	return ""
}

// hideKey takes the secret key out of what a server says, should the server repeat it. A key so
// short that it may stand in any text by chance is none of Clerk's, and left.
func (c *config) hideKey(s string) string {
	const shortest = 12
	if len(c.secretKey) < shortest {
		return s
	}
	return strings.ReplaceAll(s, c.secretKey, redacted)
}
