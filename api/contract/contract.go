package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// contract makes each call of the client, and provokes the errors that are documented.
func (r *run) contract(ctx context.Context) {
	expect := func(call, want, got string) {
		if got != want && ctx.Err() == nil {
			r.checker.differ(call, got, errors.New("not "+want))
		}
	}
	least := func(name string) invitations.CreateParams {
		return invitations.CreateParams{EmailAddress: r.random + "-" + name + "+clerk_test@example.com", SkipEmail: true}
	}
	ten := make([]invitations.CreateParams, 10)
	for i := range ten {
		ten[i] = least(fmt.Sprint("bulk-", i))
		ten[i].PublicMetadata = map[string]any{"team": "analysis", "seats": 3}
		ten[i].RedirectURL = "https://app.example.com/welcome"
		ten[i].IgnoreExisting = true
		ten[i].ExpiresInDays = 365
		ten[i].TemplateSlug = invitations.TemplateWaitlistInvitation
	}
	one, err := r.client.Create(ctx, least("1"))
	expect("Create", "200", outcome(one, err))
	if err != nil {
		return // the rest is about this invitation
	}
	expect("Create with every field", "200", outcome(r.client.Create(ctx, ten[0])))
	expect("CreateBulk", "200", outcome(r.client.CreateBulk(ctx, ten)))
	_ = sleep(ctx, r.lag)
	expect("List", "200", outcome(r.client.List(ctx, invitations.ListParams{})))
	for _, order := range []invitations.OrderBy{
		invitations.OrderByCreatedAt, invitations.OrderByCreatedAtDesc, invitations.OrderByEmailAddress,
		invitations.OrderByEmailAddressDesc, invitations.OrderByExpiresAt, invitations.OrderByExpiresAtDesc,
	} {
		all := invitations.ListParams{Statuses: allStatuses(), Query: r.random, OrderBy: order, Limit: invitations.MaxLimit, Offset: 1}
		expect("List with every parameter", "200", outcome(r.client.List(ctx, all)))
	}
	expect("Get", "200", outcome(r.client.Get(ctx, one.ID)))
	expect("FindByEmail", "200", outcome(r.client.FindByEmail(ctx, one.EmailAddress)))
	expect("Resend", "200", outcome(r.client.Resend(ctx, least("2"))))
	expect("Create for a pending invitation", "400 duplicate_record", outcome(r.client.Create(ctx, least("1"))))
	expect("CreateBulk for a pending invitation", "400 duplicate_record", outcome(r.client.CreateBulk(ctx, []invitations.CreateParams{least("1")})))
	expect("Revoke", "200", outcome(r.client.Revoke(ctx, one.ID)))
	expect("Revoke twice", "400 invitation_already_revoked", outcome(r.client.Revoke(ctx, one.ID)))
	expect("Revoke of an unknown id", "404 resource_not_found", outcome(r.client.Revoke(ctx, unknownID)))
	expect("Delete", "200", outcome("", r.client.Delete(ctx, one.ID)))
	expect("Delete of an unknown id", "404 resource_not_found", outcome("", r.client.Delete(ctx, unknownID)))
	expect("wrong key", "401 clerk_key_invalid", outcome(r.send(ctx, http.MethodGet, "", "", "Authorization", "Bearer sk_test_unknown")))

	// What follows, the client would not send.
	item := fmt.Sprintf(`{"email_address":%q,"notify":false`, least("3").EmailAddress)
	for _, test := range []struct{ method, path, body, what, want string }{
		{http.MethodPost, "", `{`, "malformed JSON", "400 request_body_invalid"},
		{http.MethodPost, "", `{"notify":false}`, "no address", "422 form_param_missing"},
		{http.MethodPost, "", `{"email_address":"nobody","notify":false}`, "malformed address", "422 form_param_format_invalid"},
		{http.MethodPost, "", item + `,"expires_in_days":"x"}`, "wrong type", "422 form_param_value_invalid"},
		{http.MethodPost, "", item + `,"public_metadata":{"a":"` + strings.Repeat("x", 9000) + `"}}`, "large metadata", "422 form_param_exceeds_allowed_size"},
		{http.MethodPost, "/bulk", "[" + strings.Join(slices.Repeat([]string{item + "}"}, 11), ",") + "]", "bulk of 11", "400 bulk_size_exceeded"},
	} {
		expect(test.what, test.want, outcome(r.send(ctx, test.method, test.path, test.body)))
	}
	expect("no bearer token", "401 authorization_header_format_invalid", outcome(r.send(ctx, http.MethodGet, "", "", "Authorization", "x")))
	expect("malformed version", "400 api_version_invalid", outcome(r.send(ctx, http.MethodGet, "", "", "Clerk-Api-Version", "x")))
}

// outcome returns the status and the code of what a call or a request returns.
func outcome[T any](result T, err error) string {
	if failure, ok := errors.AsType[*invitations.Error](err); ok && len(failure.Details) > 0 {
		return fmt.Sprint(failure.StatusCode, " ", failure.Details[0].Code)
	} else if err != nil {
		return err.Error()
	}
	if reply, ok := any(result).(reply); ok {
		return reply.String()
	}
	return "200"
}
