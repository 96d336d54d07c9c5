// Package contract asks Clerk, or the fake server, whether it does what api/invitations.yaml says, and
// what its documents leave open. It is a module of its own, because what the tests of the library import
// ends up in the go.sum of everyone who uses it.
package contract

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A Config says whom a run asks.
type Config struct {
	BaseURL   string // ends in /v1
	SecretKey string
	UserEmail string // of somebody who has signed up, or ""
	Live      bool   // whether the key may be that of a production instance
	Transport http.RoundTripper
}

// A run is one call of [Run].
type run struct {
	Config

	checker *checker
	client  *invitations.Client
	random  string // part of every address
	start   time.Time
	lag     time.Duration // how long to wait until a new invitation is listed
}

// Run asks all questions, compares all exchanges with the document, which it reads from the parent of the
// working directory, and writes a table to w. Then it deletes what it has created. It returns an error if
// the contract differs, if ctx or a rate limit ended the run, or if invitations are left.
func Run(ctx context.Context, w io.Writer, config Config) error {
	if strings.HasPrefix(config.SecretKey, "sk_live_") && !config.Live {
		return errors.New("the key is that of a production instance, which needs -live")
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	checker, err := newChecker(config.BaseURL, config.Transport, end)
	if err != nil {
		return err
	}
	r := &run{Config: config, checker: checker, random: strings.ToLower(rand.Text()[:12]), start: time.Now(), lag: time.Second / 2}
	r.client, err = invitations.New(config.SecretKey, invitations.WithBaseURL(config.BaseURL), invitations.WithHTTPClient(&http.Client{Transport: checker}), invitations.WithoutRetry())
	if err != nil {
		return err
	}
	printf := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	printf("Sends at most %d creates and %d bulks to %s, all with notify=false, for addresses\nsuch as %s-…+clerk_test@example.com, and deletes the invitations.\n\n",
		maxCreates, maxBulks, config.BaseURL, r.random)

	const row = "| %-30s | %-25s | %s |\n"
	printf(row+row, "question", "answer", "seen", "---", "---", "---")
	for _, q := range questions() {
		if q.id == "bulk_ignore_existing_user" && r.UserEmail == "" {
			continue
		}
		a := &asker{run: r, ctx: ctx, id: q.id}
		answer := q.ask(a)
		if a.err != nil {
			answer = "unknown: " + a.err.Error()
		}
		if ctx.Err() != nil {
			break
		}
		printf(row, q.id, answer, a.seen)
	}
	r.contract(ctx)
	for _, difference := range checker.differences {
		printf(row, "contract", "no", difference)
	}
	switch {
	case ctx.Err() != nil:
		err = fmt.Errorf("the run ended early: %w", context.Cause(ctx))
	case len(checker.differences) > 0:
		err = fmt.Errorf("%d differences from the document", len(checker.differences))
	default:
		printf(row, "contract", "yes", "no exchange differs from the document")
	}
	printf("\nDeleting what was created; a second interrupt leaves it.\n")
	deleted, left := r.deleteAll(context.WithoutCancel(ctx))
	printf("%d creates, %d bulks; %d invitations deleted, %d not.\n",
		checker.requests["CreateInvitation"], checker.requests["CreateBulkInvitations"], deleted, len(checker.ids))
	return errors.Join(err, left)
}

// deleteAll deletes what the run has created, also if the response was lost.
func (r *run) deleteAll(ctx context.Context) (deleted int, left error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	_ = sleep(ctx, r.lag)
	ids, retry := r.checker.ids, invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 5})
	for inv, err := range r.client.All(ctx, invitations.ListParams{Statuses: allStatuses(), OrderBy: invitations.OrderByCreatedAtDesc, Limit: invitations.MaxLimit}, retry) {
		if err != nil || inv.CreatedAt.Before(r.start.Add(-time.Hour)) { // whatever the clocks
			left = err
			break
		}
		if strings.Contains(strings.ToLower(inv.EmailAddress)+string(inv.PublicMetadata), r.random) {
			ids[inv.ID] = true
		}
	}
	for id := range ids {
		switch err := r.client.Delete(ctx, id, retry); {
		case err == nil, errors.Is(err, invitations.ErrNotFound):
			delete(ids, id)
			deleted++
		default:
			left = err
		}
	}
	return deleted, left
}

func allStatuses() []invitations.Status {
	return []invitations.Status{invitations.StatusPending, invitations.StatusAccepted, invitations.StatusRevoked, invitations.StatusExpired}
}
