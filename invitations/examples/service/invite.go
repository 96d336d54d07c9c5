package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

const (
	// answerWithin is how long an invitation may take. http.TimeoutHandler is no way to limit it: it
	// answers 503 by itself, before the handler can say whether somebody may have been invited.
	answerWithin = 10 * time.Second

	// attemptWithin leaves time, after an attempt that stalls, to find out what became of it.
	attemptWithin = 3 * time.Second

	maxBody = 16 << 10
)

type service struct {
	client *invitations.Client
	logger *slog.Logger
}

func newHandler(client *invitations.Client, logger *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /invitations", service{client, logger}.invite)
	return mux
}

// An invited is what a caller is told of a new invitation. The link is not part of it: whoever has
// that can sign up in the person's place.
type invited struct {
	ID        string             `json:"id"`
	Status    invitations.Status `json:"status"`
	ExpiresAt time.Time          `json:"expires_at,omitzero"`
}

func (s service) invite(w http.ResponseWriter, r *http.Request) {
	params, err := readParams(w, r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin) // r's own ends when the caller hangs up
	defer cancel()
	inv, err := s.client.Create(ctx, params)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	reply(w, http.StatusCreated, invited{inv.ID, inv.Status, inv.ExpiresAt})
}

// readParams reads the body to its end, as net/http notices only from then on that a caller hangs up.
// It takes no redirect URL: where a link in our mail leads is not for callers to say.
func readParams(w http.ResponseWriter, r *http.Request) (invitations.CreateParams, error) {
	var body struct {
		EmailAddress string `json:"email_address"`
		Team         string `json:"team"`
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
	case err != nil, json.Unmarshal(data, &body) != nil, body.Team == "":
		err = errMalformed // cut off, too slow, or another text; encoding/json's own error may quote what was sent
	}
	return invitations.CreateParams{
		EmailAddress:   body.EmailAddress,
		PublicMetadata: map[string]string{"team": body.Team},
	}, err
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // it fails only where the caller has gone
}
