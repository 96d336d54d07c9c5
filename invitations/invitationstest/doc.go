// Package invitationstest is an in-memory fake of the Clerk API, for tests of code that invites people.
//
// [NewServer] starts a fake server on loopback and closes it with the test. It serves the five operations
// of the invitations API and the links of invitations over real HTTP, and records every request
// ([Handler.Requests]) and every email that would have been sent ([Handler.Emails]).
//
//	srv := invitationstest.NewServer(t)
//	client := srv.Client() // or pass srv.URL and srv.SecretKey to another program
//
//	srv.AddUser("ada@example.com")                                     // she has signed up already
//	srv.Inject(invitationstest.Status(503).On(invitationstest.OpCreate)) // the next create fails
//
// [Handler.Accept] and [Handler.Revoke] change an invitation, [Handler.Seed] makes many, [Handler.Inject] makes requests
// fail. [Handler.Advance] and [Handler.SetTime] move the clock; invitations expire by it, and the Date
// header of every response follows it. Ids, tickets and trace ids are the same in every run. All methods
// are safe for concurrent use.
//
// Outside a test, use [NewHandler], which returns the same fake as a [net/http.Handler]. [Handler.Client]
// calls it without a network, also in a [testing/synctest] bubble. The program in cmd/fakeclerk serves it
// to programs in any language, and its documentation names the SDKs that were run on it.
//
// # Known behavior
//
// Clerk documents these, they were observed in its responses, or its SDKs depend on them:
//
//   - The secret key is checked before anything else, routing included.
//   - A version is pinned by the Clerk-API-Version header or the __clerk_api_version query parameter, and
//     the response repeats it. A malformed version is rejected: 400 api_version_invalid.
//   - If a pending invitation has the address: 400 duplicate_record, with all such addresses of a bulk in
//     meta.email_addresses. If a user has it: 422 form_identifier_exists. ignore_existing creates anyway.
//   - What is wrong with a field is a 422: form_param_missing, form_param_format_invalid,
//     form_param_unknown or form_param_value_invalid, which a value of the wrong JSON type gives without
//     meta. Metadata of more than 8 KB is form_param_exceeds_allowed_size.
//   - A body that is not JSON is 400 request_body_invalid. One of another content type is 415
//     unsupported_content_type.
//   - A bulk returns an array. More than ten items are 400 bulk_size_exceeded.
//   - A list is an array, or with paginated=true an object with a total. Without a status, revoked
//     invitations are left out. The newest come first.
//   - An invitation is revoked once: 400 invitation_already_revoked, and 400 invitation_already_accepted if
//     it is accepted. An unknown id is 404 resource_not_found. An invitation of any status can be deleted.
//   - Times are Unix milliseconds. A created invitation has url but not revoked. A revoked one has
//     revoked but not url, and a later updated_at. It expires after expires_in_days, by default 30, not
//     to the millisecond.
//   - public_metadata is {} by default.
//   - The url of an invitation redirects to its redirect_url with __clerk_ticket and __clerk_status added to
//     the query. A relative redirect_url is accepted, although its link then leads to a 404.
//   - An error has Clerk's JSON with the trace id that is also in the headers.
//   - Over a rate limit: 429 with Retry-After in seconds, at the figures of [WithRateLimits].
//
// # Assumed behavior
//
// Clerk does not document the behavior that [Choices] selects. If your code must not depend on it, test
// it both ways. These are inferred and have no option, but [APIError] and [Respond] can replace a
// response:
//
//   - A field that is empty is form_param_missing, a malformed address or URL form_param_format_invalid, and
//     any other bad value, as well as a bulk without items, form_param_value_invalid.
//   - A body without a content type is taken as JSON.
//   - An expired invitation can be revoked.
//   - An unknown query parameter of a list is rejected. So is a version in both the header and the query.
//   - Addresses are compared case-insensitively. If both an invitation and a user have one, the invitation is
//     reported.
//   - Invitations with equal values of order_by are listed in the order in which they were created.
//   - The period of a rate limit begins with its first request. Rejected requests (429 too_many_requests)
//     do not count.
//   - An unknown route or method, other than HEAD, is resource_not_found.
//
// The links are simpler than Clerk's. A link is at the host that the create was sent to, or without a network
// at clerk.example.com; for [Handler.Seed] and [Handler.AddInvitation] it is at the [Server], or without one
// at clerk.example.com too. The ticket is no JWT, but ticket_ and the id of the invitation. Following a link
// accepts the invitation at once, as [Handler.Accept] does; with Clerk the sign-up accepts it.
// __clerk_status is always sign_up. Without a redirect_url there is a small page. The link of an accepted or
// revoked invitation returns the same error as revoking it does, that of an expired one 400
// ticket_expired_code, and that of a deleted or unknown one 404 resource_not_found.
package invitationstest
