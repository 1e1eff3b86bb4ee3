#!lua
-- Writes views of a scope, if this owner may and has not shown later ones. It is no commit: readers of rows go on.
--
-- KEYS[1]  the scope's state
-- KEYS[n]  the views (HASH)
-- ARGV[1]  owner, as given to acquire.lua
-- ARGV[2]  epoch, as answered by it
-- ARGV[3]  number of this showing, from 1, one more for each of this owner; the same when it is sent again
-- ARGV[4]  MessagePack of { { name, ... }, { { n, { field, value, ... } }, ... } }, where a field is the number of its name
--          and n counts KEYS, both from 1 (the view has these alone; none: it goes), among them
--          { n, { field, value, ... }, { field, ... } } (the view stays, but for the first ones and without the others)
--
-- Replies  {'OK'}
--          {'ALREADY'}          it was done, or a later one was: its reply was lost, or it comes late
--          {'FENCED', epoch, position, commit, owner}   what is stored ('' where nothing is); nothing was written
--          {'FOREIGN', n}       KEYS[n] is no hash
-- Cost     O(fields), about half a microsecond each.
-- Atomic   since an owner that was replaced meanwhile must not write over what its successor shows, and a view is seen
--          whole: its numbers are of one moment.

local FIELDS_A_CALL = 2000 -- of an HSET or HDEL: Lua's unpack takes fewer than 8,000

local owner, epoch, position, commit, shown =
  unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'position', 'commit', 'shown'))
if owner ~= ARGV[1] or epoch ~= ARGV[2] then
  return { 'FENCED', epoch or '', position or '', commit or '', owner or '' }
end
-- Of the owner before, if of another epoch.
local shownEpoch, shownNumber = string.match(shown or '', '^(%d+)%.(%d+)$')
if shownEpoch == epoch and tonumber(shownNumber) >= tonumber(ARGV[3]) then
  return { 'ALREADY' }
end
for n = 2, #KEYS do
  local type = redis.call('TYPE', KEYS[n])['ok']
  if type ~= 'hash' and type ~= 'none' then
    return { 'FOREIGN', tostring(n) }
  end
end

local function many(command, key, values)
  for first = 1, #values, FIELDS_A_CALL do
    redis.call(command, key, unpack(values, first, math.min(first + FIELDS_A_CALL - 1, #values)))
  end
end

local names, views = unpack(cmsgpack.unpack(ARGV[4]))

-- First what stands, then what goes: in a slot that is moving, a key that is gone for a moment is another node's.
for _, view in ipairs(views) do
  local key, fields, without = KEYS[view[1]], view[2], view[3]
  for index = 1, #fields, 2 do
    fields[index] = names[fields[index]]
  end
  many('HSET', key, fields)
  if without then
    for index = 1, #without do
      without[index] = names[without[index]]
    end
    many('HDEL', key, without)
  elseif #fields == 0 then
    redis.call('UNLINK', key)
  else
    local stands = {}
    for index = 1, #fields, 2 do
      stands[fields[index]] = true
    end
    local gone, cursor = {}, '0'
    repeat
      local part
      cursor, part = unpack(redis.call('HSCAN', key, cursor, 'COUNT', FIELDS_A_CALL))
      for index = 1, #part, 2 do
        if not stands[part[index]] then
          gone[#gone + 1] = part[index]
        end
      end
    until cursor == '0'
    many('HDEL', key, gone)
  end
end
redis.call('HSET', KEYS[1], 'shown', epoch .. '.' .. ARGV[3])
return { 'OK' }
