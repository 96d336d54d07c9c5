package invitations

import (
	"errors"
	"net/http"
)

// What a call's error can be. Use errors.Is; one error can be several of them.
var (
	// ErrUnauthorized: Clerk does not accept the secret key. Status 401.
	ErrUnauthorized = errors.New("invitations: unauthorized")

	// ErrForbidden: Clerk, or the edge in front of it, does not allow the request. Status 403.
	ErrForbidden = errors.New("invitations: forbidden")

	// ErrNotFound: no invitation has the id. Status 404 with the code resource_not_found, from an
	// operation on an id; any other 404 is no word of Clerk's about an invitation.
	ErrNotFound = errors.New("invitations: not found")

	// ErrAlreadyInvited: a pending invitation has the address. Status 400 with the code
	// duplicate_record, from an operation that creates.
	ErrAlreadyInvited = errors.New("invitations: already invited")

	// ErrUserExists: a user has the address. Status 422 with the code form_identifier_exists.
	ErrUserExists = errors.New("invitations: user exists")

	// ErrAlreadyRevoked: the invitation was revoked before. Status 400 with the code
	// invitation_already_revoked.
	ErrAlreadyRevoked = errors.New("invitations: already revoked")

	// ErrAlreadyAccepted: the person has signed up. Status 400 with the code
	// invitation_already_accepted.
	ErrAlreadyAccepted = errors.New("invitations: already accepted")

	// ErrInvalid: an argument is wrong. Every [*ArgumentError]; of Clerk's answers, status 422
	// other than ErrUserExists, and status 400 with a code about the form of the request, such as
	// bulk_size_exceeded, request_body_invalid or api_version_invalid.
	ErrInvalid = errors.New("invitations: invalid argument")

	// ErrRateLimited: too many requests. Status 429; RetryAfter says how long to wait.
	ErrRateLimited = errors.New("invitations: rate limited")

	// ErrServer: Clerk, or the edge in front of it, is in trouble. Status 500 to 599.
	ErrServer = errors.New("invitations: server error")

	// ErrOutcomeUnknown: a create may have been carried out, and nothing could tell. The same error
	// also is what kept the answer away, such as ErrServer or [context.DeadlineExceeded].
	// [Client.List] shows later whether there is an invitation; sending the create again mails the
	// person again if it has IgnoreExisting, and only then.
	ErrOutcomeUnknown = errors.New("invitations: outcome unknown")
)

const codeDuplicate = "duplicate_record"

// Is reports whether target is one of this package's sentinels and applies: by status, by code and,
// where a code is generic, by operation.
func (e *Error) Is(target error) bool {
	switch target {
	case nil:
		return false
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrRateLimited:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrServer:
		return e.StatusCode >= 500 && e.StatusCode <= 599
	case ErrInvalid:
		return e.isInvalid()
	case ErrOutcomeUnknown:
		return e.unknown
	}
	for _, detail := range e.Details {
		if e.sentinelOf(detail) == target {
			return true
		}
	}
	return false
}

// sentinelOf returns the sentinel that one of Clerk's errors stands for, or nil.
func (e *Error) sentinelOf(detail ErrorDetail) error {
	switch {
	case detail.Code == codeDuplicate && e.answeredWith(http.StatusBadRequest) && isCreation(e.Op):
		return ErrAlreadyInvited
	case detail.Code == "form_identifier_exists" && e.answeredWith(http.StatusUnprocessableEntity) && isCreation(e.Op):
		return ErrUserExists
	case detail.Code == "invitation_already_revoked" && e.answeredWith(http.StatusBadRequest) && e.Op == opRevoke:
		return ErrAlreadyRevoked
	case detail.Code == "invitation_already_accepted" && e.answeredWith(http.StatusBadRequest) && e.Op == opRevoke:
		return ErrAlreadyAccepted
	case detail.Code == "resource_not_found" && e.StatusCode == http.StatusNotFound && findsByID(e.Op):
		return ErrNotFound
	}
	return nil
}

// answeredWith reports whether the answer's status is the one a code comes with. Several errors
// share one status, so that of 400 and 422 either then stands for both.
func (e *Error) answeredWith(status int) bool {
	if len(e.Details) > 1 {
		return e.StatusCode == http.StatusBadRequest || e.StatusCode == http.StatusUnprocessableEntity
	}
	return e.StatusCode == status
}

func (e *Error) isInvalid() bool {
	if e.StatusCode != http.StatusBadRequest && e.StatusCode != http.StatusUnprocessableEntity {
		return false
	}
	for _, detail := range e.Details {
		switch detail.Code {
		case "bulk_size_exceeded", "request_body_invalid", "api_version_invalid",
			"form_param_missing", "form_param_format_invalid", "form_param_unknown",
			"form_param_value_invalid", "form_param_exceeds_allowed_size":
			return true
		}
		if e.StatusCode == http.StatusUnprocessableEntity && e.sentinelOf(detail) == nil {
			return true
		}
	}
	return e.StatusCode == http.StatusUnprocessableEntity && len(e.Details) == 0
}

func isCreation(op string) bool { return op == opCreate || op == opCreateBulk }

func findsByID(op string) bool { return op == opRevoke || op == opDelete || op == opGet }
