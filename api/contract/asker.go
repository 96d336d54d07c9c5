package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// An asker asks one question after the other. Its methods keep the first error of a question, whose answer is
// then unknown. What they return after an error has no meaning.
type asker struct {
	*invitations.Client

	random string        // part of every address
	lag    time.Duration // the longest time until a new invitation was listed
	err    error
	row    func(id string, answer any, seen ...string) // prints a row and forgets the error
	expect func(call, want, got string)
}

// questions asks what Clerk's documents leave open.
func (a *asker) questions(ctx context.Context) error {
	ten := a.params("3", "1", "4", "10", "5", "9", "2", "6", "8", "7")
	for i := range ten {
		ten[i].PublicMetadata = map[string]any{"team": "analysis", "seats": 3}
		ten[i].RedirectURL = "https://app.example.com/welcome"
		ten[i].IgnoreExisting = true
		ten[i].ExpiresInDays = 365
		ten[i].TemplateSlug = invitations.TemplateWaitlistInvitation
	}
	var response invitations.Response
	var bulk [10]invitations.Invitation // in the order of the response, which the client does not keep
	_, err := a.CreateBulk(ctx, ten, invitations.WithResponse(&response))
	a.check(err)
	a.check(json.Unmarshal(response.Body, &bulk))
	first := a.created(a.Create(ctx, a.params("First")[0], invitations.WithResponse(&response)))
	if a.err != nil {
		return a.err // too much is about these
	}
	start := time.Now()
	a.listed(ctx, first.ID)
	a.row("list_lag_ms", time.Since(start).Milliseconds())
	date, err := http.ParseTime(response.Header.Get("Date"))
	a.check(err)
	a.row("clock_skew_ms", first.CreatedAt.Sub(date).Milliseconds(), "created_at - Date, which has whole seconds")
	a.row("address_lower_cased", first.EmailAddress == strings.ToLower(first.EmailAddress))
	a.row("list_has_url", a.listed(ctx, first.ID).URL != "")
	a.row("query_ignores_case", len(a.list(ctx, invitations.ListParams{Query: strings.ToUpper(first.EmailAddress)})) == 1)
	a.row("query_matches_part", len(a.list(ctx, invitations.ListParams{Query: strings.TrimSuffix(first.EmailAddress, ".com")})) == 1)
	a.expect("Get", "yes", accepted(a.Get(ctx, first.ID))) // which is a query for an id
	a.row("unknown_query_parameter", accepted(a.List(changed(ctx, func(r *http.Request) {
		r.URL.RawQuery = "email_address=nobody@example.com"
	}), invitations.ListParams{})))
	a.row("unknown_body_field", a.takes(ctx, `"team":"analysis"`))
	a.row("expires_in_days_366", a.takes(ctx, `"expires_in_days":366`))
	a.row("relative_redirect_url", a.takes(ctx, `"redirect_url":"/welcome"`))
	a.row("custom_scheme_redirect_url", a.takes(ctx, `"redirect_url":"myapp://welcome"`))
	const metadata = `{"z":9223372036854775807,"a":null,"m":{"b":1.50,"a":[]}}`
	params := a.params("metadata")[0]
	params.PublicMetadata = json.RawMessage(metadata)
	created := a.created(a.Create(ctx, params))
	returned, listed := string(created.PublicMetadata), string(a.listed(ctx, created.ID).PublicMetadata)
	a.row("metadata_byte_for_byte", returned == metadata && listed == metadata, returned, listed)

	a.row("bulk_order_kept", slices.EqualFunc(bulk[:], ten, func(inv invitations.Invitation, p invitations.CreateParams) bool {
		return strings.EqualFold(inv.EmailAddress, p.EmailAddress)
	}))
	up := a.list(ctx, invitations.ListParams{Query: a.random, OrderBy: invitations.OrderByCreatedAt})
	down := a.list(ctx, invitations.ListParams{Query: a.random, OrderBy: invitations.OrderByCreatedAtDesc})
	if len(up) < len(bulk) || !bulk[0].CreatedAt.Equal(bulk[9].CreatedAt) {
		a.check(errors.New("no ten with the same created_at are listed"))
	}
	slices.Reverse(down)
	a.row("equal_times_reversed", slices.EqualFunc(up, down, func(a, b invitations.Invitation) bool { return a.ID == b.ID }))
	a.expect("Create with every field", "yes", accepted(a.Create(ctx, ten[0])))
	a.row("bulk_repeated_address", accepted(a.CreateBulk(ctx, a.params("repeated", "repeated"))))
	a.expect("CreateBulk for a pending invitation", "400 duplicate_record", accepted(a.CreateBulk(ctx, a.params("atomic", "First"))))
	again := accepted(a.Create(ctx, a.params("atomic")[0])) // if the bulk has created none, this does
	a.row("bulk_atomic", strings.Replace(again, "400 duplicate_record", "no", 1))
	if user := os.Getenv("CLERK_TEST_USER_EMAIL"); user != "" {
		params := a.params("user")
		params[0].EmailAddress = user
		params[0].PublicMetadata = map[string]string{"run": a.random} // by which deleteAll knows it
		a.expect("Create for a user", "422 form_identifier_exists", accepted(a.Create(ctx, params[0])))
		params[0].IgnoreExisting = true
		a.row("bulk_ignore_existing_user", accepted(a.CreateBulk(ctx, params)))
	}

	outcomes := make([]string, 5)
	var creates sync.WaitGroup
	for i := range outcomes {
		creates.Go(func() { outcomes[i] = accepted(a.Create(ctx, a.params("concurrent")[0])) })
	}
	creates.Wait()
	a.row("concurrent_creates", strings.Count(strings.Join(outcomes, " "), "yes"))

	revoked := a.created(a.Create(ctx, a.params("again")[0]))
	a.created(a.Revoke(ctx, revoked.ID))
	a.expect("Revoke twice", "400 invitation_already_revoked", accepted(a.Revoke(ctx, revoked.ID)))
	a.row("invite_again_after_revoke", accepted(a.Create(ctx, a.params("again")[0])))
	a.check(a.Delete(ctx, revoked.ID))
	a.row("delete_twice", accepted(0, a.Delete(ctx, revoked.ID, invitations.WithResponse(&response))))
	a.row("error_trace_header", response.Header.Get("X-Clerk-Trace-Id") != "", "of the response above")
	var body map[string]any
	a.check(json.Unmarshal(response.Body, &body))
	a.row("error_trace_at_top", body["clerk_trace_id"] != nil, "of the response above")
	return nil
}

// contract makes the other calls of the client, and provokes the other errors that are documented.
func (a *asker) contract(ctx context.Context) {
	first := a.params("First")
	item := fmt.Sprintf(`{"email_address":%q,"notify":false`, a.address("none"))
	for _, test := range []struct{ name, want, body string }{
		{"malformed JSON", "400 request_body_invalid", `{`},
		{"no address", "422 form_param_missing", `{"notify":false}`},
		{"a malformed address", "422 form_param_format_invalid", `{"email_address":"nobody","notify":false}`},
		{"a wrong type", "422 form_param_value_invalid", item + `,"expires_in_days":"x"}`},
		{"large metadata", "422 form_param_exceeds_allowed_size", item + `,"public_metadata":{"a":"` + strings.Repeat("x", 9000) + `"}}`},
	} {
		a.expect("Create with "+test.name, test.want, accepted(a.Create(withBody(ctx, test.body), first[0])))
	}
	eleven := "[" + strings.Repeat(item+"},", 10) + item + "}]"
	a.expect("CreateBulk of 11", "400 bulk_size_exceeded", accepted(a.CreateBulk(withBody(ctx, eleven), first)))
	a.expect("Create for a pending invitation", "400 duplicate_record", accepted(a.Create(ctx, first[0])))

	every := invitations.ListParams{Statuses: allStatuses(), Query: a.random, OrderBy: invitations.OrderByExpiresAt, Limit: invitations.MaxLimit, Offset: 1}
	a.expect("List with every parameter", "yes", accepted(a.List(ctx, every)))
	wrongKey := changed(ctx, func(r *http.Request) { r.Header.Set("Authorization", "Bearer sk_test_unknown") })
	a.expect("List with a wrong key", "401 clerk_key_invalid", accepted(a.List(wrongKey, invitations.ListParams{})))
	a.expect("Revoke of an unknown id", "404 resource_not_found", accepted(a.Revoke(ctx, "inv_000000000000000000000000000")))
	a.expect("FindByEmail", "yes", accepted(a.FindByEmail(ctx, first[0].EmailAddress)))
	a.expect("Resend", "yes", accepted(a.Resend(ctx, first[0])))
}

// accepted returns yes, or the status and the code of an error. An error of the server is not about the question.
func accepted[T any](_ T, err error) string {
	failure, ok := errors.AsType[*invitations.Error](err)
	switch {
	case err == nil:
		return "yes"
	case ok && len(failure.Details) > 0 && failure.StatusCode < 500:
		return fmt.Sprint(failure.StatusCode, " ", failure.Details[0].Code)
	}
	return "unknown: " + err.Error()
}

func (a *asker) check(err error) {
	if a.err == nil {
		a.err = err
	}
}

// created returns the result of a call.
func (a *asker) created(inv *invitations.Invitation, err error) invitations.Invitation {
	a.check(err)
	return *cmp.Or(inv, &invitations.Invitation{})
}

func (a *asker) list(ctx context.Context, p invitations.ListParams) []invitations.Invitation {
	p.Limit = invitations.MaxLimit
	page, err := a.List(ctx, p)
	a.check(err)
	return cmp.Or(page, &invitations.Page{}).Invitations
}

// listed returns an invitation from a list, once it is listed.
func (a *asker) listed(ctx context.Context, id string) (listed invitations.Invitation) {
	for start := time.Now(); a.err == nil; time.Sleep(200 * time.Millisecond) {
		a.lag = max(a.lag, time.Since(start))
		for _, inv := range a.list(ctx, invitations.ListParams{}) {
			if inv.ID == id {
				return inv
			}
		}
		if a.lag > time.Minute {
			a.check(errors.New("not listed within a minute"))
		}
	}
	return listed
}

// takes returns whether a create may have a field.
func (a *asker) takes(ctx context.Context, field string) string {
	p := a.params(strings.NewReplacer(`"`, "", ":", "-", "/", "-").Replace(field))[0]
	return accepted(a.Create(withBody(ctx, fmt.Sprintf(`{"email_address":%q,"notify":false,%s}`, p.EmailAddress, field)), p))
}

// withBody returns a context for a request with another body.
func withBody(ctx context.Context, body string) context.Context {
	return changed(ctx, func(r *http.Request) {
		r.Body, r.GetBody, r.ContentLength = io.NopCloser(strings.NewReader(body)), nil, int64(len(body))
	})
}

func (a *asker) address(name string) string { return a.random + "-" + name + "+clerk_test@example.com" }

func (a *asker) params(names ...string) []invitations.CreateParams {
	ps := make([]invitations.CreateParams, len(names))
	for i, name := range names {
		ps[i] = invitations.CreateParams{EmailAddress: a.address(name), SkipEmail: true}
	}
	return ps
}

func allStatuses() []invitations.Status {
	return []invitations.Status{invitations.StatusPending, invitations.StatusAccepted, invitations.StatusRevoked, invitations.StatusExpired}
}
