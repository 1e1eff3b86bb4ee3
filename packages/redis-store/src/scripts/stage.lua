#!lua
-- Lays a part of a large commit down beside the rows, where nobody reads it, until commit.lua says that it counts.
--
-- KEYS[1]  the scope's state
-- KEYS[2]  what is staged: HASH of commit (whose parts they are), parts (how many: set by commit.lua),
--          <part> (MessagePack) and <part>:keys (its families)
-- KEYS[n]  the families (HASH of key -> row) that the part touches
-- ARGV[1]  commit that this owner last read or wrote; '' where there was none
-- ARGV[2]  the commit that this is a part of: as commit.lua will be given it
-- ARGV[3]  owner, as given to acquire.lua
-- ARGV[4]  epoch, as answered by it
-- ARGV[5]  part: 1, 2, ...; the first takes away whatever was staged before
-- ARGV[6]  MessagePack of { puts, deletes } as in commit.lua, where n counts KEYS from 1
--
-- Replies  {'OK'}
--          {'ALREADY'}          the commit is done: a reply was lost
--          {'FENCED', epoch, position, commit, owner}   what is stored; nothing was written
--          {'UNSTAGED'}         the parts before this one are gone
--          {'UNAPPLIED', n}     so many parts of the last commit are still to be applied
--          {'FOREIGN', n}       KEYS[n] is no hash
-- Cost     O(bytes) to copy them.
-- Atomic   since only the owner may lay down, and only when nothing is left to be applied.

local owner, epoch, position, commit, unapplied =
  unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'position', 'commit', 'unapplied'))
if commit == ARGV[2] then
  return { 'ALREADY' }
end
if (commit or '') ~= ARGV[1] or owner ~= ARGV[3] or epoch ~= ARGV[4] then
  return { 'FENCED', epoch or '', position or '', commit or '', owner or '' }
end
if unapplied then
  return { 'UNAPPLIED', unapplied }
end
local families = {}
for n = 3, #KEYS do
  local type = redis.call('TYPE', KEYS[n])['ok']
  if type ~= 'hash' and type ~= 'none' then
    return { 'FOREIGN', tostring(n) }
  end
  families[#families + 1] = KEYS[n]
end
if ARGV[5] == '1' then
  redis.call('UNLINK', KEYS[2])
elseif redis.call('HGET', KEYS[2], 'commit') ~= ARGV[2] then
  return { 'UNSTAGED' }
end
redis.call('HSET', KEYS[2], 'commit', ARGV[2], ARGV[5], ARGV[6], ARGV[5] .. ':keys', cmsgpack.pack(families))
return { 'OK' }
