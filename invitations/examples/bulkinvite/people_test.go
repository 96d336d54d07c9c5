package main

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// A counter counts the bytes that are read.
type counter struct {
	io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

func TestNoMoreIsReadThanIsSent(t *testing.T) {
	server := invitationstest.NewServer(t)
	input := &counter{Reader: strings.NewReader(crowd(20_000))}
	in, err := newPeople(input)
	require.NoError(t, err)
	silent := newProgress(io.Discard, false)
	defer silent.close()
	m := newMailing(in, io.Discard, settings{}.everyone(), silent)
	server.Inject(invitationstest.Status(401).Skip(10).Always())
	require.Error(t, m.invite(t.Context(), server.Client()))
	assert.Less(t, input.n, 16<<10)
	assert.LessOrEqual(t, len(m.held), 100)
}

// One who is not settled, before very many who are, does not have them all held.
func TestNotTooManyAreHeld(t *testing.T) {
	server := invitationstest.NewServer(t)
	const n = 3*maxHeld + 500
	var text strings.Builder
	text.WriteString(strings.Join(fixed(), ",") + "\nfirst@example.com,,,\n")
	for i := range n {
		fmt.Fprintf(&text, "p%d@example.com,invited,inv_%d,\n", i, i)
	}
	text.WriteString("last@example.com,,,\n")
	in, err := newPeople(strings.NewReader(text.String()))
	require.NoError(t, err)
	silent := newProgress(io.Discard, false)
	defer silent.close()
	var out strings.Builder
	m := newMailing(in, &out, settings{}.everyone(), silent)
	require.NoError(t, m.invite(t.Context(), server.Client()))
	assert.LessOrEqual(t, cap(m.held), 2*maxHeld)
	require.NoError(t, m.finish())
	assert.Len(t, server.Requests(), 2)

	result, err := newPeople(strings.NewReader(out.String()))
	require.NoError(t, err)
	for i := range n + 2 {
		p, err := result.next()
		require.NoError(t, err)
		require.Equal(t, i+2, p.line)
		require.Equal(t, invited, p.outcome)
		if 0 < i && i <= n {
			require.Equal(t, fmt.Sprintf("p%d@example.com", i-1), p.address)
		}
	}
}
