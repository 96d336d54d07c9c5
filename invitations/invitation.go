package invitations

import (
	"encoding/json"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/jsoncut"
)

// An Invitation is one person's invitation to sign up.
//
// It marshals to the JSON object Clerk answers with, and back, without loss, so that it can be
// stored or passed on. Printed (%v and the like) and logged with log/slog it shows its id and
// status alone; as JSON it is data and holds everything.
type Invitation struct {
	ID           string
	EmailAddress string
	Status       Status

	// PublicMetadata is the JSON object given when the invitation was created, byte for byte as
	// Clerk sent it; {} where none was given. [MetadataAs] decodes it.
	PublicMetadata json.RawMessage

	// URL is the link that was mailed. Whoever has it can sign up as the invited person: treat it as
	// a secret. Clerk sends it for a new invitation and not for a revoked one.
	URL string

	// The times have a precision of milliseconds and are in UTC; zero where Clerk sent none.
	ExpiresAt, CreatedAt, UpdatedAt time.Time

	// Extra is a JSON object of what Clerk sent that has no place above, such as a field this
	// library does not know yet; nil where there was nothing.
	Extra json.RawMessage
}

// A Status is where an invitation stands. A value that is none of the constants is one that Clerk
// has added since; it is passed through.
type Status string

// The statuses Clerk documents.
const (
	StatusPending  Status = "pending"
	StatusAccepted Status = "accepted"
	StatusRevoked  Status = "revoked"
	StatusExpired  Status = "expired"
)

// isWhole reports whether i, which says to be an object of a kind, is what an operation promises: an
// invitation, with its id and its status. Whatever else Clerk may leave out one day, nobody can do
// without these.
func (i *Invitation) isWhole(object jsoncut.Value) bool {
	if i.ID == "" || i.Status == "" {
		return false
	}
	if object.IsNone() || object.IsNull() || string(object.Raw()) == invitationObject {
		return true
	}
	kind, err := object.Text()
	return err == nil && kind == string(gen.InvitationObjectInvitation)
}
