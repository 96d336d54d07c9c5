package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// newFake starts a fake server and points the environment to it.
func newFake(t *testing.T) *invitationstest.Handler {
	t.Helper()
	handler := invitationstest.NewHandler()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Setenv("CLERK_SECRET_KEY", handler.SecretKey)
	t.Setenv("CLERK_API_URL", server.URL)
	return handler
}

func bulkinvite(ctx context.Context, args ...string) (stdout string, err error) {
	var out bytes.Buffer
	err = run(ctx, args, &out, io.Discard)
	return out.String(), err
}

// writePeople returns the name of a new file.
func writePeople(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
	return name
}

// clean returns n rows without a fault, and their headings.
func clean(n int) string {
	var text strings.Builder
	text.WriteString("team,email_address\n")
	for i := range n {
		fmt.Fprintf(&text, "t%d,p%d@example.com\n", i, i)
	}
	return text.String()
}

func outcomesFile(people string) string { return strings.TrimSuffix(people, ".csv") + ".outcomes.csv" }

func readOutcomes(t *testing.T, people string) string {
	t.Helper()
	content, err := os.ReadFile(outcomesFile(people))
	require.NoError(t, err)
	return string(content)
}

// assertEmailedOnce checks that each of the n rows of clean got one email, and that nobody else did.
func assertEmailedOnce(t *testing.T, fake *invitationstest.Handler, n int) {
	t.Helper()
	addresses := make(map[string]bool)
	for _, email := range fake.Emails() {
		addresses[email.To] = true
	}
	for i := range n {
		assert.Contains(t, addresses, fmt.Sprintf("p%d@example.com", i))
	}
	assert.Len(t, fake.Emails(), n)
}

const bad = "email_address,team\n" +
	"user@example.com,x\n" +
	"nobody,x\n" +
	"p0@example.com,\"a\nb\"\n" +
	"P0@example.com,x\n" +
	"p1@example.com,\n"

func TestCheckSendsNothing(t *testing.T) {
	fake := newFake(t)
	name := writePeople(t, clean(25))
	stdout, err := bulkinvite(t.Context(), name)
	require.NoError(t, err)
	assert.Contains(t, stdout, "would create 25 invitations and send 25 emails, which takes at most an hour")

	stdout, err = bulkinvite(t.Context(), "-no-email", name)
	require.NoError(t, err)
	assert.Contains(t, stdout, "would create 25 invitations and send 0 emails")
	assert.Empty(t, fake.Requests())
	assert.NoFileExists(t, outcomesFile(name))
}

func TestCheckNamesRejectedRows(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "") // it needs no key
	name := writePeople(t, bad+"big@example.com,"+strings.Repeat("x", 9<<10)+"\n")
	stdout, err := bulkinvite(t.Context(), name)
	require.EqualError(t, err, "3 of 6 rows would be rejected")
	assert.Contains(t, stdout, name+":3: invalid: ")
	assert.Contains(t, stdout, name+":6: an earlier row has the same address\n")
	assert.Contains(t, stdout, name+":8: invalid: ")
	assert.Equal(t, 3, strings.Count(stdout, name))
	assert.Contains(t, stdout, "would create 3 invitations")
}

func TestSend(t *testing.T) {
	fake := newFake(t)
	name := writePeople(t, "\ufeff"+clean(25))
	stdout, err := bulkinvite(t.Context(), "-send", "-redirect", "https://example.com/welcome", name)
	require.NoError(t, err)
	assert.Contains(t, stdout, "25 of 25: 25 invited\n")
	assertEmailedOnce(t, fake, 25)
	request := string(fake.Requests()[0].Body)
	assert.Contains(t, request, `"public_metadata":{"team":"t`)
	assert.Contains(t, request, `"redirect_url":"https://example.com/welcome"`)
	assert.Regexp(t, `^email_address,outcome,invitation_id,error\np0@example.com,invited,inv_\w+,\n`, readOutcomes(t, name))

	requests := len(fake.Requests())
	stdout, err = bulkinvite(t.Context(), "-send", name)
	require.NoError(t, err)
	assert.Contains(t, stdout, "25 rows, 25 of them settled")
	assert.Len(t, fake.Requests(), requests)
}

func TestSendWithoutEmail(t *testing.T) {
	fake := newFake(t)
	stdout, err := bulkinvite(t.Context(), "-send", "-no-email", writePeople(t, clean(3)))
	require.NoError(t, err)
	assert.Contains(t, stdout, "3 invited")
	assert.Empty(t, fake.Emails())
}

func TestSendCreatesRowsNextToRejectedOnes(t *testing.T) {
	fake := newFake(t)
	fake.AddUser("user@example.com")
	name := writePeople(t, bad)
	stdout, err := bulkinvite(t.Context(), "-send", name)
	require.ErrorContains(t, err, "1 of 5 rows are not settled")
	assert.Contains(t, stdout, "5 of 5: 2 invited, 1 already_invited, 1 user_exists, 1 invalid\n")
	assertEmailedOnce(t, fake, 2)
	assert.Regexp(t, `\nuser@example.com,user_exists,,.+\nnobody,invalid,,.+\np0@example.com,invited,inv_\w+,\nP0@example.com,already_invited,,.+\n`, readOutcomes(t, name))
}

func TestSendRetriesWhatIsNotSettled(t *testing.T) {
	fake := newFake(t)
	name := writePeople(t, strings.Replace(clean(7), "p4@", "P4@", 1))
	require.NoError(t, os.WriteFile(outcomesFile(name), []byte("email_address,outcome,invitation_id,error\n"+
		"p4@example.com,invited,inv_1,\n"+
		"p0@example.com,failed,,reason\n"+
		"P5@example.com,already_invited,,reason\n"+
		"p1@example.com,unknown,,reason\n"+
		"p6@example.com,user_exists,,reason\n"+
		"p2@example.com,invalid,,reason\n"), 0o600))
	stdout, err := bulkinvite(t.Context(), "-send", name)
	require.NoError(t, err)
	assert.Contains(t, stdout, "7 rows, 3 of them settled")
	assertEmailedOnce(t, fake, 4)

	stdout, err = bulkinvite(t.Context(), "-send", name)
	require.NoError(t, err)
	assert.Contains(t, stdout, "7 rows, 7 of them settled")
}

func TestSendResumesAfterInterrupt(t *testing.T) {
	fake := newFake(t)
	ctx, interrupt := context.WithCancel(t.Context())
	fake.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		interrupt()
		<-r.Context().Done()
	}).Skip(7).Always())
	name := writePeople(t, clean(200))
	_, err := bulkinvite(ctx, "-send", name)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "run it again to go on")
	assert.Less(t, strings.Count(readOutcomes(t, name), "\n"), 1+200)

	fake.ClearFaults()
	_, err = bulkinvite(t.Context(), "-send", name)
	require.NoError(t, err)
	assertEmailedOnce(t, fake, 200)
	assert.Equal(t, 1+200, strings.Count(readOutcomes(t, name), "\n"))
}

func TestSendWaitsForRateLimit(t *testing.T) {
	name := writePeople(t, clean(600))
	t.Setenv("CLERK_SECRET_KEY", "sk_test_limited")
	t.Setenv("CLERK_API_URL", "")
	synctest.Test(t, func(t *testing.T) {
		fake := invitationstest.NewHandler(invitationstest.WithSecretKey("sk_test_limited"), invitationstest.WithRateLimits())
		began := time.Now()
		err := run(t.Context(), []string{"-send", name}, io.Discard, io.Discard,
			invitations.WithHTTPClient(&http.Client{Transport: invitationstest.NewTransport(fake)}))
		require.NoError(t, err)
		assert.Equal(t, 2*time.Hour, time.Since(began).Truncate(time.Minute))
		assertEmailedOnce(t, fake, 600)
	})
}

func TestSendReportsProgress(t *testing.T) {
	newFake(t)
	var terminal bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-send", writePeople(t, clean(25))}, io.Discard, &terminal))
	lines := strings.Split(terminal.String(), "\r\x1b[K")
	assert.Equal(t, "1 of 25: 1 invited; at most an hour left", lines[1])
	assert.Equal(t, []string{"25 of 25: 25 invited", ""}, lines[25:])
}

func TestTimeLeft(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "at most an hour", timeLeft(1, 0))
	assert.Equal(t, "at most an hour", timeLeft(250, 0))
	assert.Equal(t, "about 4 hours", timeLeft(1000, 0), "100 bulks")
	assert.Equal(t, "about 5 hours", timeLeft(1000, 0.05), "500 single creates")
	assert.Equal(t, "about 10 hours", timeLeft(1000, 0.5), "1000 single creates")
}

func TestRunRejects(t *testing.T) {
	fake := newFake(t)
	for name, test := range map[string]struct{ people, want string }{
		"empty file":      {"", "no heading email_address"},
		"no address":      {"address\na@example.com\n", "no heading email_address"},
		"missing field":   {"email_address,team\na@example.com\n", "people.csv: record on line 2: wrong number of fields"},
		"unclosed quote":  {clean(30) + "\"b@example.com\n", "people.csv: parse error on line 32"},
		"broken outcomes": {clean(1), "people.outcomes.csv: record on line 1: wrong number of fields"},
	} {
		t.Run(name, func(t *testing.T) {
			people := writePeople(t, test.people)
			if name == "broken outcomes" {
				require.NoError(t, os.WriteFile(outcomesFile(people), []byte("p0@example.com\n"), 0o600))
			}
			_, err := bulkinvite(t.Context(), "-send", people)
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := bulkinvite(t.Context())
	require.ErrorContains(t, err, "name one CSV file")
	assert.Empty(t, fake.Requests())

	t.Setenv("CLERK_SECRET_KEY", "")
	_, err = bulkinvite(t.Context(), "-send", writePeople(t, clean(1)))
	require.ErrorIs(t, err, invitations.ErrInvalid)
}
