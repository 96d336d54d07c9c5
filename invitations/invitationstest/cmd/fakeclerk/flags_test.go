package main

import (
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFlagsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"nothing to do": {"serve"},
		"-nope":         {"-nope"},
		"-key":          {"-key", "two words"},
		"be sent":       {"-key", ""},
		"-seed":         {"-seed", "-1"},
		"1000000":       {"-seed", "1000001"},
	} {
		var log strings.Builder
		_, err := parseFlags(args, &log)
		require.ErrorContains(t, err, want)
		assert.Empty(t, log.String(), "an error is said once")
	}
}

func TestHelpNamesEveryFlag(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	_, err := parseFlags([]string{"-h"}, &log)
	require.ErrorIs(t, err, flag.ErrHelp)
	for _, name := range []string{"-addr", "-expose", "-key", "-rate-limits", "-seed"} {
		assert.Contains(t, log.String(), name)
	}
}

func TestOnlyLoopbackUnlessExposed(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"127.0.0.1:0", "localhost:0"} {
		listener, err := flags{addr: addr}.listen(t.Context())
		require.NoError(t, err, addr)
		require.NoError(t, listener.Close())
	}
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0"} {
		_, err := flags{addr: addr}.listen(t.Context())
		require.ErrorContains(t, err, "not on loopback", addr)
	}
	listener, err := flags{addr: "0.0.0.0:0", expose: true}.listen(t.Context())
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	_, err = flags{addr: "nowhere"}.listen(t.Context())
	require.Error(t, err)
}

func TestNothingIsRememberedThatNobodyAsksFor(t *testing.T) {
	t.Parallel()
	f, err := parseFlags([]string{"-seed", "2"}, io.Discard)
	require.NoError(t, err)
	h := f.handler()
	require.Len(t, h.Invitations(), 2)
	for range 3 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/invitations",
			strings.NewReader(`{"email_address":"ada@example.com","ignore_existing":true}`))
		r.Header.Set("Authorization", "Bearer "+h.SecretKey)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code)
	}
	assert.Len(t, h.Invitations(), 5)
	assert.Empty(t, h.Requests())
	assert.Empty(t, h.Emails())
}

func TestTheVariablesNameAnAddressToConnectTo(t *testing.T) {
	t.Parallel()
	for listens, reached := range map[string]string{
		"127.0.0.1:80": "127.0.0.1:80",
		"[::1]:80":     "[::1]:80",
		"0.0.0.0:80":   "127.0.0.1:80",
		"[::]:80":      "127.0.0.1:80",
	} {
		addr, err := net.ResolveTCPAddr("tcp", listens)
		require.NoError(t, err)
		var out strings.Builder
		require.NoError(t, printEnvironment(&out, "sk_test_a", addr))
		assert.Contains(t, out.String(), "export CLERK_API_URL='http://"+reached+"'\n")
	}
}
