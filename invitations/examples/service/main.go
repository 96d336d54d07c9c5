// Service is an HTTP service with one endpoint, which invites a person to a team.
//
//	go run ./invitations/examples/service -fake
//	curl -i localhost:8080/invitations -d '{"email_address": "ada+clerk_test@example.com", "team": "analysis"}'
//
// It runs against Clerk, with the key in CLERK_SECRET_KEY, and emails whoever is invited; with -fake it
// runs against an in-memory fake of the Clerk API. The endpoint has no authentication: put your own in
// front of it, also because its responses tell who is invited or a user.
package main

import (
	"cmp"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func main() {
	fake := flag.Bool("fake", false, "run against an in-memory fake of the Clerk API")
	flag.Parse()
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := run(logger, *fake); err != nil {
		logger.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(logger *slog.Logger, fake bool) error {
	client, err := newClient(logger, fake)
	if err != nil {
		return err
	}
	server := &http.Server{
		Addr:         cmp.Or(os.Getenv("ADDR"), "localhost:8080"),
		Handler:      newHandler(client, logger),
		ReadTimeout:  5 * time.Second,
		WriteTimeout: 5*time.Second + timeout + time.Second, // includes the time to read the body
	}
	logger.Info("listening", "addr", server.Addr)
	return server.ListenAndServe()
}

func newClient(logger *slog.Logger, fake bool) (*invitations.Client, error) {
	if fake {
		return invitationstest.NewHandler().Client(invitations.WithLogger(logger)), nil
	}
	return invitations.NewFromEnv(invitations.WithLogger(logger))
}
