package invitations

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// MaxLimit is the largest size of a page.
const MaxLimit = 500

// ListParams says which invitations to list, in which order, and which page of them. The zero value
// of every field is not sent, and means Clerk's default.
type ListParams struct {
	// Statuses selects invitations with one of these statuses. Clerk's default is all but revoked.
	Statuses []Status
	// Query selects invitations by email address or id. Clerk does not document whether it matches
	// parts of them, so compare the results if you need equality.
	Query string
	// OrderBy is the field to sort by. Clerk's default is OrderByCreatedAtDesc.
	OrderBy OrderBy
	// Limit is the size of the page, from 1 to [MaxLimit]. Clerk's default is 10.
	Limit int
	// Offset is how many invitations to skip.
	Offset int
}

// An OrderBy names the field to sort by, with "-" before it for descending order, or "+" or nothing for
// ascending order. Other fields than those of the constants are rejected.
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
	TotalCount  int // of the list; if the response has none, the number of invitations in the page
}

// LogValue implements [slog.LogValuer] with what Format prints.
func (p ListParams) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(p)) }

// Format implements [fmt.Formatter], because Query can be an address.
func (p ListParams) Format(f fmt.State, verb rune) {
	printAs(f, verb, fmt.Sprintf("ListParams(limit %d offset %d)", p.Limit, p.Offset))
}

// List returns one page of invitations: GET /invitations. The error is an [*ArgumentError] if p is
// rejected before anything is sent, and else an [*Error].
func (c *Client) List(ctx context.Context, p ListParams, opts ...Option) (*Page, error) {
	call, err := c.newCall(ctx, opList, opts, p.check())
	if err != nil {
		return nil, err
	}
	page, err := call.list(ctx, p)
	if err == nil && page.TotalCount == noTotal {
		page.TotalCount = len(page.Invitations)
	}
	return page, err
}

// noTotal is the TotalCount of a page that was decoded from a bare array.
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
	case !p.OrderBy.isKnown():
		return invalid("OrderBy", "is not created_at, email_address or expires_at, with +, - or nothing before it")
	case p.Limit < 0 || p.Limit > MaxLimit:
		return invalid("Limit", fmt.Sprintf("is not between 1 and %d", MaxLimit))
	case p.Offset < 0:
		return invalid("Offset", "is negative")
	}
	return nil
}

func (o OrderBy) isKnown() bool {
	switch field := string(o); strings.TrimPrefix(strings.TrimPrefix(field, "+"), "-") {
	case "created_at", "email_address", "expires_at":
		return !strings.HasPrefix(field, "+-")
	}
	return o == ""
}

// A wireList is what a list of invitations is decoded into. An array has no room for more than a
// page, however many items a hostile server sends; a last place that is taken means too many.
type wireList [MaxLimit + 1]gen.Invitation

// prepare makes items that encoding/json has decoded distinct from the places that it clears because
// there is no item for them.
func (l *wireList) prepare() {
	for i := range l {
		l[i].Object = gen.InvitationObjectInvitation
	}
}

// invitations returns the items of a decoded list.
func (l *wireList) invitations() ([]Invitation, error) {
	isCleared := func(item gen.Invitation) bool { return item.Object == "" && item.ID == "" }
	end := slices.IndexFunc(l[:], isCleared)
	if end < 0 || slices.ContainsFunc(l[end:], func(item gen.Invitation) bool { return !isCleared(item) }) {
		return nil, errOutOfShape
	}
	list := make([]Invitation, end)
	for i := range list {
		if !isWhole(&l[i]) {
			return nil, errOutOfShape
		}
		list[i] = newInvitation(&l[i])
	}
	return list, nil
}

func decodeList(body []byte) ([]Invitation, error) {
	var list wireList
	list.prepare()
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	return list.invitations()
}

// An envelope is what Clerk returns for a list with paginated=true.
type envelope[T any] struct {
	Data  T    `json:"data"`
	Total *int `json:"total_count"`
}

// mostAtOnce is the size of a body whose envelope and list are decoded at once. In a larger one the
// list is cut out first, because a hostile server could repeat it very often. Pages are rarely larger.
const mostAtOnce = 512 << 10

// decodePage decodes an array of invitations, or an envelope of one.
func decodePage(body []byte) (*Page, error) {
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		list, err := decodeList(body)
		return &Page{Invitations: list, TotalCount: noTotal}, err
	}
	list, total, err := decodeEnvelope(body)
	switch {
	case err != nil:
		return nil, err
	case total == nil || *total < 0:
		return nil, errOutOfShape
	}
	return &Page{Invitations: list, TotalCount: *total}, nil
}

func decodeEnvelope(body []byte) (list []Invitation, total *int, err error) {
	if len(body) > mostAtOnce {
		var outer envelope[json.RawMessage]
		if err = json.Unmarshal(body, &outer); err == nil {
			list, err = decodeList(outer.Data)
		}
		return list, outer.Total, err
	}
	var whole envelope[wireList]
	whole.Data.prepare()
	if err = json.Unmarshal(body, &whole); err == nil {
		list, err = whole.Data.invitations()
	}
	return list, whole.Total, err
}
