package invitationstest_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestTheClockCanBeSetAdvancedAndReplaced(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	assert.WithinDuration(t, time.Now(), h.Now(), time.Minute)
	h.Advance(24 * time.Hour)
	assert.WithinDuration(t, time.Now().Add(24*time.Hour), h.Now(), time.Minute)
	h.SetTime(start)
	assert.Equal(t, start, h.Now())
	h.Advance(time.Second)
	assert.Equal(t, start.Add(time.Second), h.Now())

	var ticks atomic.Int64
	h = invitationstest.NewHandler(invitationstest.WithClock(func() time.Time {
		return start.Add(time.Duration(ticks.Add(1)) * time.Second)
	}))
	assert.Equal(t, start.Add(time.Second), h.Now())
	h.Advance(time.Hour)
	assert.Equal(t, start.Add(time.Hour+2*time.Second), h.Now())

	h = invitationstest.NewHandler(invitationstest.WithClock(nil))
	assert.WithinDuration(t, time.Now(), h.Now(), time.Minute)
}
