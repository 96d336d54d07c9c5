package invitations_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestInvitationJSONHasClerksNamesAndReadableTimes(t *testing.T) {
	t.Parallel()
	created := time.UnixMilli(1764633600001).UTC()
	inv := invitations.Invitation{
		ID: "inv_1", EmailAddress: "ada@example.com", Status: invitations.StatusPending,
		PublicMetadata: json.RawMessage(`{"n":12345678901234567}`), URL: "https://clerk.example/t",
		ExpiresAt: created.Add(time.Hour), CreatedAt: created, UpdatedAt: created,
	}
	stored, err := json.Marshal(inv)
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"inv_1","email_address":"ada@example.com","status":"pending",
		"public_metadata":{"n":12345678901234567},"url":"https://clerk.example/t",
		"expires_at":"2025-12-02T01:00:00.001Z","created_at":"2025-12-02T00:00:00.001Z","updated_at":"2025-12-02T00:00:00.001Z"}`, string(stored))
	var again invitations.Invitation
	require.NoError(t, json.Unmarshal(stored, &again))
	assert.Equal(t, inv, again)

	stored, err = json.Marshal(invitations.Invitation{ID: "inv_1", Status: "revoked"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"inv_1","email_address":"","status":"revoked"}`, string(stored))
}

func TestMetadataAsDecodesIntoTheCallersType(t *testing.T) {
	t.Parallel()
	type team struct {
		Name  string
		Badge int64
	}
	inv := &invitations.Invitation{PublicMetadata: json.RawMessage(`{"name":"analysis","badge":12345678901234567}`)}
	got, err := invitations.MetadataAs[team](inv)
	require.NoError(t, err)
	assert.Equal(t, team{"analysis", 12345678901234567}, got)
	pointer, err := invitations.MetadataAs[*team](inv)
	require.NoError(t, err)
	assert.Equal(t, &team{"analysis", 12345678901234567}, pointer)

	none, err := invitations.MetadataAs[map[string]string](&invitations.Invitation{})
	require.NoError(t, err)
	assert.Nil(t, none)

	half, err := invitations.MetadataAs[struct {
		Name  string
		Badge string
	}](inv)
	assert.Zero(t, half)
	var mismatch *json.UnmarshalTypeError
	require.ErrorAs(t, err, &mismatch)

	nothing, err := invitations.MetadataAs[team](nil)
	require.NoError(t, err)
	assert.Zero(t, nothing)
}
