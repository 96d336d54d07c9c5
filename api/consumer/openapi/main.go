// Command openapi is a program that stops compiling if this library raises the version of kin-openapi
// in its go.mod: Type is no string in later versions. It stands for every program that uses an older
// version of a module than we do.
package main

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func main() {
	schema := openapi3.NewStringSchema()
	fmt.Println(invitations.Version, schema.Type == "string")
}
