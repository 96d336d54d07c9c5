package invitationstest

import (
	"strconv"
	"strings"
	"time"
)

// A window counts the requests of one rate limit. It opens with the first request.
type window struct {
	opened time.Time
	count  int
}

// limit counts a request and returns how long it has to wait, or 0 if it need not.
func (h *Handler) limit(op Operation) time.Duration {
	if !h.options.rateLimits {
		return 0
	}
	name, size, period := limitOf(op, h.SecretKey)
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock.now()
	w := h.windows[name]
	if w == nil || now.Sub(w.opened) >= period {
		w = &window{opened: now}
		h.windows[name] = w
	}
	if w.count >= size {
		return w.opened.Add(period).Sub(now)
	}
	w.count++
	return 0
}

// limitOf returns the rate limit of an operation. All operations but the creates share one.
func limitOf(op Operation, secretKey string) (name Operation, size int, period time.Duration) {
	switch {
	case op == OpCreate:
		return OpCreate, 100, time.Hour
	case op == OpCreateBulk:
		return OpCreateBulk, 25, time.Hour
	case strings.HasPrefix(secretKey, "sk_live_"):
		return "", 1000, 10 * time.Second
	default:
		return "", 100, 10 * time.Second
	}
}

// seconds formats a wait for the Retry-After header, rounded up.
func seconds(wait time.Duration) string {
	return strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10)
}
