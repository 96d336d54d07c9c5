// Fakeclerk serves an in-memory fake of Clerk's invitations API, for programs in any language.
//
//	go run github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest/cmd/fakeclerk@latest
//
// It prints the environment variables that Clerk's SDKs read, and then a line for each request and for
// each email that Clerk would have sent, with its address and its link. Open the link to accept the
// invitation. Nothing is kept when the program ends, by an interrupt.
//
// The flags, which -help lists, add users and invitations, turn on Clerk's rate limits and make requests
// fail. With -seed there is an invitation of each status. No email is sent for what a flag adds; the link
// is /v1/tickets/accept?ticket=ticket_ and the id of the invitation.
//
// Clerk's SDKs for Go, JavaScript, Python, PHP, Ruby and Java were run on it unchanged. Of the SDK for C#,
// the models were. The SDK for Elixir has no setting for the base URL.
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
	addr, handler, err := parseFlags(args, out)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	_, _ = fmt.Fprintf(out, `export CLERK_SECRET_KEY=%[1]s
export CLERK_API_URL=http://%[2]s
The base URL, for an SDK that does not read CLERK_API_URL: http://%[2]s/v1
`, handler.SecretKey, listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// parseFlags returns the address to listen on and the handler to serve.
func parseFlags(args []string, out io.Writer) (addr string, handler *invitationstest.Handler, err error) {
	var setup []func() // what the flags do to the handler
	flags := flag.NewFlagSet("fakeclerk", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints the error
	flags.StringVar(&addr, "addr", "127.0.0.1:25375", "`host:port` to listen on; port 0 picks a free one")
	key := flags.String("key", "sk_test_fakeclerk", "secret `key` that clients have to send")
	rateLimits := flags.Bool("rate-limits", false, "turn on Clerk's rate limits")
	flags.BoolFunc("seed", "add an invitation of each status, for pending@example.com, accepted@example.com,\n"+
		"revoked@example.com and expired@example.com", func(string) error {
		setup = append(setup, func() { seed(handler) })
		return nil
	})
	flags.Func("user", "add a user with this `email` address; may be repeated", func(email string) error {
		setup = append(setup, func() { handler.AddUser(email) })
		return nil
	})
	flags.Func("invite", "add a pending invitation for this `email` address; may be repeated", func(email string) error {
		setup = append(setup, func() { handler.AddInvitation(email) })
		return nil
	})
	flags.Func("fail", "make requests fail with this `fault`, as described below; may be repeated", func(text string) error {
		fault, err := parseFault(text)
		setup = append(setup, func() { handler.Inject(fault) })
		return err
	})
	if err = flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(out)
		flags.PrintDefaults()
		_, _ = io.WriteString(out, faultUsage)
	} else if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err != nil {
		return "", nil, err
	}
	options := []invitationstest.Option{
		invitationstest.WithSecretKey(*key), invitationstest.WithHistory(0), invitationstest.WithLog(out),
	}
	if *rateLimits {
		options = append(options, invitationstest.WithRateLimits())
	}
	handler = invitationstest.NewHandler(options...)
	for _, do := range setup {
		do()
	}
	return addr, handler, nil
}

// seed adds an invitation of each status.
func seed(handler *invitationstest.Handler) {
	const month = 30 * 24 * time.Hour // after which an invitation is expired
	handler.Advance(-month)
	handler.AddInvitation("expired@example.com")
	handler.Advance(month)
	handler.AddInvitation("pending@example.com")
	_ = handler.Accept(handler.AddInvitation("accepted@example.com"))
	_ = handler.Revoke(handler.AddInvitation("revoked@example.com"))
}
