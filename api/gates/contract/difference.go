// Package contract compares Clerk's published OpenAPI document with ours.
package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

// matched are the paths of Clerk's document that are our business.
const matched = "^/invitations"

// differencesBetween returns where the invitations operations of two documents differ, in words that are no
// one's version: who has what.
func differencesBetween(clerks, ours []byte) ([]string, error) {
	asIs, err := compare(clerks, ours, nil)
	if err != nil {
		return nil, err
	}
	// Where ours is of another shape by intention, that one difference hides what is inside. So it
	// is looked at again with ours brought to their shape.
	narrowed, err := compare(clerks, ours, narrow)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(asIs, narrowed)
	slices.Sort(all)
	return slices.Compact(all), nil
}

// narrow takes the bare array for a list's answer, and a single value for a repeated parameter.
func narrow(doc *openapi3.T) {
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			for _, parameter := range operation.Parameters {
				if p := parameter.Value; p.In == openapi3.ParameterInQuery && p.Schema.Value.Type.Is("array") {
					p.Schema, p.Style, p.Explode = p.Schema.Value.Items, "", nil
				}
			}
			for _, response := range operation.Responses.Map() {
				for _, media := range response.Value.Content {
					if either := media.Schema.Value.OneOf; len(either) > 0 && either[0].Value.Type.Is("array") {
						media.Schema = either[0]
					}
				}
			}
		}
	}
}

func compare(clerks, ours []byte, change func(*openapi3.T)) ([]string, error) {
	theirDoc, err := read(clerks, "Clerk's document", nil)
	if err != nil {
		return nil, err
	}
	ourDoc, err := read(ours, "our document", change)
	if err != nil {
		return nil, err
	}
	config := diff.NewConfig(diff.WithExcludeElements([]string{
		diff.ExcludeDescriptionOption, diff.ExcludeTitleOption, diff.ExcludeSummaryOption,
		diff.ExcludeExamplesOption, diff.ExcludeExtensionsOption, diff.ExcludeEndpointsOption,
	}))
	config.MatchPath = matched
	found, _, err := diff.GetWithOperationsSourcesMap(config, theirDoc, ourDoc)
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, nil // they are the same
	}
	data, err := json.Marshal(found) //nolint:staticcheck // what it cannot marshal, the endpoints, is excluded above
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, err
	}
	return flatten(tree), nil
}

func read(data []byte, name string, change func(*openapi3.T)) (*load.SpecInfo, error) {
	loader := openapi3.NewLoader()
	info, err := load.NewSpecInfoFromData(loader, data, name, load.WithFlattenAllOf())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if change != nil {
		change(info.Spec)
	}
	return info, nil
}

// flatten turns the parts of oasdiff's tree that matter into lines. Left out are the names and tags of
// the document and the lists of components: what is in use of those is compared where it is used.
func flatten(tree map[string]any) []string {
	relevant := map[string]any{}
	for _, key := range []string{"openapi", "servers", "security", "paths"} {
		if value, ok := tree[key]; ok {
			relevant[key] = value
		}
	}
	if info, ok := tree["info"].(map[string]any); ok && info["version"] != nil {
		relevant["version"] = info["version"]
	}
	if components, ok := tree["components"].(map[string]any); ok && components["securitySchemes"] != nil {
		relevant["securitySchemes"] = components["securitySchemes"]
	}
	var lines []string
	walk(nil, relevant, &lines)
	return lines
}

// transparent tells steps of the tree that say nothing.
func transparent(key string) bool {
	return key == "paths" || key == "operations" || key == "modified" || key == "content"
}

func walk(at []string, node any, lines *[]string) {
	tree, ok := node.(map[string]any)
	if !ok {
		emit(at, "differs: "+text(node), lines)
		return
	}
	from, hasFrom := tree["from"]
	to, hasTo := tree["to"]
	if hasFrom && hasTo {
		emit(at, fmt.Sprintf("Clerk %s, ours %s", text(from), text(to)), lines)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		value := tree[key]
		switch {
		case key == "added":
			emit(at, "only ours: "+list(value), lines)
		case key == "deleted":
			emit(at, "only Clerk: "+list(value), lines)
		case value == true:
			emit(at, key, lines)
		case transparent(key):
			walk(at, value, lines)
		default:
			walk(append(slices.Clone(at), key), value, lines)
		}
	}
}

func emit(at []string, what string, lines *[]string) {
	if where := strings.Join(at, " "); where != "" {
		what = where + ": " + what
	}
	*lines = append(*lines, what)
}

// list is what was added or deleted, one entry or many, in an order that does not depend on the file's.
func list(value any) string {
	if kinds, ok := value.(map[string]any); ok { // parameters, by where they are
		var all []string
		for _, in := range slices.Sorted(maps.Keys(kinds)) {
			all = append(all, in+" "+list(kinds[in]))
		}
		return strings.Join(all, ", ")
	}
	entries, ok := value.([]any)
	if !ok {
		return text(value)
	}
	all := make([]string, 0, len(entries))
	for _, entry := range entries {
		if alternative, ok := entry.(map[string]any); ok && alternative["component"] != nil {
			entry = alternative["component"]
		}
		all = append(all, text(entry))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func text(value any) string {
	switch v := value.(type) {
	case nil:
		return "none"
	case string:
		if v == "" || strings.ContainsAny(v, " #,") {
			return strconv.Quote(v)
		}
		return v
	default:
		data, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(data)
	}
}
