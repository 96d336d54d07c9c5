package invitationstest

import (
	"math"
	"time"
)

// defaultSecretKey is what a client has to send unless [WithSecretKey] says otherwise.
const defaultSecretKey = "sk_test_invitationstest" //nolint:gosec // it opens nothing

// An Option changes what [NewServer] and [NewHandler] make.
type Option func(*settings)

type settings struct {
	secretKey        string
	now              func() time.Time
	rateLimits       bool
	noEmailAddresses bool
	history          int

	exactQuery       bool
	listURLs         bool
	bulkUsersRefused bool
	partialBulk      bool
	reversedBulk     bool
	lowerCaseEmails  bool
	expiredBlocking  bool
	oldErrorBodies   bool
}

func newSettings(opts []Option) settings {
	s := settings{secretKey: defaultSecretKey, now: time.Now, history: math.MaxInt}
	for _, opt := range opts {
		opt(&s)
	}
	return s
}

// WithSecretKey sets the key that clients have to send; the default is a fixed sk_test_ key.
// A key that begins with sk_live_ makes a production instance, which matters to [WithRateLimits].
func WithSecretKey(key string) Option {
	return func(s *settings) { s.secretKey = key }
}

// WithClock makes now the source of time; the default, also for nil, is [time.Now].
// [Handler.Advance] and [Handler.SetTime] work on top of it. now is called from many goroutines.
func WithClock(now func() time.Time) Option {
	return func(s *settings) {
		if now == nil {
			now = time.Now
		}
		s.now = now
	}
}

// WithRateLimits turns on the limits Clerk documents, which are off by default: 100 creates and 25
// bulks an hour, and for everything else together 1000 requests in ten seconds, or 100 unless the
// key begins with sk_live_. They follow the clock of the handler. The figures are firm; that a
// window opens with its first request, and that refused requests do not count, is our choice.
func WithRateLimits() Option {
	return func(s *settings) { s.rateLimits = true }
}

// WithoutEmailAddresses makes an instance that does without email addresses: it refuses to create
// invitations with 400 invitations_not_supported. The answer is firm.
func WithoutEmailAddresses() Option {
	return func(s *settings) { s.noEmailAddresses = true }
}

// WithHistory keeps the newest n requests for [Handler.Requests] and the newest n emails for
// [Handler.Emails], none where n is less than one. The default is to keep all of them, as a test wants
// it; a process that serves a Handler for days wants a bound. Invitations stay until they are deleted.
func WithHistory(n int) Option {
	return func(s *settings) { s.history = max(n, 0) }
}

// WithExactQuery makes the query of a list match only a whole address or a whole id, the address in
// any case. Which of the two Clerk does is unknown; the default is that a part is enough.
func WithExactQuery() Option {
	return func(s *settings) { s.exactQuery = true }
}

// WithListURLs makes listed invitations carry their url unless they are revoked. Whether Clerk's do
// is unknown; by default they do not.
func WithListURLs() Option {
	return func(s *settings) { s.listURLs = true }
}

// WithBulkUsersRefused makes a bulk refuse the address of a user even with ignore_existing. Clerk's
// document says both; by default ignore_existing lifts the refusal, as it does for a single create.
func WithBulkUsersRefused() Option {
	return func(s *settings) { s.bulkUsersRefused = true }
}

// WithPartialBulk makes a bulk that is refused for a duplicate or for a user create its other items
// all the same. Clerk's bulks are taken to be all or nothing, which is the default. A malformed item
// refuses the whole bulk either way.
func WithPartialBulk() Option {
	return func(s *settings) { s.partialBulk = true }
}

// WithReversedBulk answers a bulk in the reverse of the request's order. Whether Clerk keeps the
// order is unknown; by default it is kept.
func WithReversedBulk() Option {
	return func(s *settings) { s.reversedBulk = true }
}

// WithLowerCaseEmails gives addresses back in lower case. What Clerk does is unknown; the default is
// to give them back as sent. They are compared in any case both ways.
func WithLowerCaseEmails() Option {
	return func(s *settings) { s.lowerCaseEmails = true }
}

// WithExpiredBlocking makes an expired invitation stand in the way of a new one, as a pending one
// does. What Clerk does is unknown; by default it does not stand in the way.
func WithExpiredBlocking() Option {
	return func(s *settings) { s.expiredBlocking = true }
}

// WithOldErrorBodies puts clerk_trace_id into each error of a body instead of beside them, as older
// servers did.
func WithOldErrorBodies() Option {
	return func(s *settings) { s.oldErrorBodies = true }
}
