package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// seed creates an invitation of each status, a week ago, so that they count for no rate limit.
func seed(ctx context.Context, handler *invitationstest.Handler, baseURL string) error {
	client, err := invitations.New(handler.SecretKey, invitations.WithBaseURL(baseURL), invitations.WithInsecureHTTP(),
		invitations.WithHTTPClient(&http.Client{Transport: invitationstest.NewTransport(handler)}))
	if err != nil {
		return fmt.Errorf("-seed: %w", err)
	}
	const week = 7 * 24 * time.Hour
	handler.Advance(-week)
	defer handler.Advance(week)
	for _, status := range []string{"pending", "accepted", "revoked", "expired"} {
		params := invitations.CreateParams{EmailAddress: status + "@example.com"}
		if status == "expired" {
			params.ExpiresInDays = 1
		}
		inv, err := client.Create(ctx, params)
		if err != nil {
			return err
		}
		switch status {
		case "accepted":
			err = handler.Accept(inv.ID)
		case "revoked":
			_, err = client.Revoke(ctx, inv.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
