package invitations

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	if len(wire.PublicMetadata) == 0 {
		wire.PublicMetadata = json.RawMessage("{}")
	}
	known, err := json.Marshal(wire)
	if err != nil || len(i.Extra) == 0 {
		return known, err
	}
	return i.withExtra(known)
}

// withExtra adds Extra's members to those that the fields make. A field that is not zero wins.
func (i Invitation) withExtra(known []byte) ([]byte, error) {
	var extra, members map[string]json.RawMessage
	if err := json.Unmarshal(i.Extra, &extra); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(known, &members); err != nil {
		return nil, err
	}
	isSet := map[string]bool{
		"id":              true,
		"email_address":   true,
		"status":          true,
		"public_metadata": len(i.PublicMetadata) > 0,
		"url":             i.URL != "",
		"expires_at":      !i.ExpiresAt.IsZero(),
		"created_at":      !i.CreatedAt.IsZero(),
		"updated_at":      !i.UpdatedAt.IsZero(),
	}
	for name, member := range extra {
		if !isSet[name] {
			members[name] = member
		}
	}
	return json.Marshal(members)
}

// UnmarshalJSON reads the JSON object Clerk sends, or one from [Invitation.MarshalJSON].
// Null leaves the invitation as it is.
func (i *Invitation) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		return nil
	}
	// By way of a map, because encoding/json would fill a struct from names in any case.
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	var read Invitation
	var status string
	var expires, created, updated int64
	for _, field := range []struct {
		name     string
		into     any
		optional bool
	}{
		{"id", &read.ID, false},
		{"email_address", &read.EmailAddress, false},
		{"status", &status, false},
		{"public_metadata", &read.PublicMetadata, false},
		{"url", &read.URL, true},
		{"expires_at", &expires, true},
		{"created_at", &created, false},
		{"updated_at", &updated, false},
	} {
		member, ok := members[field.name]
		if !ok || isNull(member) {
			continue
		}
		if err := json.Unmarshal(member, field.into); err != nil {
			return fmt.Errorf("%s: %w", field.name, err)
		}
		if text := string(member); text != "0" && text != `""` || !field.optional {
			delete(members, field.name)
		}
	}
	read.Status = Status(status)
	read.ExpiresAt, read.CreatedAt, read.UpdatedAt = fromMillis(expires), fromMillis(created), fromMillis(updated)
	if string(members["object"]) == `"invitation"` {
		delete(members, "object")
	}
	if string(members["revoked"]) == "true" && read.Status == StatusRevoked {
		delete(members, "revoked")
	}
	if len(members) > 0 {
		var err error
		if read.Extra, err = json.Marshal(members); err != nil {
			return err
		}
	}
	*i = read
	return nil
}

// isWhole reports whether i is what an operation promises: an invitation, with its id and its
// status. Whatever else Clerk may leave out one day, nobody can do without these.
func (i *Invitation) isWhole() bool {
	if i.ID == "" || i.Status == "" {
		return false
	}
	if i.Extra == nil {
		return true
	}
	var extra struct {
		Object *string `json:"object"`
	}
	return json.Unmarshal(i.Extra, &extra) == nil && extra.Object == nil
}

func isNull(data json.RawMessage) bool {
	return bytes.Equal(data, []byte("null"))
}

// toMillis and fromMillis take 0, which Clerk does not send, for the zero time.
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
