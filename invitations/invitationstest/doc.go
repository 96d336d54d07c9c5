// Package invitationstest is a Clerk in memory for tests of code that invites people.
//
// [NewServer] starts one on loopback and closes it with the test. It answers the five operations of
// the invitations API over real HTTP, keeps what it was told, and remembers every request
// ([Handler.Requests]) and every email that would have gone out ([Handler.Emails]).
//
//	srv := invitationstest.NewServer(t)
//	client := srv.Client() // or hand srv.URL and srv.SecretKey to another program
//
//	srv.AddUser("ada@example.com")                                     // she has signed up already
//	srv.Inject(invitationstest.Status(503).On(invitationstest.Create)) // and Clerk has a bad moment
//
// [Handler.Accept] signs a person up, [Handler.Seed] makes many invitations, [Handler.Inject] makes
// requests fail the way they fail in life. The clock can be moved ([Handler.Advance],
// [Handler.SetTime]), so that an invitation expires without anybody waiting; the Date of every answer
// follows it.
//
// Ids, links and trace ids are the same in every run. Everything is safe for concurrent use. No
// goroutine of a server calls the test: what it has to report, it reports at the end, from the test's
// own goroutine.
//
// # Without a test
//
// [NewHandler] is the same thing as a [net/http.Handler], for a process of one's own; the example of
// the package shows it. It starts no goroutine, and waits only where a fault has it wait, so that
// [NewTransport] can call it without a network in a [testing/synctest] bubble. The program fakeclerk,
// in cmd/fakeclerk, serves one for those who develop without a Clerk account.
//
// Clerk's official SDKs for Go and JavaScript (tested: clerk-sdk-go v2.4.2, @clerk/backend 3.20.1) work
// against it unchanged. What it takes from them that the API's document does not ask for: a body of
// null, or any other, with a revoke; bodies without a length; a Content-Type without a body; versions
// older than the newest; headers of their own.
//
// # What is firm
//
// Clerk documents these, or they were seen in its answers, or its SDKs depend on them. No option
// changes them:
//
//   - The Authorization header is checked before anything else, routing included.
//   - A request pins its version by the Clerk-API-Version header or the __clerk_api_version query
//     parameter; the answer echoes it; what is no version is refused with api_version_invalid.
//   - A pending invitation has the address: 400 duplicate_record, with every offending address of a
//     bulk in meta.email_addresses. A user has the address: 422 form_identifier_exists.
//     ignore_existing lifts both for a single create.
//   - Metadata over 8 KB is refused with form_param_exceeds_allowed_size, an instance without email
//     addresses refuses with invitations_not_supported.
//   - A bulk takes up to ten items and is answered with a bare array.
//   - A list is a bare array, or an envelope with paginated=true and only then. Without a status,
//     revoked invitations are left out. status may be repeated. Newest first by default.
//   - Revoking twice is refused with invitation_already_revoked, an unknown id with
//     resource_not_found. Deleting works for any status.
//   - Times are Unix milliseconds. After create, url is present and revoked absent; after revoke,
//     the reverse, and updated_at has moved. expires_at is 30 days or expires_in_days after
//     created_at, though not to the millisecond.
//   - public_metadata is {} where none was given and otherwise what was sent, number for number.
//   - Errors are Clerk's JSON with a trace id, which is also in the X-Clerk-Trace-Id header.
//   - Over a limit: 429 with Retry-After in seconds, at the figures of [WithRateLimits].
//
// # What is our choice
//
// Nobody outside Clerk knows these. Code that should not depend on them can be tested both ways, as
// this module's own client is:
//
//   - query matches a part of the address or the id, in any case. [WithExactQuery]: the whole only.
//   - Listed invitations carry no url. [WithListURLs]: they do, unless revoked.
//   - In a bulk, ignore_existing also lifts the refusal of a user's address.
//     [WithBulkUsersRefused]: it does not.
//   - A bulk is all or nothing. [WithPartialBulk]: what can be made is made, then the call refused.
//   - A bulk is answered in the order of the request. [WithReversedBulk]: backwards.
//   - Addresses are compared in any case and given back as sent. [WithLowerCaseEmails]: lower-cased.
//   - Only a pending invitation stands in the way of another. [WithExpiredBlocking]: an expired one too.
//   - The trace id stands at the top of an error body. [WithOldErrorBodies]: in each error, as
//     older servers had it.
//
// These have no option, being inferred with some certainty or of little weight; [Refusal] and
// [Respond] answer otherwise:
//
//   - Bodies are strict: an unknown field is form_param_unknown, one that is missing or empty
//     form_param_missing, a malformed address or redirect URL form_param_format_invalid, a wrong type,
//     a value out of range or a null where the document allows none form_param_value_invalid. What is
//     no JSON, or no body, or over 1 MiB, is request_body_invalid. Content-Type is not looked at.
//   - More than ten items are bulk_size_exceeded, none form_param_value_invalid.
//   - An accepted invitation cannot be revoked: invitation_already_accepted. An expired one can.
//   - A version sent both ways is refused; any date is a version.
//   - An unknown query parameter of a list is refused, those of the other operations are ignored.
//   - What has the same order_by value comes in the order of creation.
//   - Where an address is both invited and a user's, the invitation is reported.
//   - A limit's window opens with its first request, and refused requests do not count. The code of a
//     429 is too_many_requests.
//   - An unknown route is resource_not_found, a wrong method method_not_allowed.
package invitationstest
