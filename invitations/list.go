package invitations

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// MaxLimit is the largest size of a page.
const MaxLimit = 500

// ListParams says which invitations to list, in which order, and which page of them. The zero value
// of every field is not sent, and means Clerk's default.
type ListParams struct {
	Statuses []Status // one of these; Clerk's default is all but revoked
	// Query selects invitations by email address or id. Clerk does not document whether it matches
	// parts of them, so compare the results if you need equality.
	Query   string
	OrderBy OrderBy // Clerk's default is OrderByCreatedAtDesc
	Limit   int     // the size of the page, from 1 to [MaxLimit]; Clerk's default is 10
	Offset  int     // how many invitations to skip
}

// An OrderBy names the field to sort by, with "-" before it for descending order. Other values are sent as
// they are.
type OrderBy string

// The orders that Clerk documents.
const (
	OrderByCreatedAt        OrderBy = "+created_at"
	OrderByCreatedAtDesc    OrderBy = "-created_at"
	OrderByEmailAddress     OrderBy = "+email_address"
	OrderByEmailAddressDesc OrderBy = "-email_address"
	OrderByExpiresAt        OrderBy = "+expires_at"
	OrderByExpiresAtDesc    OrderBy = "-expires_at"
)

// A Page is a part of a list of invitations.
type Page struct {
	Invitations []Invitation
	TotalCount  int // of the whole list, or -1 if the response does not say
}

// LogValue implements [slog.LogValuer] without the invitations.
func (p Page) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("invitations", len(p.Invitations)), slog.Int("total_count", p.TotalCount))
}

// List returns one page of invitations: GET /invitations.
func (c *Client) List(ctx context.Context, p ListParams, opts ...Option) (*Page, error) {
	call, err := c.newCall(ctx, opList, opts, p.check())
	if err != nil {
		return nil, err
	}
	defer call.report()
	return call.list(ctx, p)
}

// noTotal is the TotalCount of a page whose response has none.
const noTotal = -1

func (c *call) list(ctx context.Context, p ListParams) (*Page, error) {
	query := p.encode()
	return do(ctx, c, func(ctx context.Context, api *gen.Client) (*http.Response, error) {
		return api.ListInvitations(ctx, query)
	}, decodePage)
}

func (p ListParams) encode() *gen.ListInvitationsParams {
	query := &gen.ListInvitationsParams{
		Query:     optional(p.Query),
		OrderBy:   optional(string(p.OrderBy)),
		Paginated: new(true), // Clerk sends the total only then
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
		return invalid("Statuses", "contains an empty status")
	case p.Limit < 0 || p.Limit > MaxLimit:
		return invalid("Limit", fmt.Sprintf("is not between 1 and %d", MaxLimit))
	case p.Offset < 0:
		return invalid("Offset", "is negative")
	}
	return nil
}

// decodePage decodes an array of invitations, or an object with one.
func decodePage(body []byte) (*Page, error) {
	// Without data the list keeps the item that it has from the beginning, which is no invitation.
	wire := gen.InvitationPage{Data: append(newWireList(body), gen.Invitation{}), TotalCount: noTotal}
	var target any = &wire
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		target = &wire.Data
	}
	if err := json.Unmarshal(body, target); err != nil {
		return nil, err
	}
	list, err := newInvitations(wire.Data)
	if err != nil {
		return nil, err
	}
	return &Page{Invitations: list, TotalCount: int(max(wire.TotalCount, noTotal))}, nil
}

// newWireList returns an empty list with room for about as many invitations as a body holds.
func newWireList(body []byte) gen.InvitationList {
	const size = 200 // of an invitation, or somewhat less
	return make(gen.InvitationList, 0, min(len(body)/size+1, MaxLimit))
}
