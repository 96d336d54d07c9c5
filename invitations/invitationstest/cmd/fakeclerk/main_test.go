package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// These tests run the program as a person would. They set the environment, so they are not parallel.

// build compiles the program, and returns where it is.
func build(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no signals to end it with")
	}
	program := filepath.Join(t.TempDir(), "fakeclerk")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

// running is a process of the program.
type running struct {
	*exec.Cmd
	variables map[string]string
	log       *strings.Builder
}

// start runs the program on a free port and sets the environment to what it prints.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{variables: map[string]string{}, log: &strings.Builder{}}
	r.Cmd = exec.CommandContext(t.Context(), build(t), append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	r.Stderr = r.log
	out, err := r.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, r.Start())
	t.Cleanup(func() { _ = r.Process.Kill() })
	printed, err := io.ReadAll(out) // ends while the program goes on
	require.NoError(t, err)
	for line := range strings.Lines(string(printed)) {
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		require.True(t, ok, line)
		r.variables[name] = strings.Trim(value, "'")
		if strings.HasPrefix(line, "export ") {
			t.Setenv(name, r.variables[name])
		}
	}
	return r
}

// end sends a signal and waits for the end.
func (r *running) end(t *testing.T, signal os.Signal) {
	t.Helper()
	require.NoError(t, r.Process.Signal(signal))
	require.NoError(t, r.Wait(), "%s", r.log)
}

func clientFromEnvironment(t *testing.T) *invitations.Client {
	t.Helper()
	client, err := invitations.NewFromEnv(invitations.WithHTTPClient(&http.Client{
		Transport: &http.Transport{DisableKeepAlives: true},
	}))
	require.NoError(t, err)
	return client
}

func TestAProgramFindsItByTheVariables(t *testing.T) {
	r := start(t, "-seed", "30")
	assert.Len(t, r.variables, 3)
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, r.variables["CLERK_API_URL"])
	assert.Equal(t, strconv.Itoa(r.Process.Pid), r.variables["FAKECLERK_PID"])

	client := clientFromEnvironment(t)
	made, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	require.NoError(t, err)
	page, err := client.List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)
	assert.Equal(t, 31, page.TotalCount)
	assert.Equal(t, made.ID, page.Invitations[0].ID)

	r.end(t, os.Interrupt)
	assert.Contains(t, r.log.String(), "listening on 127.0.0.1:")
	_, err = client.List(t.Context(), invitations.ListParams{}, invitations.WithoutRetry())
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
}

func TestTheKeyAndTheLimitsAreThoseAskedFor(t *testing.T) {
	const key = "sk_test_it's-mine"
	r := start(t, "-rate-limits", "-key", key)
	assert.Equal(t, `sk_test_it'\''s-mine`, r.variables["CLERK_SECRET_KEY"])
	t.Setenv("CLERK_SECRET_KEY", key)
	client := clientFromEnvironment(t)
	for i := range 100 {
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d@example.com", i)})
		require.NoError(t, err)
	}
	_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "one@toomany.example"})
	require.ErrorIs(t, err, invitations.ErrRateLimited)

	t.Setenv("CLERK_SECRET_KEY", "sk_test_another")
	_, err = clientFromEnvironment(t).List(t.Context(), invitations.ListParams{})
	require.ErrorIs(t, err, invitations.ErrUnauthorized)
	r.end(t, syscall.SIGTERM)
}

func TestWhatIsBeingAnsweredIsAnsweredBeforeTheEnd(t *testing.T) {
	r := start(t)
	addr := strings.TrimPrefix(r.variables["CLERK_API_URL"], "http://")
	dial := func() (net.Conn, error) { return new(net.Dialer).DialContext(t.Context(), "tcp", addr) }
	conn, err := dial()
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	const body = `{"email_address":"ada@example.com"}`
	_, err = fmt.Fprintf(conn, "POST /v1/invitations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		r.variables["CLERK_SECRET_KEY"], len(body))
	require.NoError(t, err)
	answers := bufio.NewReader(conn)
	line, err := answers.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue\r\n", line) // so the request is under way
	_, err = answers.ReadString('\n')
	require.NoError(t, err)

	require.NoError(t, r.Process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool {
		another, err := dial()
		if err == nil {
			_ = another.Close()
		}
		return err != nil
	}, 10*time.Second, time.Millisecond)
	_, err = io.WriteString(conn, body)
	require.NoError(t, err)
	answer, err := http.ReadResponse(answers, nil)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	assert.Equal(t, http.StatusOK, answer.StatusCode)
	require.NoError(t, r.Wait())
}

func TestAShellCanTakeTheVariables(t *testing.T) {
	program := build(t)
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	const script = `eval "$("$0" -addr 127.0.0.1:0 -seed 3 &)" && echo "$CLERK_SECRET_KEY" && echo "$CLERK_API_URL" && echo "$FAKECLERK_PID"`
	var out strings.Builder
	command := exec.CommandContext(t.Context(), shell, "-c", script, program)
	command.Stdout = &out // and no Stderr, which the server keeps open
	require.NoError(t, command.Run())
	said := strings.Fields(out.String())
	require.Len(t, said, 3)
	pid, err := strconv.Atoi(said[2])
	require.NoError(t, err)
	process, err := os.FindProcess(pid)
	require.NoError(t, err)
	t.Cleanup(func() { _ = process.Kill() })

	client, err := invitations.New(said[0], invitations.WithBaseURL(said[1]), invitations.WithoutRetry())
	require.NoError(t, err)
	page, err := client.List(t.Context(), invitations.ListParams{})
	require.NoError(t, err, "it goes on after the shell that has started it")
	assert.Equal(t, 3, page.TotalCount)
	require.NoError(t, process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool {
		_, err := client.List(t.Context(), invitations.ListParams{})
		return err != nil
	}, 10*time.Second, 5*time.Millisecond)
}

func TestAPortThatIsTaken(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	var log strings.Builder
	require.ErrorContains(t, run(context.Background(), []string{"-addr", listener.Addr().String()}, nil, &log), listener.Addr().String())
	assert.Empty(t, log.String())
}
