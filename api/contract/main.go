// Contract asks Clerk whether it does what api/invitations.yaml says, and what its documents leave open. It
// runs in api/contract, as make live does, and reads CLERK_SECRET_KEY, CLERK_API_URL and
// CLERK_TEST_USER_EMAIL. It is a module of its own, because what the tests of the library import ends up in
// the go.sum of everyone who uses it.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func main() {
	isLive := flag.Bool("live", false, "allow the key of a production instance")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt does not wait for the deletes
	if err := run(ctx, os.Stdout, *isLive, http.DefaultTransport); err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
}

// run asks all questions, makes all calls, and prints a table. Then it deletes what it has created. It
// returns an error if Clerk differs from the document, if ctx or a rate limit ended the run, or if
// invitations are left.
func run(ctx context.Context, out io.Writer, isLive bool, transport http.RoundTripper) error {
	if strings.HasPrefix(os.Getenv("CLERK_SECRET_KEY"), "sk_live_") && !isLive {
		return errors.New("the key is that of a production instance, which needs -live")
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	checker, err := newChecker(transport, end)
	if err != nil {
		return err
	}
	a := &asker{random: strings.ToLower(rand.Text()[:12]), lag: time.Second}
	a.Client, err = invitations.NewFromEnv(invitations.WithHTTPClient(&http.Client{Transport: checker}), invitations.WithoutRetry())
	if err != nil {
		return err
	}
	printf := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	printf("Sends at most %d creates and %d bulks to %s, all with notify=false, for addresses\nsuch as %s, and deletes the invitations.\n\n",
		maxCreates, maxBulks, cmp.Or(os.Getenv("CLERK_API_URL"), "https://api.clerk.com"), a.address("…"))
	const row = "| %-26s | %-28v | %s |\n"
	a.row = func(id string, answer any, seen ...string) {
		if text, ok := answer.(string); ok {
			answer = strings.TrimLeft(text, "0123456789 ") // the status is in what was seen
		}
		switch {
		case a.err != nil:
			answer = "unknown: " + a.err.Error()
		case answer == true:
			answer = "yes"
		case answer == false:
			answer = "no"
		}
		if ctx.Err() == nil {
			printf(row, id, answer, strings.Join(slices.Compact(append(checker.seen, seen...)), "; "))
		}
		checker.seen, a.err = nil, nil
	}
	a.expect = func(call, want, got string) {
		if got != want && ctx.Err() == nil {
			checker.compare(call, errors.New(got+", not "+want))
		}
	}
	printf(row+row, "question", "answer", "seen", "---", "---", "---")
	if err = a.questions(ctx); err == nil {
		a.contract(ctx)
	}
	for _, difference := range checker.differences {
		printf(row, "contract", "no", difference)
	}
	switch {
	case ctx.Err() != nil:
		err = fmt.Errorf("the run ended early: %w", context.Cause(ctx))
	case len(checker.differences) > 0:
		err = fmt.Errorf("%d differences from the document", len(checker.differences))
	case err == nil:
		printf(row, "contract", "yes", "no exchange differs from the document")
	}
	printf("\nDeleting what was created; a second interrupt leaves it.\n")
	deleted, left := a.deleteAll(context.WithoutCancel(ctx), checker.ids)
	printf("%d creates, %d bulks; %d invitations deleted, %d not.\n",
		checker.requests["CreateInvitation"], checker.requests["CreateBulkInvitations"], deleted, len(checker.ids))
	return errors.Join(err, left)
}

// deleteAll deletes what was created. It adds to the ids, which are those of the responses, what
// is listed without a response. The ids of what is left remain.
func (a *asker) deleteAll(ctx context.Context, ids map[string]bool) (deleted int, left error) {
	time.Sleep(a.lag)
	retry := invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 5})
	for inv, err := range a.All(ctx, invitations.ListParams{Statuses: allStatuses(), Limit: invitations.MaxLimit}, retry) {
		if err != nil || inv.CreatedAt.Before(time.Now().Add(-time.Hour)) { // whatever the clocks
			left = err
			break
		}
		if strings.Contains(strings.ToLower(inv.EmailAddress)+string(inv.PublicMetadata), a.random) {
			ids[inv.ID] = true
		}
	}
	for id := range ids {
		if err := a.Delete(ctx, id, retry); err != nil && !errors.Is(err, invitations.ErrNotFound) {
			left = err
			continue
		}
		delete(ids, id)
		deleted++
	}
	return deleted, left
}
