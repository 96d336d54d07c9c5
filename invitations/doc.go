// Package invitations invites people by email to sign up to an application, through the invitations
// API of Clerk (clerk.com). It is unofficial, not affiliated with Clerk.
//
//	client, err := invitations.New(secretKey)
//	inv, err := client.Create(ctx, invitations.CreateParams{EmailAddress: "ada@example.com"})
//
// To invite: [Client.Create] (one person), [Client.CreateBulk] (up to ten), [Client.CreateAll] (any
// number), [Client.Ensure] (unless there is a pending invitation), [Client.Resend] (instead of it).
//
// To list: [Client.List] (one page), [Client.All] (every page), [Client.Get], [Client.FindByEmail].
//
// To change: [Client.Revoke], [Client.Delete].
//
// # Errors
//
// A call that fails returns nil and an [*ArgumentError] if an argument was rejected before anything
// was sent, or else an [*Error] with the status, Clerk's errors and the trace id. [errors.Is] tells
// what it means:
//
//	switch {
//	case errors.Is(err, invitations.ErrOutcomeUnknown): // there may be an invitation: test for this first
//	case errors.Is(err, invitations.ErrAlreadyInvited): // a pending invitation has the address
//	case errors.Is(err, invitations.ErrUserExists): // a user has the address
//	}
//
// # Retries
//
// A request is retried under a [RetryPolicy], and a create never in a way that could send a second
// email: without IgnoreExisting Clerk itself rejects a second invitation, and with it a create is not
// retried after a lost response. The client then looks up what became of the create.
//
// A call takes as long as its context allows, and an attempt up to [DefaultTimeout]. Responses are
// read up to 16 MiB. Redirects are not followed.
//
// # Secrets
//
// The secret key, email addresses and invitation links are in no error's text and no log line, and fmt
// prints none of them for the types of this package. The exception is a value in an unexported field of
// your own struct, where fmt cannot call its methods: keep a pointer there. JSON is data and holds
// everything, also in log/slog's JSON if an [Invitation] is part of a slice or of another struct.
//
// # Tests
//
// Package [github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest] is an
// in-memory fake of the Clerk API for the tests of code that uses this package.
package invitations
