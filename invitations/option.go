package invitations

import (
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// DefaultTimeout is how long one attempt may take unless [WithTimeout] says otherwise.
const DefaultTimeout = 15 * time.Second

// noLimit is the timeout of an attempt without one.
const noLimit time.Duration = math.MaxInt64

// DefaultConcurrency is how many requests [Client.All] and [Client.CreateAll] have in flight at a
// time unless [WithConcurrency] says otherwise.
const DefaultConcurrency = 5

// An Option configures a client, if given to [New], or a single call, if given to the call. The
// option of the call wins. New or the call returns an [*ArgumentError] whose Field is the name of
// the option if its value is rejected.
type Option interface {
	apply(c *config) *ArgumentError
}

// A config holds everything a call needs to know besides its arguments. It is never changed: options
// are applied to a copy.
type config struct {
	secretKey    string
	baseURL      string
	baseURLFrom  string // the option or variable that baseURL is from
	exposed      bool   // whether requests to baseURL are plain http to another machine
	insecureHTTP bool   // whether they may be
	httpClient   *http.Client
	timeout      time.Duration
	header       map[string]string
	userAgent    string
	apiVersion   string
	retry        RetryPolicy
	concurrency  int
	logger       *slog.Logger
	response     *Response
}

// with returns c with opts applied.
func (c *config) with(op string, opts []Option) (*config, error) {
	if len(opts) == 0 {
		return c, nil
	}
	changed := *c
	for _, opt := range opts {
		if opt == nil {
			return nil, &ArgumentError{Op: op, Field: "opts", Reason: "contains a nil option"}
		}
		if err := opt.apply(&changed); err != nil {
			return nil, err.in(op, "")
		}
	}
	if changed.exposed && !changed.insecureHTTP { // whatever the order of the options
		return nil, &ArgumentError{Op: op, Field: changed.baseURLFrom, Reason: "is plain http to another machine, which needs WithInsecureHTTP"}
	}
	return &changed, nil
}

type optionFunc func(*config) *ArgumentError

func (f optionFunc) apply(c *config) *ArgumentError { return f(c) }

// option returns the option with a name. Set returns what is wrong with the value, or "".
func option(name string, set func(*config) (reason string)) Option {
	return optionFunc(func(c *config) *ArgumentError {
		if reason := set(c); reason != "" {
			return invalid(name, reason)
		}
		return nil
	})
}

// reasonIf returns reason if an option is rejected.
func reasonIf(isRejected bool, reason string) string {
	if isRejected {
		return reason
	}
	return ""
}

// WithBaseURL sends requests to another server than https://api.clerk.com/v1. The URL is taken as it
// is, and the paths of the operations, such as /invitations, are added. It must be https, or http to
// this machine; see [WithInsecureHTTP].
func WithBaseURL(base string) Option { return baseURLFrom("WithBaseURL", base, parseBaseURL) }

func baseURLFrom(source, raw string, parse func(string) (*url.URL, string)) Option {
	return option(source, func(c *config) string {
		base, reason := parse(raw)
		if reason == "" {
			c.baseURL, c.baseURLFrom, c.exposed = base.String(), source, isExposed(base)
		}
		return reason
	})
}

// WithInsecureHTTP allows plain http to other machines, for a mock server in another container. It
// is rejected with a live key (sk_live_…).
func WithInsecureHTTP() Option {
	return option("WithInsecureHTTP", func(c *config) string {
		c.insecureHTTP = true
		return reasonIf(strings.HasPrefix(c.secretKey, "sk_live_"), "is not for a live key, which would be sent unencrypted")
	})
}

// WithHTTPClient sends requests through a copy of client, with its transport, cookies and timeout.
// The copy follows no redirects, because the API has none and the secret key must not travel.
//
// Every attempt passes once through the transport: that is where tracing and metrics belong.
func WithHTTPClient(client *http.Client) Option {
	return option("WithHTTPClient", func(c *config) string {
		if client == nil {
			return "is nil"
		}
		own := *client
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c.httpClient = &own
		return ""
	})
}

// WithTimeout limits how long one attempt may take, from sending the request to having read the
// whole response. The default is [DefaultTimeout]; 0 sets no limit. The context limits the call as a
// whole: an attempt of a create takes at most two thirds of the time left until its deadline, so
// that there is time to find out what became of it.
func WithTimeout(perAttempt time.Duration) Option {
	return option("WithTimeout", func(c *config) string {
		c.timeout = perAttempt
		if perAttempt == 0 {
			c.timeout = noLimit
		}
		return reasonIf(perAttempt < 0, "is negative")
	})
}

// WithRetry sets when and how often a failed request is retried.
func WithRetry(policy RetryPolicy) Option {
	return option("WithRetry", func(c *config) (reason string) {
		c.retry, reason = policy.withDefaults()
		return reason
	})
}

// WithoutRetry makes every call send one request and no more. A create whose response was lost is
// then [ErrOutcomeUnknown].
func WithoutRetry() Option { return WithRetry(RetryPolicy{MaxAttempts: 1}) }

// WithHeader adds a header to every request, or replaces one of an earlier WithHeader. Headers that
// the client sets itself (Authorization, Accept, Content-Type, User-Agent, Clerk-API-Version),
// headers of the connection, Accept-Encoding and idempotency keys are rejected.
func WithHeader(name, value string) Option {
	return option("WithHeader", func(c *config) string {
		key, reason := checkHeader(name, value)
		header := map[string]string{}
		maps.Copy(header, c.header)
		header[key] = value
		c.header = header
		return reason
	})
}

// WithUserAgent replaces the User-Agent header, which is clerk-invitations-go/ and [Version].
func WithUserAgent(userAgent string) Option {
	return option("WithUserAgent", func(c *config) string {
		c.userAgent = userAgent
		return reasonIf(userAgent == "" || !isHeaderValue(userAgent), "is empty or contains a character that no header can have")
	})
}

// WithAPIVersion asks for another version of Clerk's API than 2026-05-12, through the header
// Clerk-API-Version. Version 2025-03-12, whose invitations differ, is rejected.
func WithAPIVersion(version string) Option {
	return option("WithAPIVersion", func(c *config) string {
		c.apiVersion = version
		return checkAPIVersion(version)
	})
}

// WithConcurrency sets how many requests [Client.All] and [Client.CreateAll] have in flight at a
// time. The default is [DefaultConcurrency].
func WithConcurrency(n int) Option {
	return option("WithConcurrency", func(c *config) string {
		c.concurrency = n
		return reasonIf(n < 1, "is less than 1")
	})
}

// WithResponse stores the last response of a call in *r, whether the call succeeds or fails. New,
// All and CreateAll reject it.
func WithResponse(r *Response) Option {
	return option("WithResponse", func(c *config) string {
		c.response = r
		return reasonIf(r == nil, "is nil")
	})
}

// WithLogger logs one line for each attempt, lookups included, with the message "clerk invitations"
// and the attributes op, for (the call that it is a part of), attempt, status, duration,
// clerk_trace_id, decision, reason and wait (before the next attempt; it is logged before the wait
// begins). A success is logged at level Debug, a failure at Warn. Keys, addresses, links and bodies
// are not logged.
func WithLogger(logger *slog.Logger) Option {
	return option("WithLogger", func(c *config) string {
		c.logger = logger
		return reasonIf(logger == nil, "is nil")
	})
}
