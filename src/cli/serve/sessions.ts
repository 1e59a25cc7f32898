import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Browsers that may be signed in at once; the oldest is signed out beyond that. */
const mostSessions = 256;
const secretBytes = 32;

/** Who may use this server: whoever knows the token that was printed, and afterwards whoever holds a cookie got for it. */
export interface Sessions {
  /** 256 random bits, base64url. Good for as long as the server runs. */
  readonly token: string;
  isToken(given: string): boolean;
  /** Begins a session and gives the value of its `Set-Cookie` header. */
  begin(): string;
  /** Whether a `Cookie` header holds a running session. */
  holds(cookieHeader: string | undefined): boolean;
}

/** Sessions live in memory only and end with the server. Browsers share cookies among ports, so the name has the port. */
export function createSessions(port: number): Sessions {
  const token = randomBytes(secretBytes).toString('base64url');
  const digest = hashOf(token);
  const name = `infolio-${port}`;
  // Hashes, so that looking one up takes as long whatever was guessed.
  const sessions = new Set<string>();
  return {
    token,
    isToken: (given) => timingSafeEqual(hashOf(given), digest),
    begin() {
      const id = randomBytes(secretBytes).toString('base64url');
      sessions.add(hashOf(id).toString('hex'));
      const oldest = sessions.values().next().value;
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest);
      return `${name}=${id}; Path=/; HttpOnly; SameSite=Strict`;
    },
    holds(header) {
      const pairs = (header ?? '').split(';').map((pair) => pair.trim());
      return pairs.some((pair) => pair.startsWith(`${name}=`) && sessions.has(hashOf(pair.slice(name.length + 1)).toString('hex')));
    },
  };
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
