package invitations

import (
	"net/http"
	"os"
)

// A Client calls Clerk's invitations API for one instance, the one its secret key belongs to.
// Make one with [New] or [NewFromEnv] and share it: it is safe for concurrent use.
// It never prints its key.
type Client struct {
	config *config
}

// New returns a client that authenticates with secretKey (sk_test_… or sk_live_…).
//
// The error is an [*ArgumentError] if the key is empty, holds a space, a line break or anything
// else that no key holds, is a publishable key (pk_…), or if an option is refused.
func New(secretKey string, opts ...Option) (*Client, error) {
	const op = "New"
	if reason := checkSecretKey(secretKey); reason != "" {
		return nil, &ArgumentError{Op: op, Field: "secretKey", Reason: reason}
	}
	defaults := &config{
		secretKey:  secretKey,
		baseURL:    defaultBaseURL,
		timeout:    DefaultTimeout,
		userAgent:  defaultUserAgent,
		apiVersion: defaultAPIVersion,
		buffers:    new(buffers),
		servers:    new(servers),

		concurrency: DefaultConcurrency,
	}
	defaults.retry, _ = RetryPolicy{}.withDefaults()
	defaults.server = defaults.servers.at(defaultBaseURL)
	defaults.setHTTPClient(&http.Client{})
	cfg, err := defaults.with(op, opts)
	if err != nil {
		return nil, err
	}
	if cfg.response != nil {
		return nil, &ArgumentError{Op: op, Field: "WithResponse", Reason: "is for a single call"}
	}
	return &Client{config: cfg}, nil
}

// NewFromEnv is [New] with the key from the environment variable CLERK_SECRET_KEY.
// CLERK_API_URL, where it is set, names another server: scheme and host, to which /v1 is added.
// An option in opts wins over the environment, which must be in order all the same.
//
// The error is an [*ArgumentError] whose Field is the variable's name, or one of New's.
func NewFromEnv(opts ...Option) (*Client, error) {
	const op, keyName, urlName = "NewFromEnv", "CLERK_SECRET_KEY", "CLERK_API_URL"
	key := os.Getenv(keyName)
	if reason := checkSecretKey(key); reason != "" {
		return nil, &ArgumentError{Op: op, Field: keyName, Reason: reason}
	}
	if raw := os.Getenv(urlName); raw != "" {
		base, reason := parseAPIURL(raw)
		if reason != "" {
			return nil, &ArgumentError{Op: op, Field: urlName, Reason: reason}
		}
		opts = append([]Option{WithBaseURL(base)}, opts...)
	}
	return New(key, opts...)
}
