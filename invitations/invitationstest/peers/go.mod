module github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest/peers

go 1.26.0

replace github.com/clerk-invitations/clerk-invitations-go => ../../..

require (
	github.com/clerk-invitations/clerk-invitations-go v0.0.0
	github.com/clerk/clerk-sdk-go/v2 v2.7.0
	github.com/stretchr/testify v1.12.1
)

require (
	github.com/apapsch/go-jsonmerge/v2 v2.0.0 // indirect
	github.com/go-jose/go-jose/v3 v3.0.4 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/oapi-codegen/runtime v1.8.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/crypto v0.46.0 // indirect
)
