#!lua flags=allow-oom
-- Takes a scope's keys away, in steps; from the first one on nobody reads anything of it.
--
-- KEYS[1]  the scope's state: HASH of format, scope, epoch, owner, position, commit, unapplied
-- KEYS[2]  what is staged: see stage.lua
-- KEYS[n]  keys of the scope that go with this step: families and views
-- ARGV[1]  commit that this owner last read or wrote; '' where there was none
-- ARGV[2]  the emptying: an id that no commit has; the same in all of its steps
-- ARGV[3]  owner, as given to acquire.lua
-- ARGV[4]  epoch, as answered by it
-- ARGV[5]  'begin', 'go on', or 'end': with the last one it is as though nothing had ever been committed
--
-- Replies  {'OK'}
--          {'FENCED', epoch, position, commit, owner}   what is stored; nothing was removed
--          {'UNAPPLIED', n}     so many parts of the last commit are still to be applied
-- Cost     O(keys); what is in them is freed on another thread.
-- Atomic   since only the owner may remove. The mark stands in `unapplied`, where readers and acquire.lua look anyway. A
--          step may be sent twice.

local owner, epoch, position, commit, unapplied =
  unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'position', 'commit', 'unapplied'))
local isUnderWay = commit == ARGV[2]
local isLeftSo = isUnderWay or (ARGV[5] == 'begin' and (commit or '') == ARGV[1])
if not isLeftSo or owner ~= ARGV[3] or epoch ~= ARGV[4] then
  return { 'FENCED', epoch or '', position or '', commit or '', owner or '' }
end
if unapplied and not isUnderWay then
  return { 'UNAPPLIED', unapplied }
end
if not isUnderWay then
  redis.call('HSET', KEYS[1], 'commit', ARGV[2], 'unapplied', 'emptying')
  redis.call('HDEL', KEYS[1], 'position')
end
for n = 2, #KEYS do
  redis.call('UNLINK', KEYS[n])
end
if ARGV[5] == 'end' then
  redis.call('HDEL', KEYS[1], 'unapplied')
end
return { 'OK' }
