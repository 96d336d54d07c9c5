package invitationstest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/mail"
	"net/url"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

const maxMetadata = 8 << 10

// createParams are the checked fields of an invitation to create.
type createParams struct {
	email          string
	metadata       json.RawMessage
	redirectURL    string
	notify         bool
	ignoreExisting bool
	days           int
	template       gen.TemplateSlug
}

// defaultParams are those of a request with nothing but an address.
func defaultParams(email string) createParams {
	return createParams{
		email:    email,
		metadata: json.RawMessage("{}"),
		notify:   true,
		days:     30,
		template: gen.TemplateSlugInvitation,
	}
}

// parseCreate checks one JSON object, and reports everything that is wrong with it at once. An item of
// a bulk may have two more null fields than a single create.
func parseCreate(object []byte, bulk bool, choices Choices) (createParams, *apiError) {
	var f form
	if err := json.Unmarshal(object, &f.fields); err != nil || f.fields == nil {
		return createParams{}, invalidBody("An invitation must be a JSON object.")
	}
	p := defaultParams("")
	f.email(&p.email)
	f.metadata(&p.metadata, bulk, choices)
	if f.parse("redirect_url", &p.redirectURL, bulk) {
		f.check(isRedirectURL(p.redirectURL, choices), formatInvalid, "redirect_url", "must be a URL")
	}
	f.parse("notify", &p.notify, true)
	f.parse("ignore_existing", &p.ignoreExisting, true)
	if f.parse("expires_in_days", &p.days, true) {
		f.check(p.days >= 1 && p.days <= 365, valueInvalid, "expires_in_days", "must be between 1 and 365")
	}
	if f.parse("template_slug", &p.template, false) {
		f.check(p.template.Valid(), valueInvalid, "template_slug", "must be invitation or waitlist_invitation")
	}
	for _, name := range slices.Sorted(maps.Keys(f.fields)) {
		f.check(choices.UnknownBodyFieldIgnored, paramUnknown, name, "is not a parameter of this request")
	}
	if len(f.wrong) > 0 {
		return createParams{}, &apiError{http.StatusUnprocessableEntity, f.wrong}
	}
	return p, nil
}

const (
	paramMissing  = "form_param_missing"
	paramUnknown  = "form_param_unknown"
	formatInvalid = "form_param_format_invalid"
	valueInvalid  = "form_param_value_invalid"
	sizeExceeded  = "form_param_exceeds_allowed_size"
)

// A form is a JSON object whose fields are removed as they are parsed.
type form struct {
	fields map[string]json.RawMessage
	wrong  []errorEntry
}

func (f *form) check(ok bool, code, param, reason string) {
	if !ok {
		f.wrong = append(f.wrong, paramError(code, param, reason))
	}
}

// parse removes a field and reports whether it had a value of the right type.
func (f *form) parse(name string, into any, nullable bool) bool {
	raw, ok := f.fields[name]
	delete(f.fields, name)
	if !ok {
		return false
	}
	if string(raw) == "null" {
		f.check(nullable, valueInvalid, name, "must not be null")
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil { // Clerk sends no meta then
		f.wrong = append(f.wrong, newEntry(valueInvalid, name+" has a value of the wrong type."))
		return false
	}
	return true
}

func (f *form) email(into *string) {
	const name = "email_address"
	if raw, ok := f.fields[name]; !ok || string(raw) == `""` {
		delete(f.fields, name)
		f.check(false, paramMissing, name, "is missing")
		return
	}
	if f.parse(name, into, false) {
		address, err := mail.ParseAddress(*into)
		f.check(err == nil && address.Address == *into, formatInvalid, name, "must be an email address")
	}
}

func (f *form) metadata(into *json.RawMessage, nullable bool, choices Choices) {
	const name = "public_metadata"
	var object map[string]json.RawMessage
	raw := f.fields[name]
	if !f.parse(name, &object, nullable) {
		return
	}
	var compact bytes.Buffer
	_ = json.Compact(&compact, raw) // it was parsed above
	f.check(compact.Len() <= maxMetadata, sizeExceeded, name, "must not be larger than 8 KB")
	*into = compact.Bytes()
	if choices.MetadataNotByteForByte {
		var decoded map[string]any
		f.check(json.Unmarshal(raw, &decoded) == nil, valueInvalid, name, "has a number that is too large")
		*into = marshal(decoded)
	}
}

// isRedirectURL reports whether the API takes raw, which may be relative.
func isRedirectURL(raw string, choices Choices) bool {
	u, err := url.Parse(raw)
	switch {
	case err != nil || raw == "":
		return false
	case u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https":
		return (u.Scheme == "") == (u.Host == "")
	default:
		return u.Host != "" && !choices.CustomSchemeRedirectURLRejected
	}
}
