package invitations

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter returns how long an answer asks to wait, or 0: Retry-After is a number of seconds or
// a date. A date is held against the server's own clock where the answer tells it.
func retryAfter(header http.Header) time.Duration {
	value := header.Get("Retry-After")
	if value == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || isAllDigits(value) {
		const longest = uint64(math.MaxInt64 / int64(time.Second))
		return time.Duration(min(seconds, longest)) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, at.Sub(now))
}

func isAllDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
