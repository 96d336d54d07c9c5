package invitations

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/validate"
)

// CreateParams says whom to invite, and how. The zero value of every field but EmailAddress is not
// sent, and means Clerk's default.
type CreateParams struct {
	EmailAddress string // one plain address without a display name
	// PublicMetadata becomes part of the user's public metadata after sign-up. It is anything that
	// encoding/json turns into a JSON object, of up to 8 KB.
	PublicMetadata any
	RedirectURL    string // absolute: where the link in the email leads; Clerk never returns it
	SkipEmail      bool   // whether Clerk sends no email
	// IgnoreExisting creates the invitation even if a pending invitation or a user has the address.
	// Sending such a request twice sends a second email.
	IgnoreExisting bool
	ExpiresInDays  int          // how many days the link works, from 1 to 365; Clerk's default is 30
	TemplateSlug   TemplateSlug // of the email; Clerk's default is TemplateInvitation
}

// A TemplateSlug names an email template. Other values are sent as they are.
type TemplateSlug string

// The templates that Clerk documents.
const (
	TemplateInvitation         TemplateSlug = "invitation"
	TemplateWaitlistInvitation TemplateSlug = "waitlist_invitation"
)

// Create invites one person: POST /invitations. Clerk allows 100 requests an hour.
//
// The error is [ErrAlreadyInvited], [ErrUserExists], [ErrInvalid], [ErrRateLimited] or
// [ErrOutcomeUnknown], among others. Unless it is ErrOutcomeUnknown, this call created no invitation, on
// the premise that Clerk's list and its check for duplicates show what Clerk has finished.
//
// Without IgnoreExisting, Clerk rejects a second pending invitation for the address, so a request whose
// response was lost is retried. With IgnoreExisting it is not, because Clerk would send a second email.
// If no retry succeeds, Create looks up the invitation of this call and returns it, perhaps without its
// URL: one for the address with equal metadata, created after the first lost request, or up to 5 seconds
// before it by the server's clock.
func (c *Client) Create(ctx context.Context, p CreateParams, opts ...Option) (*Invitation, error) {
	body, invalid := p.encode()
	call, err := c.newCall(ctx, opCreate, opts, invalid)
	if err != nil {
		return nil, err
	}
	defer call.report()
	return call.create(ctx, body)
}

func (c *call) create(ctx context.Context, body gen.CreateInvitationRequest) (*Invitation, error) {
	created, err := c.createAndReconcile(ctx, []gen.CreateInvitationRequest{body},
		func(ctx context.Context, api *gen.Client) (*http.Response, error) {
			return api.CreateInvitation(ctx, body)
		},
		func(body []byte) ([]Invitation, error) {
			inv, err := decodeInvitation(body)
			if err != nil {
				return nil, err
			}
			return []Invitation{*inv}, nil
		},
	)
	if err != nil {
		return nil, err
	}
	return &created[0], nil
}

// encode checks p and returns it as it is sent.
func (p CreateParams) encode() (body gen.CreateInvitationRequest, err *ArgumentError) {
	if err = invalid("EmailAddress", validate.Address(p.EmailAddress)); err != nil {
		return body, err
	}
	if p.RedirectURL != "" {
		if err = invalid("RedirectURL", validate.RedirectURL(p.RedirectURL)); err != nil {
			return body, err
		}
	}
	if p.ExpiresInDays < 0 || p.ExpiresInDays > 365 {
		return body, invalid("ExpiresInDays", "is not between 1 and 365")
	}
	metadata, err := encodeMetadata(p.PublicMetadata)
	if err != nil {
		return body, err
	}
	body = gen.CreateInvitationRequest{
		EmailAddress:   p.EmailAddress,
		PublicMetadata: metadata,
		RedirectURL:    optional(p.RedirectURL),
		IgnoreExisting: optional(p.IgnoreExisting),
		ExpiresInDays:  optional(p.ExpiresInDays),
		TemplateSlug:   optional(gen.TemplateSlug(p.TemplateSlug)),
	}
	if p.SkipEmail {
		body.Notify = new(false)
	}
	return body, nil
}

// encodeMetadata returns metadata as a JSON object, or nil if there is none.
func encodeMetadata(metadata any) (json.RawMessage, *ArgumentError) {
	if metadata == nil {
		return nil, nil
	}
	encoded, err := json.Marshal(metadata)
	_, isBytes := metadata.([]byte)
	switch {
	case err != nil:
		return nil, &ArgumentError{Field: "PublicMetadata", Reason: "cannot be encoded as JSON", err: foreign(err)}
	case string(encoded) == "null": // a nil map or pointer
		return nil, nil
	case isBytes:
		return nil, invalid("PublicMetadata", "is a []byte; only a json.RawMessage is sent as it is")
	case encoded[0] != '{':
		return nil, invalid("PublicMetadata", "is not a JSON object")
	}
	return encoded, nil
}
