package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// newClerk starts a server that takes the place of Clerk.
func newClerk(t *testing.T, opts ...invitationstest.Option) *invitationstest.Server {
	t.Helper()
	server := invitationstest.NewServer(t, opts...)
	t.Setenv("CLERK_SECRET_KEY", server.SecretKey)
	t.Setenv("CLERK_API_URL", server.URL)
	return server
}

// write returns the name of a new file.
func write(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
	return name
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
}

// crowd returns a CSV of n people.
func crowd(n int) string {
	var text strings.Builder
	text.WriteString("email_address,team\n")
	for i := range n {
		fmt.Fprintf(&text, "p%d@example.com,t%d\n", i, i)
	}
	return text.String()
}

// bulkinvite runs the program, and checks what holds whatever happens: where nobody watches there is
// one line about it.
func bulkinvite(t *testing.T, ctx context.Context, args ...string) (status int, outcomes, summary string) { //nolint:revive // t is first in tests
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(ctx, args, &stdout, &stderr)
	assert.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
	assert.NotContains(t, stderr.String(), "\r")
	return status, stdout.String(), stderr.String()
}

// outcomesIn returns the second column of outcomes, and checks that those who are invited have an id
// and those who are not an error.
func outcomesIn(t *testing.T, outcomes string) []string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(outcomes)).ReadAll()
	require.NoError(t, err)
	require.NotEmpty(t, rows)
	require.Equal(t, fixed(), rows[0][:4])
	column := []string{}
	for _, row := range rows[1:] {
		column = append(column, row[1])
		assert.Equal(t, row[1] == "invited", row[2] != "", row)
		assert.Equal(t, row[1] == "invited" || row[1] == "", row[3] == "", row)
	}
	return column
}

// times returns what how often, as one column.
func times(n int, what string) []string {
	column := make([]string, n)
	for i := range column {
		column[i] = what
	}
	return column
}

// assertMailedOnce checks that each of a crowd was mailed, and nobody twice.
func assertMailedOnce(t *testing.T, server *invitationstest.Server, n int) {
	t.Helper()
	mails := make(map[string]int)
	for _, email := range server.Emails() {
		mails[email.To]++
	}
	for i := range n {
		assert.Equal(t, 1, mails[fmt.Sprintf("p%d@example.com", i)], i)
	}
	assert.Len(t, mails, n)
}

func TestACleanFile(t *testing.T) {
	server := newClerk(t)
	status, outcomes, summary := bulkinvite(t, t.Context(), "-send", "-expires", "7", "-redirect", "https://example.com/in", write(t, crowd(35)))
	assert.Equal(t, 0, status)
	assert.Equal(t, times(35, "invited"), outcomesIn(t, outcomes))
	assert.Equal(t, "bulkinvite: 35 invited; talked to Clerk\n", summary)
	assertMailedOnce(t, server, 35)
	for _, request := range server.Requests() {
		assert.Contains(t, string(request.Body), `"expires_in_days":7`)
		assert.Contains(t, string(request.Body), `"redirect_url":"https://example.com/in"`)
	}
	assert.Contains(t, string(server.Requests()[0].Body), `"public_metadata":{"team":"t`)
	header, rest, _ := strings.Cut(outcomes, "\n")
	assert.Equal(t, "email_address,outcome,invitation_id,error,team", header)
	assert.Regexp(t, `^p0@example.com,invited,inv_\w+,,t0\n`, rest)
}

func TestTheShippedFileOnTheServerInMemory(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "")
	status, outcomes, summary := bulkinvite(t, t.Context(), "people.csv")
	assert.Equal(t, 0, status)
	assert.Equal(t, append(times(11, "invited"), "already_invited", "invalid"), outcomesIn(t, outcomes))
	assert.Contains(t, summary, "11 invited, 1 already_invited, 1 invalid; talked to a Clerk in memory")
}

func TestNobodyIsMailedWithoutSend(t *testing.T) {
	server := newClerk(t)
	status, outcomes, summary := bulkinvite(t, t.Context(), write(t, crowd(3)))
	assert.Equal(t, 0, status)
	assert.Equal(t, times(3, "invited"), outcomesIn(t, outcomes))
	assert.Contains(t, summary, "mailed nobody")
	assert.Empty(t, server.Emails())
}

func TestABadRowDoesNotStopTheOthers(t *testing.T) {
	server := newClerk(t)
	server.AddUser("user@example.com")
	server.Advance(-time.Hour) // an invitation of this minute could be taken for the run's own
	server.AddInvitation("invited@example.com")
	server.Advance(time.Hour)
	name := write(t, "email_address,team\n"+
		"p0@example.com,\"a\nb\"\n"+
		"user@example.com,x\n"+
		"nobody,x\n"+
		"P0@example.com,x\n"+
		"short@example.com\n"+
		"long@example.com,x,y\n"+
		"invited@example.com,x\n"+
		"big@example.com,"+strings.Repeat("x", 9<<10)+"\n"+
		"p1@example.com,x\n")
	status, outcomes, summary := bulkinvite(t, t.Context(), "-send", name)
	assert.Equal(t, 0, status)
	assertMailedOnce(t, server, 2)
	assert.Contains(t, summary, "2 invited, 2 already_invited, 1 user_exists, 4 invalid;")
	for _, want := range []string{
		"user@example.com,user_exists,,invitations: CreateBulk: 422 form_identifier_exists: ",
		"nobody,invalid,,line 5: EmailAddress is not one plain email address,x\n",
		"P0@example.com,already_invited,,invitations: CreateBulk: 400 duplicate_record: ",
		"short@example.com,invalid,,\"line 7: has 1 fields, not 2\"\n",
		"long@example.com,invalid,,\"line 8: has 3 fields, not 2\",x,y\n",
		"invited@example.com,already_invited,,invitations: CreateBulk: 400 duplicate_record: ",
		"big@example.com,invalid,,line 10: invitations: CreateBulk: 422 form_param_exceeds_allowed_size: ",
	} {
		assert.Contains(t, outcomes, "\n"+want)
	}

	sent := len(server.Requests())
	status, again, summary := bulkinvite(t, t.Context(), "-send", write(t, outcomes))
	assert.Equal(t, 0, status)
	assert.Equal(t, outcomes, again)
	assert.Contains(t, summary, "0 invited, 9 settled before;")
	assert.Len(t, server.Requests(), sent)
}

func TestOnlyWhoIsNotSettledIsTriedAgain(t *testing.T) {
	server := newClerk(t)
	name := write(t, "email_address,outcome,invitation_id,error,team\n"+
		"a@example.com,invited,inv_1,,x\n"+
		"p0@example.com,failed,,some reason,x\n"+
		"b@example.com,already_invited,,a reason,x\n"+
		"p1@example.com,unknown,,some reason,x\n"+
		"c@example.com,user_exists,,a reason,x\n"+
		"p2@example.com,,,,x\n"+
		"d,invalid,,a reason,x\n"+
		"p3@example.com\n")
	status, outcomes, summary := bulkinvite(t, t.Context(), "-send", name)
	assert.Equal(t, 0, status)
	assertMailedOnce(t, server, 3)
	assert.Len(t, server.Requests(), 1)
	assert.Contains(t, string(server.Requests()[0].Body), `"public_metadata":{"team":"x"}`)
	assert.Contains(t, summary, "3 invited, 1 invalid, 4 settled before;")
	assert.Contains(t, outcomes, "\na@example.com,invited,inv_1,,x\n")
	assert.NotContains(t, outcomes, "some reason")
	assert.Contains(t, outcomes, "\np3@example.com,invalid,,\"line 9: has 1 fields, not 5\"\n")
}

func TestWhoFailedIsTriedAgain(t *testing.T) {
	for outcome, fault := range map[string]invitationstest.Fault{
		"failed":  invitationstest.Refusal(400, "odd"),
		"unknown": invitationstest.Status(502).AfterWork(),
	} {
		t.Run(outcome, func(t *testing.T) {
			server := newClerk(t)
			server.Inject(fault.Always())
			name := write(t, crowd(3))
			status, _, summary := bulkinvite(t, t.Context(), "-send", "-o", name, name)
			assert.Equal(t, 1, status)
			assert.Contains(t, summary, "0 invited, 3 "+outcome+";")
			assert.Equal(t, times(3, outcome), outcomesIn(t, read(t, name)))

			server.ClearFaults()
			status, _, _ = bulkinvite(t, t.Context(), "-send", "-o", name, name)
			assert.Equal(t, 0, status)
			assertMailedOnce(t, server, 3)
		})
	}
}

func TestAnInterruptLosesNobody(t *testing.T) {
	for name, stall := range map[string]func(invitationstest.Fault) invitationstest.Fault{
		"before the work": func(f invitationstest.Fault) invitationstest.Fault { return f },
		"after the work":  invitationstest.Fault.AfterWork,
	} {
		t.Run(name, func(t *testing.T) {
			server := newClerk(t)
			ctx, interrupt := context.WithCancel(t.Context())
			server.Inject(stall(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
				interrupt()
				<-r.Context().Done()
			})).Skip(3).Always())
			name := write(t, crowd(200))

			status, _, summary := bulkinvite(t, ctx, "-send", "-concurrency", "2", "-o", name, name)
			assert.Equal(t, 130, status)
			assert.Contains(t, summary, "interrupted")
			outcomes := outcomesIn(t, read(t, name))
			require.Len(t, outcomes, 200)
			done := len(outcomes) - strings.Count(read(t, name), ",,,,")
			assert.Equal(t, append(times(done, "invited"), times(200-done, "")...), outcomes)
			assert.GreaterOrEqual(t, done, 20)
			assert.Contains(t, summary, fmt.Sprintf("%d invited, %d left;", done, 200-done))
			assert.LessOrEqual(t, len(server.Requests()), 5, "no new bulk is sent")

			server.ClearFaults()
			status, _, _ = bulkinvite(t, t.Context(), "-send", "-o", name, name)
			assert.Equal(t, 0, status)
			assertMailedOnce(t, server, 200)
			for _, outcome := range outcomesIn(t, read(t, name)) {
				assert.Contains(t, []string{"invited", "already_invited"}, outcome)
			}
		})
	}
}

func TestARateLimitEndsTheRunUntilTheNext(t *testing.T) {
	server := newClerk(t, invitationstest.WithRateLimits())
	name := write(t, crowd(300))
	status, _, summary := bulkinvite(t, t.Context(), "-send", "-concurrency", "1", "-o", name, name)
	assert.Equal(t, 1, status)
	assert.Contains(t, summary, "250 invited, 50 left;")
	assert.Contains(t, summary, "429")
	assert.Contains(t, summary, "give the outcomes to go on after ")
	assert.Equal(t, append(times(250, "invited"), times(50, "")...), outcomesIn(t, read(t, name)))

	server.Advance(time.Hour)
	status, _, summary = bulkinvite(t, t.Context(), "-send", "-o", name, name)
	assert.Equal(t, 0, status)
	assert.Contains(t, summary, "50 invited, 250 settled before;")
	assert.Equal(t, times(300, "invited"), outcomesIn(t, read(t, name)))
	assertMailedOnce(t, server, 300)
}

func TestAShortRateLimitIsWaitedFor(t *testing.T) {
	server := newClerk(t)
	server.Inject(invitationstest.RateLimited(time.Second))
	status, _, _ := bulkinvite(t, t.Context(), "-wait", "1s", write(t, crowd(3)))
	assert.Equal(t, 0, status)
	server.Inject(invitationstest.RateLimited(2 * time.Second))
	status, _, _ = bulkinvite(t, t.Context(), "-wait", "1s", write(t, crowd(3)))
	assert.Equal(t, 1, status)
}

func TestAWrongKeyEndsTheRun(t *testing.T) {
	newClerk(t)
	t.Setenv("CLERK_SECRET_KEY", "sk_test_other")
	status, outcomes, summary := bulkinvite(t, t.Context(), write(t, crowd(30)))
	assert.Equal(t, 1, status)
	assert.Equal(t, times(30, ""), outcomesIn(t, outcomes))
	assert.Contains(t, summary, "is CLERK_SECRET_KEY the secret key of your instance?")
}

func TestWhatFlagsGiveToEveryoneIsNoOutcome(t *testing.T) {
	server := newClerk(t)
	status, outcomes, summary := bulkinvite(t, t.Context(), "-redirect", "javascript:alert(1)", write(t, crowd(30)))
	assert.Equal(t, 1, status)
	assert.Equal(t, times(30, ""), outcomesIn(t, outcomes))
	assert.Contains(t, summary, "RedirectURL is not an absolute URL")
	assert.Empty(t, server.Requests())

	server.Inject(invitationstest.Respond(422, "application/json",
		`{"errors":[{"code":"form_param_value_invalid","message":"no","long_message":"no such URL","meta":{"param_name":"redirect_url"}}]}`).Always())
	status, outcomes, _ = bulkinvite(t, t.Context(), "-redirect", "https://example.com", write(t, crowd(30)))
	assert.Equal(t, 1, status)
	assert.Equal(t, times(30, ""), outcomesIn(t, outcomes))
}

func TestNobodyIsInvitedFromABrokenFile(t *testing.T) {
	server := newClerk(t)
	for name, test := range map[string]struct{ csv, want string }{
		"quote":      {crowd(30) + "\"b@example.com\n", "people.csv: parse error on line 32"},
		"bare quote": {crowd(30) + "b@exam\"ple.com,x\n" + crowd(3), "people.csv: parse error on line 32, column 7"},
		"heading":    {"address\na@example.com\n", "people.csv: line 1: the first column's heading must be email_address"},
		"empty":      {"", "people.csv: is empty"},
		"no heading": {"email_address,\n", "people.csv: line 1: column 2 has no heading"},
		"twice":      {"email_address,team,team\n", `people.csv: line 1: two columns have the heading "team"`},
		"moved":      {"email_address,team,outcome\n", `people.csv: line 1: a column "outcome" must stand where`},
	} {
		t.Run(name, func(t *testing.T) {
			name := write(t, test.csv)
			status, outcomes, summary := bulkinvite(t, t.Context(), "-o", name, name)
			assert.Equal(t, 1, status)
			assert.Empty(t, outcomes)
			assert.Contains(t, summary, test.want)
			assert.Equal(t, test.csv, read(t, name))
			assert.Empty(t, server.Requests())
		})
	}
}

func TestAByteOrderMarkIsNoPartOfTheHeading(t *testing.T) {
	newClerk(t)
	for _, heading := range []string{"email_address,team", `"email_address","team"`} {
		status, outcomes, _ := bulkinvite(t, t.Context(), write(t, "\ufeff"+heading+"\na@example.com,x\n"))
		assert.Equal(t, 0, status)
		assert.True(t, strings.HasPrefix(outcomes, "email_address,outcome,invitation_id,error,team\n"), outcomes)
	}
}

func TestExitStatusOfWrongUse(t *testing.T) {
	newClerk(t)
	name := write(t, crowd(1))
	for _, args := range [][]string{{}, {name, name}, {"-nope", name}, {"-expires", "366", name}, {"-redirect", "/in", name}, {"-concurrency", "0", name}, {"-wait", "-1s", name}} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, 2, run(t.Context(), args, &stdout, &stderr), args)
		assert.NotEmpty(t, stderr.String(), args)
		assert.Empty(t, stdout.String(), args)
	}
	var help bytes.Buffer
	assert.Equal(t, 0, run(t.Context(), []string{"-h"}, &help, &help))
	assert.Contains(t, help.String(), "-send")
	status, _, summary := bulkinvite(t, t.Context(), name+".missing")
	assert.Equal(t, 1, status)
	assert.Contains(t, summary, "no such file")
}
