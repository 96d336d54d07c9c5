package invitations

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

// An Invitation is one person's invitation to sign up. Printed or logged it shows only its id and
// status; as JSON it holds everything.
type Invitation struct {
	ID           string `json:"id"`
	EmailAddress string `json:"email_address"`
	Status       Status `json:"status"`
	// PublicMetadata is a JSON object, byte for byte as Clerk sent it. [MetadataAs] decodes it.
	PublicMetadata json.RawMessage `json:"public_metadata,omitempty"`
	// URL is the link in the email. Whoever has it can sign up as the invited person: it is a secret.
	// Clerk sends it for a new invitation and not for a revoked one.
	URL string `json:"url,omitempty"`
	// The times are in UTC, in whole milliseconds, and zero if Clerk sent none. Whether UpdatedAt of an
	// accepted invitation is the time of acceptance is not documented.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

// A Status is the state of an invitation. Values that Clerk adds later are kept.
type Status string

// The statuses that Clerk documents.
const (
	StatusPending  Status = "pending"
	StatusAccepted Status = "accepted"
	StatusRevoked  Status = "revoked"
	StatusExpired  Status = "expired"
)

// Format implements [fmt.Formatter]: every verb prints the id and the status.
func (i Invitation) Format(f fmt.State, verb rune) {
	printAs(f, verb, "Invitation("+redact.Text(i.ID, maxCode)+" "+redact.Text(string(i.Status), maxCode)+")")
}

// LogValue implements [slog.LogValuer] with the id and the status.
func (i Invitation) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", redact.Text(i.ID, maxCode)),
		slog.String("status", redact.Text(string(i.Status), maxCode)),
	)
}

// UnmarshalJSON decodes Clerk's JSON, with times in Unix milliseconds, and that of an Invitation.
func (i *Invitation) UnmarshalJSON(data []byte) error {
	var wire gen.Invitation
	if json.Unmarshal(data, &wire) == nil {
		*i = newInvitation(&wire)
		return nil
	}
	type fields Invitation // has no methods
	var own fields
	err := json.Unmarshal(data, &own)
	*i = Invitation(own)
	return err
}

// MetadataAs decodes the public metadata of an invitation into a T, which is zero if there is none.
// The error is that of [json.Unmarshal].
func MetadataAs[T any](inv *Invitation) (T, error) {
	var zero, metadata T
	if inv == nil || len(inv.PublicMetadata) == 0 {
		return zero, nil
	}
	if err := json.Unmarshal(inv.PublicMetadata, &metadata); err != nil {
		return zero, err
	}
	return metadata, nil
}

// decodeInvitation decodes the response of an operation that returns one invitation.
func decodeInvitation(body []byte) (*Invitation, error) {
	var wire gen.Invitation
	if err := json.Unmarshal(body, &wire); err != nil {
		return nil, err
	}
	if !isWhole(&wire) {
		return nil, errOutOfShape
	}
	inv := newInvitation(&wire)
	return &inv, nil
}

// isWhole reports whether an item is an invitation, with what nobody can do without.
func isWhole(wire *gen.Invitation) bool {
	isInvitation := wire.Object == gen.InvitationObjectInvitation || wire.Object == ""
	return isInvitation && wire.ID != "" && wire.Status != ""
}

func newInvitations(wire gen.InvitationList) ([]Invitation, error) {
	list := make([]Invitation, len(wire))
	for i := range wire {
		if !isWhole(&wire[i]) {
			return nil, errOutOfShape
		}
		list[i] = newInvitation(&wire[i])
	}
	return list, nil
}

func newInvitation(wire *gen.Invitation) Invitation {
	return Invitation{
		ID:             wire.ID,
		EmailAddress:   wire.EmailAddress,
		Status:         Status(wire.Status),
		PublicMetadata: wire.PublicMetadata,
		URL:            wire.URL,
		ExpiresAt:      timeOf(wire.ExpiresAt),
		CreatedAt:      timeOf(wire.CreatedAt),
		UpdatedAt:      timeOf(wire.UpdatedAt),
	}
}

// timeOf returns the time of Unix milliseconds, and the zero time for 0.
func timeOf(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis).UTC()
}

// printAs implements [fmt.Formatter] for types that hold secrets: every verb prints text. A String
// method would not do, because %#v and %d ignore it.
func printAs(f fmt.State, verb rune, text string) {
	if verb == 'v' {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}
