package invitations

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
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

// MarshalJSON returns the invitation as the JSON object Clerk would send, times in Unix milliseconds.
func (i Invitation) MarshalJSON() ([]byte, error) {
	wire := gen.Invitation{
		Object:         gen.InvitationObjectInvitation,
		ID:             i.ID,
		EmailAddress:   i.EmailAddress,
		Status:         gen.InvitationStatus(i.Status),
		PublicMetadata: i.PublicMetadata,
		URL:            optional(i.URL),
		ExpiresAt:      optional(toMillis(i.ExpiresAt)),
		CreatedAt:      toMillis(i.CreatedAt),
		UpdatedAt:      toMillis(i.UpdatedAt),
		Revoked:        optional(i.Status == StatusRevoked),
	}
	if wire.PublicMetadata == nil {
		wire.PublicMetadata = json.RawMessage("{}")
	}
	known, err := json.Marshal(wire)
	if err != nil || i.Extra == nil {
		return known, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(i.Extra, &members); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(known, &members); err != nil {
		return nil, err
	}
	return json.Marshal(members)
}

// UnmarshalJSON reads the JSON object Clerk sends, or one from [Invitation.MarshalJSON].
func (i *Invitation) UnmarshalJSON(data []byte) error {
	var wire gen.Invitation
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	extra, err := extraMembers(data)
	if err != nil {
		return err
	}
	*i = Invitation{
		ID:             wire.ID,
		EmailAddress:   wire.EmailAddress,
		Status:         Status(wire.Status),
		PublicMetadata: wire.PublicMetadata,
		URL:            value(wire.URL),
		ExpiresAt:      fromMillis(value(wire.ExpiresAt)),
		CreatedAt:      fromMillis(wire.CreatedAt),
		UpdatedAt:      fromMillis(wire.UpdatedAt),
		Extra:          extra,
	}
	if isNull(i.PublicMetadata) {
		i.PublicMetadata = nil
	}
	return nil
}

// extraMembers returns the members of a JSON invitation that its Go fields cannot hold.
func extraMembers(data []byte) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	status := members["status"]
	for name, member := range members {
		switch name {
		case "id", "email_address", "status", "public_metadata", "url", "expires_at", "created_at", "updated_at":
			if !isNull(member) {
				delete(members, name)
			}
		case "object":
			if string(member) == `"invitation"` {
				delete(members, name)
			}
		case "revoked":
			if string(member) == "true" && string(status) == `"revoked"` {
				delete(members, name)
			}
		}
	}
	if len(members) == 0 {
		return nil, nil
	}
	return json.Marshal(members)
}

func isNull(data json.RawMessage) bool {
	return bytes.Equal(data, []byte("null"))
}

// toMillis and fromMillis are each other's inverse: 0 stands for the zero time.
func toMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// optional returns nil for the zero value, which the API takes as not given.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
