package main

import (
	"bytes"
	"context"
	"flag"
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

const outcomesHeading = "email_address,outcome,invitation_id,error\n"

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
	err = run(ctx, args, &out, io.Discard, "")
	return out.String(), err
}

// write returns the name of a new file of people.
func write(t *testing.T, content string) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
	return name
}

func outcomesOf(name string) string { return strings.TrimSuffix(name, ".csv") + ".outcomes.csv" }

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
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

// assertEmailedOnce checks that each of the n rows of clean got one email, and that nobody else did.
func assertEmailedOnce(t *testing.T, fake *invitationstest.Handler, n int) {
	t.Helper()
	var got, want []string
	for _, email := range fake.Emails() {
		got = append(got, email.To)
	}
	for i := range n {
		want = append(want, fmt.Sprintf("p%d@example.com", i))
	}
	assert.ElementsMatch(t, want, got)
}

func TestFiles(t *testing.T) {
	for name, test := range map[string]struct{ file, err string }{
		"empty":                  {"", "the first row has no heading email_address: put it above the addresses"},
		"no heading":             {"a@example.com,x\n", "the first row has no heading email_address: put it above the addresses"},
		"Windows-1252":           {"email_address,city\na@example.com,Bonn\nb@example.com,M\xfcnchen\n", `line 3 is not UTF-8, or has lost characters (` + "\uFFFD" + `): save the file in UTF-8, in Excel as "CSV UTF-8"`},
		"lost characters":        {"email_address,city\na@example.com,M\uFFFDnchen\n", "line 2 is not UTF-8, or has lost characters"},
		"UTF-16":                 {"\xff\xfee\x00m\x00a\x00i\x00l\x00", "line 1 is not UTF-8"},
		"CR alone":               {"email_address,team\ra@example.com,x\r", "the lines end with CR alone: save the file with line ends LF or CRLF"},
		"CR alone, quoted":       {"\"email_address\",\"team\"\r\"a@example.com\",\"x\"\r", "the lines end with CR alone"},
		"semicolons":             {"email_address;team\na@example.com;x\n", "semicolons or tabs separate the columns: save the file with commas"},
		"semicolons, quoted":     {"\"email_address\";\"team\"\n", "semicolons or tabs separate the columns"},
		"tabs":                   {"email_address\tteam\n", "semicolons or tabs separate the columns"},
		"empty heading":          {"email_address,\na@example.com,x\n", "column 2 has no heading, or that of an earlier column: rename it, or remove the column"},
		"repeated heading":       {"email_address,team,Team\na@example.com,x,y\n", "column 3 has no heading, or that of an earlier column"},
		"outcomes":               {outcomesHeading + "a@example.com,invited,inv_1,\n", "this is a file of outcomes: name the file of the people"},
		"missing cell":           {"email_address,team\n\na@example.com\n", "line 3 has 1 cells for 2 headings: put a cell with a comma in quotes"},
		"unclosed quote":         {"email_address\n\"a@example.com\n", "line 2"},
		"byte order mark, CRLF":  {"\ufeffemail_address,Team\r\na@example.com,\"x, y\"\r\n", ""},
		"letters of the heading": {"Team,EMAIL_Address\n\"x, y\",a@example.com\n", ""},
		"spaces":                 {" email_address\t, Team \n a@example.com ,\t\"x, y\"\n", ""},
		"blank rows":             {"\nemail_address,Team,note\n,,\n   \na@example.com,\"x, y\",\n,,\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t)
			people := write(t, test.file)
			_, err := bulkinvite(t.Context(), "-send", people)
			if test.err != "" {
				require.ErrorContains(t, err, people+": ")
				require.ErrorContains(t, err, test.err)
				assert.Empty(t, fake.Requests())
				assert.NoFileExists(t, outcomesOf(people))
				return
			}
			require.NoError(t, err)
			require.Len(t, fake.Requests(), 1)
			assert.JSONEq(t, `{"email_address": "a@example.com", "public_metadata": {"Team": "x, y"}}`, string(fake.Requests()[0].Body))
		})
	}
}

// rejected holds, in this order, a user, no address, two equal addresses, metadata that is too large, and a
// row without a fault. The second of them is on line 4.
var rejected = "email_address,team\nuser@example.com,\"a\nb\"\nnobody,x\np0@example.com,x\nP0@example.com,x\n" +
	"big@example.com," + strings.Repeat("x", 9<<10) + "\np1@example.com,\n"

func TestCheckSendsNothing(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "") // it needs no key
	name := write(t, rejected)
	stdout, err := bulkinvite(t.Context(), name)
	require.EqualError(t, err, "2 of 6 rows failed: correct them, or run it again")
	assert.Contains(t, stdout, "6 rows, besides 0 settled addresses, take up to 1 h at Clerk's limits")
	assert.Contains(t, stdout, name+":4: invalid: ")
	assert.Contains(t, stdout, name+":6: already_invited: ")
	assert.Contains(t, stdout, name+":7: invalid: ")
	assert.Contains(t, stdout, "\n6 rows [already_invited:1 invalid:2 invited:3]\n")
	assert.NoFileExists(t, outcomesOf(name))
}

func TestSend(t *testing.T) {
	fake := newFake(t)
	fake.AddUser("user@example.com")
	name := write(t, rejected)
	stdout, err := bulkinvite(t.Context(), "-send", "-redirect", "https://example.com/welcome", name)
	require.EqualError(t, err, "2 of 6 rows failed: correct them, or run it again")
	assert.Contains(t, stdout, "6 rows [already_invited:1 invalid:2 invited:2 user_exists:1]\n")
	assertEmailedOnce(t, fake, 2)
	assert.Contains(t, string(fake.Requests()[0].Body), `"redirect_url":"https://example.com/welcome"`)
	assert.Regexp(t, "^"+outcomesHeading+`user@example.com,user_exists,,.+\nnobody,invalid,,.+\np0@example.com,invited,inv_\w+,\n`+
		`P0@example.com,already_invited,,.+\nbig@example.com,invalid,,.+\np1@example.com,invited,inv_\w+,\n$`, read(t, outcomesOf(name)))
}

func TestSendWithoutEmail(t *testing.T) {
	fake := newFake(t)
	stdout, err := bulkinvite(t.Context(), "-send", "-no-email", write(t, clean(3)))
	require.NoError(t, err)
	assert.Contains(t, stdout, "3 rows [invited:3]\n")
	assert.Empty(t, fake.Emails())
}

func TestSendRetriesRowsThatAreNotSettled(t *testing.T) {
	for name, cut := range map[string]string{
		"whole":          "",
		"cut address":    "p0@exam",
		"cut outcome":    "p0@example.com,invi",
		"cut quote":      `p0@example.com,failed,,"invitations: `,
		"cut at its end": "p0@example.com,failed,,reason",
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t)
			people := write(t, strings.Replace(clean(7), "p4@", "P4@", 1))
			earlier := outcomesHeading + "p4@example.com,invited,inv_1,\np0@example.com,failed,,reason\n" +
				"P5@example.com,already_invited,,reason\np1@example.com,unknown,,reason\n" +
				"p6@example.com,user_exists,,reason\np2@example.com,invalid,,reason\n" + cut
			require.NoError(t, os.WriteFile(outcomesOf(people), []byte(earlier), 0o600))
			stdout, err := bulkinvite(t.Context(), "-send", people)
			require.NoError(t, err)
			assert.Contains(t, stdout, "4 rows, besides 3 settled addresses, ")
			assertEmailedOnce(t, fake, 4)
			assert.Regexp(t, `^\n?p0@example.com,invited,inv_\w+,\n(.+\n){3}$`, strings.TrimPrefix(read(t, outcomesOf(people)), earlier))

			stdout, err = bulkinvite(t.Context(), "-send", people)
			require.NoError(t, err)
			assert.Contains(t, stdout, "0 rows, besides 7 settled addresses, ")
		})
	}
}

func TestSendRetriesAfterCutHeading(t *testing.T) {
	fake := newFake(t)
	people := write(t, clean(2))
	require.NoError(t, os.WriteFile(outcomesOf(people), []byte("email_addr"), 0o600))
	for range 2 {
		_, err := bulkinvite(t.Context(), "-send", people)
		require.NoError(t, err)
	}
	assertEmailedOnce(t, fake, 2)
	assert.Len(t, fake.Requests(), 1)
}

func TestSendResumesAfterInterrupt(t *testing.T) {
	fake := newFake(t)
	ctx, interrupt := context.WithCancel(t.Context())
	fake.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		interrupt()
		<-r.Context().Done()
	}).Skip(7).Always())
	name := write(t, clean(200))
	_, err := bulkinvite(ctx, "-send", name)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "; run it again to go on")
	assert.Less(t, strings.Count(read(t, outcomesOf(name)), "\n"), 1+200)

	fake.ClearFaults()
	_, err = bulkinvite(t.Context(), "-send", name)
	require.NoError(t, err)
	assertEmailedOnce(t, fake, 200)
	assert.Equal(t, 1+200, strings.Count(read(t, outcomesOf(name)), "\n"))
}

func TestSendWaitsForRateLimit(t *testing.T) {
	name := write(t, clean(600))
	t.Setenv("CLERK_SECRET_KEY", "sk_test_limited")
	t.Setenv("CLERK_API_URL", "")
	stderr, err := os.Create(name + ".log")
	require.NoError(t, err)
	t.Cleanup(func() { _ = stderr.Close() })
	synctest.Test(t, func(t *testing.T) {
		fake := invitationstest.NewHandler(invitationstest.WithSecretKey("sk_test_limited"), invitationstest.WithRateLimits())
		began := time.Now()
		err := run(t.Context(), []string{"-send", name}, io.Discard, stderr, "",
			invitations.WithHTTPClient(&http.Client{Transport: invitationstest.NewTransport(fake)}))
		require.NoError(t, err)
		assert.Equal(t, 2*time.Hour, time.Since(began).Truncate(time.Minute))
		assertEmailedOnce(t, fake, 600)
	})
	log := read(t, stderr.Name())
	assert.Regexp(t, `op=CreateBulk .*status=429 .*decision=retry .*wait=(59m5|1h0m)`, log)
	assert.Contains(t, log, "100 of 600 rows [invited:100], up to 2 h left\n")
	assert.Equal(t, 6, strings.Count(log, " of 600 rows "))
}

func TestSendDrawsProgress(t *testing.T) {
	newFake(t)
	var stderr bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-send", write(t, clean(25))}, io.Discard, &stderr, "<"))
	lines := strings.Split(stderr.String(), "<")
	assert.Equal(t, "1 of 25 rows [invited:1], up to 1 h left", lines[0])
	assert.Equal(t, []string{"25 of 25 rows [invited:25], up to 0 h left", "", ""}, lines[24:])
}

func TestHours(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 1, tally{}.hours(250, 0))
	assert.Equal(t, 4, tally{"invited": 10}.hours(1000, 10), "100 bulks")
	assert.Equal(t, 5, tally{"invited": 95}.hours(1000, 100), "500 single creates")
	assert.Equal(t, 10, tally{"invited": 50}.hours(1000, 100), "1000 single creates")
}

func TestFlags(t *testing.T) {
	stdout, err := bulkinvite(t.Context(), "-h")
	require.ErrorIs(t, err, flag.ErrHelp)
	assert.Contains(t, stdout, "-send")

	_, err = bulkinvite(t.Context())
	require.EqualError(t, err, "name one CSV file; -h lists the flags")

	t.Setenv("CLERK_SECRET_KEY", "")
	name := write(t, clean(1))
	_, err = bulkinvite(t.Context(), "-send", name)
	require.ErrorIs(t, err, invitations.ErrInvalid)
	assert.NoFileExists(t, outcomesOf(name))
}
