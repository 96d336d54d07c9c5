package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// An outcome is what became of a person, in the words of the CSV. It is empty as long as nothing has.
type outcome string

const (
	invited        outcome = "invited"
	alreadyInvited outcome = "already_invited"
	userExists     outcome = "user_exists"
	invalid        outcome = "invalid"
	unknown        outcome = "unknown"
	failed         outcome = "failed"
)

// isSettled reports whether another try would change nothing.
func (o outcome) isSettled() bool {
	return o == invited || o == alreadyInvited || o == userExists || o == invalid
}

// outcomeOf says what the error of a result means. An error can be several things at once, and that
// nobody knows for sure comes first, so that such a person is tried again.
func outcomeOf(err error) outcome {
	switch {
	case err == nil:
		return invited
	case errors.Is(err, invitations.ErrOutcomeUnknown):
		return unknown
	case errors.Is(err, invitations.ErrAlreadyInvited):
		return alreadyInvited
	case errors.Is(err, invitations.ErrUserExists):
		return userExists
	case errors.Is(err, invitations.ErrInvalid):
		return invalid
	}
	return failed
}

// isAboutFlags reports whether err is about what the flags give to everyone. It is then the outcome
// of nobody: as invalid, all would be settled and never tried again.
func isAboutFlags(err error) bool {
	var refusal *invitations.ArgumentError
	if errors.As(err, &refusal) {
		return hasOneSuffix(refusal.Field, "RedirectURL", "ExpiresInDays")
	}
	var failure *invitations.Error
	return errors.As(err, &failure) && slices.ContainsFunc(failure.Details, func(d invitations.ErrorDetail) bool {
		return hasOneSuffix(d.Param(), "redirect_url", "expires_in_days")
	})
}

func hasOneSuffix(s string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(s, suffix) })
}
