package invitations_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestInvitationJSONHasClerksNamesAndRFC3339Times(t *testing.T) {
	t.Parallel()
	created := time.UnixMilli(1764633600001).UTC()
	for stored, inv := range map[string]invitations.Invitation{
		`{"id":"inv_1","email_address":"ada@example.com","status":"pending","public_metadata":{"n":12345678901234567},
		  "url":"https://clerk.example/t","expires_at":"2025-12-02T01:00:00.001Z","created_at":"2025-12-02T00:00:00.001Z",
		  "updated_at":"2025-12-02T00:00:00.001Z"}`: {
			ID: "inv_1", EmailAddress: "ada@example.com", Status: invitations.StatusPending,
			PublicMetadata: json.RawMessage(`{"n":12345678901234567}`), URL: "https://clerk.example/t",
			ExpiresAt: created.Add(time.Hour), CreatedAt: created, UpdatedAt: created,
		},
		`{"id":"inv_1","email_address":"","status":"revoked"}`: {ID: "inv_1", Status: invitations.StatusRevoked},
	} {
		data, err := json.Marshal(invitations.Page{Invitations: []invitations.Invitation{inv}})
		require.NoError(t, err)
		assert.Equal(t, decodeExact(t, `{"Invitations":[`+stored+`],"TotalCount":0}`), decodeExact(t, string(data)))
		var again invitations.Page
		require.NoError(t, json.Unmarshal(data, &again))
		assert.Equal(t, []invitations.Invitation{inv}, again.Invitations)
	}
}

func TestInvitationDecodesClerksJSON(t *testing.T) {
	t.Parallel()
	millis := func(n int64) time.Time { return time.UnixMilli(n).UTC() }
	for body, want := range map[string]invitations.Invitation{
		pendingJSON: {
			ID: testID, EmailAddress: "ada@example.com", Status: invitations.StatusPending,
			PublicMetadata: json.RawMessage(`{"team":"analysis"}`), URL: "https://clerk.example/ticket?t=s3cr3t",
			ExpiresAt: millis(1767225600412), CreatedAt: millis(1764633600001), UpdatedAt: millis(1764633600001),
		},
		revokedJSON: {
			ID: testID, EmailAddress: "ada@example.com", Status: invitations.StatusRevoked, PublicMetadata: json.RawMessage(`{}`),
			ExpiresAt: millis(1767225600412), CreatedAt: millis(1764633600001), UpdatedAt: millis(1764720000000),
		},
	} {
		revoked, err := newClient(t, returning(200, body)).Revoke(t.Context(), testID)
		require.NoError(t, err)
		assert.Equal(t, &want, revoked)
		var inv invitations.Invitation
		require.NoError(t, json.Unmarshal([]byte(body), &inv))
		assert.Equal(t, want, inv)
		stored, err := json.Marshal(inv)
		require.NoError(t, err)
		again := invitations.Invitation{URL: "of another", ExpiresAt: time.Now()}
		require.NoError(t, json.Unmarshal(stored, &again))
		assert.Equal(t, inv, again)
	}

	var event struct{ Data *invitations.Invitation }
	require.NoError(t, json.Unmarshal([]byte(`{"data":{"id":"inv_1","status":"new","expires_at":null,"created_at":1}}`), &event))
	assert.Equal(t, &invitations.Invitation{ID: "inv_1", Status: "new", CreatedAt: millis(1)}, event.Data)
	for _, wrong := range []string{`{"id":7}`, `{"created_at":"soon"}`, `{"created_at":1.5}`, `{"created_at":{}}`, `[]`} {
		assert.Error(t, json.Unmarshal([]byte(wrong), new(invitations.Invitation)), wrong)
	}
}

func TestMetadataAs(t *testing.T) {
	t.Parallel()
	type team struct {
		Name  string
		Badge int64
	}
	analysis := team{"analysis", 12345678901234567}
	inv := &invitations.Invitation{PublicMetadata: json.RawMessage(`{"name":"analysis","badge":12345678901234567}`)}
	value, err := invitations.MetadataAs[team](inv)
	require.NoError(t, err)
	assert.Equal(t, analysis, value)
	pointer, err := invitations.MetadataAs[*team](inv)
	require.NoError(t, err)
	assert.Equal(t, &analysis, pointer)

	for _, none := range []*invitations.Invitation{nil, {}} {
		value, err := invitations.MetadataAs[team](none)
		require.NoError(t, err)
		assert.Zero(t, value)
	}

	half, err := invitations.MetadataAs[struct {
		Name  string
		Badge string
	}](inv)
	assert.Zero(t, half)
	var mismatch *json.UnmarshalTypeError
	require.ErrorAs(t, err, &mismatch)
	_, err = invitations.MetadataAs[team](&invitations.Invitation{PublicMetadata: json.RawMessage(`{"name":`)})
	var syntax *json.SyntaxError
	require.ErrorAs(t, err, &syntax)
}
