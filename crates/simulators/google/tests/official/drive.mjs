// Drives the simulator with Google's own library, as a program that signs people in would.
// Usage: node drive.mjs '{"issuer", "client_id", "client_secret", "redirect_uri", "email", "sub", "name", "hd"}'
import assert from 'node:assert/strict'
import { OAuth2Client } from 'google-auth-library'

const world = JSON.parse(process.argv[2])
const { issuer } = world
const document = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()

const settings = {
  clientId: world.client_id,
  clientSecret: world.client_secret,
  redirectUri: world.redirect_uri,
  issuers: [document.issuer],
  endpoints: {
    oauth2AuthBaseUrl: document.authorization_endpoint,
    oauth2TokenUrl: document.token_endpoint,
    oauth2RevokeUrl: document.revocation_endpoint,
    tokenInfoUrl: `${issuer}/tokeninfo`,
    oauth2FederatedSignonPemCertsUrl: `${issuer}/oauth2/v1/certs`,
    oauth2FederatedSignonJwkCertsUrl: document.jwks_uri,
  },
}
const client = new OAuth2Client(settings)

// What a browser does: opens the page, presses the button, is sent back.
async function consent(url) {
  const page = await fetch(url)
  assert.equal(page.status, 200)
  const html = await page.text()
  assert.ok(html.includes(world.email), 'the account can be chosen')
  const request = /name="request" value="([^"]*)"/.exec(html)[1].replaceAll('&amp;', '&')
  const body = new URLSearchParams({ request, account: world.sub })
  const answer = await fetch(`${issuer}/signin/oauth/consent`, { method: 'POST', body, redirect: 'manual' })
  assert.equal(answer.status, 302)
  return new URL(answer.headers.get('location'))
}

const verifier = await client.generateCodeVerifierAsync()
const state = 'a state with spaces & signs'
const url = client.generateAuthUrl({
  access_type: 'offline',
  scope: ['openid', 'email', 'profile'],
  prompt: 'select_account consent',
  login_hint: world.email,
  hd: world.hd,
  nonce: 'a nonce',
  state,
  code_challenge_method: 'S256',
  code_challenge: verifier.codeChallenge,
})

const back = await consent(url)
assert.equal(`${back.origin}${back.pathname}`, world.redirect_uri)
assert.equal(back.searchParams.get('state'), state)
assert.equal(back.searchParams.get('iss'), issuer)
const code = back.searchParams.get('code')

const { tokens } = await client.getToken({ code, codeVerifier: verifier.codeVerifier })
for (const name of ['access_token', 'refresh_token', 'id_token', 'expiry_date']) assert.ok(tokens[name], name)
assert.equal(tokens.token_type, 'Bearer')
client.setCredentials(tokens)

const ticket = await client.verifyIdToken({ idToken: tokens.id_token, audience: world.client_id })
const claims = ticket.getPayload()
assert.equal(ticket.getUserId(), world.sub)
assert.equal(claims.email, world.email)
assert.equal(claims.email_verified, true)
assert.equal(claims.name, world.name)
assert.equal(claims.hd, world.hd)
assert.equal(claims.nonce, 'a nonce')
assert.equal(claims.azp, world.client_id)
await assert.rejects(client.verifyIdToken({ idToken: tokens.id_token, audience: 'another' }), /Wrong recipient/)

const info = await client.getTokenInfo(tokens.access_token)
assert.equal(info.sub, world.sub)
assert.equal(info.email, world.email)
assert.ok(info.scopes.includes('openid'))

const user = await client.request({ url: document.userinfo_endpoint })
assert.equal(user.data.sub, world.sub)

const refreshed = await client.refreshAccessToken()
assert.notEqual(refreshed.credentials.access_token, tokens.access_token)

// The last key stays published for a while: a client that knows only the new list still accepts the old token.
await fetch(`${issuer}/simulator/rotation`, { method: 'POST' })
const newcomer = new OAuth2Client(settings)
await newcomer.verifyIdToken({ idToken: tokens.id_token, audience: world.client_id })

await assert.rejects(client.getToken({ code, codeVerifier: verifier.codeVerifier }), /invalid_grant/)
const again = await consent(url)
await assert.rejects(client.getToken({ code: again.searchParams.get('code'), codeVerifier: 'x'.repeat(43) }), /invalid_grant/)

const last = client.credentials.access_token
await client.revokeCredentials()
await assert.rejects(client.getTokenInfo(last), /invalid_token/)
client.setCredentials({ refresh_token: tokens.refresh_token })
await assert.rejects(client.getAccessToken(), /invalid_grant/)

// Each of these is a token that the library must refuse.
async function refused(misbehaviour, why) {
  await misbehave([misbehaviour])
  const { tokens } = await fresh()
  await misbehave([])
  await assert.rejects(newcomer.verifyIdToken({ idToken: tokens.id_token, audience: world.client_id }), why, misbehaviour)
}

async function misbehave(list) {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${issuer}/simulator/misbehaviours`, { method: 'PUT', headers, body: JSON.stringify(list) })
}

async function fresh() {
  const back = await consent(url)
  return client.getToken({ code: back.searchParams.get('code'), codeVerifier: verifier.codeVerifier })
}

await refused('wrong_audience', /Wrong recipient/)
await refused('wrong_issuer', /Invalid issuer/)
await refused('expired', /used too late/)
await refused('from_the_future', /used too early|too far in future/)
await refused('algorithm_none', /No pem found/)
await refused('algorithm_confusion', /Invalid token signature/)
await refused('unknown_key', /No pem found/)
await refused('wrong_signature', /Invalid token signature/)

console.log('Google’s library is content.')
