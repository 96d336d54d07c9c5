package invitations_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestInvitationFromClerksJSON(t *testing.T) {
	t.Parallel()
	var inv invitations.Invitation
	require.NoError(t, json.Unmarshal([]byte(pendingJSON), &inv))
	assert.Equal(t, invitations.Invitation{
		ID:             testID,
		EmailAddress:   "ada@example.com",
		Status:         invitations.StatusPending,
		PublicMetadata: json.RawMessage(`{"team":"analysis"}`),
		URL:            "https://clerk.example/ticket?t=s3cr3t",
		ExpiresAt:      time.UnixMilli(1767225600412).UTC(),
		CreatedAt:      time.UnixMilli(1764633600001).UTC(),
		UpdatedAt:      time.UnixMilli(1764633600001).UTC(),
	}, inv)
}

func TestInvitationMarshalsToClerksJSONAndBackWithoutLoss(t *testing.T) {
	t.Parallel()
	const minimal = `"object":"invitation","id":"inv_1","email_address":"a@example.com","created_at":1,"updated_at":-1`
	for name, sent := range map[string]string{
		"pending":                pendingJSON,
		"revoked":                revokedJSON,
		"revoked false":          `{` + minimal + `,"status":"pending","public_metadata":{},"revoked":false}`,
		"revoked, no word of it": `{` + minimal + `,"status":"expired","public_metadata":{},"revoked":true}`,
		"null times and link":    `{` + minimal + `,"status":"pending","public_metadata":{},"expires_at":null,"url":null}`,
		"another object":         `{"object":"invite","id":"inv_1","email_address":"","status":"pending","public_metadata":{},"created_at":1,"updated_at":1}`,
		"no object":              `{"object":null,"id":"inv_1","email_address":"","status":"pending","public_metadata":null,"created_at":null,"updated_at":null}`,
		"contradiction":          `{` + minimal + `,"status":"revoked","public_metadata":{},"revoked":false}`,
		"empty optional fields":  `{` + minimal + `,"status":"pending","public_metadata":{},"expires_at":0,"url":""}`,
		"names in another case":  `{` + minimal + `,"ID":"inv_2","Status":"revoked","status":"pending","public_metadata":{}}`,
		"unknown":                `{` + minimal + `,"status":"new","public_metadata":{"a":[1,{"b":9007199254740993}]},"x":1.10,"y":{"z":null},"w":null}`,
		"escapes":                `{` + minimal + `,"status":"pending","public_metadata":{"h":"<&>\u2028\ud83d\ude00"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var inv, again invitations.Invitation
			require.NoError(t, json.Unmarshal([]byte(sent), &inv))
			stored, err := json.Marshal(inv)
			require.NoError(t, err)
			assert.Equal(t, decodeExact(t, sent), decodeExact(t, string(stored)))
			require.NoError(t, json.Unmarshal(stored, &again))
			inv.PublicMetadata, again.PublicMetadata = nil, nil // compared above; escapes may differ
			assert.Equal(t, inv, again)
		})
	}
}

func TestInvitationMadeByHandMarshals(t *testing.T) {
	t.Parallel()
	inv := invitations.Invitation{ID: "inv_1", Status: invitations.StatusRevoked}
	stored, err := json.Marshal(&inv)
	require.NoError(t, err)
	assert.JSONEq(t, `{"object":"invitation","id":"inv_1","email_address":"","public_metadata":{},"revoked":true,
		"status":"revoked","created_at":0,"updated_at":0}`, string(stored))
	inv.Extra = json.RawMessage(`{"id":"inv_other","url":null,"kept":1}`)
	inv.URL = "https://clerk.example/t"
	stored, err = json.Marshal(inv)
	require.NoError(t, err)
	assert.Equal(t, "inv_1", decodeExact(t, string(stored)).(map[string]any)["id"], "a field wins over Extra")
	assert.Equal(t, 1, strings.Count(string(stored), `"url"`))
	assert.NotContains(t, string(stored), "inv_other")
	inv.PublicMetadata, inv.Extra = json.RawMessage{}, json.RawMessage{}
	stored, err = json.Marshal(inv)
	require.NoError(t, err)
	assert.Contains(t, string(stored), `"public_metadata":{}`)
	inv.Extra = json.RawMessage(`[]`)
	_, err = json.Marshal(inv)
	assert.Error(t, err)
}

func TestAFailedUnmarshalLeavesTheInvitationAlone(t *testing.T) {
	t.Parallel()
	for _, data := range []string{`{"id":7}`, `[]`, `"x"`, `{"created_at":"soon"}`, `{"created_at":1e400}`} {
		inv := invitations.Invitation{ID: "inv_before"}
		require.Error(t, json.Unmarshal([]byte(data), &inv), data)
		assert.Equal(t, invitations.Invitation{ID: "inv_before"}, inv, data)
	}
}

func TestNullLeavesTheInvitationAlone(t *testing.T) {
	t.Parallel()
	inv := invitations.Invitation{ID: "inv_before"}
	require.NoError(t, json.Unmarshal([]byte("null"), &inv))
	assert.Equal(t, "inv_before", inv.ID)
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
	refusal := requireRefusal(t, err, "MetadataAs", "PublicMetadata")
	assert.Zero(t, half)
	var mismatch *json.UnmarshalTypeError
	require.ErrorAs(t, refusal, &mismatch)

	_, err = invitations.MetadataAs[team](nil)
	requireRefusal(t, err, "MetadataAs", "inv")
}
