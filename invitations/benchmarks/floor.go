package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// A floorInvitation is what a program that does without any library would decode into.
type floorInvitation struct {
	ID             string          `json:"id"`
	EmailAddress   string          `json:"email_address"`
	PublicMetadata json.RawMessage `json:"public_metadata"`
	Status         string          `json:"status"`
	URL            string          `json:"url"`
	ExpiresAt      int64           `json:"expires_at"`
	CreatedAt      int64           `json:"created_at"`
	UpdatedAt      int64           `json:"updated_at"`
}

type floorPage struct {
	Data       []floorInvitation `json:"data"`
	TotalCount int               `json:"total_count"`
}

func floorCreate(ctx context.Context, client *http.Client, base, address string) error {
	body, err := json.Marshal(struct {
		EmailAddress   string         `json:"email_address"`
		PublicMetadata map[string]any `json:"public_metadata"`
	}{address, metadata})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/invitations", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	return floorDo(client, req, new(floorInvitation))
}

func floorList(ctx context.Context, client *http.Client, base string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/invitations?paginated=true&limit=%d", base, pageSize), http.NoBody)
	if err != nil {
		return err
	}
	return floorDo(client, req, new(floorPage))
}

func floorDo(client *http.Client, req *http.Request, result any) error {
	req.Header.Set("Authorization", "Bearer "+secretKey)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return errFailed
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, result)
}
