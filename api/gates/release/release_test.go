package release

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A canary is a small library of our shape, with its document.
type canary struct {
	t    *testing.T
	root string
}

const (
	library = `package invitations

type Params struct { Address string; Days int }
type Client struct{}
func New(key string) (*Client, error) { return &Client{}, nil }
func (c *Client) Create(p Params) error { return nil }
func (c *Client) hidden() {}
`
	yaml = `openapi: 3.0.3
info: { title: Canary, version: "1" }
paths:
  /invitations:
    post:
      operationId: Create
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [address]
              properties: { address: { type: string }, days: { type: integer, maximum: 365 } }
      responses:
        "200":
          description: Made.
          content:
            application/json:
              schema: { type: object, required: [id], properties: { id: { type: string } } }
`
)

func newCanary(t *testing.T) *canary {
	t.Helper()
	c := &canary{t, t.TempDir()}
	c.git("init", "--quiet")
	c.write("go.mod", "module example.com/canary\n\ngo 1.25.0\n")
	c.write("invitations/library.go", library)
	c.write("api/invitations.yaml", yaml)
	c.release("0.1.0", "")
	return c
}

func (c *canary) git(args ...string) {
	c.t.Helper()
	_, err := git(c.root, append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}, args...)...)
	require.NoError(c.t, err)
}

func (c *canary) write(name, text string) {
	c.t.Helper()
	name = filepath.Join(c.root, filepath.FromSlash(name))
	require.NoError(c.t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(c.t, os.WriteFile(name, []byte(text), 0o644))
}

func (c *canary) change(name, from, to string) {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join(c.root, name))
	require.NoError(c.t, err)
	changed := strings.Replace(string(data), from, to, 1)
	require.NotEqual(c.t, string(data), changed, "nothing was changed")
	c.write(name, changed)
}

func (c *canary) version(version string) {
	c.t.Helper()
	c.write("invitations/version.go", "package invitations\n\nconst Version = \""+version+"\"\n")
}

// release commits everything as a version, and tags it unless tag says otherwise.
func (c *canary) release(version, tag string) {
	c.t.Helper()
	c.version(version)
	c.git("add", "--all")
	c.git("commit", "--quiet", "--message", version)
	if tag == "" {
		tag = "v" + version
	}
	c.git("tag", tag)
}

func (c *canary) compatible() (string, error) {
	var out bytes.Buffer
	err := Compatible(&out, c.root)
	return out.String(), err
}

func TestTheCheckersAreNotBlind(t *testing.T) {
	t.Parallel()
	const code, document = "invitations/library.go", "api/invitations.yaml"
	for name, test := range map[string]struct {
		file, from, to string
		want           string // empty: no break
	}{
		"function removed":           {code, "func New(key string)", "func Make(key string)", "New: removed"},
		"method removed":             {code, "Create(p Params) error", "Invite(p Params) error", "(*Client).Create: removed"},
		"method of another type":     {code, "Create(p Params) error", "Create(p *Params) error", "(*Client).Create: changed from func(Params) error to func(*Params) error"},
		"parameter added":            {code, "New(key string)", "New(key string, more ...string)", "New: changed from"},
		"field removed":              {code, "Days int", "days int", "Params.Days: removed"},
		"field of another type":      {code, "Days int", "Days int64", "Params.Days: changed from int to int64"},
		"comparable no more":         {code, "Days int", "Days int; More []string", "Params: old is comparable, new is not"},
		"package removed":            {code, "package invitations", "//go:build never\n\npackage invitations", ": removed"},
		"function added":             {code, "type Client struct{}", "type Client struct{}\nfunc More() {}", ""},
		"field added":                {code, "Days int", "Days int; More string", ""},
		"what is not exported":       {code, "hidden()", "unseen()", ""},
		"operation removed":          {document, "    post:", "    put:", "api/invitations.yaml: POST /invitations: "},
		"request field required":     {document, "required: [address]", "required: [address, days]", "`days` became required"},
		"request field removed":      {document, ", days: { type: integer, maximum: 365 }", "", "`days`"},
		"request limit lower":        {document, "365", "30", "30"},
		"answer field required less": {document, "required: [id], ", "", "`id` became optional"},
		"answer field gone":          {document, "required: [id], properties: { id: { type: string } }", "properties: {}", "`id`"},
		"request field new":          {document, "days: {", "more: { type: string }, days: {", ""},
		"answer field new":           {document, "{ id: {", "{ more: { type: string }, id: {", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCanary(t)
			c.change(test.file, test.from, test.to)
			c.version("0.1.1")
			out, err := c.compatible()
			if test.want == "" {
				require.NoError(t, err, out)
				assert.Equal(t, "compatible: nothing breaks the users of v0.1.0\n", out)
				return
			}
			require.ErrorContains(t, err, "breaks since v0.1.0, which version 0.1.1 must not bring")
			assert.Contains(t, out, test.want)

			c.version("0.2.0")
			out, err = c.compatible()
			require.NoError(t, err)
			assert.Contains(t, out, test.want, "it is told all the same")
		})
	}
}

func TestWhichTagIsTheLast(t *testing.T) {
	t.Parallel()
	c := newCanary(t)
	last := func(version string) string {
		t.Helper()
		tag, err := lastTag(c.root, version)
		require.NoError(t, err)
		return tag
	}
	assert.Empty(t, last("0.1.0"), "on the first release there is none before")
	assert.Equal(t, "v0.1.0", last("0.2.0"))
	c.release("0.10.0", "")
	c.release("0.9.0", "v0.9.0")
	assert.Equal(t, "v0.10.0", last("0.11.0"), "by version, not by name or time")
	c.release("1.0.0", "another")
	assert.Equal(t, "v0.10.0", last("1.0.0"))
	_, err := lastTag(c.root, "0.8.0")
	require.ErrorContains(t, err, "older than the last tag, v0.10.0")

	c.git("checkout", "--quiet", "v0.1.0")
	assert.Equal(t, "v0.1.0", last("0.2.0"), "a tag of another branch is not ours")

	shallow := filepath.Join(t.TempDir(), "shallow")
	_, err = git(c.root, "clone", "--quiet", "--depth", "1", "file://"+c.root, shallow)
	require.NoError(t, err)
	_, err = lastTag(shallow, "0.2.0")
	require.ErrorContains(t, err, "the checkout is not whole")
	_, err = lastTag(t.TempDir(), "0.2.0")
	require.Error(t, err)
}

func TestVersionsThatMayBreak(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tag, version string
		may          bool
	}{
		{"v0.1.0", "0.1.1", false}, {"v0.1.9", "0.2.0", true}, {"v0.9.0", "1.0.0", true},
		{"v1.0.0", "1.0.1", false}, {"v1.0.0", "1.1.0", false}, {"v1.9.0", "2.0.0", true},
	} {
		assert.Equal(t, test.may, mayBreak(test.tag, test.version), "%s to %s", test.tag, test.version)
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	c := newCanary(t)
	ready := func(changelog, tag string) (string, error) {
		c.write("CHANGELOG.md", changelog)
		var out bytes.Buffer
		err := Ready(&out, c.root, tag)
		return out.String(), err
	}
	const good = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-20\n\n- Everything.\n\n## [0.0.1] - 2026-01-01\n\n- Nothing.\n"
	out, err := ready(good, "v0.1.0")
	require.NoError(t, err)
	assert.Equal(t, "- Everything.\n", out)
	for want, test := range map[string][2]string{
		"the tag is v0.2.0":        {good, "v0.2.0"},
		"the tag is 0.1.0":         {good, "0.1.0"},
		"has no heading":           {strings.Replace(good, "[0.1.0] - 2026-11-20", "[0.1.0]", 1), "v0.1.0"},
		"has no heading \"## [0.1": {strings.Replace(good, "[0.1.0]", "[0.1.0-rc]", 1), "v0.1.0"},
		"tells nothing":            {strings.Replace(good, "- Everything.\n", "", 1), "v0.1.0"},
	} {
		_, err := ready(test[0], test[1])
		require.ErrorContains(t, err, want)
	}
	c.write("invitations/version.go", "package invitations\n\nconst Version = \"one\"\n")
	_, err = ready(good, "vone")
	require.ErrorContains(t, err, "has no line like")
}
