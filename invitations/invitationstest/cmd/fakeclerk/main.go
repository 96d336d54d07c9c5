// Fakeclerk serves a Clerk in memory on loopback, for those who develop without a Clerk account.
//
//	go install github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest/cmd/fakeclerk@latest
//	fakeclerk -seed 1000
//
// It prints the two environment variables by which a program finds it, and runs until it is
// interrupted. The lines can be copied to another terminal, or a shell can take them from here:
//
//	eval "$(fakeclerk &)"
//
// To end what that has started: kill $FAKECLERK_PID.
//
// The flags:
//
//	-addr host:port  where to listen; the default is 127.0.0.1:25375, and port 0 picks a free one
//	-expose          allow an address that is not loopback
//	-key key         the secret key that clients have to send
//	-rate-limits     turn on Clerk's rate limits
//	-seed n          begin with n pending invitations
//
// What it is told it forgets when it ends. It remembers no requests and no emails, and an invitation
// until that is deleted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	signals := []os.Signal{syscall.SIGTERM}
	if !signal.Ignored(os.Interrupt) { // as it is for what a shell has put in the background
		signals = append(signals, os.Interrupt)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "fakeclerk:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends. It closes out once it has printed the variables, so that a shell that
// reads them does not wait for more.
func run(ctx context.Context, args []string, out io.WriteCloser, log io.Writer) error {
	f, err := parseFlags(args, log)
	if err != nil {
		return err
	}
	listener, err := f.listen(ctx)
	if err != nil {
		return err
	}
	handler := f.handler()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute, IdleTimeout: 5 * time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	if err := errors.Join(printEnvironment(out, handler.SecretKey, listener.Addr()), out.Close()); err != nil {
		return errors.Join(err, server.Close())
	}
	_, _ = fmt.Fprintf(log, "fakeclerk: a Clerk in memory is listening on %s\n", listener.Addr())
	if f.expose {
		_, _ = fmt.Fprintln(log, "fakeclerk: others may reach it, and it is no real Clerk")
	}

	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return shutDown(ctx, server)
	}
}

// shutDown lets what is being answered end, for a while.
func shutDown(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}
