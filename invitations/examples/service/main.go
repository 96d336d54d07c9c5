// Service is an HTTP service with one endpoint, which invites a person to a team.
//
//	go run ./invitations/examples/service
//	curl -i localhost:8080/invitations -d '{"email_address": "ada+clerk_test@example.com", "team": "analysis"}'
//
// Without CLERK_SECRET_KEY it runs against an in-memory fake of the Clerk API. With it, it runs against
// Clerk, which sends an email to whoever is invited. The endpoint has no authentication: put your own in
// front of it.
package main

import (
	"cmp"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := run(logger); err != nil {
		logger.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(logger *slog.Logger) error {
	client, err := newClient(logger)
	if err != nil {
		return err
	}
	server := &http.Server{
		Addr:         cmp.Or(os.Getenv("ADDR"), "localhost:8080"),
		Handler:      newHandler(client, logger),
		ReadTimeout:  5 * time.Second,
		WriteTimeout: 5*time.Second + timeout + time.Second, // counted from before the body is read
	}
	logger.Info("listening", "addr", server.Addr)
	return server.ListenAndServe()
}

func newClient(logger *slog.Logger) (*invitations.Client, error) {
	if os.Getenv("CLERK_SECRET_KEY") != "" {
		return invitations.NewFromEnv(invitations.WithLogger(logger))
	}
	logger.Warn("running against an in-memory fake of the Clerk API; set CLERK_SECRET_KEY to use Clerk")
	return invitationstest.NewHandler().Client(invitations.WithLogger(logger)), nil
}
