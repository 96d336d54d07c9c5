package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	document = "../../invitations.yaml"
	id       = "inv_2nKfT3vRz8QmWcXy5LpJdHs7BgA"
	pending  = `{"object":"invitation","id":"` + id + `","email_address":"ada@example.com","public_metadata":{},` +
		`"status":"pending","url":"https://clerk.example/t","expires_at":null,"created_at":1764633600000,"updated_at":1764633600000}`
	revoked = `{"object":"invitation","id":"` + id + `","email_address":"ada@example.com","public_metadata":{},` +
		`"status":"revoked","revoked":true,"created_at":1764633600000,"updated_at":1764633600000}`
	failure = `{"errors":[{"message":"m","long_message":"l","code":"c","meta":{"param_name":"p"}}],"clerk_trace_id":"t"}`
)

func ourChecker(t *testing.T) *checker {
	t.Helper()
	data, err := os.ReadFile(document)
	require.NoError(t, err)
	c, err := newChecker(data)
	require.NoError(t, err)
	return c
}

// conforming returns one exchange that is as it should be, for each operation.
func conforming(name string) exchange {
	e := map[string]exchange{
		"create": {Method: "POST", URL: "/v1/invitations", RequestBody: []byte(`{"email_address":"ada@example.com","expires_in_days":30,"notify":null}`), Body: []byte(pending)},
		"bulk":   {Method: "POST", URL: "/v1/invitations/bulk", RequestBody: []byte(`[{"email_address":"ada@example.com","redirect_url":null}]`), Body: []byte("[" + pending + "]")},
		"list":   {Method: "GET", URL: "/v1/invitations?status=pending&status=expired&limit=500&offset=0&paginated=true&order_by=%2Bcreated_at&query=a", Body: []byte(`{"data":[` + pending + `],"total_count":1}`)},
		"revoke": {Method: "POST", URL: "/v1/invitations/" + id + "/revoke", Body: []byte(revoked)},
		"delete": {Method: "DELETE", URL: "/v1/invitations/" + id, Body: []byte(`{"object":"invitation","id":"` + id + `","deleted":true}`)},
	}[name]
	e.Status = 200
	e.RequestHeader, e.Header = http.Header{}, http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	if e.RequestBody != nil {
		e.RequestHeader.Set("Content-Type", "application/json")
	}
	return e
}

func TestWhatConformsPasses(t *testing.T) {
	t.Parallel()
	c := ourChecker(t)
	for _, name := range []string{"create", "bulk", "list", "revoke", "delete"} {
		e := conforming(name)
		operation, problems, exempt := c.check(&e)
		assert.NotEmpty(t, operation)
		assert.Empty(t, problems, name)
		assert.Empty(t, exempt, name)
		for _, status := range []int{400, 401, 403, 404, 422, 429, 500, 503} {
			e := conforming(name)
			e.Status, e.Body = status, []byte(failure)
			_, problems, _ := c.check(&e)
			assert.Empty(t, problems, "%s %d", name, status)
		}
	}
	e := conforming("list")
	e.URL, e.Body = "/v1/invitations", []byte("["+pending+"]")
	_, problems, _ := c.check(&e)
	assert.Empty(t, problems, "a bare array")
}

func TestWhatIsBrokenIsCaught(t *testing.T) {
	t.Parallel()
	c := ourChecker(t)
	for name, test := range map[string]struct {
		of    string
		spoil func(e *exchange)
		want  string
	}{
		"undeclared query parameter":     {"list", requestURL("/v1/invitations?page=2"), `request: query parameter "page" is not declared`},
		"query parameter of another":     {"create", requestURL("/v1/invitations?limit=2"), `request: query parameter "limit" is not declared`},
		"wrong path":                     {"list", requestURL("/v1/invitation"), "request: no matching operation"},
		"wrong base path":                {"list", requestURL("/invitations"), "request: no matching operation"},
		"wrong method":                   {"revoke", func(e *exchange) { e.Method = "PATCH" }, "request: method not allowed"},
		"limit too large":                {"list", requestURL("/v1/invitations?limit=501"), "request: limit: number must be at most 500"},
		"limit too small":                {"list", requestURL("/v1/invitations?limit=0"), "request: limit: number must be at least 1"},
		"negative offset":                {"list", requestURL("/v1/invitations?offset=-1"), "request: offset: number must be at least 0"},
		"limit not a number":             {"list", requestURL("/v1/invitations?limit=many"), "request: limit: value many: an invalid integer"},
		"paginated not a boolean":        {"list", requestURL("/v1/invitations?paginated=yes"), "request: paginated: value yes: an invalid boolean"},
		"status of no kind":              {"list", requestURL("/v1/invitations?status=lost"), "request: status/0: value is not one of the allowed values"},
		"unknown request field":          {"create", request(`{"email_address":"a@example.com","name":"Ada"}`), `request: property "name" is unsupported`},
		"required request field missing": {"create", request(`{"notify":true}`), `request/email_address: property "email_address" is missing`},
		"request field of wrong type":    {"create", request(`{"email_address":7}`), "request/email_address: value must be a string"},
		"null where none is allowed":     {"create", request(`{"email_address":"a@example.com","redirect_url":null}`), "request/redirect_url: Value is not nullable"},
		"days out of range":              {"create", request(`{"email_address":"a@example.com","expires_in_days":366}`), "request/expires_in_days: number must be at most 365"},
		"template of no kind":            {"bulk", request(`[{"email_address":"a@example.com","template_slug":"welcome"}]`), "request/0/template_slug: value is not one of the allowed values"},
		"empty bulk":                     {"bulk", request(`[]`), "request: minimum number of items is 1"},
		"eleven in bulk":                 {"bulk", request("[" + strings.TrimSuffix(strings.Repeat(`{"email_address":"a@example.com"},`, 11), ",") + "]"), "request: maximum number of items is 10"},
		"object for an array":            {"bulk", request(`{"email_address":"a@example.com"}`), "request: value must be an array"},
		"request without a body":         {"create", request(``), "request: "},
		"body where there is none":       {"revoke", request(`{}`), "request: a body is not declared"},
		"request of wrong content type":  {"create", func(e *exchange) { e.RequestHeader.Set("Content-Type", "text/plain") }, "request: "},
		"request that is no JSON":        {"create", request(`{"email_address":`), "request: "},

		"answer of wrong content type":  {"create", func(e *exchange) { e.Header.Set("Content-Type", "text/plain") }, "answer 200: "},
		"answer without a content type": {"create", func(e *exchange) { e.Header.Del("Content-Type") }, "answer 200: "},
		"answer that is no JSON":        {"create", answer(200, pending[1:]), "answer 200: "},
		"answer cut by mistake":         {"create", answer(200, pending[:40]), "answer 200: "},
		"undeclared status":             {"create", answer(201, pending), "answer 201/errors: property \"errors\" is missing"},
		"invitation for an error":       {"list", answer(404, pending), "answer 404/errors"},
		"error for an invitation":       {"create", answer(200, failure), "answer 200/id: property \"id\" is missing"},
		"answer field missing":          {"create", answer(200, strings.Replace(pending, `"status":"pending",`, "", 1)), `answer 200/status: property "status" is missing`},
		"answer field of wrong type":    {"create", answer(200, strings.Replace(pending, "1764633600000", `"2025-12-02"`, 1)), "answer 200/created_at: value must be an integer"},
		"answer field null":             {"create", answer(200, strings.Replace(pending, "1764633600000", `null`, 1)), "answer 200/created_at: Value is not nullable"},
		"status of no kind answered":    {"create", answer(200, strings.Replace(pending, `"pending"`, `"lost"`, 1)), "answer 200/status: value is not one of the allowed values"},
		"undeclared answer field":       {"create", answer(200, strings.Replace(pending, "expires_at", "expire_at", 1)), `answer 200: property "expire_at" is unsupported`},
		"revoked yet pending":           {"revoke", answer(200, pending), "answer 200: doesn't match schema due to: Error at \"/status\": value is not one of the allowed values"},
		"neither array nor envelope":    {"list", answer(200, `{"data":[]}`), "answer 200: "},
		"array for an object":           {"create", answer(200, "["+pending+"]"), "answer 200: value must be an object"},
		"not deleted":                   {"delete", answer(200, `{"object":"invitation","id":"`+id+`","deleted":false}`), "answer 200/deleted: value is not one of the allowed values"},
		"error without a code":          {"create", answer(422, `{"errors":[{"message":"m","long_message":"l"}]}`), `answer 422/errors/0/code: property "code" is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := conforming(test.of)
			test.spoil(&e)
			_, problems, exempt := c.check(&e)
			assert.Empty(t, exempt)
			assert.Contains(t, strings.Join(problems, "\n"), test.want)
		})
	}
}

func requestURL(target string) func(*exchange) {
	return func(e *exchange) { e.URL = target }
}

func request(body string) func(*exchange) {
	return func(e *exchange) {
		e.RequestBody = []byte(body)
		e.RequestHeader.Set("Content-Type", "application/json")
	}
}

func answer(status int, body string) func(*exchange) {
	return func(e *exchange) { e.Status, e.Body = status, []byte(body) }
}

func TestOnlyWhatNobodyTakesForClerkIsExempt(t *testing.T) {
	t.Parallel()
	c := ourChecker(t)
	for name, test := range map[string]struct {
		spoil func(*exchange)
		want  exemption
	}{
		"cut":   {func(e *exchange) { e.Cut, e.Body = true, e.Body[:20] }, cut},
		"HTML":  {func(e *exchange) { e.Header.Set("Content-Type", "text/html"); e.Body = []byte("<html>") }, notJSON},
		"empty": {func(e *exchange) { e.Status, e.Header, e.Body = 204, nil, nil }, notJSON},
	} {
		e := conforming("create")
		test.spoil(&e)
		_, problems, exempt := c.check(&e)
		assert.Equal(t, test.want, exempt, name)
		assert.Empty(t, problems, name)

		e.URL += "?page=2"
		_, problems, _ = c.check(&e)
		assert.NotEmpty(t, problems, "%s: the request is checked all the same", name)
	}
}

func TestAnswersToWhatIsNoOperation(t *testing.T) {
	t.Parallel()
	c := ourChecker(t)
	e := conforming("list")
	e.AnswerOnly, e.URL = true, "/v1/nothing?a=b"
	for _, test := range []struct {
		status int
		body   string
		right  bool
	}{{404, failure, true}, {404, pending, false}, {404, "{", false}, {200, failure, false}} {
		e.Status, e.Body = test.status, []byte(test.body)
		_, problems, _ := c.check(&e)
		assert.Equal(t, test.right, len(problems) == 0, "%d %s", test.status, test.body)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	all := []string{"create", "bulk", "list", "revoke", "delete"}
	record := func(t *testing.T, spoil func(name string, succeeding, failing *exchange)) (string, error) {
		t.Helper()
		var lines bytes.Buffer
		for _, name := range all {
			succeeding, failing := conforming(name), conforming(name)
			failing.Status, failing.Body = 500, []byte(failure)
			spoil(name, &succeeding, &failing)
			for _, e := range []exchange{succeeding, failing} {
				require.NoError(t, json.NewEncoder(&lines).Encode(e))
			}
		}
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "1.jsonl"), lines.Bytes(), 0o600))
		var out bytes.Buffer
		err := Run(&out, document, folder)
		return out.String(), err
	}

	out, err := record(t, func(string, *exchange, *exchange) {})
	require.NoError(t, err)
	assert.Contains(t, out, "10 requests and 10 answers held against the document, 0 exchanges differ")

	out, err = record(t, func(name string, succeeding, _ *exchange) {
		if name == "list" {
			succeeding.Test, succeeding.URL = "TestOfThis", "/v1/invitations?page=2"
		}
	})
	require.Error(t, err)
	assert.Contains(t, out, "TestOfThis: GET /v1/invitations\n    request: query parameter \"page\" is not declared\n")

	_, err = record(t, func(name string, _, failing *exchange) {
		if name == "delete" {
			failing.Cut = true
		}
	})
	require.ErrorContains(t, err, "DeleteInvitation failing")

	require.Error(t, Run(&bytes.Buffer{}, document, t.TempDir()), "nothing was recorded")
}
