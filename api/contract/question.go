package contract

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
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
			return yesNo(a.created(item{"email_address": mixed}).EmailAddress == strings.ToLower(mixed))
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
			return a.do(http.MethodPost, "/bulk", []item{a.item("1"), a.item("1")}).accepted()
		}},
		{"concurrent_creates", (*asker).concurrentCreates},
		{"custom_scheme_redirect_url", takes(item{"redirect_url": "myapp://welcome"})},
		{"delete_twice", func(a *asker) string {
			path := "/" + a.created(nil).ID
			a.do(http.MethodDelete, path, "")
			return a.do(http.MethodDelete, path, "").accepted()
		}},
		{"duplicate_ignores_case", func(a *asker) string {
			a.created(nil)
			a.settle()
			return yesNo(a.create(item{"email_address": strings.ToUpper(a.address("1"))}).code() == "duplicate_record")
		}},
		{"equal_times_reversed", (*asker).equalTimesReversed},
		{"error_trace_at_top", func(a *asker) string { return yesNo(a.unknown().error().ClerkTraceID != nil) }},
		{"error_trace_header", func(a *asker) string { return yesNo(a.unknown().header.Get("X-Clerk-Trace-Id") != "") }},
		{"expires_in_days_366", takes(item{"expires_in_days": 366})},
		{"invite_again_after_revoke", func(a *asker) string {
			a.do(http.MethodPost, "/"+a.created(nil).ID+"/revoke", "")
			return a.create(nil).accepted()
		}},
		{"list_has_url", func(a *asker) string { return yesNo(a.listed(a.created(nil).ID).URL != "") }},
		{"metadata_byte_for_byte", func(a *asker) string {
			const sent = `{"z":9223372036854775807,"a":null,"m":{"b":1.50,"a":[]}}`
			created := a.created(item{"public_metadata": json.RawMessage(sent)})
			a.seen = string(a.listed(created.ID).PublicMetadata)
			return yesNo(string(created.PublicMetadata) == sent && a.seen == sent)
		}},
		{"query_ignores_case", finds(func(inv invitations.Invitation) string { return strings.ToUpper(inv.EmailAddress) })},
		{"query_matches_id", finds(func(inv invitations.Invitation) string { return inv.ID })},
		{"query_matches_part", finds(func(inv invitations.Invitation) string { return strings.TrimSuffix(inv.EmailAddress, "@example.com") })},
		{"relative_redirect_url", takes(item{"redirect_url": "/welcome"})},
		{"unknown_body_field", takes(item{"team": "analysis"})},
		{"unknown_query_parameter", func(a *asker) string {
			return a.do(http.MethodGet, "?email_address=nobody@example.com", "").accepted()
		}},
	}
}

// takes returns a question whether a create may have a field.
func takes(field item) func(*asker) string {
	return func(a *asker) string { return a.create(field).accepted() }
}

// finds returns a question whether a query finds a new invitation.
func finds(query func(invitations.Invitation) string) func(*asker) string {
	return func(a *asker) string {
		inv := a.created(nil)
		a.settle()
		found := a.list("?query=" + url.QueryEscape(query(inv)))
		return yesNo(slices.ContainsFunc(found, func(other invitations.Invitation) bool { return other.ID == inv.ID }))
	}
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func (a *asker) listLag() string {
	id, created := a.created(nil).ID, time.Now()
	isListed := func() bool {
		return slices.ContainsFunc(a.list("?limit=500"), func(inv invitations.Invitation) bool { return inv.ID == id })
	}
	if isListed() {
		return "0"
	}
	for a.err == nil && !isListed() {
		a.check(time.Since(created) < time.Minute, "not listed within a minute")
	}
	lag := time.Since(created)
	a.lag += 2 * lag
	return strconv.FormatInt(lag.Milliseconds(), 10)
}

func (a *asker) clockSkew() string {
	r := a.create(nil)
	date, err := http.ParseTime(r.header.Get("Date"))
	a.check(err == nil, "no Date")
	a.seen = "created_at - Date, which has whole seconds"
	return strconv.FormatInt(first(decode(r.body)).CreatedAt.Sub(date).Milliseconds(), 10)
}

func (a *asker) bulkAtomic() string {
	a.created(nil)
	a.settle()
	r := a.do(http.MethodPost, "/bulk", []item{a.item("2"), a.item("1"), a.item("3")})
	a.check(r.code() == "duplicate_record", "%v for a duplicate", r)
	a.settle()
	others := slices.DeleteFunc(a.list("?limit=500"), func(inv invitations.Invitation) bool {
		return !strings.EqualFold(inv.EmailAddress, a.address("2")) && !strings.EqualFold(inv.EmailAddress, a.address("3"))
	})
	a.seen = fmt.Sprintf("%v, %d of the 2 others created", r, len(others))
	return yesNo(len(others) == 0)
}

func (a *asker) bulkIgnoreExistingUser() string {
	// The metadata is how deleteAll recognizes them.
	user := item{"email_address": a.UserEmail, "notify": false, "public_metadata": map[string]string{"run": a.random}}
	r := a.do(http.MethodPost, "", user)
	a.check(r.code() == "form_identifier_exists", "%v for a single create without ignore_existing", r)
	user["ignore_existing"] = true
	return a.do(http.MethodPost, "/bulk", []item{user}).accepted()
}

func (a *asker) concurrentCreates() string {
	var replies [5]string
	var creates sync.WaitGroup
	for i := range replies {
		creates.Go(func() {
			r, err := a.send(a.ctx, http.MethodPost, "", a.item("1"))
			replies[i] = r.String()
			if err != nil {
				replies[i] = err.Error()
			}
		})
	}
	creates.Wait()
	a.seen = strings.Join(replies[:], ", ")
	return strconv.Itoa(strings.Count(a.seen, "200"))
}

func (a *asker) equalTimesReversed() string {
	at := first(a.bulk("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")).CreatedAt
	a.settle()
	ids := func(order string) (ids []string) {
		for _, inv := range a.list("?limit=500&order_by=" + order + "&query=" + a.random) {
			if inv.CreatedAt.Equal(at) {
				ids = append(ids, inv.ID)
			}
		}
		return ids
	}
	up, down := ids("created_at"), ids("-created_at")
	a.check(len(up) > 1, "no two with the same created_at are listed")
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

func (a *asker) check(ok bool, format string, args ...any) {
	if !ok && a.err == nil {
		a.err = fmt.Errorf(format, args...)
	}
}

// do sends a request and checks that the response is about the question.
func (a *asker) do(method, path string, body any) reply {
	r, err := a.send(a.ctx, method, path, body)
	a.check(err == nil, "%w", err)
	a.check(r.status < 500 && r.status != http.StatusUnauthorized && r.status != http.StatusForbidden, "%v", r)
	a.seen = r.String()
	return r
}

// ok checks that a request was successful and returns the invitations of the response.
func (a *asker) ok(r reply) []invitations.Invitation {
	a.check(r.status == http.StatusOK, "%v", r)
	return decode(r.body)
}

// address returns an address that no other question has.
func (a *asker) address(name string) string {
	return a.random + "-" + a.id + "-" + name + "+clerk_test@example.com"
}

// An item is the body of a create.
type item map[string]any

func (a *asker) item(name string) item {
	return item{"email_address": a.address(name), "notify": false}
}

func (a *asker) create(more item) reply {
	body := a.item("1")
	maps.Copy(body, more)
	return a.do(http.MethodPost, "", body)
}

func (a *asker) created(more item) invitations.Invitation { return first(a.ok(a.create(more))) }

func (a *asker) bulk(names ...string) []invitations.Invitation {
	var items []item
	for _, name := range names {
		items = append(items, a.item(name))
	}
	return a.ok(a.do(http.MethodPost, "/bulk", items))
}

func (a *asker) list(query string) []invitations.Invitation {
	return a.ok(a.do(http.MethodGet, query, ""))
}

// listed returns an invitation as it is listed.
func (a *asker) listed(id string) invitations.Invitation {
	a.settle()
	list := slices.DeleteFunc(a.list("?limit=500"), func(inv invitations.Invitation) bool { return inv.ID != id })
	a.check(len(list) == 1, "listed %d times", len(list))
	return first(list)
}

// settle waits until what was created is listed.
func (a *asker) settle() { _ = sleep(a.ctx, a.lag) }

const unknownID = "inv_000000000000000000000000000"

// unknown returns the response to a request with an unknown id.
func (a *asker) unknown() reply { return a.do(http.MethodPost, "/"+unknownID+"/revoke", "") }

// A reply is a response to a request that the client would not send.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send sends a body, which is encoded unless it is a string. Header is names and values.
func (r *run) send(ctx context.Context, method, path string, body any, header ...string) (reply, error) {
	text, isText := body.(string)
	if !isText {
		encoded, _ := json.Marshal(body) // a map
		text = string(encoded)
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, r.BaseURL+"/invitations"+path, strings.NewReader(text))
	if err != nil {
		return reply{}, err
	}
	header = append([]string{
		"Authorization", "Bearer " + r.SecretKey, "Clerk-Api-Version", r.checker.doc.Info.Version,
		"Content-Type", "application/json", "User-Agent", "clerk-invitations-go-contract",
	}, header...)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := r.checker.exchange(req, false)
	if err != nil {
		return reply{}, err
	}
	data, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Header, data}, cmp.Or(err, res.Body.Close())
}

// decode returns the invitations of a body that is an array of them or one.
func decode(body []byte) (list []invitations.Invitation) {
	if json.Unmarshal(body, &list) != nil {
		list = make([]invitations.Invitation, 1)
		_ = json.Unmarshal(body, &list[0]) // an error leaves it empty
	}
	return list
}

func first(list []invitations.Invitation) invitations.Invitation {
	return append(list, invitations.Invitation{})[0]
}

// error returns the body of an error, or one with an empty code.
func (r reply) error() (body gen.ErrorResponse) {
	_ = json.Unmarshal(r.body, &body)
	body.Errors = append(body.Errors, gen.ErrorEntry{})
	return body
}

func (r reply) code() string { return r.error().Errors[0].Code }

func (r reply) String() string { return strings.TrimSpace(fmt.Sprint(r.status, " ", r.code())) }

// accepted returns yes, or the code of the error.
func (r reply) accepted() string {
	if r.status == http.StatusOK {
		return "yes"
	}
	return cmp.Or(r.code(), "no")
}
