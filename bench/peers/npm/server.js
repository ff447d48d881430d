// npm oidc-provider as its documentation says, over PostgreSQL. `node server.js CONFIG.json` says its cookies, then serves.
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Keygrip from 'keygrip';
import Provider, { errors } from 'oidc-provider';
import { Adapter, connect, pool, run, TABLE } from './adapter.js';

const known = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const LIFETIME = 4 * 3600;
connect(known.database);
await pool.query(TABLE);

function key(privateKey, alg) {
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig' };
}

const cookieKeys = [randomBytes(32).toString('hex')];
const provider = new Provider(known.issuer, {
  adapter: Adapter,
  clients: [{
    client_id: known.client_id,
    client_secret: known.secret,
    redirect_uris: [known.redirect_uri],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'urn:openid:params:grant-type:ciba'],
    backchannel_token_delivery_mode: 'poll',
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
    scope: known.scope,
  }],
  jwks: { keys: [
    key(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'ES256'),
    key(createPrivateKey(known.rsa), 'RS256'),
  ] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'] },
  cookies: { keys: cookieKeys },
  scopes: known.scope.split(' '),
  claims: { openid: ['sub'], whole: known.names },
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    // The phone is not called: ours leaves that to a worker, too. Who approves writes to the database (bench/_ciba_load.py)
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: (_ctx, hint) => hint,
      verifyUserCode: () => {},
      validateRequestContext: () => {},
      validateBindingMessage(_ctx, message) {
        if (!/^[0-9]{2}$/.test(message ?? '')) throw new errors.InvalidBindingMessage('two digits');
      },
      triggerAuthenticationDevice: () => {},
    },
  },
  async findAccount(_ctx, sub) {
    const { rows: [row] } = await run('account', [sub]);
    return row && { accountId: sub, claims: () => ({ ...row.claims, sub }) };
  },
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  ttl: {
    AccessToken: 300, AuthorizationCode: 60, BackchannelAuthenticationRequest: 300, ClientCredentials: 300, IdToken: 300, RefreshToken: LIFETIME,
    Session: LIFETIME, Grant: LIFETIME, Interaction: 600,
  },
});

const signer = new Keygrip(cookieKeys);
const cookies = [];
for (const sub of known.subjects) {
  const grant = new provider.Grant({ accountId: sub, clientId: known.client_id });
  grant.addOIDCScope(known.scope);
  const session = new provider.Session({});
  session.loginAccount({ accountId: sub });
  session.ensureClientContainer(known.client_id);
  session.grantIdFor(known.client_id, await grant.save());
  await session.save(LIFETIME);
  const cookie = `${provider.cookieName('session')}=${session.id}`;
  cookies.push(`${cookie}; ${provider.cookieName('session')}.sig=${signer.sign(cookie)}`);
}
provider.listen(known.port, '127.0.0.1', () => console.log(JSON.stringify(cookies)));
