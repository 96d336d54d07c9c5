package invitations

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"
)

// A Response is the last response of a call; see [WithResponse]. If a lookup found the invitation of a
// create, it is that of the lookup, whose Body is a list.
type Response struct {
	StatusCode int // 0 if there was no response
	Header     http.Header
	Body       []byte `json:"-"` // as sent, up to 8 MiB; it can hold addresses and links
	TraceID    string // identifies the request to Clerk's support
	Attempts   int    // how often the request was sent, without lookups

	receivedAt time.Time // the header, whose Date can be compared with it
}

// traceID returns the trace id in the headers of a response, or "".
func traceID(header http.Header) string {
	for _, name := range []string{"X-Clerk-Trace-Id", "Clerk-Trace-Id", "Cf-Ray"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// serverTime returns when a response was sent by the clock of the server, or received if the server
// does not say.
func serverTime(header http.Header, receivedAt time.Time) time.Time {
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		return date
	}
	return receivedAt
}

// retryAfter returns how long a response asks to wait, or 0. Retry-After is a number of seconds or a
// date, which is compared with the clock of the server.
func retryAfter(header http.Header, receivedAt time.Time) time.Duration {
	value := header.Get("Retry-After")
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(serverTime(header, receivedAt)))
	}
	seconds, err := strconv.ParseUint(value, 10, 64) // the largest uint64 if there are more digits
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	const longest = uint64(math.MaxInt64 / time.Second)
	return time.Duration(min(seconds, longest)) * time.Second
}
