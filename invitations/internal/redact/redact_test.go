package redact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

func TestTextKeepsWordsAndCodesOnly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "",
		" is\r\n\tmissing \u2028":            "is missing",
		"form_param_missing: 'a' (b); c=1…":  "form_param_missing: 'a' (b); c=1…",
		"naïve 世界":                           "naïve 世界",
		"ada@example.com":                    redact.Mark,
		"<ada@example.com>, (bob@x.test)":    "[redacted] [redacted]",
		"ada%40example.com":                  redact.Mark,
		"https://clerk.example/ticket?t=1":   redact.Mark,
		"//clerk.example/ticket":             redact.Mark,
		"key=sk_live_abc sk_foo (sk_test_a)": "[redacted] [redacted] [redacted]",
		"a\x00b \x1b[31m \xff":               "[redacted] [redacted] [redacted]",
		strings.Repeat("e", 48):              strings.Repeat("e", 48),
		strings.Repeat("e", 49):              redact.Mark, // may be a ticket
	} {
		assert.Equal(t, want, redact.Text(text, 200), "%q", text)
	}
}

func TestCauseKeepsAllButAddressesURLsAndKeys(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"dial tcp [::1]:443: connect: refused":            "dial tcp [::1]:443: connect: refused",
		"valid for *.example.com, not clerk.test":         "valid for *.example.com, not clerk.test",
		"open /etc/ssl/cert.pem: 100% of 2^3":             "open /etc/ssl/cert.pem: 100% of 2^3",
		`Get "https://a.example/?query=x": EOF`:           "Get [redacted] EOF",
		"/v1/invitations?query=ada ada@x.test ada%40x.at": "[redacted] [redacted] [redacted]",
		"Bearer sk_test_abc\x00":                          "Bearer [redacted]",
		"a\x1b[31m":                                       redact.Mark,
		strings.Repeat("e", 101):                          redact.Mark,
	} {
		assert.Equal(t, want, redact.Cause(text, 200), "%q", text)
	}
}

func TestTextsAreCutBetweenWords(t *testing.T) {
	t.Parallel()
	for longest, want := range map[int]string{9: "two words", 8: "two…", 4: "two…", 3: "…"} {
		assert.Equal(t, want, redact.Text("two words", longest))
		assert.Equal(t, want, redact.Cause("two words", longest))
	}
}
