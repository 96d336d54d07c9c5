//go:build tools

// Package tools pins the generator: its version is go.mod's, like that of everything else here.
package tools

import _ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
