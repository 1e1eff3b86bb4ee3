#!lua
-- One commit of a scope: its rows and its position, all or nothing, if this owner may.
--
-- KEYS[1]  the scope's state: HASH of format, scope, epoch, owner, position, commit, unapplied
-- KEYS[2]  what is staged: HASH, see stage.lua
-- KEYS[n]  the families (HASH of key -> row) that the commit touches
-- ARGV[1]  commit that this owner last read or wrote; '' where there was none
-- ARGV[2]  this commit: an id that no other one has; the same when it is sent again
-- ARGV[3]  owner, as given to acquire.lua
-- ARGV[4]  epoch, as answered by it
-- ARGV[5]  position from now on: decimal digits, never reckoned with here (a Lua number would round it)
-- ARGV[6]  format of the keys
-- ARGV[7]  parts of it that are staged (stage.lua): they are its rows too, and applied by apply.lua afterwards
-- ARGV[8]  MessagePack of { drops, puts, deletes }, where n counts KEYS from 1:
--          { n, ... }, { { n, { key, row, key, row, ... } }, ... }, { { n, { key, ... } }, ... }
--
-- Replies  {'OK'}
--          {'ALREADY'}          this very commit is the last one that was done: its reply was lost
--          {'FENCED', epoch, position, commit, owner}   what is stored ('' where nothing is); nothing was written
--          {'FORMAT', format}   the keys were written in another format
--          {'TORN'}             a commit was left half written
--          {'FOREIGN', n}       KEYS[n] is no hash
--          {'UNSTAGED'}         a part is not there
--          {'UNAPPLIED', n}     so many parts of the last commit are still to be applied
-- Cost     O(rows), about a microsecond a row of 250 bytes; a drop is O(1) here and O(rows) on
--          another thread. So the client stages what has more than some hundred rows.
-- Atomic   since rows and position must be seen together, and the comparison must hold until they are written. A
--          script is not rolled back: everything is checked before the first write, and the writes cannot fail (types
--          and rights were checked, and memory is asked for when the script begins). Should one fail after all, the
--          commit stays marked as torn, and everybody refuses the scope.

local FIELDS_A_CALL = 2000 -- of an HSET or HDEL: Lua's unpack takes fewer than 8,000

local state = KEYS[1]
local stored = redis.call('HMGET', state, 'format', 'owner', 'epoch', 'position', 'commit', 'unapplied')
local format, owner, epoch, position, commit, unapplied = unpack(stored)
if commit == ARGV[2] then
  return { 'ALREADY' }
end
if format and format ~= ARGV[6] then
  return { 'FORMAT', format }
end
if commit and string.sub(commit, 1, 5) == 'torn:' then
  return { 'TORN' }
end
if (commit or '') ~= ARGV[1] or owner ~= ARGV[3] or epoch ~= ARGV[4] then
  return { 'FENCED', epoch or '', position or '', commit or '', owner or '' }
end
if unapplied then
  return { 'UNAPPLIED', unapplied }
end
local parts = tonumber(ARGV[7])
if parts > 0 then
  local fields = { 'commit' }
  for part = 1, parts do
    fields[#fields + 1] = part .. ':keys'
  end
  local staged = redis.call('HMGET', KEYS[2], unpack(fields))
  for index = 1, #fields do
    if not staged[index] then
      return { 'UNSTAGED' }
    end
  end
  if staged[1] ~= ARGV[2] then
    return { 'UNSTAGED' }
  end
end
for n = 3, #KEYS do
  local type = redis.call('TYPE', KEYS[n])['ok']
  if type ~= 'hash' and type ~= 'none' then
    return { 'FOREIGN', tostring(n) }
  end
end
local drops, puts, deletes = unpack(cmsgpack.unpack(ARGV[8]))

local function many(command, key, values)
  for first = 1, #values, FIELDS_A_CALL do
    redis.call(command, key, unpack(values, first, math.min(first + FIELDS_A_CALL - 1, #values)))
  end
end

redis.call('HSET', state, 'commit', 'torn:' .. ARGV[2])
for _, n in ipairs(drops) do
  redis.call('UNLINK', KEYS[n])
end
for _, put in ipairs(puts) do
  many('HSET', KEYS[put[1]], put[2])
end
for _, delete in ipairs(deletes) do
  many('HDEL', KEYS[delete[1]], delete[2])
end
if parts > 0 then
  redis.call('HSET', KEYS[2], 'parts', ARGV[7])
  redis.call('HSET', state, 'unapplied', ARGV[7])
end
redis.call('HSET', state, 'position', ARGV[5], 'commit', ARGV[2])
return { 'OK' }
