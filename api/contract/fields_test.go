package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// leftOut names what the client neither sends nor reads, as Operation.parameter or Schema.property, and
// says why.
var leftOut = map[string]string{
	"Invitation.revoked":   "Status says the same",
	"DeletedInvitation.id": "Delete was called with it",
}

// settable holds the fields of parameters that not every value of their type can be set to.
var settable = map[string]any{
	"EmailAddress":   "ada@example.com",
	"RedirectURL":    "https://app.example.com/welcome",
	"PublicMetadata": map[string]any{"team": "analysis"},
	"TemplateSlug":   invitations.TemplateInvitation,
	"OrderBy":        invitations.OrderByCreatedAt,
}

// withEveryField returns parameters all of whose fields are set.
func withEveryField[T any](t *testing.T) (params T) {
	t.Helper()
	for field, value := range reflect.ValueOf(&params).Elem().Fields() {
		if known, ok := settable[field.Name]; ok {
			value.Set(reflect.ValueOf(known))
			continue
		}
		switch value.Kind() {
		case reflect.Bool:
			value.SetBool(true)
		case reflect.Int:
			value.SetInt(1)
		case reflect.String:
			value.SetString("text")
		case reflect.Slice: // of strings
			value.Set(reflect.MakeSlice(value.Type(), 1, 1))
			value.Index(0).SetString("text")
		default:
			t.Fatalf("Say in settable, api/contract/fields_test.go, what %T.%s can be set to.", params, field.Name)
		}
	}
	return params
}

func loadDocument(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("../invitations.yaml")
	require.NoError(t, err)
	return doc
}

type roundTripper func(*http.Request) *http.Response

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) {
	return f(request), nil
}

func clientWith(t *testing.T, transport roundTripper) *invitations.Client {
	t.Helper()
	client, err := invitations.New("sk_test_fields", invitations.WithHTTPClient(&http.Client{Transport: transport}), invitations.WithoutRetry())
	require.NoError(t, err)
	return client
}

// propertiesOf returns the properties of a schema. Those of a later part of it replace those of an earlier one.
func propertiesOf(schema *openapi3.Schema) openapi3.Schemas {
	properties := maps.Clone(schema.Properties)
	if properties == nil {
		properties = openapi3.Schemas{}
	}
	for _, part := range schema.AllOf {
		maps.Copy(properties, propertiesOf(part.Value))
	}
	if schema.Items != nil {
		maps.Copy(properties, propertiesOf(schema.Items.Value))
	}
	return properties
}

func TestEveryParameterIsSent(t *testing.T) {
	t.Parallel()
	var sent map[string]bool
	var sentBody any
	client := clientWith(t, func(request *http.Request) *http.Response {
		sent = map[string]bool{}
		for name := range request.URL.Query() {
			sent[name] = true
		}
		if request.Body != nil {
			assert.NoError(t, json.NewDecoder(request.Body).Decode(&sentBody))
			object := sentBody
			if list, ok := sentBody.([]any); ok {
				object = list[0]
			}
			for name := range object.(map[string]any) {
				sent[name] = true
			}
		}
		return &http.Response{StatusCode: http.StatusTeapot, Body: http.NoBody, Request: request}
	})
	create, list := withEveryField[invitations.CreateParams](t), withEveryField[invitations.ListParams](t)
	calls := map[string]func() error{
		"CreateInvitation": func() error { _, err := client.Create(t.Context(), create); return err },
		"CreateBulkInvitations": func() error {
			_, err := client.CreateBulk(t.Context(), []invitations.CreateParams{create})
			return err
		},
		"ListInvitations":  func() error { _, err := client.List(t.Context(), list); return err },
		"RevokeInvitation": func() error { _, err := client.Revoke(t.Context(), "inv_1"); return err },
		"DeleteInvitation": func() error { return client.Delete(t.Context(), "inv_1") },
	}
	for _, path := range loadDocument(t).Paths.Map() {
		for _, operation := range path.Operations() {
			call := calls[operation.OperationID]
			require.NotNil(t, call, "%s has no call in this test", operation.OperationID)
			var failure *invitations.Error
			require.ErrorAs(t, call(), &failure, "If a value was rejected, say in settable, api/contract/fields_test.go, what the field can be set to.")

			names := map[string]bool{}
			for _, parameter := range operation.Parameters {
				names[parameter.Value.Name] = parameter.Value.In != openapi3.ParameterInPath
			}
			if operation.RequestBody != nil {
				schema := operation.RequestBody.Value.Content["application/json"].Schema.Value
				require.NoError(t, schema.VisitJSON(sentBody))
				for name := range propertiesOf(schema) {
					names[name] = true
				}
			}
			for name, isExpected := range names {
				key := operation.OperationID + "." + name
				if leftOut[key] != "" {
					assert.False(t, sent[name], "%s is sent: remove it from leftOut in api/contract/fields_test.go.", key)
				} else if isExpected {
					assert.True(t, sent[name], "%s is in api/invitations.yaml, and the client does not send it although every field of its parameters is set.\n"+
						"Add a field to CreateParams or ListParams, and send it in encode. CONTRIBUTING.md lists the other places.\n"+
						"Or add it to leftOut in api/contract/fields_test.go, with the reason.", key)
				}
			}
		}
	}
}

// sample returns one of two values for a schema: the first is 1 and the second 2. The second is not the
// zero value. Objects have only their required properties.
func sample(schema *openapi3.Schema, n int) any {
	switch {
	case len(schema.Enum) > 0:
		return schema.Enum[(n-1)%len(schema.Enum)]
	case schema.Type.Is("boolean"):
		return n == 2
	case schema.Type.Is("integer"):
		return n
	case schema.Type.Is("string"):
		return strings.Repeat("text", n)
	case schema.Type.Is("array"):
		return []any{sample(schema.Items.Value, n)}
	}
	object, properties := map[string]any{}, propertiesOf(schema)
	if len(properties) == 0 {
		object["any"] = n
	}
	required := slices.Clone(schema.Required)
	for _, part := range schema.AllOf {
		required = append(required, part.Value.Required...)
	}
	for _, name := range required {
		object[name] = sample(properties[name].Value, n)
	}
	return object
}

func TestEveryPropertyIsRead(t *testing.T) {
	t.Parallel()
	var status int
	var body any
	client := clientWith(t, func(request *http.Request) *http.Response {
		encoded, err := json.Marshal(body)
		assert.NoError(t, err)
		header := http.Header{"Content-Type": {"application/json"}}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(encoded)), Request: request}
	})
	list := func(schema any) any {
		status, body = http.StatusOK, schema
		page, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
		return page
	}
	failure := func(schema any) any {
		status, body = http.StatusBadRequest, schema
		_, err := client.List(t.Context(), invitations.ListParams{})
		var failure *invitations.Error
		require.ErrorAs(t, err, &failure)
		return []any{failure.Details, failure.Meta, failure.TraceID}
	}
	// What the client makes of a schema.
	reads := map[string]func(any) any{
		"Invitation": func(schema any) any {
			var decoded invitations.Invitation
			encoded, err := json.Marshal(schema)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(encoded, &decoded))
			listed := list([]any{schema}).(*invitations.Page)
			require.Equal(t, listed.Invitations[0], decoded)
			return decoded
		},
		"InvitationPage": list,
		"RevokedInvitation": func(schema any) any {
			status, body = http.StatusOK, schema
			invitation, err := client.Revoke(t.Context(), "inv_1")
			require.NoError(t, err)
			return invitation
		},
		"DeletedInvitation": func(schema any) any {
			status, body = http.StatusOK, schema
			require.NoError(t, client.Delete(t.Context(), "inv_1"))
			return nil
		},
		"ErrorResponse": failure,
		"ErrorEntry":    func(schema any) any { return failure(map[string]any{"errors": []any{schema}}) },
	}
	for name, ref := range loadDocument(t).Components.Schemas {
		properties := propertiesOf(ref.Value)
		if len(properties) == 0 || ref.Value.Items != nil || name == "CreateInvitationRequest" || name == "BulkInvitation" {
			continue // is not an object of a response
		}
		read := reads[name]
		require.NotNil(t, read, "%s has no function in this test", name)
		for property, schema := range properties {
			if len(schema.Value.Enum) == 1 {
				continue // says nothing
			}
			without := sample(ref.Value, 1).(map[string]any)
			with := maps.Clone(without)
			with[property] = sample(schema.Value, 2)
			isRead := !reflect.DeepEqual(read(without), read(with))
			key := name + "." + property
			if leftOut[key] != "" {
				assert.False(t, isRead, "%s is read: remove it from leftOut in api/contract/fields_test.go.", key)
			} else {
				assert.True(t, isRead, "%s is in api/invitations.yaml, and the client does not read it.\n"+
					"Add a field to Invitation, or to what else the response is read into. CONTRIBUTING.md lists the other places.\n"+
					"Or add it to leftOut in api/contract/fields_test.go, with the reason.", key)
			}
		}
	}
}

func TestFakeServerKnowsEveryField(t *testing.T) {
	t.Parallel()
	fake := invitationstest.NewServer(t)
	client, returned := fake.Client(), map[string]any{}
	var response invitations.Response
	created, err := client.Create(t.Context(), withEveryField[invitations.CreateParams](t), invitations.WithResponse(&response))
	require.NoError(t, err, "Add the field to createParams of package invitationstest.")
	require.NoError(t, json.Unmarshal(response.Body, &returned))
	_, err = client.Revoke(t.Context(), created.ID, invitations.WithResponse(&response))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(response.Body, &returned))
	for property := range propertiesOf(loadDocument(t).Components.Schemas["Invitation"].Value) {
		assert.Contains(t, returned, property, "The fake server does not return it: add it to package invitationstest.")
	}
}
