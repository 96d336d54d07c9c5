package invitations

import (
	"fmt"
	"net/http"
	"os"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// Version is the version of this library. It is part of the User-Agent header.
const Version = "0.1.0"

const (
	defaultBaseURL    = "https://api.clerk.com/v1"
	defaultAPIVersion = "2026-05-12"
	defaultUserAgent  = "clerk-invitations-go/" + Version
)

// A Client calls the invitations API for the Clerk instance that its secret key belongs to. It is
// safe for concurrent use; make one with [New] or [NewFromEnv] and share it. It never prints its key.
type Client struct {
	config *config
}

// New returns a client that authenticates with secretKey (sk_test_… or sk_live_…).
//
// It returns an [*ArgumentError] if the key or an option is rejected. A key is rejected if it is
// empty, is a publishable key (pk_…), or contains a character that no key contains, such as a space.
func New(secretKey string, opts ...Option) (*Client, error) {
	return newClient("New", "secretKey", secretKey, opts)
}

// NewFromEnv is [New] with the key from the environment variable CLERK_SECRET_KEY. If CLERK_API_URL
// is set, it names another server by scheme and host, and /v1 is added. Options win over the
// environment, which must be valid all the same: an [*ArgumentError] names the variable.
func NewFromEnv(opts ...Option) (*Client, error) {
	if raw := os.Getenv("CLERK_API_URL"); raw != "" {
		base, reason := validate.APIURL(raw)
		opts = append([]Option{baseURLOption("CLERK_API_URL", base, reason)}, opts...)
	}
	return newClient("NewFromEnv", "CLERK_SECRET_KEY", os.Getenv("CLERK_SECRET_KEY"), opts)
}

func newClient(op, keyFrom, secretKey string, opts []Option) (*Client, error) {
	if invalid := invalid(keyFrom, validate.SecretKey(secretKey)); invalid != nil {
		return nil, invalid.in(op, "")
	}
	defaults := &config{
		secretKey:   secretKey,
		timeout:     DefaultTimeout,
		userAgent:   defaultUserAgent,
		apiVersion:  defaultAPIVersion,
		concurrency: DefaultConcurrency,
	}
	opts = append([]Option{WithBaseURL(defaultBaseURL), WithHTTPClient(&http.Client{}), WithRetry(RetryPolicy{})}, opts...)
	cfg, err := defaults.with(op, opts)
	if err != nil {
		return nil, err
	}
	if cfg.response != nil {
		return nil, &ArgumentError{Op: op, Field: "WithResponse", Reason: "is for a single call"}
	}
	return &Client{config: cfg}, nil
}

// Format implements [fmt.Formatter]: every verb prints the name of the type.
func (c Client) Format(f fmt.State, verb rune) { printAs(f, verb, "invitations.Client") }
