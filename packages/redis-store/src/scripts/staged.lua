#!lua flags=no-writes
-- The parts of the last commit that are still to be applied: for who has taken a scope over.
--
-- KEYS[1]  the scope's state, not looked at
-- KEYS[2]  what is staged: see stage.lua
-- ARGV[1]  the commit that they are parts of
--
-- Replies  {'OK', {key, ...}, ...}   the families that each part touches, in their order; none where it is applied
--          {'UNSTAGED'}              they are not there
-- Cost     O(parts).
-- Atomic   since it must be one commit that is looked at.

local commit, parts = unpack(redis.call('HMGET', KEYS[2], 'commit', 'parts'))
if commit ~= ARGV[1] or not parts then
  return { 'UNSTAGED' }
end
local reply = { 'OK' }
for part = 1, tonumber(parts) do
  local keys = redis.call('HGET', KEYS[2], part .. ':keys')
  reply[#reply + 1] = keys and cmsgpack.unpack(keys) or {}
end
return reply
