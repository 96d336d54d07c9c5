// Package invitationstest is an in-memory Clerk for tests of code that invites people.
//
// [NewServer] starts one on loopback and closes it with the test; [NewHandler] is the same thing as
// an [net/http.Handler], for a process of its own or for another language's SDK. Either one answers
// the five operations of the invitations API over real HTTP, keeps what it was told, and remembers
// every request ([Handler.Requests]) and every email that would have gone out ([Handler.Emails]).
//
//	srv := invitationstest.NewServer(t)
//	client := srv.Client()
//
//	srv.AddUser("ada@example.com")                               // she has signed up already
//	srv.Inject(invitationstest.Status(503).On(invitationstest.Create)) // and Clerk has a bad moment
//
// The clock can be moved ([Handler.Advance], [Handler.SetTime]), so that an invitation expires
// without anybody waiting. [Handler.Accept] signs a person up. [Handler.Inject] makes requests fail
// the way they fail in life. Everything is safe for concurrent use, and ids and trace ids are the
// same in every run.
//
// # What is firm
//
// Clerk documents these, or they were seen in its answers; there is no option to change them:
//
//   - The Authorization header is checked before anything else, routing included.
//   - A request pins its version by the Clerk-API-Version header or the __clerk_api_version query
//     parameter; the answer echoes it; what is not a date is refused with api_version_invalid.
//   - Bodies are strict: an unknown field, a wrong type, a value out of range, a null where the
//     document does not allow one, metadata over 8 KB are each refused with their own code.
//   - A pending invitation has the address: 400 duplicate_record, with every offending address of a
//     bulk in meta.email_addresses. A user has the address: 422 form_identifier_exists.
//     ignore_existing lifts both for a single create.
//   - A bulk takes one to ten items and is answered with a bare array.
//   - A list is a bare array, or an envelope with paginated=true and only then. Without a status,
//     revoked invitations are left out. status may be repeated. Newest first by default.
//   - Revoking twice, revoking an accepted invitation, and unknown ids are refused with their codes.
//     Deleting works for any status.
//   - Times are Unix milliseconds. After create, url is present and revoked absent; after revoke,
//     the reverse, and updated_at has moved. expires_at is 30 days or expires_in_days after
//     created_at, though not to the millisecond.
//   - public_metadata is {} where none was given and otherwise what was sent, number for number.
//   - Errors are Clerk's JSON with a trace id, which is also in the X-Clerk-Trace-Id header.
//
// # What is our choice
//
// Nobody outside Clerk knows these. Code that should not depend on them can be tested both ways:
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
// And these have no option, being of little weight: an expired invitation can be revoked; a version
// sent both ways is refused; an unknown query parameter of a list is refused, those of the other
// operations are ignored; what has the same order_by value comes in the order of creation; an empty
// address counts as missing; an empty bulk is form_param_value_invalid; a limit's window opens with
// its first request, and refused requests do not count; a body over 1 MiB is request_body_invalid;
// an unknown route is resource_not_found and a wrong method method_not_allowed; where an address is
// both invited and a user's, the invitation is reported; the Content-Type of a request is not looked
// at.
package invitationstest
