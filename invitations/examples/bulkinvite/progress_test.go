package main

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALineIsKeptUpToDate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := newProgress(&out, true)
		for range 20 {
			p.count(&person{outcome: invited})
		}
		p.count(&person{outcome: alreadyInvited})
		p.count(&person{outcome: userExists})
		p.count(&person{outcome: unknown})
		p.count(&person{outcome: invalid, problem: "line 7: is bad"})
		p.count(&person{outcome: invited, before: true})
		time.Sleep(2*time.Second + time.Millisecond)
		synctest.Wait()
		p.logger().Warn("", "status", 429, "decision", "retry", "wait", time.Minute)
		p.logger().Warn("", "status", 503, "decision", "retry", "wait", time.Hour)
		p.logger().Warn("", "status", 429, "decision", "give up", "wait", time.Hour)
		p.logger().Info("", "status", 200)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		time.Sleep(time.Minute)
		p.close()

		text := out.String()
		assert.True(t, strings.HasPrefix(text, eraseLine+"line 7: is bad\n"), text)
		assert.Contains(t, text, eraseLine+"20 invited, 2 already, 2 failed, 120.0/s")
		assert.Contains(t, text, eraseLine+"20 invited, 2 already, 2 failed, 12.0/s"+eraseLine)
		assert.Contains(t, text, "0.0/s; rate limited for 51s"+eraseLine)
		assert.NotContains(t, text, "rate limited for 1h")
		assert.True(t, strings.HasSuffix(text, "2 failed, 0.0/s"+eraseLine), "the wait is over, and the line is gone")
		assert.Equal(t, "20 invited, 1 already_invited, 1 user_exists, 1 invalid, 1 unknown, 1 settled before", p.summary())
	})
}

func TestNothingIsPrintedWhereNobodyWatches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := newProgress(&out, false)
		p.note("talking")
		p.count(&person{outcome: invalid, problem: "line 7: is bad"})
		p.logger().LogAttrs(t.Context(), slog.LevelWarn, "")
		time.Sleep(time.Minute)
		p.close()
		assert.Empty(t, out.String())
	})
}

func TestWhatIsATerminal(t *testing.T) {
	t.Parallel()
	assert.False(t, isTerminal(new(bytes.Buffer)))
	file, err := os.Create(write(t, ""))
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	assert.False(t, isTerminal(file))
}
