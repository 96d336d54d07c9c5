//go:build tools

// Package tools pins the generator, at the version in go.mod.
package tools

import _ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
