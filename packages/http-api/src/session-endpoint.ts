/**
 * `POST /v1/session` exchanges a key for a cookie, because a browser's EventSource cannot send headers; `DELETE` ends it.
 * The cookie does what its key does, for twelve hours at the most, and ends with it.
 */
import type { Door } from '@grapevine/http-door/door.ts';
import type { KeyRing } from '@grapevine/http-door/keys/key-ring.ts';
import { SCOPES } from '@grapevine/http-door/principal.ts';
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from '@grapevine/http-door/session-cookie.ts';
import { problem, replyWith } from './problem.ts';

export const SESSION_PATH = '/v1/session';

/** `keys: null`: none is asked for, so there is nothing to exchange. */
export function addSession({ app, guard }: Door, keys: KeyRing | null): void {
  const onRequest = guard.admit(SCOPES);
  app.post(SESSION_PATH, { onRequest }, async (request, reply) => {
    if (keys === null) return replyWith(reply, problem(404, 'not-found', 'No key is asked for here: ask without one.'));
    const { id, name, scopes, bounds } = guard.principalOf(request);
    // A session is begun with the key itself: one that could be prolonged by itself would not end.
    if (request.headers.authorization === undefined) {
      return replyWith(reply, problem(401, 'unauthorized', 'Begin a session with `Authorization: Bearer gv_...`.'));
    }
    setSessionCookie(reply, guard.sessions.begin(id));
    return reply.code(201).send({ name, scopes: [...scopes], bounds: [...(bounds ?? [])] });
  });
  app.delete(SESSION_PATH, { onRequest }, async (request, reply) => {
    const token = sessionTokenOf(request);
    if (token !== null) guard.sessions.end(token);
    clearSessionCookie(reply);
    return reply.code(204).send();
  });
}
