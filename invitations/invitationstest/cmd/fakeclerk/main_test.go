package main

import (
	"bufio"
	"context"
	"flag"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// start runs the program on a free port until the test ends. It returns the values of the first three lines
// that it prints, and what returns a later one.
func start(t *testing.T, args ...string) (key, root, base string, next func() string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), in)
		_ = in.Close()
	}()
	t.Cleanup(func() {
		cancel()
		assert.NoError(t, <-ended)
	})
	lines := make(chan string, 1000) // a program whose output nobody reads stops
	go func() {
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	next = func() string { return <-lines }
	key, ok := strings.CutPrefix(next(), "export CLERK_SECRET_KEY=")
	require.True(t, ok)
	root, ok = strings.CutPrefix(next(), "export CLERK_API_URL=")
	require.True(t, ok)
	_, base, _ = strings.Cut(next(), ": ")
	return key, root, base, next
}

func TestRun(t *testing.T) {
	t.Parallel()
	key, root, base, _ := start(t, "-key", "sk_test_mine", "-rate-limits", "-user", "user@example.com",
		"-invite", "ada@example.com", "-invite", "grace@example.com",
		"-fail", "503:List:2", "-fail", "RateLimited:CreateBulk", "-fail", "Cut.AfterWork:Delete")
	assert.Equal(t, "sk_test_mine", key)
	assert.Equal(t, root+"/v1", base)
	client, err := invitations.New(key, invitations.WithBaseURL(base), invitations.WithoutRetry())
	require.NoError(t, err)
	create := func(email string) error {
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: email})
		return err
	}

	for range 2 {
		_, err = client.List(t.Context(), invitations.ListParams{})
		require.ErrorIs(t, err, invitations.ErrServer)
	}
	page, err := client.List(t.Context(), invitations.ListParams{OrderBy: invitations.OrderByEmailAddressDesc})
	require.NoError(t, err)
	assert.Equal(t, 2, page.TotalCount)
	_, err = client.CreateBulk(t.Context(), []invitations.CreateParams{{EmailAddress: "new@example.com"}})
	require.ErrorIs(t, err, invitations.ErrRateLimited)
	require.Error(t, client.Delete(t.Context(), page.Invitations[0].ID))
	require.ErrorIs(t, client.Delete(t.Context(), page.Invitations[0].ID), invitations.ErrNotFound)

	require.ErrorIs(t, create("user@example.com"), invitations.ErrUserExists)
	for range 99 { // with the one above they are the hundred of an hour
		require.ErrorIs(t, create("ada@example.com"), invitations.ErrAlreadyInvited)
	}
	require.ErrorIs(t, create("new@example.com"), invitations.ErrRateLimited)
}

func TestAPIURLOfTheEnvironment(t *testing.T) {
	key, root, _, next := start(t)
	t.Setenv("CLERK_SECRET_KEY", key)
	t.Setenv("CLERK_API_URL", root)
	client, err := invitations.NewFromEnv()
	require.NoError(t, err)
	inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	require.NoError(t, err)
	assert.Equal(t, "email to ada@example.com: "+inv.URL, next())
	assert.Equal(t, "POST /v1/invitations: 200", next())
}

func TestSeed(t *testing.T) {
	t.Parallel()
	key, root, base, _ := start(t, "-seed")
	client, err := invitations.New(key, invitations.WithBaseURL(base), invitations.WithoutRetry())
	require.NoError(t, err)
	follow := func(id string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, root+"/v1/tickets/accept?ticket=ticket_"+id, nil)
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode
	}
	for status, want := range map[invitations.Status]int{"pending": 200, "accepted": 400, "revoked": 400, "expired": 400} {
		page, err := client.List(t.Context(), invitations.ListParams{Statuses: []invitations.Status{status}, Query: string(status)})
		require.NoError(t, err)
		require.Len(t, page.Invitations, 1)
		assert.Equal(t, string(status)+"@example.com", page.Invitations[0].EmailAddress)
		assert.Equal(t, want, follow(page.Invitations[0].ID), status)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.ErrorIs(t, run(t.Context(), []string{"-help"}, &out), flag.ErrHelp)
	for _, name := range []string{"-addr", "-key", "-user", "-invite", "-rate-limits", "-seed", "-fail", "503:Create:2"} {
		assert.Contains(t, out.String(), name)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	for args, want := range map[string]string{
		"serve":                             "unexpected argument",
		"-nope":                             "-nope",
		"-addr " + listener.Addr().String(): listener.Addr().String(),
		"-fail oops":                        "not a fault",
		"-fail cut":                         "not a fault",
		"-fail 199":                         "not a fault",
		"-fail 600":                         "not a fault",
		"-fail 503:create":                  "not an operation",
		"-fail 503::0":                      "number of times",
		"-fail 503:List:1:2":                "number of times",
	} {
		require.ErrorContains(t, run(t.Context(), strings.Fields(args), io.Discard), want)
	}
}
