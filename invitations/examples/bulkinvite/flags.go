package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// settings are what the command line says.
type settings struct {
	input       string
	output      string
	send        bool
	expires     int
	redirect    string
	concurrency int
	wait        time.Duration
}

// parseFlags returns what args say. It has told the user what is wrong with them, or what -h asks for.
func parseFlags(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("bulkinvite", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		_, _ = fmt.Fprintln(stderr, "usage: bulkinvite [flags] people.csv")
		flags.PrintDefaults()
	}
	flags.StringVar(&s.output, "o", "", "write the outcomes to this `file`, which may be the input, instead of standard output")
	flags.BoolVar(&s.send, "send", false, "have Clerk mail the links; without it people are invited but mailed nothing")
	flags.IntVar(&s.expires, "expires", 0, "how many `days` the links work (default: Clerk's, 30)")
	flags.StringVar(&s.redirect, "redirect", "", "the `URL` that the links lead to")
	flags.IntVar(&s.concurrency, "concurrency", invitations.DefaultConcurrency, "how many requests are under way at a time")
	flags.DurationVar(&s.wait, "wait", 0, "the longest `time` to wait when Clerk's rate limit is reached, such as 1h (default: the client's, 10s)")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	redirect, err := url.Parse(s.redirect)
	switch {
	case flags.NArg() != 1:
		err = errors.New("name one file")
	case s.expires < 0 || s.expires > 365:
		err = errors.New("-expires is not between 1 and 365")
	case err != nil || s.redirect != "" && !redirect.IsAbs():
		err = errors.New("-redirect is not an absolute URL")
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "bulkinvite:", err)
		flags.Usage()
	}
	s.input = flags.Arg(0)
	return s, err
}

// options are those of the client. It checks them itself.
func (s settings) options() []invitations.Option {
	return []invitations.Option{
		invitations.WithConcurrency(s.concurrency),
		invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: s.wait}),
	}
}

// everyone is what all invitations have in common.
func (s settings) everyone() invitations.CreateParams {
	return invitations.CreateParams{SkipEmail: !s.send, ExpiresInDays: s.expires, RedirectURL: s.redirect}
}
