package invitationstest

import (
	"io"
	"log"
	"math"
	"time"
)

// An Option configures what [NewServer] and [NewHandler] return.
type Option func(*options)

type options struct {
	secretKey  string
	rateLimits bool
	history    int
	log        *log.Logger
	choices    Choices
}

func newOptions(opts []Option) options {
	o := options{secretKey: "sk_test_invitationstest", history: math.MaxInt, log: log.New(io.Discard, "", 0)} //nolint:gosec // the key protects nothing
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

// WithLog writes a line to w for each request, once it was served, and for each email, with its address and
// its link. The line of a request ends in the status, which is 0 if the connection was cut. Only one line is
// written at a time.
func WithLog(w io.Writer) Option {
	return func(o *options) { o.log = log.New(w, "", 0) }
}

// WithChoices changes what the API does in cases that Clerk does not document.
func WithChoices(choices Choices) Option {
	return func(o *options) { o.choices = choices }
}

// Choices are what nobody outside Clerk knows about the API. The zero value is the default. Each line that
// a comment names is printed by make live, in this repository, which asks a development instance of Clerk.
type Choices struct {
	// AddressLowerCased returns addresses in lower case instead of as they were sent. The line
	// address_lower_cased settles it.
	AddressLowerCased bool
	// BulkIgnoreExistingUserRejected makes a bulk reject the address of a user even with ignore_existing.
	// The line bulk_ignore_existing_user settles it.
	BulkIgnoreExistingUserRejected bool
	// BulkNotAtomic makes a bulk that is rejected for a duplicate or a user create its other items. A
	// malformed item rejects the whole bulk in either case. The line bulk_atomic settles it.
	BulkNotAtomic bool
	// BulkOrderNotKept returns the invitations of a bulk in the reverse of the request's order. The line
	// bulk_order_kept settles it.
	BulkOrderNotKept bool
	// BulkRepeatedAddressCreated makes a bulk create every item of an address that it holds more than once,
	// instead of being rejected. The line bulk_repeated_address settles it.
	BulkRepeatedAddressCreated bool
	// ConcurrentCreates is how long a new invitation is not seen by the check for duplicates, so that
	// creates of one address at the same time all succeed. The line concurrent_creates settles it.
	ConcurrentCreates time.Duration
	// CustomSchemeRedirectURLRejected rejects a redirect_url with another scheme than http and https. The
	// line custom_scheme_redirect_url settles it.
	CustomSchemeRedirectURLRejected bool
	// EqualTimesReversed lists invitations with equal values of order_by in opposite orders in the two
	// directions, instead of in the order of creation in both. The line equal_times_reversed settles it.
	EqualTimesReversed bool
	// ErrorTraceNotAtTop puts clerk_trace_id into each error of a body instead of at its top, as older
	// servers did. The line error_trace_at_top settles it.
	ErrorTraceNotAtTop bool
	// InviteAgainAfterExpiryRejected makes an expired invitation conflict with a new one, as a pending one
	// does. No line settles it, because the shortest expiry is a day.
	InviteAgainAfterExpiryRejected bool
	// ListHasURL returns the url of listed invitations too, unless they are revoked. The line list_has_url
	// settles it.
	ListHasURL bool
	// ListLag is how long a new invitation is not listed yet. The line list_lag_ms settles it.
	ListLag time.Duration
	// MetadataNotByteForByte sorts the keys of metadata and rounds its numbers to a float64. The line
	// metadata_byte_for_byte settles it.
	MetadataNotByteForByte bool
	// QueryCaseSensitive makes the query of a list match only in the case of the address. The line
	// query_ignores_case settles it.
	QueryCaseSensitive bool
	// QueryMatchesWhole makes the query of a list match a whole address or a whole id instead of a part.
	// The line query_matches_part settles it.
	QueryMatchesWhole bool
	// UnknownBodyFieldIgnored ignores a field of a create that the API does not have, instead of rejecting
	// it. The line unknown_body_field settles it.
	UnknownBodyFieldIgnored bool
	// UnknownQueryParameterIgnored ignores a query parameter of a list that the API does not have, instead
	// of rejecting it. The line unknown_query_parameter settles it.
	UnknownQueryParameterIgnored bool
}
