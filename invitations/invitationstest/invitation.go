package invitationstest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// An Invitation is one as the handler holds it, more than the API tells. It holds the real address
// and the real link.
type Invitation struct {
	ID             string
	EmailAddress   string
	Status         string // pending, accepted, revoked or expired, at the handler's time
	PublicMetadata json.RawMessage
	RedirectURL    string // what it was created with; the API never gives it back
	TemplateSlug   string
	URL            string // the link, also where the API leaves it out
	ExpiresAt      time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// invitation is the stored form. Its times are Unix milliseconds, as on the wire.
type invitation struct {
	seq         int64
	id          string
	email       string
	emailKey    string // the form addresses are compared in
	idKey       string // the form a part of an id is searched in
	metadata    json.RawMessage
	redirectURL string
	template    gen.TemplateSlug
	settled     gen.InvitationStatus // accepted, revoked, or empty: then time decides
	expiresAt   int64
	createdAt   int64
	updatedAt   int64
}

// emailKey is the form in which addresses are compared.
func emailKey(email string) string { return strings.ToLower(email) }

func (v *invitation) status(now int64) gen.InvitationStatus {
	switch {
	case v.settled != "":
		return v.settled
	case now >= v.expiresAt:
		return gen.InvitationStatusExpired
	default:
		return gen.InvitationStatusPending
	}
}

// settle gives v its last status. Its update time moves even where the clock stands still.
func (v *invitation) settle(status gen.InvitationStatus, now int64) {
	v.settled = status
	v.updatedAt = max(now, v.updatedAt+1)
}

// wire is v as the API shows it.
func (v *invitation) wire(now int64, withURL bool) gen.Invitation {
	out := gen.Invitation{
		Object:         gen.InvitationObjectInvitation,
		ID:             v.id,
		EmailAddress:   v.email,
		PublicMetadata: v.metadata,
		Status:         v.status(now),
		ExpiresAt:      v.expiresAt,
		CreatedAt:      v.createdAt,
		UpdatedAt:      v.updatedAt,
	}
	if v.settled == gen.InvitationStatusRevoked {
		out.Revoked = true
	} else if withURL {
		out.URL = ticketURL(v.seq)
	}
	return out
}

func (v *invitation) snapshot(now int64) Invitation {
	return Invitation{
		ID:             v.id,
		EmailAddress:   v.email,
		Status:         string(v.status(now)),
		PublicMetadata: slices.Clone(v.metadata),
		RedirectURL:    v.redirectURL,
		TemplateSlug:   string(v.template),
		URL:            ticketURL(v.seq),
		ExpiresAt:      time.UnixMilli(v.expiresAt),
		CreatedAt:      time.UnixMilli(v.createdAt),
		UpdatedAt:      time.UnixMilli(v.updatedAt),
	}
}
