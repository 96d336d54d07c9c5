package invitationstest

import "math"

// An Option configures what [NewServer] and [NewHandler] return.
type Option func(*options)

type options struct {
	secretKey  string
	rateLimits bool
	history    int
	choices    Choices
}

func newOptions(opts []Option) options {
	o := options{secretKey: "sk_test_invitationstest", history: math.MaxInt} //nolint:gosec // the key protects nothing
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// WithSecretKey sets the key that clients have to send. The default is sk_test_invitationstest. A key
// that begins with sk_live_ makes a production instance, which has another rate limit.
func WithSecretKey(key string) Option {
	return func(o *options) { o.secretKey = key }
}

// WithRateLimits turns on the rate limits that Clerk documents: 100 creates and 25 bulks an hour, and
// for everything else together 100 requests in ten seconds, or 1,000 if the secret key begins with
// sk_live_. They follow the clock of the handler.
func WithRateLimits() Option {
	return func(o *options) { o.rateLimits = true }
}

// WithHistory keeps only the newest n requests for [Handler.Requests] and the newest n emails for
// [Handler.Emails]. The default is to keep them all; a process that serves a Handler for days needs a
// limit.
func WithHistory(n int) Option {
	return func(o *options) { o.history = max(n, 0) }
}

// WithChoices changes what the API does in cases that Clerk does not document.
func WithChoices(choices Choices) Option {
	return func(o *options) { o.choices = choices }
}

// Choices are what nobody outside Clerk knows about the API. The zero value is the default.
type Choices struct {
	// ExactQuery makes the query of a list match a whole address or a whole id instead of a part.
	ExactQuery bool
	// ListURLs returns the url of listed invitations too, unless they are revoked.
	ListURLs bool
	// BulkUsersRejected makes a bulk reject the address of a user even with ignore_existing.
	BulkUsersRejected bool
	// PartialBulk makes a bulk that is rejected for a duplicate or a user create its other items. A
	// malformed item rejects the whole bulk in either case.
	PartialBulk bool
	// ReversedBulk returns the invitations of a bulk in the reverse of the request's order.
	ReversedBulk bool
	// LowerCaseEmails returns addresses in lower case instead of as they were sent.
	LowerCaseEmails bool
	// ExpiredBlocks makes an expired invitation conflict with a new one, as a pending one does.
	ExpiredBlocks bool
	// OldErrorBodies puts clerk_trace_id into each error of a body instead of at its top, as older
	// servers did.
	OldErrorBodies bool
}
