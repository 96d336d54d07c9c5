//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What breaks in a pipe is found too late to invite nobody; but then nothing is replaced.
func TestAPipeIsReadOnce(t *testing.T) {
	newClerk(t)
	dir := t.TempDir()
	pipe, out := filepath.Join(dir, "pipe"), filepath.Join(dir, "out.csv")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	feed := func(content string) {
		file, err := os.OpenFile(pipe, os.O_WRONLY, 0)
		if assert.NoError(t, err) {
			_, _ = io.WriteString(file, content)
			_ = file.Close()
		}
	}
	go feed(crowd(25))
	status, _, _ := bulkinvite(t, t.Context(), "-o", out, pipe)
	assert.Equal(t, 0, status)
	outcomes := read(t, out)
	assert.Equal(t, times(25, "invited"), outcomesIn(t, outcomes))

	go feed("email_address\nq1@example.com\nq2@exam\"ple.com\nq3@example.com\n")
	status, _, summary := bulkinvite(t, t.Context(), "-o", out, pipe)
	assert.Equal(t, 1, status)
	assert.Contains(t, summary, "1 invited; ")
	assert.Contains(t, summary, "parse error on line 3")
	assert.Equal(t, outcomes, read(t, out))
	_, kept, _ := strings.Cut(strings.TrimSpace(summary), "the outcomes so far are in ")
	assert.Equal(t, []string{"invited"}, outcomesIn(t, read(t, kept)))
}
