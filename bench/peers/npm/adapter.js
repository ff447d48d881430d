// The ordinary adapter: one table, a row for each model's instance, prepared statements by name.
import pg from 'pg';
import { errors } from 'oidc-provider';

export const TABLE = `
CREATE TABLE IF NOT EXISTS provider_rows (
  id text NOT NULL, type text NOT NULL, payload jsonb NOT NULL, grant_id text, user_code text, uid text,
  expires_at timestamptz, consumed_at timestamptz, PRIMARY KEY (id, type));
CREATE INDEX IF NOT EXISTS provider_rows_grant ON provider_rows (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS provider_rows_uid ON provider_rows (uid) WHERE uid IS NOT NULL;
CREATE INDEX IF NOT EXISTS provider_rows_user_code ON provider_rows (user_code) WHERE user_code IS NOT NULL;
CREATE INDEX IF NOT EXISTS provider_rows_expiry ON provider_rows (expires_at);
`;

const COLUMNS = 'payload, extract(epoch FROM consumed_at)::int AS consumed';
const LIVING = '(expires_at IS NULL OR expires_at > now())';
const STATEMENTS = {
  upsert: `INSERT INTO provider_rows (id, type, payload, grant_id, user_code, uid, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id, type) DO UPDATE SET payload = excluded.payload,
    grant_id = excluded.grant_id, user_code = excluded.user_code, uid = excluded.uid, expires_at = excluded.expires_at`,
  find: `SELECT ${COLUMNS} FROM provider_rows WHERE id = $1 AND type = $2 AND ${LIVING}`,
  findByUid: `SELECT ${COLUMNS} FROM provider_rows WHERE uid = $1 AND type = $2 AND ${LIVING}`,
  findByUserCode: `SELECT ${COLUMNS} FROM provider_rows WHERE user_code = $1 AND type = $2 AND ${LIVING}`,
  consume: 'UPDATE provider_rows SET consumed_at = now() WHERE id = $1 AND type = $2 AND consumed_at IS NULL',
  destroy: 'DELETE FROM provider_rows WHERE id = $1 AND type = $2',
  revoke: 'DELETE FROM provider_rows WHERE grant_id = $1',
  account: 'SELECT claims FROM account WHERE sub = $1',
};

export let pool;

export function connect(database) {
  pool = new pg.Pool({ ...database, max: 8 });
}

export function run(name, values) {
  return pool.query({ name, text: STATEMENTS[name], values });
}

function told({ rows: [row] }) {
  if (!row) return undefined;
  return row.consumed ? { ...row.payload, consumed: row.consumed } : row.payload;
}

export class Adapter {
  constructor(type) {
    this.type = type;
  }

  async upsert(id, payload, expiresIn) {
    const ends = expiresIn ? new Date(Date.now() + expiresIn * 1000) : null;
    await run('upsert', [id, this.type, payload, payload.grantId, payload.userCode, payload.uid, ends]);
  }

  async find(id) {
    return told(await run('find', [id, this.type]));
  }

  async findByUid(uid) {
    return told(await run('findByUid', [uid, this.type]));
  }

  async findByUserCode(code) {
    return told(await run('findByUserCode', [code, this.type]));
  }

  async consume(id) {
    const { rowCount } = await run('consume', [id, this.type]);
    if (rowCount !== 1) throw new errors.InvalidGrant('consumed already');
  }

  async destroy(id) {
    await run('destroy', [id, this.type]);
  }

  async revokeByGrantId(grantId) {
    await run('revoke', [grantId]);
  }
}
