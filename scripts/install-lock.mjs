// One installation at a time: a file that names the process which installs, and that it touches while it does. A lock
// whose process is gone, or has not touched it for a minute (its number may be another program's now), is taken over.
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;
const TOUCH_MS = 5_000;
const STALE_AFTER_MS = 60_000;

/** Waits until the lock is ours; calls `onWait` once, with the owner's process id. Returns the function that lets go. */
export async function acquireLock(path, onWait) {
  const token = `${process.pid} ${Date.now()} ${Math.random()}`;
  let told = false;
  while (!tryCreate(path, token)) {
    const owner = readOwner(path);
    if (owner === undefined) continue;
    if (owner.pid === process.pid || owner.untouchedMs > STALE_AFTER_MS || !isAlive(owner.pid)) {
      takeAway(path, owner.token);
      continue;
    }
    if (!told) onWait(owner.pid);
    told = true;
    await delay(POLL_MS);
  }
  const timer = setInterval(() => touch(path), TOUCH_MS);
  return () => {
    clearInterval(timer);
    if (readOwner(path)?.token === token) rmSync(path, { force: true });
  };
}

function tryCreate(path, token) {
  // Written aside and linked: the lock never exists without its owner's name in it.
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, token);
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

// Two may find the same dead owner. Whoever moved a lock that is no longer the dead one's puts it back.
function takeAway(path, deadToken) {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== deadToken) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readOwner(path) {
  try {
    const token = readFileSync(path, 'utf8');
    return { pid: Number.parseInt(token, 10), token, untouchedMs: Date.now() - statSync(path).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The lock was taken away; its new owner looks after it.
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
