package invitations

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// MaxLimit is the most invitations that one page holds.
const MaxLimit = 500

// ListParams says which invitations to list, in which order, and which page of them. The zero
// value of every field leaves the choice to Clerk and is not sent.
type ListParams struct {
	// Statuses selects the invitations in one of these states. Clerk's default is all but revoked.
	Statuses []Status

	// Query selects by email address or id. Whether Clerk matches parts of either is not documented:
	// compare again where equality matters.
	Query string

	// OrderBy is the field to sort by. Clerk's default is the newest first: "-created_at".
	OrderBy OrderBy

	// Limit is the size of the page, from 1 to [MaxLimit]. Clerk's default is 10.
	Limit int

	// Offset is how many invitations to skip before the first of the page.
	Offset int
}

// An OrderBy names the field to sort by; a "-" before it sorts downwards, a "+" or nothing upwards.
// Fields other than these three are refused.
type OrderBy string

// The orders Clerk documents.
const (
	OrderByCreatedAt        OrderBy = "+created_at"
	OrderByCreatedAtDesc    OrderBy = "-created_at"
	OrderByEmailAddress     OrderBy = "+email_address"
	OrderByEmailAddressDesc OrderBy = "-email_address"
	OrderByExpiresAt        OrderBy = "+expires_at"
	OrderByExpiresAtDesc    OrderBy = "-expires_at"
)

// A Page is some of the invitations that match, and how many match in all.
type Page struct {
	Invitations []Invitation

	// TotalCount is Clerk's count of all that match, whatever the page. Where the answer is a bare
	// array, which has none, it is the number of invitations in the page.
	TotalCount int
}

// List returns one page of invitations: GET /invitations.
//
// The error is an [*ArgumentError] if p was refused before anything was sent, else an [*Error].
func (c *Client) List(ctx context.Context, p ListParams, opts ...Option) (*Page, error) {
	call, err := c.newCall(ctx, opList, opts)
	if err != nil {
		return nil, err
	}
	if refusal := p.check(); refusal != nil {
		return nil, refusal.in(opList, "")
	}
	return call.list(ctx, p)
}

// list asks for one page.
func (c *call) list(ctx context.Context, p ListParams) (*Page, error) {
	query := p.encode()
	return do(ctx, c, decodePage, func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.ListInvitations(ctx, query)
	}, nil)
}

func (p ListParams) encode() *gen.ListInvitationsParams {
	paginated := true // Clerk sends the total only then.
	query := &gen.ListInvitationsParams{
		Query:     optional(p.Query),
		OrderBy:   optional(string(p.OrderBy)),
		Paginated: &paginated,
		Limit:     optional(p.Limit),
		Offset:    optional(p.Offset),
	}
	if len(p.Statuses) > 0 {
		statuses := make([]gen.InvitationStatus, len(p.Statuses))
		for i, status := range p.Statuses {
			statuses[i] = gen.InvitationStatus(status)
		}
		query.Status = &statuses
	}
	return query
}

func (p ListParams) check() *ArgumentError {
	switch {
	case slices.Contains(p.Statuses, ""):
		return refuse("Statuses", "holds an empty status")
	case !p.OrderBy.isKnown():
		return refuse("OrderBy", "is not created_at, email_address or expires_at, with + or - or nothing before it")
	case p.Limit < 0 || p.Limit > MaxLimit:
		return refuse("Limit", fmt.Sprintf("is not between 1 and %d", MaxLimit))
	case p.Offset < 0:
		return refuse("Offset", "is negative")
	}
	return nil
}

func (o OrderBy) isKnown() bool {
	field := string(o)
	if strings.HasPrefix(field, "+") || strings.HasPrefix(field, "-") {
		field = field[1:]
	} else if field == "" {
		return true
	}
	return field == "created_at" || field == "email_address" || field == "expires_at"
}
