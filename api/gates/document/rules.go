package document

import (
	"regexp"

	"github.com/getkin/kin-openapi/openapi3"
)

// compilesEmail tells whether a configuration of the generator maps format: email to a plain string.
func compilesEmail(config []byte) bool {
	return regexp.MustCompile(`(?m)^ +email:\n +type: string$`).Match(config)
}

// known tells the formats that compile to what they say. date-time is not among them: all times of this
// API are numbers.
func known(format string) bool {
	return format == "" || format == "int64" || format == "email"
}

func (l *linter) operation(where string, operation *openapi3.Operation) {
	if operation.OperationID == "" {
		l.add(where, "has no operationId: methods are named after it")
	}
	if operation.Summary == "" {
		l.add(where, "has no summary")
	}
	l.describe(where, operation.Description)
	if len(operation.Tags) != 1 || l.doc.Tags.Get(operation.Tags[0]) == nil {
		l.add(where, "is not tagged with one tag of the document")
	}
	for _, parameter := range operation.Parameters {
		p := parameter.Value
		at := where + " " + p.In + " " + p.Name
		l.describe(at, p.Description)
		l.schema(at, p.Schema, false)
		if p.In == openapi3.ParameterInQuery && p.Schema.Value.Type.Is("integer") && p.Schema.Value.Min == nil {
			l.add(at, "has no minimum")
		}
	}
	if operation.RequestBody != nil {
		l.body(where+" request", operation.RequestBody.Value.Content, false)
	}
	l.responses(where, operation.Responses)
}

func (l *linter) responses(where string, responses *openapi3.Responses) {
	if responses.Default() == nil {
		l.add(where, "has no default response: every operation can fail in ways that are not listed")
	}
	if responses.Value("200") == nil {
		l.add(where, "has no response 200")
	}
	for status, response := range ordered(responses.Map()) {
		at := where + " " + status
		l.describe(at, *response.Value.Description)
		l.body(at, response.Value.Content, true)
		for name, header := range ordered(response.Value.Headers) {
			l.describe(at+" header "+name, header.Value.Description)
			if !header.Value.Schema.Value.Type.Is("string") {
				l.add(at+" header "+name, "is not a string: a value of an unexpected form would fail the whole answer")
			}
		}
		if status == "200" {
			continue
		}
		if media := response.Value.Content["application/json"]; media != nil && media.Schema.Ref != "#/components/schemas/ErrorResponse" {
			l.add(at, "is not ErrorResponse, the one body of all failures")
		}
	}
}

// body checks that a body is JSON of a named schema: inline ones compile to types without a name.
func (l *linter) body(where string, content openapi3.Content, answer bool) {
	media := content["application/json"]
	if len(content) != 1 || media == nil {
		l.add(where, "is not application/json alone")
		return
	}
	if len(media.Examples) == 0 && media.Example == nil {
		l.add(where, "has no example")
	}
	named := []*openapi3.SchemaRef{media.Schema}
	if media.Schema.Ref == "" && len(media.Schema.Value.OneOf) > 0 {
		named = media.Schema.Value.OneOf
	}
	for _, schema := range named {
		if schema.Ref == "" {
			l.add(where, "has a schema without a name")
		}
		l.schema(where, schema, answer)
	}
}

// schema checks a schema and what is inside it; answer says whether it is part of an answer.
func (l *linter) schema(where string, ref *openapi3.SchemaRef, answer bool) {
	s := ref.Value
	if closed := s.AdditionalProperties.Has; answer && closed != nil && !*closed {
		l.add(where, "has additionalProperties: false in an answer: the first field that Clerk adds would be refused")
	}
	if !known(s.Format) {
		l.add(where, "has format %s, of which nobody has looked at what it compiles to", s.Format)
	}
	if s.Nullable && (s.Type == nil || len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0) {
		l.add(where, "is nullable beside allOf, oneOf or anyOf, where 3.0 does not know it")
	}
	if s.Type.Is("object") && s.AdditionalProperties.Has != nil && *s.AdditionalProperties.Has && s.Extensions["x-go-type"] != "json.RawMessage" {
		l.add(where, "is free-form without x-go-type: json.RawMessage: large numbers in it would be rounded")
	}
	for name, property := range ordered(s.Properties) {
		l.property(where, name, s, property, answer)
	}
	if s.Items != nil {
		l.schema(where+" items", s.Items, answer)
	}
	for _, part := range s.AllOf {
		l.part(where, s, part, answer)
	}
}

// part checks one part of an allOf. Where it narrows a property of another, that one is described.
func (l *linter) part(where string, whole *openapi3.Schema, part *openapi3.SchemaRef, answer bool) {
	for name, property := range part.Value.Properties {
		for _, other := range whole.AllOf {
			if described := other.Value.Properties[name]; other != part && property.Value.Description == "" && described != nil {
				property.Value.Description = described.Value.Description
			}
		}
	}
	l.schema(where, part, answer)
}

func (l *linter) property(where, name string, of *openapi3.Schema, property *openapi3.SchemaRef, answer bool) {
	at := where + " " + name
	l.describe(at, property.Value.Description)
	required := false
	for _, one := range of.Required {
		required = required || one == name
	}
	if property.Value.Nullable && !required && property.Value.Extensions["x-omitempty"] != true {
		l.add(at, "is optional and nullable without x-omitempty: true: left unset, it would be sent as null")
	}
	l.schema(at, property, answer)
}
