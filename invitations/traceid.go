package invitations

import "net/http"

// headerTraceID returns the trace id of an answer as far as its headers have one.
func headerTraceID(header http.Header) string {
	for _, name := range []string{"X-Clerk-Trace-Id", "Clerk-Trace-Id", "Cf-Ray"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}
