package invitations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/jsoncut"
)

// invitationObject is the kind of object an invitation is, as JSON.
const invitationObject = `"` + string(gen.InvitationObjectInvitation) + `"`

// MarshalJSON returns the invitation as the JSON object Clerk would send, times in Unix milliseconds.
func (i Invitation) MarshalJSON() ([]byte, error) {
	wire := gen.Invitation{
		Object:         gen.InvitationObjectInvitation,
		ID:             i.ID,
		EmailAddress:   i.EmailAddress,
		Status:         gen.InvitationStatus(i.Status),
		PublicMetadata: i.PublicMetadata,
		URL:            i.URL,
		ExpiresAt:      toMillis(i.ExpiresAt),
		CreatedAt:      toMillis(i.CreatedAt),
		UpdatedAt:      toMillis(i.UpdatedAt),
		Revoked:        i.Status == StatusRevoked,
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
	if isNull(bytes.Trim(data, " \t\r\n")) {
		return nil
	}
	read, err := jsoncut.Decode(data, func(c *jsoncut.Cutter) (Invitation, error) {
		inv, _, err := cutInvitation(c)
		return inv, err
	})
	if err != nil {
		return err
	}
	*i = read
	return nil
}

// cutInvitation cuts off an invitation. It also returns what kind of object it says to be.
func cutInvitation(c *jsoncut.Cutter) (Invitation, jsoncut.Value, error) {
	var known struct {
		id, emailAddress, status, publicMetadata, url, expiresAt, createdAt, updatedAt, object, revoked jsoncut.Value
	}
	var r memberReader
	err := c.Object(func(name []byte) error {
		member, err := c.Next()
		switch string(name) {
		case "id":
			known.id = member
		case "email_address":
			known.emailAddress = member
		case "status":
			known.status = member
		case "public_metadata":
			known.publicMetadata = member
		case "url":
			known.url = member
		case "expires_at":
			known.expiresAt = member
		case "created_at":
			known.createdAt = member
		case "updated_at":
			known.updatedAt = member
		case "object":
			known.object = member
		case "revoked":
			known.revoked = member
		default:
			r.keep(string(name), member)
		}
		return err
	})
	if err != nil {
		return Invitation{}, jsoncut.Value{}, err
	}
	inv := Invitation{
		ID:             r.text("id", known.id),
		EmailAddress:   r.text("email_address", known.emailAddress),
		Status:         r.status("status", known.status),
		PublicMetadata: r.raw("public_metadata", known.publicMetadata),
		URL:            r.text("url", known.url),
		ExpiresAt:      r.time("expires_at", known.expiresAt),
		CreatedAt:      r.time("created_at", known.createdAt),
		UpdatedAt:      r.time("updated_at", known.updatedAt),
	}
	// What MarshalJSON would leave out, or make anew, is kept as it was.
	if inv.URL == "" {
		r.keep("url", known.url)
	}
	if inv.ExpiresAt.IsZero() {
		r.keep("expires_at", known.expiresAt)
	}
	if string(known.object.Raw()) != invitationObject {
		r.keep("object", known.object)
	}
	if string(known.revoked.Raw()) != "true" || inv.Status != StatusRevoked {
		r.keep("revoked", known.revoked)
	}
	inv.Extra = r.extra()
	if r.err != nil {
		return Invitation{}, jsoncut.Value{}, r.err
	}
	return inv, known.object, nil
}

// A memberReader reads an object's members, and remembers the first error and what has to be kept.
type memberReader struct {
	kept map[string]json.RawMessage
	err  error
}

// isGiven reports whether there is a member and it is not null, which is kept.
func (r *memberReader) isGiven(name string, member jsoncut.Value) bool {
	if member.IsNull() {
		r.keep(name, member)
		return false
	}
	return !member.IsNone()
}

func (r *memberReader) text(name string, member jsoncut.Value) string {
	if !r.isGiven(name, member) {
		return ""
	}
	text, err := member.Text()
	r.note(name, err)
	return text
}

func (r *memberReader) status(name string, member jsoncut.Value) Status {
	text, _ := member.Unquoted()
	for _, status := range [...]Status{StatusPending, StatusAccepted, StatusRevoked, StatusExpired} {
		if string(text) == string(status) {
			return status // rather than one more copy of it
		}
	}
	return Status(r.text(name, member))
}

func (r *memberReader) time(name string, member jsoncut.Value) time.Time {
	if !r.isGiven(name, member) {
		return time.Time{}
	}
	ms, err := member.Integer()
	r.note(name, err)
	return fromMillis(ms)
}

func (r *memberReader) raw(name string, member jsoncut.Value) json.RawMessage {
	if !r.isGiven(name, member) {
		return nil
	}
	return bytes.Clone(member.Raw())
}

func (r *memberReader) note(name string, err error) {
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("%s: %w", name, err)
	}
}

// keep has a member become a part of Extra, if there is one.
func (r *memberReader) keep(name string, member jsoncut.Value) {
	if member.IsNone() {
		return
	}
	if r.kept == nil {
		r.kept = make(map[string]json.RawMessage)
	}
	r.kept[name] = member.Raw()
}

// extra returns the members that were kept, as an object.
func (r *memberReader) extra() json.RawMessage {
	if len(r.kept) == 0 {
		return nil
	}
	var extra bytes.Buffer
	encoder := json.NewEncoder(&extra)
	encoder.SetEscapeHTML(false) // which could make it six times as long
	r.note("Extra", encoder.Encode(r.kept))
	return bytes.TrimSuffix(extra.Bytes(), []byte("\n"))
}

func isNull(data []byte) bool { return string(data) == "null" }

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
	given := v // so that what is not given takes no memory
	return &given
}
