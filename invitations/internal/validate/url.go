package validate

import (
	"net/netip"
	"net/url"
	"strings"
)

// BaseURL returns the URL to which the paths of operations are added, with a slash at its end, or what
// is wrong with raw.
func BaseURL(raw string) (base *url.URL, reason string) {
	u, err := url.Parse(raw)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "":
		return nil, "is not an absolute http or https URL"
	case u.User != nil:
		return nil, "contains a user name or password"
	case strings.ContainsAny(raw, "?#"):
		return nil, "contains a query or a fragment"
	}
	return u.JoinPath("/"), ""
}

// APIURL is [BaseURL] for CLERK_API_URL, to which the version is added. It accepts a URL that
// has the version already.
func APIURL(raw string) (base *url.URL, reason string) {
	base, reason = BaseURL(strings.TrimSuffix(strings.TrimRight(raw, "/"), "/v1"))
	if reason == "" {
		base = base.JoinPath("v1/")
	}
	return base, reason
}

// IsExposed reports whether requests to u are plain http to another machine.
func IsExposed(u *url.URL) bool {
	if u.Scheme == "https" || strings.EqualFold(u.Hostname(), "localhost") {
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err != nil || !addr.IsLoopback()
}
