package invitations

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// parseBaseURL returns raw as a base to which operations' paths are added, ending in a slash,
// or the reason why it cannot be one.
func parseBaseURL(raw string) (base, reason string) {
	u, reason := parseServer(raw)
	if reason != "" {
		return "", reason
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	if path == "" {
		path = "/v1"
	}
	return u.Scheme + "://" + u.Host + path + "/", ""
}

// parseAPIURL is parseBaseURL as CLERK_API_URL has it: without the version, which is added.
func parseAPIURL(raw string) (base, reason string) {
	u, reason := parseServer(raw)
	if reason != "" {
		return "", reason
	}
	path := strings.TrimSuffix(strings.TrimRight(u.EscapedPath(), "/"), "/v1")
	return u.Scheme + "://" + u.Host + path + "/v1/", ""
}

func parseServer(raw string) (u *url.URL, reason string) {
	u, err := url.Parse(raw)
	switch {
	case err != nil, !isHost(u):
		return nil, "is not an absolute URL"
	case u.User != nil:
		return nil, "holds a user name or password"
	case strings.ContainsAny(raw, "?#"):
		return nil, "holds a query or a fragment"
	case hasDotSegment(u.Path):
		return nil, "has . or .. in its path"
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return u, ""
	}
	return nil, "is neither https nor, on this machine, http"
}

// isHost reports whether u has a host that stands in a URL as it is, without escapes.
func isHost(u *url.URL) bool {
	if u.Hostname() == "" || strings.ContainsAny(u.Host, "%") {
		return false
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return u.Port() == "" || err == nil && port > 0
}

func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
