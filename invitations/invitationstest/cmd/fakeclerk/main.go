// Fakeclerk serves an in-memory fake of Clerk's invitations API, for programs in any language.
//
//	go run github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest/cmd/fakeclerk@latest
//
// It prints the environment variables that Clerk's SDKs read, and then a line for each request and for
// each email that Clerk would have sent, with its address and its link. Open the link to accept the
// invitation. Nothing is kept when the program ends, by an interrupt.
//
// The flags, which -help lists, add users and invitations, turn on Clerk's rate limits and make requests
// fail. With -seed there is an invitation of each status.
//
// Clerk's SDKs for Go, JavaScript, Python, PHP, Ruby and Java were run on it unchanged, and the models of
// the one for C# were. The one for Elixir has no setting for the base URL.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "fakeclerk:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags, err := parseFlags(args, out)
	if err != nil {
		return err
	}
	options := []invitationstest.Option{
		invitationstest.WithSecretKey(flags.key),
		invitationstest.WithHistory(0),
		invitationstest.WithLog(out),
	}
	if flags.rateLimits {
		options = append(options, invitationstest.WithRateLimits())
	}
	handler := invitationstest.NewHandler(options...)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", flags.addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	root := "http://" + listener.Addr().String()
	_, _ = fmt.Fprintf(out, "export CLERK_SECRET_KEY=%s\nexport CLERK_API_URL=%s\n", flags.key, root)
	_, _ = fmt.Fprintf(out, "The base URL, for an SDK that does not read CLERK_API_URL: %s/v1\n", root)
	if flags.seed {
		if err := seed(ctx, handler, root+"/v1"); err != nil {
			return err
		}
	}
	for _, do := range flags.setup {
		do(handler)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// settings are what the flags say.
type settings struct {
	addr       string
	key        string
	rateLimits bool
	seed       bool
	setup      []func(*invitationstest.Handler) // in the order of the flags
}

func parseFlags(args []string, out io.Writer) (*settings, error) {
	s := new(settings)
	flags := flag.NewFlagSet("fakeclerk", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints the error
	flags.StringVar(&s.addr, "addr", "127.0.0.1:25375", "`host:port` to listen on; port 0 picks a free one")
	flags.StringVar(&s.key, "key", "sk_test_fakeclerk", "secret `key` that clients have to send")
	flags.BoolVar(&s.rateLimits, "rate-limits", false, "turn on Clerk's rate limits")
	flags.BoolVar(&s.seed, "seed", false, "create invitations for pending@example.com, accepted@example.com,\n"+
		"revoked@example.com and expired@example.com that have these statuses")
	flags.Func("user", "add a user with this `email` address; may be repeated", func(email string) error {
		s.setup = append(s.setup, func(handler *invitationstest.Handler) { handler.AddUser(email) })
		return nil
	})
	flags.Func("invite", "add a pending invitation for this `email` address; may be repeated", func(email string) error {
		s.setup = append(s.setup, func(handler *invitationstest.Handler) { handler.AddInvitation(email) })
		return nil
	})
	flags.Func("fail", "make requests fail with this `fault`, as described below; may be repeated", func(text string) error {
		fault, err := parseFault(text)
		s.setup = append(s.setup, func(handler *invitationstest.Handler) { handler.Inject(fault) })
		return err
	})
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		flags.PrintDefaults()
		_, _ = io.WriteString(out, faultUsage)
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return s, err
}
