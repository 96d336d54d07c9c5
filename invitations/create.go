package invitations

import (
	"context"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// CreateParams says whom to invite, and how. The zero value of every field but EmailAddress leaves
// the choice to Clerk and is not sent.
type CreateParams struct {
	// EmailAddress is whom to invite: one plain address, without a display name.
	EmailAddress string

	// PublicMetadata becomes part of the person's public metadata once they have signed up: anything
	// that encoding/json turns into a JSON object. Clerk takes up to 8 KB.
	PublicMetadata any

	// RedirectURL is where the link leads: an absolute URL, not a path alone. Clerk never gives it back.
	RedirectURL string

	// SkipEmail creates the invitation without mailing it.
	SkipEmail bool

	// IgnoreExisting creates the invitation even where a pending invitation or a user already has the
	// address. Sending such a request twice mails the person twice.
	IgnoreExisting bool

	// ExpiresInDays is how many days the link works, from 1 to 365. Clerk's default is 30.
	ExpiresInDays int

	// TemplateSlug is the email template. Clerk's default is TemplateInvitation.
	TemplateSlug TemplateSlug
}

// A TemplateSlug names one of the email templates that Clerk has for invitations. Any other is refused.
type TemplateSlug string

// The templates Clerk has for invitations.
const (
	TemplateInvitation         TemplateSlug = "invitation"
	TemplateWaitlistInvitation TemplateSlug = "waitlist_invitation"
)

// Create invites one person: POST /invitations.
//
// Errors to tell apart: [ErrAlreadyInvited], [ErrUserExists], [ErrInvalid], [ErrRateLimited]
// (Clerk allows 100 creates an hour), [ErrOutcomeUnknown]; an [*ArgumentError] if p was refused before
// anything was sent. Ask for [ErrOutcomeUnknown] first: such an error also is what kept the answer away,
// [ErrServer] or a deadline. Any other error means that this call has invited nobody.
//
// After a lost answer the client looks the address up, and returns the invitation if this call has
// made it. It tells so by the server's clock, to the minute: a pending invitation that another client
// made for the address less than a minute before may be taken for the call's own.
func (c *Client) Create(ctx context.Context, p CreateParams, opts ...Option) (*Invitation, error) {
	call, err := c.newCall(ctx, opCreate, opts)
	if err != nil {
		return nil, err
	}
	body, refusal := p.encode()
	if refusal != nil {
		return nil, refusal.in(opCreate, "")
	}
	return call.create(ctx, p, body)
}

func (c *call) create(ctx context.Context, p CreateParams, body gen.CreateInvitationRequest) (*Invitation, error) {
	creation := newCreation(c, []CreateParams{p})
	creation.send = func(ctx context.Context, _ []int) ([]Invitation, *Error) {
		return attempt(ctx, c, decodeCreated, func(ctx context.Context, api *gen.Client) (*http.Response, error) {
			return api.CreateInvitation(ctx, body)
		})
	}
	if err := creation.run(ctx); err != nil {
		return nil, err
	}
	return creation.made[0], nil
}

func (p CreateParams) encode() (gen.CreateInvitationRequest, *ArgumentError) {
	if refusal := p.check(); refusal != nil {
		return gen.CreateInvitationRequest{}, refusal
	}
	metadata, refusal := encodeMetadata(p.PublicMetadata)
	if refusal != nil {
		return gen.CreateInvitationRequest{}, refusal
	}
	request := gen.CreateInvitationRequest{
		EmailAddress:   p.EmailAddress,
		PublicMetadata: metadata,
		RedirectURL:    optional(p.RedirectURL),
		IgnoreExisting: optional(p.IgnoreExisting),
		ExpiresInDays:  optional(p.ExpiresInDays),
		TemplateSlug:   optional(gen.TemplateSlug(p.TemplateSlug)),
	}
	if p.SkipEmail {
		request.Notify = new(bool)
	}
	return request, nil
}

func (p CreateParams) check() *ArgumentError {
	switch {
	case !isEmailAddress(p.EmailAddress):
		return refuse("EmailAddress", "is not one plain email address")
	case p.RedirectURL != "" && !isAbsoluteURL(p.RedirectURL):
		return refuse("RedirectURL", "is not an absolute URL")
	case p.ExpiresInDays < 0 || p.ExpiresInDays > 365:
		return refuse("ExpiresInDays", "is not between 1 and 365")
	case p.TemplateSlug != "" && p.TemplateSlug != TemplateInvitation && p.TemplateSlug != TemplateWaitlistInvitation:
		return refuse("TemplateSlug", "is not a template for invitations")
	}
	return nil
}
