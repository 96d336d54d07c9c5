// Package peers checks that Clerk's official SDKs for Go and for JavaScript work with
// invitationstest unchanged. It is a module of its own, so that no user of the library depends on them.
// `make peers` runs it.
package peers
