package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

const (
	// timeout is how long the client may take for a request to this service, retries included.
	timeout = 10 * time.Second

	maxBody = 16 << 10
)

func newHandler(client *invitations.Client, logger *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /invitations", func(w http.ResponseWriter, r *http.Request) {
		// There is no redirect_url: callers must not choose where the link in our email leads.
		var body struct {
			EmailAddress string `json:"email_address"`
			Team         string `json:"team"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&body); err != nil {
			respond(w, http.StatusBadRequest, failure{"malformed"})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		inv, err := client.Create(ctx, invitations.CreateParams{
			EmailAddress:   body.EmailAddress,
			PublicMetadata: map[string]string{"team": body.Team},
		})
		if err != nil {
			status, code := statusOf(err)
			logger.WarnContext(ctx, "not invited", "status", status, "error", err) // err holds no address
			if failure, ok := errors.AsType[*invitations.Error](err); ok && failure.RetryAfter > 0 {
				w.Header().Set("Retry-After", strconv.FormatFloat(math.Ceil(failure.RetryAfter.Seconds()), 'f', 0, 64))
			}
			respond(w, status, failure{code})
			return
		}
		// The URL is left out: whoever has it can sign up as the invited person.
		respond(w, http.StatusCreated, invited{inv.ID, inv.Status, inv.ExpiresAt})
	})
	return mux
}

type invited struct {
	ID        string             `json:"id"`
	Status    invitations.Status `json:"status"`
	ExpiresAt time.Time          `json:"expires_at,omitzero"`
}

type failure struct {
	Code string `json:"error"`
}

// statusOf returns the status and the code of the response to an error of [invitations.Client.Create]. No
// invitation was created unless the code is unknown.
func statusOf(err error) (status int, code string) {
	switch {
	case errors.Is(err, invitations.ErrAlreadyInvited):
		return http.StatusConflict, "already_invited"
	case errors.Is(err, invitations.ErrUserExists):
		return http.StatusConflict, "user_exists"
	case errors.Is(err, invitations.ErrInvalid):
		return http.StatusUnprocessableEntity, "invalid"
	case errors.Is(err, invitations.ErrRateLimited): // not 429: the limit is on our key, whoever has used it up
		return http.StatusServiceUnavailable, "busy"
	case errors.Is(err, invitations.ErrOutcomeUnknown): // the invitation may exist, and a retry shows it
		return http.StatusGatewayTimeout, "unknown"
	}
	return http.StatusBadGateway, "unavailable" // our key is wrong, or Clerk is down or out of reach
}

func respond(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // fails only if the caller has gone
}
