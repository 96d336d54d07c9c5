package main

import (
	"net/http/httptest"
	"os"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// connect returns a client of Clerk where there is a key, else of a Clerk in memory.
func connect(opts ...invitations.Option) (client *invitations.Client, where string, closeServer func(), err error) {
	if os.Getenv("CLERK_SECRET_KEY") != "" {
		client, err = invitations.NewFromEnv(opts...)
		return client, "Clerk", func() {}, err
	}
	handler := invitationstest.NewHandler()
	server := httptest.NewServer(handler)
	client, err = invitations.New(handler.SecretKey, append(opts, invitations.WithBaseURL(server.URL))...)
	return client, "a Clerk in memory (set CLERK_SECRET_KEY to talk to Clerk)", server.Close, err
}
