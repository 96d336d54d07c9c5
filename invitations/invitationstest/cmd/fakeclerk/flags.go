package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// defaultAddr always has the same port, so that CLERK_API_URL can be kept. It is CLERK on the keys of
// a telephone.
const defaultAddr = "127.0.0.1:25375"

// flags is what the command line says.
type flags struct {
	addr       string
	expose     bool
	key        string
	rateLimits bool
	seed       int
}

// parseFlags reads the command line. Asked for help, it writes that to log.
func parseFlags(args []string, log io.Writer) (flags, error) {
	var f flags
	set := flag.NewFlagSet("fakeclerk", flag.ContinueOnError)
	set.SetOutput(io.Discard) // an error is said once, by main
	set.Usage = func() {}
	set.StringVar(&f.addr, "addr", defaultAddr, "`host:port` to listen on; port 0 picks a free one")
	set.BoolVar(&f.expose, "expose", false, "allow an address that is not loopback")
	set.StringVar(&f.key, "key", invitationstest.NewHandler().SecretKey, "the secret `key` that clients have to send; with sk_live_ the limits are those of production")
	set.BoolVar(&f.rateLimits, "rate-limits", false, "turn on Clerk's rate limits")
	set.IntVar(&f.seed, "seed", 0, "begin with `n` pending invitations")
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		set.SetOutput(log)
		set.PrintDefaults()
	}
	if err != nil {
		return flags{}, err
	}
	return f, f.check(set.Args())
}

// maxSeed is more than anybody has, and fits into memory.
const maxSeed = 1_000_000

func (f flags) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("there is nothing to do with %q", rest[0])
	case !isKey(f.key):
		return errors.New("-key is not one that can be sent: it needs letters, digits and the like, and no spaces")
	case f.seed < 0 || f.seed > maxSeed:
		return fmt.Errorf("-seed is not between 0 and %d", maxSeed)
	}
	return nil
}

func isKey(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

func (f flags) handler() *invitationstest.Handler {
	options := []invitationstest.Option{
		invitationstest.WithSecretKey(f.key),
		invitationstest.WithHistory(0), // it may run for weeks, and nobody asks
	}
	if f.rateLimits {
		options = append(options, invitationstest.WithRateLimits())
	}
	h := invitationstest.NewHandler(options...)
	h.Seed(f.seed)
	return h
}

// listen refuses what others can reach, unless that is wanted: this is no real Clerk, and its default
// key is known to everybody.
func (f flags) listen(ctx context.Context) (net.Listener, error) {
	addr, err := net.ResolveTCPAddr("tcp", f.addr)
	if err != nil {
		return nil, err
	}
	if !addr.IP.IsLoopback() && !f.expose {
		return nil, fmt.Errorf("%s is not on loopback, so others could reach what is no real Clerk; -expose allows it", f.addr)
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", addr.String())
}
