// Package invitations invites people by email to sign up to an application, through the
// invitations API of Clerk (clerk.com). It is not Clerk's own.
//
//	client, err := invitations.New(secretKey)
//	inv, err := client.Create(ctx, invitations.CreateParams{EmailAddress: "ada@example.com"})
//
// [Client.Create], [Client.CreateBulk], [Client.List], [Client.Revoke] and [Client.Delete] are one
// operation of the API each. Built from several are [Client.All], which gives every invitation,
// [Client.CreateAll], which invites any number of people, [Client.Get], [Client.FindByEmail],
// [Client.Ensure] and [Client.Resend].
//
// # Many at once
//
// [Client.All] and [Client.CreateAll] are iterators: range over them, and look at the error of each
// step. Both make several requests at a time ([WithConcurrency]), hold a few pages or bulks in memory
// whatever the number, and can be left at any point.
//
// # Errors
//
// A call that fails returns nil beside its error. The error is an [*ArgumentError] where an
// argument was refused before anything was sent, else an [*Error], with the status, all that Clerk
// says and the trace id. What it means is told by errors.Is and the sentinels:
//
//	switch {
//	case errors.Is(err, invitations.ErrAlreadyInvited): // a pending invitation has the address
//	case errors.Is(err, invitations.ErrUserExists): // a user has it
//	case errors.Is(err, invitations.ErrInvalid): // an argument is wrong
//	}
//
// One error can be several of them, and a create that may have been carried out is
// [ErrOutcomeUnknown] beside what kept the answer away: ask for that first.
//
// # Secrets
//
// The secret key, email addresses and invitation links are in no error's text, and in nothing that
// fmt and log/slog print of this package's types. Only where one stands as a value in an unexported
// field of your own struct can it not keep that: fmt cannot call its methods there, so keep a pointer.
// Encoded as JSON an [Invitation], [CreateParams] and an [ErrorDetail] are data and hold everything; so
// they do in log/slog's JSON where they stand within a slice or a struct of your own.
//
// # Retries
//
// A call is tried again under a [RetryPolicy] where that may help. A create is never repeated in a way
// that could mail a person twice: after a lost answer the client looks the address up, and what the
// call has made is its answer. An invitation found in this way may lack its URL. With
// [CreateParams.IgnoreExisting] a second request would be a second email, so it is not sent. Where
// nothing tells what became of a create, the error is [ErrOutcomeUnknown].
//
// # Time and limits
//
// A call takes as long as its context allows, and an attempt up to [DefaultTimeout]. A service with a
// deadline shorter than that gives its calls a context with the deadline and a [WithTimeout] well
// below it. Answers are read up to 16 MiB. Redirects are not followed.
//
// # Tests
//
// Package [github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest] is a Clerk in
// memory for the tests of code that uses this package.
package invitations
