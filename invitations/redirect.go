package invitations

import "net/http"

// An unredirected transport hides the Location of its answers from http.Client, which follows no
// redirect without one. CheckRedirect is no way to do it: http.Client fails the call on a malformed
// Location before it asks, and nobody sees the answer.
type unredirected struct{ base http.RoundTripper }

// hiddenLocation is no canonical name, so no answer has a header of that name.
const hiddenLocation = "location"

// RoundTrip implements [http.RoundTripper].
func (t unredirected) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req)
	if err == nil && resp != nil {
		moveHeader(resp.Header, "Location", hiddenLocation)
	}
	return resp, err
}

func moveHeader(header http.Header, from, to string) {
	if values, ok := header[from]; ok {
		delete(header, from)
		header[to] = values
	}
}
