package invitations

// Version is the version of this library, as sent in the User-Agent header.
const Version = "0.1.0"

const (
	defaultBaseURL    = "https://api.clerk.com/v1/"
	defaultAPIVersion = "2026-05-12"
	defaultUserAgent  = "clerk-invitations-go/" + Version
)
