package document

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const ours = "../../invitations.yaml"

func TestOurs(t *testing.T) {
	t.Parallel()
	configs, err := filepath.Glob("../../codegen-*.yaml")
	require.NoError(t, err)
	require.Len(t, configs, 2)
	var out bytes.Buffer
	require.NoError(t, Run(&out, ours, configs...), "%s", &out)
}

func TestEveryRuleBites(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(ours)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		from, to string // the first from becomes to
		want     string
	}{
		"not YAML":                                {"openapi: 3.0.3", "openapi: [", "yaml: line 2"},
		"a reference to nothing":                  {"schemas/TemplateSlug\"", "schemas/Templates\"", "Templates"},
		"an unknown keyword":                      {"      summary: Invite one person", "      resume: Invite one person", "resume"},
		"another version":                         {"openapi: 3.0.3", "openapi: 3.1.0", "openapi: is 3.1.0: stay on 3.0.3"},
		"a wrong example":                         {"expires_in_days: 7", "expires_in_days: 700", "number must be at most 365"},
		"an example of a field that is not there": {"expires_in_days: 7", "days: 7", `property "days" is unsupported`},
		"a wrong example of a parameter":          {"example: 100", "example: 501", "number must be at most 500"},
		"a wrong default":                         {"default: 10\n", "default: ten\n", "must be an integer"},
		"no security":                             {"security:\n  - bearerAuth: []\n", "", "security: is missing"},
		"no operationId":                          {"      operationId: ListInvitations\n", "", "GET /invitations: has no operationId"},
		"the same operationId twice":              {"operationId: ListInvitations", "operationId: CreateInvitation", "have the same operation id"},
		"no summary":                              {"      summary: List invitations\n", "", "GET /invitations: has no summary"},
		"no description of an operation":          {"description: |\n        Lists invitations", "x-description: |\n        Lists invitations", "GET /invitations: has no description"},
		"no tag":                                  {"      tags: [Invitations]\n", "", "POST /invitations: is not tagged"},
		"an unknown tag":                          {"tags: [Invitations]", "tags: [People]", "POST /invitations: is not tagged"},
		"no description of a parameter":           {"          description: The most invitations to return.\n", "", "query limit: has no description"},
		"no description of a property":            {"          description: Whom to invite.\n", "", "email_address: has no description"},
		"no description of a schema":              {"      description: Invitations as a bare array.\n", "", "InvitationList: has no description"},
		"no minimum":                              {"            default: 0\n            minimum: 0\n", "            default: 0\n", "query offset: has no minimum"},
		"a closed answer":                         {"closed schema would refuse the first of them.\n", "closed schema would refuse the first of them.\n      additionalProperties: false\n", "GET /invitations 200 items: has additionalProperties: false in an answer"},
		"an unknown format":                       {"          type: string\n          description: |\n            Where the link leads", "          type: string\n          format: uri\n          description: |\n            Where the link leads", "redirect_url: has format uri"},
		"no default response":                     {"        default:\n          $ref: \"#/components/responses/Failure\"\n    get:", "    get:", "POST /invitations: has no default response"},
		"no 200":                                  {"\"200\":\n          description: The invitation, pending", "\"201\":\n          description: The invitation, pending", "POST /invitations: has no response 200"},
		"a failure of another body":               {"\"404\":\n          $ref: \"#/components/responses/NotFound\"", "\"404\": { description: Nothing., content: { application/json: { schema: { $ref: \"#/components/schemas/InvitationList\" }, example: [] } } }", "DELETE /invitations/{invitation_id} 404: is not ErrorResponse"},
		"a header of an answer":                   {"description: The invitation is gone.\n", "description: The invitation is gone.\n          headers: { Retry-After: { schema: { type: integer } } }\n", "DELETE /invitations/{invitation_id} 200 header Retry-After: is not a string"},
		"a body without a name":                   {"schema:\n                $ref: \"#/components/schemas/DeletedInvitation\"", "schema:\n                type: object\n                description: Gone.", "DELETE /invitations/{invitation_id} 200: has a schema without a name"},
		"a body without an example":               {"              examples:\n                deleted:\n                  value:\n                    object: invitation\n                    id: inv_2nKfT3vRz8QmWcXy5LpJdHs7BgA\n                    deleted: true\n", "", "DELETE /invitations/{invitation_id} 200: has no example"},
		"a body of another media type":            {"application/json:\n              schema:\n                $ref: \"#/components/schemas/DeletedInvitation\"", "text/plain:\n              schema:\n                $ref: \"#/components/schemas/DeletedInvitation\"", "is not application/json alone"},
		"nullable beside allOf":                   {"      description: An invitation that has been revoked.\n", "      description: An invitation that has been revoked.\n      nullable: true\n", "is nullable beside allOf"},
		"an unset field sent as null":             {"          description: Whether to send the email.\n          example: false\n          x-omitempty: true\n", "          description: Whether to send the email.\n", "notify: is optional and nullable without x-omitempty"},
		"metadata with rounded numbers":           {"          x-go-type: json.RawMessage\n", "", "public_metadata: is free-form without x-go-type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := strings.Replace(string(data), test.from, test.to, 1)
			if broken == string(data) {
				t.Fatalf("nothing was broken: the document has no %q", test.from)
			}
			problems := problemsOf([]byte(broken))
			require.NotEmpty(t, problems)
			assert.Contains(t, strings.Join(problems, "\n"), test.want)

			file := filepath.Join(t.TempDir(), "broken.yaml")
			require.NoError(t, os.WriteFile(file, []byte(broken), 0o600))
			var out bytes.Buffer
			require.Error(t, Run(&out, file))
			assert.Contains(t, out.String(), problems[0])
		})
	}
}

func TestAConfigurationThatCompilesEmailOtherwise(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../codegen-client.yaml")
	require.NoError(t, err)
	broken := strings.Replace(string(data), "        email:\n", "        mail:\n", 1)
	require.NotEqual(t, string(data), broken)
	config := filepath.Join(t.TempDir(), "codegen.yaml")
	require.NoError(t, os.WriteFile(config, []byte(broken), 0o600))
	var out bytes.Buffer
	require.Error(t, Run(&out, ours, config))
	assert.Contains(t, out.String(), "format: email")
	require.Error(t, Run(&out, ours, config+".missing"))
}
