package invitations

import (
	"cmp"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// noLimit is the timeout of an attempt without one.
const noLimit time.Duration = math.MaxInt64

// An Option configures a client, if given to [New], or a single call, if given to the call. The
// option of the call wins. If a value is rejected, New or the call returns an [*ArgumentError] whose
// Field is the name of the option.
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
	switch { // whatever the order of the options
	case changed.insecureHTTP && strings.HasPrefix(changed.secretKey, "sk_live_"):
		return nil, &ArgumentError{Op: op, Field: "WithInsecureHTTP", Reason: "is not for a live key, which would be sent unencrypted"}
	case changed.exposed && !changed.insecureHTTP:
		return nil, &ArgumentError{Op: op, Field: changed.baseURLFrom, Reason: "is plain http to another machine, which needs WithInsecureHTTP"}
	}
	return &changed, nil
}

// A setting is an Option. Reason is what is wrong with its value, or "".
type setting struct {
	name, reason string
	set          func(*config)
}

func (s setting) apply(c *config) *ArgumentError {
	if s.reason == "" {
		s.set(c)
	}
	return invalid(s.name, s.reason)
}

// WithBaseURL sets the server. The default is https://api.clerk.com/v1. The paths of the operations,
// such as /invitations, are added to base as it is. Base must be https, or http to this machine; see
// [WithInsecureHTTP].
func WithBaseURL(base string) Option {
	u, reason := validate.BaseURL(base)
	return baseURLOption("WithBaseURL", u, reason)
}

func baseURLOption(source string, base *url.URL, reason string) Option {
	return setting{source, reason, func(c *config) {
		c.baseURL, c.baseURLFrom, c.exposed = base.String(), source, validate.IsExposed(base)
	}}
}

// WithInsecureHTTP allows plain http to other machines, for a mock server in another container. It
// is rejected with a live key (sk_live_…).
func WithInsecureHTTP() Option {
	return setting{"WithInsecureHTTP", "", func(c *config) { c.insecureHTTP = true }}
}

// WithHTTPClient sends requests through a copy of client that follows no redirects. Every attempt
// passes once through its transport, where proxies, tracing and metrics belong.
func WithHTTPClient(client *http.Client) Option {
	return setting{"WithHTTPClient", rejectIf(client == nil, "is nil"), func(c *config) {
		own := *client
		if own.Transport == nil {
			own.Transport = http.DefaultTransport
		}
		own.Transport = locationChecker{own.Transport}
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c.httpClient = &own
	}}
}

// A locationChecker is a transport that removes a malformed Location from a response, because an
// http.Client would drop the whole response.
type locationChecker struct{ http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (t locationChecker) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(req)
	if resp != nil {
		if _, malformed := resp.Location(); malformed != nil {
			resp.Header.Del("Location")
		}
	}
	return resp, err
}

// WithTimeout limits how long one attempt may take, from sending the request to having read the whole
// response. The default is 15 seconds; 0 sets no limit. The context limits the whole call: an attempt
// of a create takes at most two thirds of the time left until its deadline, which leaves time to look
// up what became of it.
func WithTimeout(perAttempt time.Duration) Option {
	return setting{"WithTimeout", rejectIf(perAttempt < 0, "is negative"), func(c *config) {
		c.timeout = cmp.Or(perAttempt, noLimit)
	}}
}

// WithRetry sets when and how often a failed request is retried.
func WithRetry(policy RetryPolicy) Option {
	policy, reason := policy.withDefaults()
	return setting{"WithRetry", reason, func(c *config) { c.retry = policy }}
}

// WithoutRetry sends every request once, and does not look up a create, which is [ErrOutcomeUnknown] if
// its response was lost or was a 5xx.
func WithoutRetry() Option { return WithRetry(RetryPolicy{MaxAttempts: 1}) }

// WithHeader adds a header to every request, or replaces that of an earlier WithHeader. Headers that
// the client sets, headers of the connection, Accept-Encoding and idempotency keys are rejected.
func WithHeader(name, value string) Option {
	return setting{"WithHeader", validate.Header(name, value), func(c *config) {
		header := map[string]string{}
		maps.Copy(header, c.header)
		header[textproto.CanonicalMIMEHeaderKey(name)] = value
		c.header = header
	}}
}

// WithUserAgent replaces the User-Agent, clerk-invitations-go/ and [Version].
func WithUserAgent(userAgent string) Option {
	isRejected := userAgent == "" || !validate.IsHeaderValue(userAgent)
	reason := rejectIf(isRejected, "is empty or contains a character that no header can have")
	return setting{"WithUserAgent", reason, func(c *config) { c.userAgent = userAgent }}
}

// WithAPIVersion sets the header Clerk-API-Version. The default is 2026-05-12. Version 2025-03-12 is
// rejected, because its invitations differ.
func WithAPIVersion(version string) Option {
	return setting{"WithAPIVersion", validate.APIVersion(version), func(c *config) { c.apiVersion = version }}
}

// WithConcurrency sets how many requests [Client.All] and [Client.CreateAll] have in flight at a
// time. The default is 5.
func WithConcurrency(n int) Option {
	return setting{"WithConcurrency", rejectIf(n < 1, "is less than 1"), func(c *config) { c.concurrency = n }}
}

// WithResponse stores the last response of a call in *r, whether the call succeeds or fails. New,
// All and CreateAll reject it.
func WithResponse(r *Response) Option {
	return setting{"WithResponse", rejectIf(r == nil, "is nil"), func(c *config) { c.response = r }}
}

// WithLogger logs each attempt: a success at level Debug, and anything else at Warn, before the
// wait for a retry. The attributes are op, "for" (the call that sent it, such as Resend), attempt, status,
// duration, clerk_trace_id, decision (done, retry, look up or give up), reason and wait. Keys,
// addresses, links and bodies are not logged.
func WithLogger(logger *slog.Logger) Option {
	return setting{"WithLogger", rejectIf(logger == nil, "is nil"), func(c *config) { c.logger = logger }}
}
