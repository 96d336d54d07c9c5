// Package peers checks that Clerk's official SDKs for Go and for JavaScript work against
// invitationstest unchanged. It is a module of its own, so that neither reaches anybody who uses the
// library. `make peers` runs it.
package peers
