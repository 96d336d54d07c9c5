//go:build !race

package invitations_test

const listsPerGroup = 500
