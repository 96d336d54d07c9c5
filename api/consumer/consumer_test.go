package main

import _ "github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest" // what a user's tests use
