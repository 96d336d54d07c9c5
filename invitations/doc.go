// Package invitations invites people by email to sign up to an application, through the invitations
// API of Clerk (clerk.com). It is unofficial, not affiliated with Clerk.
//
//	client, err := invitations.New(secretKey)
//	inv, err := client.Create(ctx, invitations.CreateParams{EmailAddress: "ada@example.com"})
//
// To invite:
//   - [Client.Create] invites one person.
//   - [Client.CreateBulk] invites up to ten with one request.
//   - [Client.CreateAll] invites any number, and returns a result for each.
//   - [Client.Ensure] invites unless there is a pending invitation.
//   - [Client.Resend] replaces the pending invitation by a new one.
//
// To list:
//   - [Client.List] returns one page.
//   - [Client.All] iterates over all pages.
//   - [Client.Get] returns the invitation with an id.
//   - [Client.FindByEmail] returns the invitations for an address.
//
// To change:
//   - [Client.Revoke] makes the link of an invitation invalid.
//   - [Client.Delete] erases an invitation.
//
// To test code that uses this package, see package invitationstest, an in-memory fake of the Clerk API.
//
// # Errors
//
// A call that fails returns nil and an error: an [*ArgumentError] if an argument was rejected before
// anything was sent, or else an [*Error] with the status, Clerk's errors and the trace id. Use
// [errors.Is] to tell what it means. An error is at most one of the sentinels:
//
//	switch {
//	case errors.Is(err, invitations.ErrAlreadyInvited): // a pending invitation has the address
//	case errors.Is(err, invitations.ErrUserExists): // a user has the address
//	case errors.Is(err, invitations.ErrOutcomeUnknown): // an invitation may exist
//	}
//
// # Retries
//
// A failed request is retried as a [RetryPolicy] says. A create with IgnoreExisting that may have been
// carried out is not; see [Client.Create]. An attempt takes up to 15 seconds ([WithTimeout]). The context
// limits the whole call. Responses are read up to 8 MiB. Redirects are not followed. The package starts no
// goroutine.
//
// # Secrets
//
// The secret key, email addresses and invitation links are in no error's text and no log line. An
// [Invitation], a [Page] or a [CreateResult] shows none of them if it is printed or logged. As JSON an
// Invitation holds everything.
package invitations
