package invitations

import (
	"log/slog"
	"maps"
	"net/http"
	"time"
)

// A config is everything a call needs to know beside its arguments. It is not changed once made:
// options are applied to a copy.
type config struct {
	secretKey  string
	baseURL    string
	httpClient *http.Client
	timeout    time.Duration
	header     map[string]string
	userAgent  string
	apiVersion string
	retry      RetryPolicy

	concurrency int
	logger      *slog.Logger
	response    *Response
	buffers     *buffers
	servers     *servers
	server      *server // the one at baseURL
}

// with returns c with opts applied, or the first refusal.
func (c *config) with(op string, opts []Option) (*config, error) {
	if len(opts) == 0 {
		return c, nil
	}
	changed := *c
	for _, opt := range opts {
		if opt == nil {
			return nil, &ArgumentError{Op: op, Field: "opts", Reason: "holds a nil option"}
		}
		if refusal := opt(&changed); refusal != nil {
			refusal.Op = op
			return nil, refusal
		}
	}
	return &changed, nil
}

func (c *config) setHTTPClient(client *http.Client) {
	own := *client
	if own.Transport == nil {
		own.Transport = http.DefaultTransport
	}
	own.Transport = unredirected{own.Transport}
	c.httpClient = &own
}

func (c *config) setHeader(key, value string) {
	header := maps.Clone(c.header)
	if header == nil {
		header = make(map[string]string)
	}
	header[key] = value
	c.header = header
}
