package invitationstest

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// limiter counts requests in windows, one for each of Clerk's three limits.
type limiter struct {
	mu      sync.Mutex
	windows map[Operation]*window
}

type window struct {
	opened time.Time
	count  int
}

func newLimiter() *limiter {
	return &limiter{windows: map[Operation]*window{}}
}

// limitOf returns the limit an operation falls under: the name it is counted by, its size and its
// time. Everything but the creates is counted together.
func limitOf(op Operation, secretKey string) (name Operation, size int, period time.Duration) {
	switch {
	case op == Create:
		return Create, 100, time.Hour
	case op == CreateBulk:
		return CreateBulk, 25, time.Hour
	case strings.HasPrefix(secretKey, "sk_live_"):
		return "", 1000, 10 * time.Second
	default:
		return "", 100, 10 * time.Second
	}
}

// take counts a request, or returns how long it has to wait.
func (l *limiter) take(op Operation, secretKey string, now time.Time) (wait time.Duration) {
	name, size, period := limitOf(op, secretKey)
	l.mu.Lock()
	defer l.mu.Unlock()

	w := l.windows[name]
	// A clock that was set back opens a new window too: nobody should wait for the old future.
	if w == nil || now.Before(w.opened) || now.Sub(w.opened) >= period {
		w = &window{opened: now}
		l.windows[name] = w
	}
	if w.count >= size {
		return w.opened.Add(period).Sub(now)
	}
	w.count++
	return 0
}

// retryAfter renders a wait as the header does: whole seconds, and never too few.
func retryAfter(wait time.Duration) string {
	seconds := (wait + time.Second - 1) / time.Second
	return strconv.FormatInt(int64(max(seconds, 0)), 10)
}
