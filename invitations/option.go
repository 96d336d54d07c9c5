package invitations

import (
	"cmp"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/textproto"
	"net/url"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// noLimit is the timeout of an attempt without one.
const noLimit time.Duration = math.MaxInt64

// An Option configures a client, if given to [New], or a single call, if given to the call, where it wins.
// If a value is rejected, the error is an [*ArgumentError] whose Field is the name of the option.
type Option func(*config) *ArgumentError

// option returns an Option that changes a config, or is rejected if there is a reason.
func option(name, reason string, change func(*config)) Option {
	return func(c *config) *ArgumentError {
		if reason == "" {
			change(c)
		}
		return invalid(name, reason)
	}
}

// A config holds everything a call needs to know besides its arguments. It is never changed: options
// are applied to a copy.
type config struct {
	*credentials
	base         *url.URL // of the server
	baseURL      string   // the same
	baseURLFrom  string   // the option or variable that it is from
	insecureHTTP bool     // whether it may be plain http to another machine
	httpClient   *http.Client
	timeout      time.Duration
	header       map[string]string
	userAgent    string
	apiVersion   string
	retry        RetryPolicy
	logger       *slog.Logger
	response     *Response
}

// Credentials are behind a pointer of their own, so that fmt does not print them with a Client.
type credentials struct{ secretKey string }

// with returns c with opts applied, also if one of them is rejected, because another may be WithResponse.
func (c *config) with(op string, opts []Option) (*config, error) {
	if len(opts) == 0 {
		return c, nil
	}
	changed := *c
	var first *ArgumentError
	for _, opt := range opts {
		wrong := invalid("opts", "contains a nil option")
		if opt != nil {
			wrong = opt(&changed)
		}
		first = cmp.Or(first, wrong)
	}
	if first == nil && validate.IsExposed(changed.base) && !changed.insecureHTTP { // whatever the order of the options
		first = invalid(changed.baseURLFrom, "is plain http to another machine, which needs WithInsecureHTTP")
	}
	if first != nil {
		return &changed, first.in(op, "")
	}
	return &changed, nil
}

// WithBaseURL sets the server, by default https://api.clerk.com/v1, to which paths such as /invitations are
// added. It is https, or http to this machine; see [WithInsecureHTTP].
func WithBaseURL(base string) Option {
	u, reason := validate.BaseURL(base)
	return baseURLOption("WithBaseURL", u, reason)
}

func baseURLOption(source string, base *url.URL, reason string) Option {
	return option(source, reason, func(c *config) {
		c.base, c.baseURL, c.baseURLFrom = base, base.String(), source
	})
}

// WithInsecureHTTP allows plain http to other machines, for a mock server in another container. The
// key is sent unencrypted then.
func WithInsecureHTTP() Option {
	return option("WithInsecureHTTP", "", func(c *config) { c.insecureHTTP = true })
}

// WithHTTPClient sends requests through a copy of client that follows no redirects. Every attempt
// passes once through its transport, where proxies, tracing and metrics belong, but no retries, such as
// go-retryablehttp's. A nil transport is [http.DefaultTransport] at the time of the request.
func WithHTTPClient(client *http.Client) Option {
	return option("WithHTTPClient", rejectIf(client == nil, "is nil"), func(c *config) {
		own := *client
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c.httpClient = &own
	})
}

// WithTimeout limits how long one attempt may take, from sending the request to having read the whole
// response. The default is 15 seconds; 0 sets no limit. If the context has a deadline, the attempts of a
// create share the first two thirds of the time until then, and a lookup has the rest.
func WithTimeout(perAttempt time.Duration) Option {
	return option("WithTimeout", rejectIf(perAttempt < 0, "is negative"), func(c *config) {
		c.timeout = cmp.Or(perAttempt, noLimit)
	})
}

// WithRetry sets when and how often a failed request is retried. Zero fields of policy keep what was set
// before.
func WithRetry(policy RetryPolicy) Option {
	return option("WithRetry", policy.check(), func(c *config) { c.retry = policy.over(c.retry) })
}

// WithoutRetry sends every request once, and does not look up a create, which is [ErrOutcomeUnknown] if
// its response was lost or was a 5xx.
func WithoutRetry() Option { return WithRetry(RetryPolicy{MaxAttempts: 1}) }

// WithHeader adds a header to every request, or replaces that of an earlier WithHeader. Headers of the
// client and of the connection, Accept-Encoding and idempotency keys are rejected.
func WithHeader(name, value string) Option {
	return option("WithHeader", validate.Header(name, value), func(c *config) {
		header := map[string]string{}
		maps.Copy(header, c.header)
		header[textproto.CanonicalMIMEHeaderKey(name)] = value
		c.header = header
	})
}

// WithUserAgent replaces the User-Agent, clerk-invitations-go/ and [Version].
func WithUserAgent(userAgent string) Option {
	isRejected := userAgent == "" || !validate.IsHeaderValue(userAgent)
	reason := rejectIf(isRejected, "is empty or contains a character that no header can have")
	return option("WithUserAgent", reason, func(c *config) { c.userAgent = userAgent })
}

// WithAPIVersion sets the header Clerk-API-Version, by default 2026-05-12. It rejects 2025-03-12, whose
// invitations differ.
func WithAPIVersion(version string) Option {
	return option("WithAPIVersion", validate.APIVersion(version), func(c *config) { c.apiVersion = version })
}

// WithResponse stores the last response of a call in *r, whether the call succeeds or fails. It is for
// one call at a time; New, All and CreateAll reject it.
func WithResponse(r *Response) Option {
	return option("WithResponse", rejectIf(r == nil, "is nil"), func(c *config) { c.response = r })
}

// WithLogger logs each attempt: at level Debug a success, and a 4xx that is not retried; at Warn any other
// failure, before the wait for a retry. The attributes are op, attempt, status, duration, clerk_trace_id,
// decision, "for" (the call that op is a part of) and, after a failure, reason, wait, code and error. They
// hold no key, address or link.
func WithLogger(logger *slog.Logger) Option {
	return option("WithLogger", rejectIf(logger == nil, "is nil"), func(c *config) { c.logger = logger })
}
