// Package invitationstest is an in-memory fake of the Clerk API, for tests of code that invites people.
//
// [NewServer] starts a fake server on loopback and closes it with the test. It serves the five operations
// of the invitations API over real HTTP and records every request ([Handler.Requests]) and every email that
// would have been sent ([Handler.Emails]).
//
//	srv := invitationstest.NewServer(t)
//	client := srv.Client() // or pass srv.URL and srv.SecretKey to another program
//
//	srv.AddUser("ada@example.com")                                     // she has signed up already
//	srv.Inject(invitationstest.Status(503).On(invitationstest.OpCreate)) // the next create fails
//
// [Handler.Accept] accepts an invitation, [Handler.Seed] makes many, [Handler.Inject] makes requests
// fail. [Handler.Advance] and [Handler.SetTime] move the clock; invitations expire by it, and the Date
// header of every response follows it. Ids, links and trace ids are the same in every run. All methods
// are safe for concurrent use.
//
// Outside a test, use [NewHandler], which returns the same fake as a [net/http.Handler]. [Handler.Client]
// calls it without a network, also in a [testing/synctest] bubble. The program in cmd/fakeclerk serves it
// to programs in any language. Clerk's own SDKs for Go and JavaScript work with it unchanged.
//
// # Known behavior
//
// Clerk documents these, they were observed in its responses, or its SDKs depend on them:
//
//   - The secret key is checked before anything else, routing included.
//   - A version is pinned by the Clerk-API-Version header or the __clerk_api_version query parameter, and
//     the response repeats it. A malformed version is rejected: api_version_invalid.
//   - If a pending invitation has the address: 400 duplicate_record, with all such addresses of a bulk in
//     meta.email_addresses. If a user has it: 422 form_identifier_exists. ignore_existing creates anyway.
//   - A bulk takes up to ten items and returns an array. Metadata is limited to 8 KB:
//     form_param_exceeds_allowed_size.
//   - A list is an array, or with paginated=true an object with a total. Without a status, revoked
//     invitations are left out. The newest come first.
//   - An invitation is revoked once: invitation_already_revoked. An unknown id is resource_not_found. An
//     invitation of any status can be deleted.
//   - Times are Unix milliseconds. A created invitation has url but not revoked. A revoked one has
//     revoked but not url, and a later updated_at. It expires after expires_in_days, by default 30, not
//     to the millisecond.
//   - public_metadata is {} by default.
//   - A relative redirect_url is accepted, although its link then leads to a 404.
//   - An error has Clerk's JSON with the trace id that is also in the headers.
//   - Over a rate limit: 429 with Retry-After in seconds, at the figures of [WithRateLimits].
//
// # Assumed behavior
//
// Clerk does not document the behavior that [Choices] selects. If your code must not depend on it, test
// it both ways. These are inferred and have no option, but [APIError] and [Respond] can replace a
// response:
//
//   - Bodies are strict. An unknown field is form_param_unknown, one that is missing or empty
//     form_param_missing, a malformed address or URL form_param_format_invalid, any other bad value
//     form_param_value_invalid. What is not JSON is request_body_invalid.
//   - More than ten items are bulk_size_exceeded, none form_param_value_invalid.
//   - An accepted invitation cannot be revoked: invitation_already_accepted. An expired one can.
//   - An unknown query parameter of a list is rejected. So is a version in both the header and the query.
//   - Addresses are compared case-insensitively. If both an invitation and a user have one, the invitation is
//     reported.
//   - Invitations with equal values of order_by are listed in the order in which they were created.
//   - The period of a rate limit begins with its first request. Rejected requests (429 too_many_requests)
//     do not count.
//   - An unknown route or method, other than HEAD, is resource_not_found.
package invitationstest
