#!lua flags=allow-oom
-- Writes the rows of one staged part of the last commit; done when it was done before.
--
-- KEYS[1]  the scope's state
-- KEYS[2]  what is staged: see stage.lua
-- KEYS[n]  the families that the part touches, in the order in which they were staged
-- ARGV[1]  the commit that it is a part of
-- ARGV[2]  owner, as given to acquire.lua
-- ARGV[3]  epoch, as answered by it
-- ARGV[4]  part
--
-- Replies  {'OK'}
--          {'FENCED', epoch, position, commit, owner}   what is stored; nothing was written
-- Cost     O(rows), about a microsecond a row of 250 bytes.
-- Atomic   since a part must be written by the owner alone, and be gone when it is written. Nothing is asked for that is
--          not there already: the part makes room for its rows, so it is done also when memory is short.

local FIELDS_A_CALL = 2000 -- of an HSET or HDEL: Lua's unpack takes fewer than 8,000

local owner, epoch, position, commit =
  unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'position', 'commit'))
if commit ~= ARGV[1] or owner ~= ARGV[2] or epoch ~= ARGV[3] then
  return { 'FENCED', epoch or '', position or '', commit or '', owner or '' }
end
local part = redis.call('HGET', KEYS[2], ARGV[4])
if not part then
  return { 'OK' }
end
local puts, deletes = unpack(cmsgpack.unpack(part))

local function many(command, key, values)
  for first = 1, #values, FIELDS_A_CALL do
    redis.call(command, key, unpack(values, first, math.min(first + FIELDS_A_CALL - 1, #values)))
  end
end

for _, put in ipairs(puts) do
  many('HSET', KEYS[put[1]], put[2])
end
for _, delete in ipairs(deletes) do
  many('HDEL', KEYS[delete[1]], delete[2])
end
redis.call('HDEL', KEYS[2], ARGV[4], ARGV[4] .. ':keys')
if redis.call('HINCRBY', KEYS[1], 'unapplied', -1) <= 0 then
  redis.call('HDEL', KEYS[1], 'unapplied')
  redis.call('UNLINK', KEYS[2])
end
return { 'OK' }
