package contract

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// contract makes each call of the client, and provokes the errors that are documented.
func (r *run) contract(ctx context.Context) {
	expect := func(call, want string, err error) {
		if got := outcome(err); got != want && ctx.Err() == nil {
			r.checker.differ(call, got, errors.New("not "+want))
		}
	}
	a := &asker{run: r, ctx: ctx, id: "contract"}
	ten := a.params("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
	for i := range ten {
		ten[i].PublicMetadata = map[string]any{"team": "analysis", "seats": 3}
		ten[i].RedirectURL = "https://app.example.com/welcome"
		ten[i].IgnoreExisting = true
		ten[i].ExpiresInDays = 365
		ten[i].TemplateSlug = invitations.TemplateWaitlistInvitation
	}
	one, err := r.client.Create(ctx, least(a.address("one")))
	expect("Create", "200", err)
	if err != nil {
		return // the rest is about this invitation
	}
	expect("Create with every field", "200", failure(r.client.Create(ctx, ten[0])))
	expect("CreateBulk", "200", failure(r.client.CreateBulk(ctx, ten)))
	_ = sleep(ctx, r.lag)
	expect("List", "200", failure(r.client.List(ctx, invitations.ListParams{})))
	for _, order := range []invitations.OrderBy{
		invitations.OrderByCreatedAt, invitations.OrderByCreatedAtDesc, invitations.OrderByEmailAddress,
		invitations.OrderByEmailAddressDesc, invitations.OrderByExpiresAt, invitations.OrderByExpiresAtDesc,
	} {
		all := invitations.ListParams{Statuses: allStatuses(), Query: r.random, OrderBy: order, Limit: invitations.MaxLimit, Offset: 1}
		expect("List with every parameter", "200", failure(r.client.List(ctx, all)))
	}
	expect("Get", "200", failure(r.client.Get(ctx, one.ID)))
	expect("FindByEmail", "200", failure(r.client.FindByEmail(ctx, one.EmailAddress)))
	expect("Resend", "200", failure(r.client.Resend(ctx, least(a.address("1")))))
	expect("Create for a pending invitation", "400 duplicate_record", failure(r.client.Create(ctx, least(a.address("one")))))
	expect("CreateBulk for a pending invitation", "400 duplicate_record", failure(r.client.CreateBulk(ctx, []invitations.CreateParams{least(a.address("one"))})))
	expect("Revoke", "200", failure(r.client.Revoke(ctx, one.ID)))
	expect("Revoke twice", "400 invitation_already_revoked", failure(r.client.Revoke(ctx, one.ID)))
	expect("Revoke of an unknown id", "404 resource_not_found", failure(r.client.Revoke(ctx, unknownID)))
	expect("Delete", "200", r.client.Delete(ctx, one.ID))
	expect("Delete of an unknown id", "404 resource_not_found", r.client.Delete(ctx, unknownID))
	expect("wrong key", "401 clerk_key_invalid", r.send(ctx, http.MethodGet, "", "", "Authorization", "Bearer sk_test_unknown"))

	// What follows, the client would not send.
	item := fmt.Sprintf(`{"email_address":%q,"notify":false`, a.address("none"))
	for _, test := range []struct{ method, path, body, what, want string }{
		{http.MethodPost, "", `{`, "malformed JSON", "400 request_body_invalid"},
		{http.MethodPost, "", `{"notify":false}`, "no address", "422 form_param_missing"},
		{http.MethodPost, "", `{"email_address":"nobody","notify":false}`, "malformed address", "422 form_param_format_invalid"},
		{http.MethodPost, "", item + `,"expires_in_days":"x"}`, "wrong type", "422 form_param_value_invalid"},
		{http.MethodPost, "", item + `,"public_metadata":{"a":"` + strings.Repeat("x", 9000) + `"}}`, "large metadata", "422 form_param_exceeds_allowed_size"},
		{http.MethodPost, "/bulk", "[" + strings.Join(slices.Repeat([]string{item + "}"}, 11), ",") + "]", "bulk of 11", "400 bulk_size_exceeded"},
	} {
		expect(test.what, test.want, r.send(ctx, test.method, test.path, test.body))
	}
	expect("no bearer token", "401 authorization_header_format_invalid", r.send(ctx, http.MethodGet, "", "", "Authorization", "x"))
	expect("malformed version", "400 api_version_invalid", r.send(ctx, http.MethodGet, "", "", "Clerk-Api-Version", "x"))
}

// failure returns the error of a call that returns two values.
func failure[T any](_ T, err error) error { return err }

// outcome returns the status and the code of a response, or the error if there was none.
func outcome(err error) string {
	failure, ok := errors.AsType[*invitations.Error](err)
	switch {
	case err == nil:
		return "200"
	case ok && len(failure.Details) > 0:
		return fmt.Sprint(failure.StatusCode, " ", failure.Details[0].Code)
	}
	return err.Error()
}

// send sends what the client would not. The error is as the client returns it. Header is names and values.
func (r *run) send(ctx context.Context, method, path, body string, header ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, r.BaseURL+"/invitations"+path, strings.NewReader(body))
	if err != nil {
		return err
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
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode == http.StatusOK {
		return nil
	}
	var failed struct{ Errors []invitations.ErrorDetail }
	_ = json.NewDecoder(res.Body).Decode(&failed) // the checker has compared it
	return &invitations.Error{Op: method, StatusCode: res.StatusCode, Details: failed.Errors}
}
