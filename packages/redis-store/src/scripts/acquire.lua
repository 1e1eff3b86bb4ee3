#!lua
-- Takes a scope over: raises its epoch and names its owner.
--
-- KEYS[1]  the scope's state: HASH of format, scope, epoch, owner, position, commit, unapplied
-- KEYS[2]  any other key of the scope, only to see whether this user may write it
-- ARGV[1]  owner: a token that nobody else ever uses
-- ARGV[2]  the scope's name, for who lists the keys
-- ARGV[3]  format of the keys: a whole number
--
-- Replies  {'OK', epoch, position, commit, unapplied}   position and commit are '' where nothing was ever committed;
--          unapplied is the number of parts of that commit that are still to be applied (apply.lua), '' where none is,
--          or 'emptying' where the owner before was taking everything away (empty.lua)
--          {'FORMAT', format}   the keys were written in another format
--          {'TORN'}             a commit was left half written (commit.lua)
--          {'DENIED', command}  the user lacks a right that commits need
-- Cost     O(1).
-- Atomic   since two that take over at once must get two epochs. The client may send it twice (a lost reply): the
--          owner that stands already is answered its epoch again.

for _, command in ipairs({ 'HSET', 'HDEL', 'UNLINK', 'TYPE' }) do
  -- Within a commit, a refusal would come after its first write; here it comes before anything.
  local given = command == 'HSET' and { '', '' } or command == 'HDEL' and { '' } or {}
  for _, key in ipairs(KEYS) do
    if not redis.acl_check_cmd(command, key, unpack(given)) then
      return { 'DENIED', command }
    end
  end
end

local stored = redis.call('HMGET', KEYS[1], 'format', 'owner', 'epoch', 'position', 'commit', 'unapplied')
local format, owner, epoch, position, commit, unapplied = unpack(stored)
if format and format ~= ARGV[3] then
  return { 'FORMAT', format }
end
if commit and string.sub(commit, 1, 5) == 'torn:' then
  return { 'TORN' }
end
if owner ~= ARGV[1] then
  epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
  redis.call('HSET', KEYS[1], 'format', ARGV[3], 'scope', ARGV[2], 'owner', ARGV[1])
end
return { 'OK', tostring(epoch), position or '', commit or '', unapplied or '' }
