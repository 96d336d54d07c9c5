//go:build generate

// Package tools is only for go generate.
package tools

//go:generate go run tools.go
