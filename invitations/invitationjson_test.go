package invitations_test

import (
	"encoding/json"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// unusualJSON are texts of which some are invitations and some are not even JSON.
var unusualJSON = []string{
	pendingJSON,
	revokedJSON,
	``, ` `, `null`, ` null `, "null\f", `nul`, `{}`, ` { } `, `[]`, `0`, `"x"`, `{`, `}`, `{]`, `[}`, `{"`, `{"id`, `{"id"`, `{"id":`, `{"id":"`, `{"id":"a`,
	`{"id":"a"`, `{"id":"a",`, `{"id":"a",}`, `{"id":"a"}x`, `{"id":"a"}{}`, `{"id":"a"},`, `{,}`, `{"id" "a"}`, `{"id";"a"}`, `{id:"a"}`, `{'id':'a'}`,
	"\ufeff{}", "{\"id\":\"a\u0001\"}", "{\"id\":\"\u00e9\u2028\"}", "{\"id\":\"\xff\"}", "{\"\xff\":1}", "{\"i\\u0064\":\"a\"}", "{\"i\\u0064\":\"a\",\"id\":\"b\"}",
	`{"id":"\""}`, `{"id":"\\"}`, `{"id":"\\\""}`, `{"id":"\x"}`, `{"id":"\ud83d\ude00"}`, `{"id":"\ud83d"}`, `{"id":"a` + "\n" + `"}`, "{\n\t\"id\" : \"a\" ,\r\n\"status\":\"pending\"}",
	`{"id":"a","id":"b"}`, `{"id":"a","id":null}`, `{"id":null,"id":"a"}`, `{"id":7,"id":"a"}`, `{"id":"a","id":7}`, `{"x":1,"x":2}`, `{"x":01,"x":2}`, `{"ID":"a","id":"b"}`,
	`{"created_at":0}`, `{"created_at":-0}`, `{"created_at":-1}`, `{"created_at":01}`, `{"created_at":1.0}`, `{"created_at":1e3}`, `{"created_at":+1}`, `{"created_at":1_000}`,
	`{"created_at":123456789012345678}`, `{"created_at":1234567890123456789}`, `{"created_at":9223372036854775807}`, `{"created_at":9223372036854775808}`, `{"created_at":"1"}`,
	`{"created_at":1 }`, `{"created_at":1,"updated_at":2}`, `{"created_at":1x}`, `{"created_at":true}`, `{"created_at":[]}`, `{"created_at":}`, `{"created_at":,"id":"a"}`,
	`{"status":"new"}`, `{"status":5}`, `{"status":"p\u0065nding"}`, `{"status":""}`, `{"status":"revoked","revoked":true}`, `{"status":"revoked","revoked": true }`, `{"revoked":tru}`,
	`{"public_metadata":{"a":[1,{"b":"}]"}]}}`, `{"public_metadata":{"a":1]}`, `{"public_metadata":{"a":1}}}`, `{"public_metadata":[}]}`, `{"public_metadata":{"a":"` + "\x00" + `"}}`, `{"public_metadata":{a:1}}`,
	`{"public_metadata": { "a" : 1 } }`, `{"public_metadata":"text"}`, `{"public_metadata":17}`, `{"public_metadata":null}`, `{"public_metadata":nul}`,
	`{"url":"","expires_at":0}`, `{"url":null,"expires_at":null}`, `{"object":"invitation"}`, `{"object":"user"}`, `{"object":{}}`, `{"x":"\/<&>"}`, `{"x":[[[]]],"y":{"z":[]},"w":tru}`,
}

func requireAsEncodingJSON(t *testing.T, text string) {
	t.Helper()
	want, wantErr := byEncodingJSON([]byte(text))
	var got invitations.Invitation
	err := got.UnmarshalJSON([]byte(text))
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: %v, but encoding/json says %v", text, err, wantErr)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: %#v, but encoding/json says %#v", text, got, want)
	}
}

func TestInvitationsAreDecodedAsEncodingJSONDoes(t *testing.T) {
	t.Parallel()
	for _, text := range unusualJSON {
		requireAsEncodingJSON(t, text)
	}
	for depth := 9_998; depth < 10_003; depth++ {
		requireAsEncodingJSON(t, nested(depth))
		requireAsEncodingJSON(t, `{"x":[`+nested(depth-2)+`,[]],"y":[]}`)
	}
}

func FuzzInvitationJSON(f *testing.F) {
	for _, text := range unusualJSON {
		f.Add(text)
	}
	f.Fuzz(requireAsEncodingJSON)
}

func TestAListMayBeLong(t *testing.T) {
	t.Parallel()
	const n = 10_001 // more than may be nested
	items := strings.TrimSuffix(strings.Repeat(`{"id":"a","status":"new","Object":[]},`, n), ",")
	client := newStub(t, answering(200, `{"data":[`+items+`],"total_count":1}`)).client(t)
	page, err := client.List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)
	assert.Len(t, page.Invitations, n)
	assert.JSONEq(t, `{"Object":[]}`, string(page.Invitations[n-1].Extra))
}

func TestAPageIsReadOnce(t *testing.T) {
	t.Parallel()
	// A member that stands there again and again must cost no more than what is written of it.
	repeated := `{"total_count":1` + strings.Repeat(`,"data":[]`, 100_000) + `}`
	client := newStub(t, answering(200, repeated)).client(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := client.List(t.Context(), invitations.ListParams{})
	runtime.ReadMemStats(&after)
	requireError(t, err, "List", 200)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100<<20), "of which other tests have allocated most")
}

func TestAnAnswerThatIsNoJSONSaysWhere(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"data":[{"id":"inv_1"`, `[{"id":"inv_1",}]`, `{"data":[],"total_count":0}x`, `{"data" []}`} {
		client := newStub(t, answering(200, text)).client(t)
		_, err := client.List(t.Context(), invitations.ListParams{})
		var syntax *json.SyntaxError
		assert.ErrorAs(t, requireError(t, err, "List", 200), &syntax, text)
	}
}

func TestAPageTakesTheNamesClerkSendsAndNoOthers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"data":[],"total_count":7}`:                              true,
		`{"x":[1,{"data":null}],"total_count":7,"y":"","data":[]}`: true,
		`{"Data":[],"total_count":7}`:                              false,
		`{"data":[],"TOTAL_COUNT":7}`:                              false,
		`{"data":null,"total_count":7}`:                            false,
		`{"data":{},"total_count":7}`:                              false,
		`{"data":[],"total_count":null}`:                           false,
		`{"data":[],"total_count":-7}`:                             false,
		`{"data":[],"total_count":7.5}`:                            false,
		`{"data":[],"total_count":"7"}`:                            false,
		`{"data":[],"total_count":18446744073709551616}`:           false,
		`{"data":[]}`:       false,
		`{"total_count":7}`: false,
	} {
		client := newStub(t, answering(200, text)).client(t)
		page, err := client.List(t.Context(), invitations.ListParams{})
		if !want {
			requireError(t, err, "List", 200)
			continue
		}
		require.NoError(t, err, text)
		assert.Equal(t, &invitations.Page{Invitations: []invitations.Invitation{}, TotalCount: 7}, page)
	}
}
