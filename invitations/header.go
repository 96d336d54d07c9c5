package invitations

import (
	"net/textproto"
	"strings"
)

// checkHeader returns name in its canonical form, or why the header is refused.
func checkHeader(name, value string) (key, reason string) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !isTokenRune(r) }) {
		return "", "has a name that no header may have"
	}
	if !isHeaderValue(value) {
		return "", "has a value that no header may hold"
	}
	key = textproto.CanonicalMIMEHeaderKey(name)
	if isOwnHeader(key) {
		return "", "names a header that is not the caller's to set"
	}
	return key, ""
}

// isOwnHeader reports whether a header is one that no caller may set: those the client sets itself,
// the one by which net/http would leave a compressed answer as it is, those by which it would repeat
// a create of its own accord, and those of the connection.
func isOwnHeader(key string) bool {
	switch key {
	case "Authorization", "Accept", "Content-Type", "User-Agent", "Clerk-Api-Version",
		"Accept-Encoding",
		"Idempotency-Key", "X-Idempotency-Key",
		"Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authorization",
		"Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}

func isTokenRune(r rune) bool {
	return isWordRune(r) || strings.ContainsRune("!#$%&'*+.^`|~", r)
}

func isHeaderValue(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

func checkAPIVersion(version string) (reason string) {
	switch {
	case version == "" || strings.ContainsFunc(version, func(r rune) bool { return !isTokenRune(r) }):
		return "is empty or holds a character that no version holds"
	case version == "2025-03-12":
		return "is 2025-03-12, whose invitations differ from all other versions'"
	}
	return ""
}

// setHeaders writes the headers that every request has. They belong to the request, not to a
// transport, which would put the key on whatever request passes through it.
func (c *config) setHeaders(header map[string][]string) {
	for key, value := range c.header {
		header[key] = []string{value}
	}
	names := [...]string{"Authorization", "Accept", "User-Agent", "Clerk-Api-Version"}
	values := []string{"Bearer " + c.secretKey, "application/json", c.userAgent, c.apiVersion}
	for i, name := range names {
		header[name] = values[i : i+1 : i+1]
	}
}
