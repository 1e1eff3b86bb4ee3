#!lua flags=no-writes
-- Rows of one family by their keys, as of one commit.
--
-- KEYS[1]  the scope's state
-- KEYS[2]  the family: HASH of key -> row
-- ARGV[1]  commit that the reader goes by; '' where there was none
-- ARGV[2]  owner, as given to acquire.lua; '' for who only reads
-- ARGV[3]  its epoch; '' for who only reads
-- ARGV[4]  bytes of rows after which no more are read: a whole number
-- ARGV[n]  keys
--
-- Replies  {'OK', row, ...}   of the first keys, at least one; false where there is no row; ask again for the rest
--          {'FENCED', epoch, position, commit, owner}   to an owner: what is stored is not what it left
--          {'MOVED', epoch, position, commit, owner}    to a reader: another commit has been done, or its rows are not all there yet
-- Cost     O(keys), bounded by ARGV[4] and the largest 50 rows.
-- Atomic   since the comparison with the commit must hold for the rows that are read.

local KEYS_A_CALL = 50

local owner, epoch, position, commit, unapplied =
  unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'position', 'commit', 'unapplied'))
if unapplied or (commit or '') ~= ARGV[1] or (ARGV[2] ~= '' and (owner ~= ARGV[2] or epoch ~= ARGV[3])) then
  local refusal = ARGV[2] == '' and 'MOVED' or 'FENCED'
  return { refusal, epoch or '', position or '', commit or '', owner or '' }
end
local maxBytes = tonumber(ARGV[4])
local reply = { 'OK' }
local bytes = 0
local first = 5
while first <= #ARGV and bytes < maxBytes do
  local last = math.min(first + KEYS_A_CALL - 1, #ARGV)
  for _, row in ipairs(redis.call('HMGET', KEYS[2], unpack(ARGV, first, last))) do
    reply[#reply + 1] = row
    bytes = bytes + (row and #row or 0)
  end
  first = last + 1
end
return reply
