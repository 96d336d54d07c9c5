package contract

import (
	"bytes"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	standIn  = "testdata/published.yaml"
	document = "../../invitations.yaml"
	intended = "../../differences.txt"
	theirs   = "../../../../shared/upstream/*.yml" // Clerk's own, where the project is worked on
)

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return data
}

// published returns the documents to mutate: the stand-in, and Clerk's own where it is at hand.
func published(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(theirs)
	require.NoError(t, err)
	return append(names, standIn)
}

const nothing = `{"openapi":"3.0.3","info":{"title":"Nothing","version":"1"},"paths":{}}`

func TestStandIn(t *testing.T) {
	t.Parallel()
	for _, name := range published(t) {
		var out bytes.Buffer
		require.NoError(t, Run(&out, name, document, intended), "%s", &out)
		assert.Contains(t, out.String(), "all of them intended")

		differences, err := differencesBetween(file(t, name), []byte(nothing))
		require.NoError(t, err)
		fromStandIn, err := differencesBetween(file(t, standIn), []byte(nothing))
		require.NoError(t, err)
		assert.Equal(t, fromStandIn, differences, "from a document that says nothing")
		same, err := differencesBetween(file(t, name), file(t, standIn))
		require.NoError(t, err)
		assert.Empty(t, same, "from each other")
	}
}

// A mutation is something that a document may come to say.
type mutation struct {
	change func(doc *openapi3.T)
	want   string // where and what, of one line that is reported
}

func properties(doc *openapi3.T, name string) openapi3.Schemas {
	return doc.Components.Schemas[name].Value.Properties
}

func create(doc *openapi3.T) *openapi3.Schema {
	return doc.Paths.Value("/invitations").Post.RequestBody.Value.Content["application/json"].Schema.Value
}

func bulk(doc *openapi3.T) *openapi3.Schema {
	return doc.Paths.Value("/invitations/bulk").Post.RequestBody.Value.Content["application/json"].Schema.Value
}

func parameter(operation *openapi3.Operation, name string) *openapi3.Parameter {
	return operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name)
}

func text200(description string) *openapi3.Responses {
	return openapi3.NewResponses(openapi3.WithStatus(200, &openapi3.ResponseRef{Value: openapi3.NewResponse().WithDescription(description)}))
}

// onTheirs are the mutations tried on Clerk's own document too, which is large; [TestStandIn] shows
// that the stand-in is as good.
var onTheirs = map[string]bool{
	"operation added at a new path": true, "operation removed": true, "request field removed": true, "request field required": true,
	"request field nullable": true, "request limit": true, "parameter added": true, "answer enum": true, "a field of list items alone": true,
}

func TestEveryChangeOfClerksIsCaught(t *testing.T) {
	t.Parallel()
	ours := file(t, document)
	list := string(file(t, intended))
	for name, m := range map[string]mutation{
		"operation added at a new path": {func(doc *openapi3.T) {
			doc.Paths.Set("/invitations/{invitation_id}/resend", &openapi3.PathItem{Post: &openapi3.Operation{
				Parameters: doc.Paths.Value("/invitations/{invitation_id}/revoke").Post.Parameters, Responses: text200("Sent."),
			}})
		}, "only Clerk: /invitations/{invitation_id}/resend"},
		"operation added at a known path": {func(doc *openapi3.T) {
			doc.Paths.Value("/invitations").Delete = &openapi3.Operation{Responses: text200("Gone.")}
		}, "/invitations: only Clerk: DELETE"},
		"the operation that only we have": {func(doc *openapi3.T) {
			doc.Paths.Set("/invitations/{invitation_id}", &openapi3.PathItem{Get: &openapi3.Operation{
				Parameters: doc.Paths.Value("/invitations/{invitation_id}/revoke").Post.Parameters, Responses: text200("One."),
			}})
		}, "/invitations/{invitation_id}: only Clerk: GET"},
		"operation removed":          {func(doc *openapi3.T) { doc.Paths.Delete("/invitations/bulk") }, "only ours: /invitations/bulk, /invitations/{invitation_id}"},
		"operation renamed":          {func(doc *openapi3.T) { doc.Paths.Value("/invitations").Get.OperationID = "GetInvitations" }, "/invitations GET operationID: Clerk GetInvitations, ours ListInvitations"},
		"operation deprecated":       {func(doc *openapi3.T) { doc.Paths.Value("/invitations").Get.Deprecated = true }, "/invitations GET deprecated: Clerk true, ours false"},
		"request field added":        {func(doc *openapi3.T) { create(doc).Properties["locale"] = openapi3.NewStringSchema().NewRef() }, "requestBody application/json schema properties: only Clerk: locale"},
		"request field removed":      {func(doc *openapi3.T) { delete(create(doc).Properties, "redirect_url") }, "requestBody application/json schema properties: only ours: redirect_url"},
		"request field required":     {func(doc *openapi3.T) { create(doc).Required = append(create(doc).Required, "redirect_url") }, "/invitations POST requestBody application/json schema required: only Clerk: redirect_url"},
		"request field not required": {func(doc *openapi3.T) { create(doc).Required = nil }, "/invitations POST requestBody application/json schema required: only ours: email_address"},
		"request field nullable":     {func(doc *openapi3.T) { create(doc).Properties["redirect_url"].Value.Nullable = true }, "properties redirect_url nullable: Clerk true, ours false"},
		"request field of another type": {func(doc *openapi3.T) {
			create(doc).Properties["notify"].Value.Type = &openapi3.Types{"string"}
			create(doc).Properties["notify"].Value.Default = nil
		}, "properties notify type: only Clerk: string"},
		"request default":      {func(doc *openapi3.T) { create(doc).Properties["notify"].Value.Default = false }, "properties notify default: Clerk false, ours true"},
		"request limit":        {func(doc *openapi3.T) { *create(doc).Properties["expires_in_days"].Value.Max = 730 }, "properties expires_in_days max: Clerk 730, ours 365"},
		"request enum longer":  {func(doc *openapi3.T) { addTo(create(doc).Properties["template_slug"], "reminder") }, "properties template_slug enum: only Clerk: reminder"},
		"request enum shorter": {func(doc *openapi3.T) { cutFrom(create(doc).Properties["template_slug"]) }, "properties template_slug enum: only ours: waitlist_invitation"},
		"bulk larger":          {func(doc *openapi3.T) { *bulk(doc).MaxItems = 100 }, "/invitations/bulk POST requestBody application/json schema maxItems: Clerk 100, ours 10"},
		"bulk field added": {func(doc *openapi3.T) {
			bulk(doc).Items.Value.Properties["locale"] = openapi3.NewStringSchema().NewRef()
		}, "/invitations/bulk POST requestBody application/json schema items properties: only Clerk: locale"},
		"parameter added":    {func(doc *openapi3.T) { addParameter(doc, "created_after") }, "/invitations GET parameters: only Clerk: query created_after"},
		"parameter removed":  {func(doc *openapi3.T) { removeParameter(doc, "query") }, "/invitations GET parameters: only ours: query query"},
		"parameter required": {func(doc *openapi3.T) { parameter(doc.Paths.Value("/invitations").Get, "query").Required = true }, "parameters query query required: Clerk true, ours false"},
		"parameter limit":    {func(doc *openapi3.T) { *parameter(doc.Paths.Value("/invitations").Get, "limit").Schema.Value.Max = 100 }, "parameters query limit schema max: Clerk 100, ours 500"},
		"parameter default": {func(doc *openapi3.T) {
			parameter(doc.Paths.Value("/invitations").Get, "limit").Schema.Value.Default = 20
		}, "parameters query limit schema default: Clerk 20, ours 10"},
		"status value added": {func(doc *openapi3.T) {
			addTo(parameter(doc.Paths.Value("/invitations").Get, "status").Schema, "bounced")
		}, "parameters query status schema enum: only Clerk: bounced"},
		"answer field added":    {func(doc *openapi3.T) { properties(doc, "Invitation")["locale"] = openapi3.NewStringSchema().NewRef() }, "/invitations POST responses 200 application/json schema properties: only Clerk: locale"},
		"answer field removed":  {func(doc *openapi3.T) { delete(properties(doc, "Invitation"), "url") }, "/invitations POST responses 200 application/json schema properties: only ours: url"},
		"answer field required": {func(doc *openapi3.T) { require200(doc, "Invitation", "url") }, "responses 200 application/json schema required: only Clerk: url"},
		"answer field optional": {func(doc *openapi3.T) { doc.Components.Schemas["Invitation"].Value.Required = nil }, "responses 200 application/json schema required: only ours: created_at, email_address"},
		"answer field nullable": {func(doc *openapi3.T) { properties(doc, "Invitation")["created_at"].Value.Nullable = true }, "properties created_at nullable: Clerk true, ours false"},
		"answer field's format": {func(doc *openapi3.T) { properties(doc, "Invitation")["created_at"].Value.Format = "date-time" }, "properties created_at format: Clerk date-time, ours int64"},
		"answer enum":           {func(doc *openapi3.T) { addTo(properties(doc, "Invitation")["status"], "bounced") }, "properties status enum: only Clerk: bounced"},
		"answer status added": {func(doc *openapi3.T) {
			doc.Paths.Value("/invitations").Get.Responses.Set("402", text200("Pay.").Value("200"))
		}, "/invitations GET responses: only Clerk: 402"},
		"success of another status": {func(doc *openapi3.T) {
			responses := doc.Paths.Value("/invitations").Post.Responses
			responses.Set("201", responses.Value("200"))
			responses.Delete("200")
		}, "/invitations POST responses: only Clerk: 201"},
		"a field of list items alone": {func(doc *openapi3.T) { listItems(doc)["locale"] = openapi3.NewStringSchema().NewRef() }, "/invitations GET responses 200 application/json schema items properties: only Clerk: locale"},
		"list in an envelope": {func(doc *openapi3.T) {
			media := doc.Paths.Value("/invitations").Get.Responses.Value("200").Value.Content["application/json"]
			media.Schema = openapi3.NewObjectSchema().WithProperty("data", media.Schema.Value).NewRef()
		}, "/invitations GET responses 200 application/json schema type: only Clerk: object"},
		"error field": {func(doc *openapi3.T) { delete(properties(doc, "ClerkError"), "code") }, "properties errors items properties: only ours: clerk_trace_id, code"},
		"server":      {func(doc *openapi3.T) { doc.Servers[0].URL = "https://api.clerk.com/v2" }, "servers: only Clerk: https://api.clerk.com/v2"},
		"security":    {func(doc *openapi3.T) { doc.Components.SecuritySchemes["bearerAuth"].Value.Scheme = "basic" }, "securitySchemes bearerAuth scheme: Clerk basic, ours bearer"},
		"version":     {func(doc *openapi3.T) { doc.Info.Version = "2027-01-01" }, "version: Clerk 2027-01-01, ours 2026-05-12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names := []string{standIn}
			if onTheirs[name] {
				names = published(t)
			}
			for _, name := range names {
				var out bytes.Buffer
				require.Error(t, report(&out, mutated(t, file(t, name), m.change), ours, list), name)
				assert.Contains(t, out.String(), m.want, name)
				assert.Contains(t, out.String(), "change api/invitations.yaml at that place")
			}
		})
	}
}

func mutated(t *testing.T, data []byte, change func(*openapi3.T)) []byte {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(data)
	require.NoError(t, err)
	change(doc)
	data, err = doc.MarshalJSON()
	require.NoError(t, err)
	return data
}

func addTo(schema *openapi3.SchemaRef, value string) {
	schema.Value.Enum = append(schema.Value.Enum, value)
}

func cutFrom(schema *openapi3.SchemaRef) {
	schema.Value.Enum = schema.Value.Enum[:1]
}

func addParameter(doc *openapi3.T, name string) {
	operation := doc.Paths.Value("/invitations").Get
	operation.Parameters = append(operation.Parameters, &openapi3.ParameterRef{Value: openapi3.NewQueryParameter(name).WithSchema(openapi3.NewStringSchema())})
}

func removeParameter(doc *openapi3.T, name string) {
	operation := doc.Paths.Value("/invitations").Get
	var kept openapi3.Parameters
	for _, p := range operation.Parameters {
		if p.Value.Name != name {
			kept = append(kept, p)
		}
	}
	operation.Parameters = kept
}

func require200(doc *openapi3.T, schema, field string) {
	doc.Components.Schemas[schema].Value.Required = append(doc.Components.Schemas[schema].Value.Required, field)
}

// listItems gives the list's items a schema of their own.
func listItems(doc *openapi3.T) openapi3.Schemas {
	own := *doc.Components.Schemas["Invitation"].Value
	own.Properties = maps.Clone(own.Properties)
	media := doc.Paths.Value("/invitations").Get.Responses.Value("200").Value.Content["application/json"]
	list := *media.Schema.Value
	list.Items = own.NewRef()
	// The answer is shared with bulk: only the list's is to change.
	doc.Paths.Value("/invitations").Get.Responses.Set("200", &openapi3.ResponseRef{
		Value: openapi3.NewResponse().WithDescription("A list.").WithJSONSchema(&list),
	})
	return own.Properties
}

func TestAChangeOfOursIsCaughtAsWell(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*openapi3.T){
		"only Clerk: /invitations/bulk":                                           func(doc *openapi3.T) { doc.Paths.Delete("/invitations/bulk") },
		"parameters query limit schema max: Clerk 500, ours 50":                   func(doc *openapi3.T) { *parameter(doc.Paths.Value("/invitations").Get, "limit").Schema.Value.Max = 50 },
		"requestBody application/json schema properties: only Clerk: notify":      func(doc *openapi3.T) { delete(create(doc).Properties, "notify") },
		"responses 200 application/json schema items properties: only Clerk: url": func(doc *openapi3.T) { delete(properties(doc, "Invitation"), "url") },
		"/invitations GET parameters query status schema enum: only Clerk: expired": func(doc *openapi3.T) {
			items := parameter(doc.Paths.Value("/invitations").Get, "status").Schema.Value.Items
			items.Value.Enum = items.Value.Enum[:3]
		},
	} {
		var out bytes.Buffer
		require.Error(t, report(&out, file(t, standIn), mutated(t, file(t, document), change), string(file(t, intended))), want)
		assert.Contains(t, out.String(), want)
	}
}

func TestWhatIsNotOurBusinessPasses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*openapi3.T){
		"another operation": func(doc *openapi3.T) { doc.Paths.Delete("/allowlist_identifiers") },
		"a description":     func(doc *openapi3.T) { doc.Paths.Value("/invitations").Get.Description = "New words." },
		"an extension":      func(doc *openapi3.T) { doc.Paths.Value("/invitations").Get.Extensions = map[string]any{"x-a": 1} },
		"the title":         func(doc *openapi3.T) { doc.Info.Title = "Clerk" },
	} {
		for _, published := range published(t) {
			var out bytes.Buffer
			assert.NoError(t, report(&out, mutated(t, file(t, published), change), file(t, document), string(file(t, intended))), "%s: %s", name, &out)
		}
	}
}

func TestAnIntendedDifferenceThatIsNoMoreIsCaught(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	list := string(file(t, intended))
	require.Error(t, report(&out, file(t, standIn), file(t, document), list+"\n/invitations GET deprecated: Clerk true, ours false because of a whim\n"))
	assert.Contains(t, out.String(), "/invitations GET deprecated: Clerk true, ours false\n")
	assert.Contains(t, out.String(), "are no more")

	out.Reset()
	require.Error(t, report(&out, mutated(t, file(t, standIn), func(doc *openapi3.T) {
		doc.Paths.Value("/invitations").Post.RequestBody.Value.Required = true
	}), file(t, document), list), "Clerk has come round")
	assert.Contains(t, out.String(), ": /invitations POST requestBody required: Clerk false, ours true\n")

	out.Reset()
	lines := strings.SplitAfter(list, "\n")
	require.Error(t, report(&out, file(t, standIn), file(t, document), strings.Join(lines[:len(lines)-2], "")), "a line less")
	assert.Contains(t, out.String(), "not intended")
}

func TestEachIntendedDifferenceHasItsReason(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		"a: b":                          "line 1 has no reason",
		"# c\n\na: b because ":          "line 3 has no reason",
		"a: b because c":                "",
		"a because b\na because c":      "line 2 says what line 1 does",
		"a because of one because of b": "",
	} {
		_, err := parseIntended(list)
		if want == "" {
			assert.NoError(t, err, list)
		} else {
			assert.ErrorContains(t, err, want, list)
		}
	}
}

func TestASourceThatCannotBeRead(t *testing.T) {
	t.Parallel()
	missing := httptest.NewUnstartedServer(http.NotFoundHandler())
	missing.Config.ErrorLog = log.New(io.Discard, "", 0)
	missing.StartTLS()
	t.Cleanup(missing.Close)
	for _, source := range []string{"testdata/missing.yaml", missing.URL, "https://127.0.0.1:1/"} {
		require.ErrorContains(t, Run(&bytes.Buffer{}, source, document, intended), "cannot read Clerk's document")
	}
	page := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(page, []byte("<!DOCTYPE html>"), 0o600))
	require.Error(t, Run(&bytes.Buffer{}, page, document, intended))
}
