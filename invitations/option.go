package invitations

import (
	"log/slog"
	"net/http"
	"time"
)

// DefaultTimeout is how long one attempt may take unless [WithTimeout] says otherwise.
const DefaultTimeout = 15 * time.Second

// DefaultConcurrency is how many requests [Client.All] and [Client.CreateAll] have under way at a
// time unless [WithConcurrency] says otherwise.
const DefaultConcurrency = 5

// An Option changes how a client works, given to [New], or how one call does, given to the call.
// The call's wins. An option that is refused is reported by New or the call as an
// [*ArgumentError] whose Field is the option's name.
type Option func(*config) *ArgumentError

// WithBaseURL sends requests to another server than https://api.clerk.com/v1.
// The URL must be https, or http to this machine. One without a path is given /v1;
// one with a path is taken whole.
func WithBaseURL(base string) Option {
	return func(c *config) *ArgumentError {
		parsed, reason := parseBaseURL(base)
		if reason != "" {
			return refuse("WithBaseURL", reason)
		}
		c.baseURL = parsed
		c.server = c.servers.at(parsed)
		return nil
	}
}

// WithHTTPClient sends requests through a copy of client: its transport, cookies and timeout are
// kept and respected; redirects are not followed whatever its policy, because none is part of the
// API and the secret key must not travel.
//
// Its transport is where tracing comes in: every attempt passes through it once, so that with
// otelhttp.NewTransport of OpenTelemetry each is a span.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) *ArgumentError {
		if client == nil {
			return refuse("WithHTTPClient", "is nil")
		}
		c.setHTTPClient(client)
		return nil
	}
}

// WithTimeout limits how long one attempt may take, from sending the request to having read the
// whole answer. The default is [DefaultTimeout]; 0 sets no limit. The context given to a call
// limits the call as a whole: where that is less than a few timeouts, make the timeout shorter too, so
// that after an attempt that stalls there is time left for another one, or for finding out what
// became of a create.
func WithTimeout(perAttempt time.Duration) Option {
	return func(c *config) *ArgumentError {
		if perAttempt < 0 {
			return refuse("WithTimeout", "is negative")
		}
		c.timeout = perAttempt
		return nil
	}
}

// WithHeader adds a header to every request, in place of one of the same name from an earlier
// WithHeader. Headers that the client sets itself (Authorization, Accept, Content-Type, User-Agent,
// Clerk-API-Version) and those that belong to the connection or to compression are refused. So are
// Idempotency-Key and X-Idempotency-Key: Clerk has no use for them, and net/http would take them as
// leave to repeat a create.
func WithHeader(name, value string) Option {
	return func(c *config) *ArgumentError {
		key, reason := checkHeader(name, value)
		if reason != "" {
			return refuse("WithHeader", reason)
		}
		c.setHeader(key, value)
		return nil
	}
}

// WithUserAgent replaces the User-Agent header, which is clerk-invitations-go/ and [Version].
func WithUserAgent(userAgent string) Option {
	return func(c *config) *ArgumentError {
		if userAgent == "" || !isHeaderValue(userAgent) {
			return refuse("WithUserAgent", "is empty or holds a character that no header may hold")
		}
		c.userAgent = userAgent
		return nil
	}
}

// WithAPIVersion asks for another version of Clerk's API than the one this library is made for,
// through the header Clerk-API-Version. Version 2025-03-12 is refused: its invitations differ.
func WithAPIVersion(version string) Option {
	return func(c *config) *ArgumentError {
		if reason := checkAPIVersion(version); reason != "" {
			return refuse("WithAPIVersion", reason)
		}
		c.apiVersion = version
		return nil
	}
}

// WithConcurrency says how many requests [Client.All] and [Client.CreateAll] have under way at a time.
// The default is [DefaultConcurrency].
func WithConcurrency(n int) Option {
	return func(c *config) *ArgumentError {
		if n < 1 {
			return refuse("WithConcurrency", "is less than 1")
		}
		c.concurrency = n
		return nil
	}
}

// WithResponse has a call fill in *r with what came back beside the result, whether the call
// succeeds or fails. It is for a single call; New refuses it.
func WithResponse(r *Response) Option {
	return func(c *config) *ArgumentError {
		if r == nil {
			return refuse("WithResponse", "is nil")
		}
		c.response = r
		return nil
	}
}

// WithRetry sets when and how often a call that failed is tried again. The zero policy is the
// default.
func WithRetry(policy RetryPolicy) Option {
	return func(c *config) *ArgumentError {
		complete, refusal := policy.withDefaults()
		if refusal != nil {
			return refusal
		}
		c.retry = complete
		return nil
	}
}

// WithoutRetry has every call send one request and no more. A create whose answer is lost is then
// [ErrOutcomeUnknown].
func WithoutRetry() Option { return WithRetry(RetryPolicy{MaxAttempts: 1}) }

// WithLogger logs every attempt to logger, look-ups too, in one line with the message "clerk
// invitations" and these attributes: op, the operation; for, the one it is a part of; attempt; status;
// duration, of the attempt; trace_id; decision and reason; wait, before the next attempt. Durations are
// of slog's kind, which its JSON handler writes in nanoseconds. A success is logged at level Info, a
// failure at Warn. Keys, addresses, links and bodies are not logged.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) *ArgumentError {
		if logger == nil {
			return refuse("WithLogger", "is nil")
		}
		c.logger = logger
		return nil
	}
}
