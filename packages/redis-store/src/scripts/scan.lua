#!lua flags=no-writes
-- Some of the rows of one family, as of one commit; the client asks until the cursor is '0' again.
--
-- KEYS[1]  the scope's state
-- KEYS[2]  the family: HASH of key -> row
-- ARGV[1]  commit that the reader goes by; '' where there was none
-- ARGV[2]  owner, as given to acquire.lua; '' for who only reads
-- ARGV[3]  its epoch; '' for who only reads
-- ARGV[4]  cursor of HSCAN: '0' at first, then what was answered
-- ARGV[5]  about how many rows to read
--
-- Replies  {'OK', cursor, {key, row, ...}}
--          {'FENCED', epoch, position, commit, owner}   to an owner: what is stored is not what it left
--          {'MOVED', epoch, position, commit, owner}    to a reader: another commit has been done, or its rows are not all there yet
-- Cost     O(ARGV[5]); a family of up to 128 small rows comes at once.
-- Atomic   since the comparison with the commit must hold for the rows that are read. All calls of one scan compare
--          with the same commit, so nothing was written between the first and the last: HSCAN then gives every row at
--          least once (twice, perhaps, while Redis resizes the hash).

local owner, epoch, position, commit, unapplied =
  unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'position', 'commit', 'unapplied'))
if unapplied or (commit or '') ~= ARGV[1] or (ARGV[2] ~= '' and (owner ~= ARGV[2] or epoch ~= ARGV[3])) then
  local refusal = ARGV[2] == '' and 'MOVED' or 'FENCED'
  return { refusal, epoch or '', position or '', commit or '', owner or '' }
end
local cursor, rows = unpack(redis.call('HSCAN', KEYS[2], ARGV[4], 'COUNT', ARGV[5]))
return { 'OK', cursor, rows }
