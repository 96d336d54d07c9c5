package invitations

import (
	"net/http"
	"os"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// Version is the version of this library. It is part of the User-Agent header.
const Version = "0.1.0"

const (
	defaultBaseURL    = "https://api.clerk.com/v1"
	defaultAPIVersion = "2026-05-12"
	defaultUserAgent  = "clerk-invitations-go/" + Version
)

// A Client calls the invitations API of Clerk. It is safe for concurrent use.
type Client struct {
	config *config
}

// New returns a client that authenticates with secretKey, which begins with sk_. The error is an
// [*ArgumentError].
func New(secretKey string, opts ...Option) (*Client, error) {
	return newClient("New", "secretKey", secretKey, opts)
}

// NewFromEnv is [New] with the key from the environment variable CLERK_SECRET_KEY. CLERK_API_URL, if
// set, is the URL of another server; /v1 is added if it is missing. WithBaseURL wins over it.
func NewFromEnv(opts ...Option) (*Client, error) {
	if raw := os.Getenv("CLERK_API_URL"); raw != "" {
		base, reason := validate.APIURL(raw)
		opts = append([]Option{baseURLOption("CLERK_API_URL", base, reason)}, opts...)
	}
	return newClient("NewFromEnv", "CLERK_SECRET_KEY", os.Getenv("CLERK_SECRET_KEY"), opts)
}

func newClient(op, keyFrom, secretKey string, opts []Option) (*Client, error) {
	if wrong := invalid(keyFrom, validate.SecretKey(secretKey)); wrong != nil {
		return nil, wrong.in(op, "")
	}
	defaults := &config{
		credentials: &credentials{secretKey},
		timeout:     15 * time.Second,
		userAgent:   defaultUserAgent,
		apiVersion:  defaultAPIVersion,
		retry: RetryPolicy{
			MaxAttempts:     5,
			InitialInterval: 500 * time.Millisecond,
			Multiplier:      1.5,
			MaxInterval:     5 * time.Second,
			MaxElapsedTime:  30 * time.Second,
			MaxRetryAfter:   10 * time.Second,
		},
	}
	cfg, err := defaults.with(op, append([]Option{WithBaseURL(defaultBaseURL), WithHTTPClient(&http.Client{})}, opts...))
	if err != nil {
		return nil, err
	}
	if cfg.response != nil {
		return nil, &ArgumentError{Op: op, Field: "WithResponse", Reason: "is for a single call"}
	}
	return &Client{config: cfg}, nil
}
