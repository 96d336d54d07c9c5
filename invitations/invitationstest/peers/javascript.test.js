// Clerk's official JavaScript SDK against the server that javascript_test.go has started.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

const { CLERK_API_URL: apiUrl, CLERK_SECRET_KEY: secretKey } = process.env;
const { invitations } = createClerkClient({ apiUrl, secretKey });

// rejected checks the error of a rejected call, and returns its first entry.
async function rejected(promise, status, ...codes) {
  const failure = await promise.then(
    () => assert.fail('it was not rejected'),
    failure => failure,
  );
  assert.equal(failure.status, status);
  assert.deepEqual(failure.errors.map(e => e.code), codes);
  assert.match(failure.clerkTraceId, /^[0-9a-f]{32}$/);
  return failure.errors[0];
}

test('create', async () => {
  const least = await invitations.createInvitation({ emailAddress: 'ada@example.com' });
  assert.match(least.id, /^inv_\w{27}$/);
  assert.equal(least.emailAddress, 'ada@example.com');
  assert.equal(least.status, 'pending');
  assert.equal(least.revoked, undefined);
  assert.deepEqual(least.publicMetadata, {});
  assert.ok(least.url.startsWith(apiUrl));
  assert.equal(least.createdAt, least.updatedAt);
  assert.ok(Math.abs(Date.now() - least.createdAt) < 60_000);
  const days = (least.raw.expires_at - least.createdAt) / 86_400_000;
  assert.ok(days > 29.9 && days < 30.1);

  const most = await invitations.createInvitation({
    emailAddress: 'ada@example.com',
    expiresInDays: 7,
    ignoreExisting: true,
    notify: false,
    publicMetadata: { teamName: 'analysis', seat_number: 3 },
    redirectUrl: 'https://app.example.com/welcome',
    templateSlug: 'waitlist_invitation',
  });
  assert.deepEqual(most.publicMetadata, { teamName: 'analysis', seat_number: 3 });
  assert.notEqual(most.id, least.id);
});

test('duplicate', async () => {
  await rejected(invitations.createInvitation({ emailAddress: 'ADA@example.com' }), 400, 'duplicate_record');
});

test('a user', async () => {
  const error = await rejected(invitations.createInvitation({ emailAddress: 'user@example.com' }), 422, 'form_identifier_exists');
  assert.equal(error.meta.paramName, 'email_address');
});

test('bad address', async () => {
  const error = await rejected(invitations.createInvitation({ emailAddress: 'nobody' }), 422, 'form_param_format_invalid');
  assert.equal(error.meta.paramName, 'email_address');
  assert.ok(error.longMessage);
  await rejected(invitations.createInvitation({ emailAddress: '' }), 422, 'form_param_missing');
  await rejected(invitations.createInvitation({}), 400, 'request_body_invalid'); // it sends no body
});

test('bulk', async () => {
  const people = [{ emailAddress: 'b@example.com' }, { emailAddress: 'a@example.com', publicMetadata: { team: 'x' } }];
  const created = await invitations.createInvitationBulk(people);
  assert.deepEqual(created.map(v => v.emailAddress), ['b@example.com', 'a@example.com']);
  assert.deepEqual(created[1].publicMetadata, { team: 'x' });
  await rejected(invitations.createInvitationBulk(people), 400, 'duplicate_record');
  const eleven = Array.from({ length: 11 }, (_, i) => ({ emailAddress: `p${i}@example.com` }));
  await rejected(invitations.createInvitationBulk(eleven), 400, 'bulk_size_exceeded');
});

test('list with total', async () => {
  const first = await invitations.getInvitationList({ query: 'seed-' });
  assert.equal(first.totalCount, 25);
  assert.equal(first.data.length, 10);
  assert.equal(first.data[0].emailAddress, 'seed-000025@example.com');
  const last = await invitations.getInvitationList({
    query: 'seed-', status: 'pending', orderBy: '+email_address', limit: 20, offset: 20,
  });
  assert.equal(last.totalCount, 25);
  assert.deepEqual(last.data.map(v => v.emailAddress), [21, 22, 23, 24, 25].map(n => `seed-0000${n}@example.com`));
  const some = await invitations.getInvitationList({ status: ['revoked', 'accepted'] });
  assert.equal(some.totalCount, 0);
  assert.deepEqual(some.data, []);
});

test('revoke, and revoke twice', async () => {
  const { id } = await invitations.createInvitation({ emailAddress: 'grace@example.com' });
  const revoked = await invitations.revokeInvitation(id);
  assert.equal(revoked.id, id);
  assert.equal(revoked.status, 'revoked');
  assert.equal(revoked.revoked, true);
  assert.equal(revoked.url, undefined);
  assert.ok(revoked.updatedAt > revoked.createdAt);
  await rejected(invitations.revokeInvitation(id), 400, 'invitation_already_revoked');
  await rejected(invitations.revokeInvitation('inv_unknown'), 404, 'resource_not_found');
});

test('delete', async () => {
  const { id } = await invitations.createInvitation({ emailAddress: 'alan@example.com' });
  const deleted = await invitations.deleteInvitation(id);
  assert.equal(deleted.id, id);
  assert.equal(deleted.deleted, true);
  await rejected(invitations.deleteInvitation(id), 404, 'resource_not_found');
});

test('link', async () => {
  const { id, url } = await invitations.createInvitation({
    emailAddress: 'mary@example.com', redirectUrl: 'https://app.example.com/welcome?a=b',
  });
  const response = await fetch(url, { redirect: 'manual' });
  const ticket = new URL(url).searchParams.get('ticket');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'),
    `https://app.example.com/welcome?a=b&__clerk_status=sign_up&__clerk_ticket=${ticket}`);
  await rejected(invitations.revokeInvitation(id), 400, 'invitation_already_accepted');
});

test('no key, and another', async () => {
  const { invitations: keyless } = createClerkClient({ apiUrl });
  await assert.rejects(keyless.getInvitationList(), /Missing Clerk Secret Key/); // it does not even ask
  const { invitations: other } = createClerkClient({ apiUrl, secretKey: 'sk_test_another' });
  await rejected(other.getInvitationList(), 401, 'clerk_key_invalid');
  await rejected(other.createInvitation({ emailAddress: 'x@example.com' }), 401, 'clerk_key_invalid');
  const { invitations: garbled } = createClerkClient({ apiUrl, secretKey: 'two words' });
  await rejected(garbled.getInvitationList(), 401, 'authorization_header_format_invalid');
});
