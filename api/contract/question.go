package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A question is one that Clerk's documents leave open. ask returns yes, no, a number or a code.
type question struct {
	id  string
	ask func(a *asker) string
}

// questions returns all questions. The first one finds out how long the others have to wait for a list.
func questions() []question {
	return []question{
		{"list_lag_ms", (*asker).listLag},
		{"clock_skew_ms", (*asker).clockSkew},
		{"address_lower_cased", func(a *asker) string {
			mixed := strings.Replace(a.address("Mixed"), "@e", "@E", 1)
			return yesNo(a.create(mixed).EmailAddress == strings.ToLower(mixed))
		}},
		{"bulk_atomic", (*asker).bulkAtomic},
		{"bulk_ignore_existing_user", (*asker).bulkIgnoreExistingUser},
		{"bulk_order_kept", func(a *asker) string {
			names := []string{"3", "1", "4", "2"}
			return yesNo(slices.EqualFunc(a.bulk(names...), names, func(inv invitations.Invitation, name string) bool {
				return strings.EqualFold(inv.EmailAddress, a.address(name))
			}))
		}},
		{"bulk_repeated_address", func(a *asker) string {
			return a.accepted(failure(a.client.CreateBulk(a.ctx, a.params("1", "1"))))
		}},
		{"concurrent_creates", (*asker).concurrentCreates},
		{"custom_scheme_redirect_url", takes(`"redirect_url":"myapp://welcome"`)},
		{"delete_twice", func(a *asker) string {
			id := a.create(a.address("1")).ID
			a.check(a.client.Delete(a.ctx, id))
			return a.accepted(a.client.Delete(a.ctx, id))
		}},
		{"duplicate_ignores_case", func(a *asker) string {
			a.create(a.address("1"))
			a.settle()
			return yesNo(a.accepted(failure(a.client.Create(a.ctx, least(strings.ToUpper(a.address("1")))))) == "duplicate_record")
		}},
		{"equal_times_reversed", (*asker).equalTimesReversed},
		{"error_trace_at_top", func(a *asker) string {
			var body map[string]any
			a.check(json.Unmarshal(a.rejected().Body, &body))
			return yesNo(body["clerk_trace_id"] != nil)
		}},
		{"error_trace_header", func(a *asker) string { return yesNo(a.rejected().Header.Get("X-Clerk-Trace-Id") != "") }},
		{"expires_in_days_366", takes(`"expires_in_days":366`)},
		{"invite_again_after_revoke", func(a *asker) string {
			a.check(failure(a.client.Revoke(a.ctx, a.create(a.address("1")).ID)))
			return a.accepted(failure(a.client.Create(a.ctx, least(a.address("1")))))
		}},
		{"list_has_url", func(a *asker) string { return yesNo(a.listed(a.create(a.address("1")).ID).URL != "") }},
		{"metadata_byte_for_byte", func(a *asker) string {
			p := least(a.address("1"))
			p.PublicMetadata = json.RawMessage(`{"z":9223372036854775807,"a":null,"m":{"b":1.50,"a":[]}}`)
			inv, err := a.client.Create(a.ctx, p)
			a.check(err)
			a.seen = string(a.listed(valueOf(inv).ID).PublicMetadata)
			return yesNo(fmt.Sprintf("%s", p.PublicMetadata) == a.seen && a.seen == string(valueOf(inv).PublicMetadata))
		}},
		{"query_ignores_case", finds(func(inv invitations.Invitation) string { return strings.ToUpper(inv.EmailAddress) })},
		{"query_matches_id", finds(func(inv invitations.Invitation) string { return inv.ID })},
		{"query_matches_part", finds(func(inv invitations.Invitation) string { return strings.TrimSuffix(inv.EmailAddress, ".com") })},
		{"relative_redirect_url", takes(`"redirect_url":"/welcome"`)},
		{"unknown_body_field", takes(`"team":"analysis"`)},
		{"unknown_query_parameter", func(a *asker) string {
			return a.accepted(a.send(a.ctx, http.MethodGet, "?email_address=nobody@example.com", ""))
		}},
	}
}

// takes returns a question whether a create may have a field.
func takes(field string) func(*asker) string {
	return func(a *asker) string {
		return a.accepted(a.send(a.ctx, http.MethodPost, "", fmt.Sprintf(`{"email_address":%q,"notify":false,%s}`, a.address("1"), field)))
	}
}

// finds returns a question whether a query finds a new invitation.
func finds(query func(invitations.Invitation) string) func(*asker) string {
	return func(a *asker) string {
		inv := a.create(a.address("1"))
		a.settle()
		found := a.list(invitations.ListParams{Query: query(inv)})
		a.seen = fmt.Sprint(len(found), " found")
		return yesNo(slices.ContainsFunc(found, func(other invitations.Invitation) bool { return other.ID == inv.ID }))
	}
}

func (a *asker) listLag() string {
	id, created := a.create(a.address("1")).ID, time.Now()
	isListed := func() bool {
		return slices.ContainsFunc(a.list(invitations.ListParams{}), func(inv invitations.Invitation) bool { return inv.ID == id })
	}
	if isListed() {
		a.seen = "listed by the first request"
		return "0"
	}
	for a.err == nil && !isListed() {
		if time.Since(created) > time.Minute {
			a.fail("not listed within a minute")
		}
	}
	lag := time.Since(created)
	a.lag += 2 * lag
	return strconv.FormatInt(lag.Milliseconds(), 10)
}

func (a *asker) clockSkew() string {
	var response invitations.Response
	inv, err := a.client.Create(a.ctx, least(a.address("1")), invitations.WithResponse(&response))
	a.check(err)
	date, err := http.ParseTime(response.Header.Get("Date"))
	a.check(err)
	a.seen = "created_at - Date, which has whole seconds"
	return strconv.FormatInt(valueOf(inv).CreatedAt.Sub(date).Milliseconds(), 10)
}

func (a *asker) bulkAtomic() string {
	a.create(a.address("1"))
	a.settle()
	err := failure(a.client.CreateBulk(a.ctx, a.params("2", "1", "3")))
	if a.accepted(err) != "duplicate_record" {
		a.fail("a bulk with a duplicate: %s", outcome(err))
	}
	a.settle()
	others := slices.DeleteFunc(a.list(invitations.ListParams{}), func(inv invitations.Invitation) bool {
		return !strings.EqualFold(inv.EmailAddress, a.address("2")) && !strings.EqualFold(inv.EmailAddress, a.address("3"))
	})
	a.seen = fmt.Sprintf("%s, %d of the 2 others created", outcome(err), len(others))
	return yesNo(len(others) == 0)
}

func (a *asker) bulkIgnoreExistingUser() string {
	p := least(a.UserEmail)
	p.PublicMetadata = map[string]string{"run": a.random} // by which deleteAll knows it
	if err := failure(a.client.Create(a.ctx, p)); a.accepted(err) != "form_identifier_exists" {
		a.fail("a single create for the user: %s", outcome(err))
	}
	p.IgnoreExisting = true
	return a.accepted(failure(a.client.CreateBulk(a.ctx, []invitations.CreateParams{p})))
}

func (a *asker) concurrentCreates() string {
	var outcomes [5]string
	var creates sync.WaitGroup
	for i := range outcomes {
		creates.Go(func() { outcomes[i] = outcome(failure(a.client.Create(a.ctx, least(a.address("1"))))) })
	}
	creates.Wait()
	a.seen = strings.Join(outcomes[:], ", ")
	return strconv.Itoa(len(slices.DeleteFunc(outcomes[:], func(outcome string) bool { return outcome != "200" })))
}

func (a *asker) equalTimesReversed() string {
	bulk := a.bulk("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
	a.settle()
	ids := func(order invitations.OrderBy) (ids []string) {
		for _, inv := range a.list(invitations.ListParams{Query: a.random, OrderBy: order}) {
			if len(bulk) > 0 && inv.CreatedAt.Equal(bulk[0].CreatedAt) {
				ids = append(ids, inv.ID)
			}
		}
		return ids
	}
	up, down := ids(invitations.OrderByCreatedAt), ids(invitations.OrderByCreatedAtDesc)
	if len(up) < 2 {
		a.fail("no two with the same created_at are listed")
	}
	a.seen = fmt.Sprintf("%d with the same created_at, in the same order: %t", len(up), slices.Equal(up, down))
	slices.Reverse(down)
	return yesNo(slices.Equal(up, down))
}

// An asker asks one question. After its first error, what it returns has no meaning.
type asker struct {
	*run

	ctx  context.Context
	id   string
	seen string
	err  error
}

func (a *asker) fail(format string, args ...any) { a.check(fmt.Errorf(format, args...)) }

func (a *asker) check(err error) {
	if a.err == nil {
		a.err = err
	}
}

// accepted returns yes, or the code of an error. Other errors are not about the question.
func (a *asker) accepted(err error) string {
	a.seen = outcome(err)
	status, code, _ := strings.Cut(a.seen, " ")
	switch {
	case err == nil:
		return "yes"
	case status != "400" && status != "404" && status != "409" && status != "422":
		a.check(err)
	}
	return code
}

// address returns an address that no other question has.
func (a *asker) address(name string) string {
	return a.random + "-" + a.id + "-" + name + "+clerk_test@example.com"
}

// least returns the params of an invitation that sends no email.
func least(address string) invitations.CreateParams {
	return invitations.CreateParams{EmailAddress: address, SkipEmail: true}
}

func (a *asker) params(names ...string) []invitations.CreateParams {
	ps := make([]invitations.CreateParams, len(names))
	for i, name := range names {
		ps[i] = least(a.address(name))
	}
	return ps
}

func (a *asker) create(address string) invitations.Invitation {
	inv, err := a.client.Create(a.ctx, least(address))
	a.check(err)
	return valueOf(inv)
}

// bulk returns what a bulk has created in the order of the response, which the client does not keep.
func (a *asker) bulk(names ...string) (created []invitations.Invitation) {
	var response invitations.Response
	a.check(failure(a.client.CreateBulk(a.ctx, a.params(names...), invitations.WithResponse(&response))))
	a.check(json.Unmarshal(response.Body, &created))
	return created
}

func (a *asker) list(p invitations.ListParams) []invitations.Invitation {
	p.Limit = invitations.MaxLimit
	page, err := a.client.List(a.ctx, p)
	a.check(err)
	return valueOf(page).Invitations
}

// listed returns an invitation as it is listed.
func (a *asker) listed(id string) invitations.Invitation {
	a.settle()
	for _, inv := range a.list(invitations.ListParams{}) {
		if inv.ID == id {
			return inv
		}
	}
	a.fail("not listed")
	return invitations.Invitation{}
}

// rejected returns the response to a call with an unknown id.
func (a *asker) rejected() (response invitations.Response) {
	a.accepted(failure(a.client.Revoke(a.ctx, unknownID, invitations.WithResponse(&response))))
	return response
}

const unknownID = "inv_000000000000000000000000000"

// settle waits until what was created is listed.
func (a *asker) settle() { _ = sleep(a.ctx, a.lag) }

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func valueOf[T any](p *T) (value T) {
	if p != nil {
		return *p
	}
	return value
}
