// Service is an HTTP service with one endpoint, which invites a person to a team.
//
//	go run ./invitations/examples/service
//	curl -i localhost:8080/invitations -d '{"email_address": "ada+clerk_test@example.com", "team": "analysis"}'
//
// The same curl once more is answered 409. Without CLERK_SECRET_KEY the service runs against a Clerk
// of its own, in memory. With it, it talks to Clerk, and Clerk mails whoever is invited. ADDR is where
// it listens.
//
// It serves whoever can reach it: put your own authentication in front of it.
package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second interrupt kills
	if err := run(ctx, logger); err != nil {
		logger.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, logger *slog.Logger) error {
	client, err := connect(logger)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cmp.Or(os.Getenv("ADDR"), "localhost:8080"))
	if err != nil {
		return err
	}
	logger.Info("listening", "addr", listener.Addr().String())
	return serve(ctx, listener, newHandler(client, logger))
}

// connect returns a client of Clerk where there is a key, else of a Clerk in memory.
func connect(logger *slog.Logger) (*invitations.Client, error) {
	opts := []invitations.Option{invitations.WithLogger(logger), invitations.WithTimeout(attemptWithin)}
	if os.Getenv("CLERK_SECRET_KEY") != "" {
		return invitations.NewFromEnv(opts...)
	}
	logger.Warn("talking to a Clerk in memory: set CLERK_SECRET_KEY to talk to Clerk")
	clerk := invitationstest.NewHandler()
	server := httptest.NewServer(clerk) // which is needed until the process ends
	return invitations.New(clerk.SecretKey, append(opts, invitations.WithBaseURL(server.URL))...)
}

// serve answers until ctx ends. What is under way then goes on to its answer: if it were cut off,
// nobody would know whether somebody was invited.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	const readWithin = 5 * time.Second
	server := &http.Server{
		Handler:      handler,
		ReadTimeout:  readWithin,
		WriteTimeout: readWithin + answerWithin + time.Second, // it is counted from before the body is read
		IdleTimeout:  time.Minute,
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		stopped <- server.Shutdown(context.WithoutCancel(ctx)) // no request takes longer than the timeouts
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
