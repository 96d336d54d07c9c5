// Package invitations invites people by email to sign up to an application, through the invitations
// API of Clerk (clerk.com). It is unofficial, not affiliated with Clerk.
//
//	client, err := invitations.New(secretKey)
//	inv, err := client.Create(ctx, invitations.CreateParams{EmailAddress: "ada@example.com"})
//
// [Client.Create], [Client.CreateBulk], [Client.List], [Client.Revoke] and [Client.Delete] call one
// operation of the API each. Built from these are [Client.CreateAll] for any number of people,
// [Client.All] for all pages, [Client.Get], [Client.FindByEmail], [Client.Ensure] and [Client.Resend].
// To test code that uses this package, see package invitationstest, an in-memory fake of the Clerk API.
//
// # Errors
//
// A call that fails returns nil and an error: an [*ArgumentError] if an argument was rejected before
// anything was sent, or else an [*Error] with the status, Clerk's errors and the trace id. Use
// [errors.Is] to tell what it means. An error is at most one of the sentinels, such as [ErrUserExists].
//
// # Retries
//
// A failed request is retried as a [RetryPolicy] says; about creates, see [Client.Create]. An attempt takes
// up to 15 seconds ([WithTimeout]). The context limits the whole call. Responses are read up to 8 MiB.
// Redirects are not followed. The package starts no goroutine.
//
// # Secrets
//
// The secret key, email addresses and invitation links are in no error's text and no log line. An
// [Invitation], a [Page] or a [CreateResult] shows none of them if it is printed, or logged by itself: in a
// slice, slog's JSON holds everything.
package invitations
