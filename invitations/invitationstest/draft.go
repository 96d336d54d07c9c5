package invitationstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

const maxMetadata = 8 << 10

// draft is a checked request for an invitation.
type draft struct {
	email          string
	metadata       json.RawMessage
	redirectURL    string
	notify         bool
	ignoreExisting bool
	days           int
	template       gen.TemplateSlug
}

// parseDraft checks one JSON object, and says everything that is wrong with it at once. An item of a
// bulk may hold null in two more places than a single create.
func parseDraft(object json.RawMessage, bulk bool) (draft, *problem) {
	f := form{nullable: []string{"notify", "ignore_existing", "expires_in_days"}}
	if bulk {
		f.nullable = append(f.nullable, "public_metadata", "redirect_url")
	}
	if err := json.Unmarshal(object, &f.fields); err != nil || f.fields == nil {
		return draft{}, bodyInvalid("An invitation must be a JSON object.")
	}
	d := defaultDraft("")
	f.email(&d.email)
	f.metadata(&d.metadata)
	f.redirectURL(&d.redirectURL)
	field(&f, "notify", &d.notify)
	field(&f, "ignore_existing", &d.ignoreExisting)
	f.days(&d.days)
	f.template(&d.template)
	f.unknown()
	if len(f.wrong) > 0 {
		return draft{}, refuse(http.StatusUnprocessableEntity, f.wrong...)
	}
	return d, nil
}

// form takes fields off a JSON object and collects what is wrong with them.
type form struct {
	fields   map[string]json.RawMessage
	nullable []string
	wrong    []gen.ErrorEntry
}

func (f *form) refuse(code, param, message, long string) {
	f.wrong = append(f.wrong, paramEntry(code, param, message, long))
}

// field takes one field off f and reports whether there was a value, and one of the right type.
func field[T any](f *form, name string, into *T) bool {
	raw, ok := f.fields[name]
	delete(f.fields, name)
	if !ok {
		return false
	}
	if string(raw) == "null" {
		if !slices.Contains(f.nullable, name) {
			f.refuse("form_param_value_invalid", name, "is invalid", name+" must not be null.")
		}
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil {
		f.refuse("form_param_value_invalid", name, "is invalid", name+" has a value of the wrong type.")
		return false
	}
	return true
}

func (f *form) email(into *string) {
	const name = "email_address"
	raw, present := f.fields[name]
	if !present || string(raw) == `""` {
		delete(f.fields, name)
		f.refuse("form_param_missing", name, "is missing", name+" must be given.")
		return
	}
	if field(f, name, into) && !isEmail(*into) {
		f.refuse("form_param_format_invalid", name, "is invalid",
			fmt.Sprintf("%s must be an email address, which %.300s is not.", name, *into))
	}
}

func isEmail(s string) bool {
	if len(s) > 254 || strings.ContainsRune(s, utf8.RuneError) {
		return false
	}
	address, err := mail.ParseAddress(s)
	return err == nil && address.Name == "" && address.Address == s
}

func (f *form) metadata(into *json.RawMessage) {
	const name = "public_metadata"
	var object map[string]json.RawMessage
	raw := f.fields[name]
	if !field(f, name, &object) {
		return
	}
	var compact bytes.Buffer
	_ = json.Compact(&compact, raw) // raw has been read as JSON already
	if compact.Len() > maxMetadata {
		f.refuse("form_param_exceeds_allowed_size", name, "is too large",
			fmt.Sprintf("%s must not take more than %d bytes.", name, maxMetadata))
		return
	}
	*into = compact.Bytes()
}

func (f *form) redirectURL(into *string) {
	const name = "redirect_url"
	if !field(f, name, into) {
		return
	}
	if u, err := url.Parse(*into); err != nil || u.Scheme == "" || u.Host == "" {
		f.refuse("form_param_format_invalid", name, "is invalid", name+" must be an absolute URL.")
	}
}

func (f *form) days(into *int) {
	const name = "expires_in_days"
	if field(f, name, into) && (*into < 1 || *into > 365) {
		f.refuse("form_param_value_invalid", name, "is invalid", name+" must be between 1 and 365.")
	}
}

func (f *form) template(into *gen.TemplateSlug) {
	const name = "template_slug"
	if field(f, name, into) && !into.Valid() {
		f.refuse("form_param_value_invalid", name, "is invalid",
			fmt.Sprintf("%s must be %s or %s.", name, gen.TemplateSlugInvitation, gen.TemplateSlugWaitlistInvitation))
	}
}

// maxUnknown bounds how many unknown parameters an answer names, as a request can hold very many.
const maxUnknown = 10

// unknown refuses what the others have left.
func (f *form) unknown() {
	names := slices.Sorted(maps.Keys(f.fields))
	for _, name := range names[:min(len(names), maxUnknown)] {
		f.refuse("form_param_unknown", name, "is unknown", fmt.Sprintf("%.100q is not a parameter of this request.", name))
	}
}
