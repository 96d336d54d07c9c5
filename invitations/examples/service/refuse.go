package main

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

var errMalformed = errors.New("the body is not the object that is asked for")

// A refusal is what a caller is told of a failure. Its words are ours: Clerk's may hold the address,
// and are meant for who calls Clerk.
type refusal struct {
	status  int
	Code    string `json:"code"` // for programs
	Message string `json:"message"`
}

// refusalFor returns the first refusal that fits, as one error can be several. A create is never
// ErrNotFound, ErrAlreadyRevoked or ErrAlreadyAccepted.
func refusalFor(err error) refusal {
	const statusGone = 499 // nobody reads it, but what counts answers should not count a 200
	var tooLarge *http.MaxBytesError
	is := func(target error) bool { return errors.Is(err, target) }
	switch {
	case is(errMalformed):
		return refusal{http.StatusBadRequest, "malformed", "The body is not an object with email_address and team."}
	case errors.As(err, &tooLarge):
		return refusal{http.StatusRequestEntityTooLarge, "too_large", "The body is too large."}
	case is(context.Canceled):
		return refusal{statusGone, "gone", "The caller has hung up."}

	// Before what kept Clerk's answer away: a deadline, or ErrServer, which no create is without this.
	// Asking again is safe as long as we do not set IgnoreExisting.
	case is(invitations.ErrOutcomeUnknown):
		return refusal{http.StatusGatewayTimeout, "unknown", "The person may have been invited. Ask again: nobody is mailed twice, and already_invited means that there is an invitation."}

	// From here on, nobody was invited.

	// Those who may invite may also know who is known here. An endpoint for everyone should not tell.
	case is(invitations.ErrAlreadyInvited):
		return refusal{http.StatusConflict, "already_invited", "The address has a pending invitation."}
	case is(invitations.ErrUserExists):
		return refusal{http.StatusConflict, "user_exists", "The address belongs to a user."}
	case is(invitations.ErrInvalid) && fault(err) != "":
		return refusal{http.StatusUnprocessableEntity, "invalid", fault(err)}

	// Our key, our plan or our request: for us to mend, and for the log to tell.
	case is(invitations.ErrUnauthorized), is(invitations.ErrForbidden), is(invitations.ErrInvalid):
		return refusal{http.StatusInternalServerError, "internal", "Something is wrong on our side."}

	// Not 429, because the limit is on our key, whoever has used it up.
	case is(invitations.ErrRateLimited):
		return refusal{http.StatusServiceUnavailable, "busy", "Too many people are being invited. Try again later."}
	case is(context.DeadlineExceeded):
		return refusal{http.StatusGatewayTimeout, "timeout", "There was no time to invite the person. Try again later."}
	}
	// Clerk could not be reached, or has given an answer that means nothing to us.
	return refusal{http.StatusBadGateway, "unavailable", "Inviting is not possible at present. Try again later."}
}

// fault says what is wrong with a field of the caller's; "" where the fault is not in one. An
// ArgumentError's reason never holds the value, and so can be passed on.
func fault(err error) string {
	var field, reason string
	var argument *invitations.ArgumentError
	var failure *invitations.Error
	switch {
	case errors.As(err, &argument):
		field, reason = argument.Field, argument.Reason
	case errors.As(err, &failure) && len(failure.Details) > 0:
		field, reason = failure.Details[0].Param(), "was not accepted"
	}
	switch field {
	case "EmailAddress", "email_address":
		return "email_address " + reason
	case "PublicMetadata", "public_metadata":
		return "team " + reason
	}
	return ""
}

// refuse answers with a failure, and logs it: the trace id is in what an *invitations.Error logs of
// itself, and no address is.
func (s service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	refusal, level := refusalFor(err), slog.LevelInfo
	if refusal.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.logger.Log(r.Context(), level, "not invited", "status", refusal.status, "error", err)
	var failure *invitations.Error
	if errors.As(err, &failure) && failure.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(failure.RetryAfter.Seconds()))))
	}
	reply(w, refusal.status, refusal)
}
